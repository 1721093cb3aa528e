import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { DeskGift, GiftPage, SplitChange } from '../../../gift-desk/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
  TickBox,
} from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import type { GiftDeskTarget } from './gift-desk.js';

/** A page that was chosen, with its part as it was typed. */
export interface ChosenPage extends GiftPage {
  /** `walker/SLUG`, `team/SLUG` or `edition`. */
  readonly value: string;
  readonly typed: string;
}

export interface SplitGiftView {
  readonly edition: Edition;
  readonly gift: DeskGift;
  readonly pages: readonly ChosenPage[];
  readonly find: string;
  /** `null`: nothing was looked for. */
  readonly matches: readonly GiftDeskTarget[] | null;
  /** What the split will do; `null` until somebody asked. */
  readonly changes: readonly SplitChange[] | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: SplitGiftView;
  readonly context: PageContext;
}

/** A gift is divided between pages: first which and how much, then what that changes, then it is done. */
export function renderSplitGiftPage(view: SplitGiftView, context: PageContext): string {
  const { edition, gift, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('split.title', { name: gift.name });
  const back = `/organise/gifts/${gift.id}?language=${language}&edition=${edition.slug}`;
  return renderPage(
    <WorkLayout context={context} title={title} heading={edition.title[language]}>
      <h1 dir="auto">{title}</h1>
      <p>{t('split.intro', { amount: formatMoney(language, gift.amountMinor, edition.currency, 'always') })}</p>
      <ErrorSummary language={language} form={form} error={error} controls={{ parts: 'amount-0', reason: 'reason' }} />
      <Shares view={view} context={context} />
      {view.changes === null ? null : <Changes view={view} changes={view.changes} context={context} />}
      <p>
        <a href={back}>{t('split.back')}</a>
      </p>
    </WorkLayout>,
  );
}

function Shares({ view, context: { language } }: Props): VNode {
  const { edition, gift, pages, find, matches, form, changes } = view;
  const t = translatorOf(language);
  const chosen = new Set(pages.map(({ value }) => value));
  const found = (matches ?? []).filter(({ kind, slug }) => !chosen.has(`${kind}/${slug}`));
  return (
    <section class="card" aria-labelledby="shares">
      <h2 id="shares">{t('desk.to')}</h2>
      <form id="form" class="form" action={`/organise/gifts/${gift.id}/split`} method="get" novalidate>
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="edition" value={edition.slug} />
        <div>
          <FieldFault id="parts-fault" language={language} sentence={sentenceFor(language, form, 'parts')} />
          {pages.map(({ value, name, raisedMinor, typed }, index) => (
            <div class="field" key={value}>
              <label for={`amount-${String(index)}`}>
                {t('split.share', { name: name ?? t('work.edition') })}
                <span class="optional num"> ({formatMoney(language, raisedMinor, edition.currency)})</span>
              </label>
              <input type="hidden" name="to" value={value} />
              <input
                class="short"
                id={`amount-${String(index)}`}
                name="amount"
                type="text"
                inputMode="decimal"
                maxLength={12}
                value={typed}
              />
            </div>
          ))}
        </div>
        <div>
          <div class="field">
            <label for="find">{t('split.find')}</label>
            <div class="search-line">
              <input id="find" name="find" type="search" value={find} maxLength={100} />
              <button class="btn quiet" type="submit">
                {t('search.button')}
              </button>
            </div>
          </div>
          {matches?.length === 0 ? <p class="hollow">{t('search.none', { query: find })}</p> : null}
          {found.length === 0 ? null : (
            <ul class="issues">
              {found.map(({ kind, slug, name, raisedMinor }) => (
                <li key={`${kind} ${slug}`}>
                  <p>
                    <b>
                      <bdi>{name}</bdi>
                    </b>
                    <span class="small mute num">
                      {t(`list.word.${kind}`)} · {formatMoney(language, raisedMinor, edition.currency)}
                    </span>
                  </p>
                  <button class="btn line" type="submit" name="add" value={`${kind}/${slug}`}>
                    {t('split.add')}
                    <span class="unseen"> {name}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          {chosen.has('edition') ? null : (
            <p class="actions">
              <button class="btn line" type="submit" name="add" value="edition">
                {t('split.add')}: {t('work.edition')}
              </button>
            </p>
          )}
        </div>
        <p class="actions">
          <button class={changes === null ? 'btn go' : 'btn line'} type="submit" name="look" value="yes">
            {t('split.look')}
          </button>
        </p>
      </form>
    </section>
  );
}

interface ChangesProps extends Props {
  readonly changes: readonly SplitChange[];
}

function Changes({ view: { edition, gift, pages, form }, changes, context: { language } }: ChangesProps): VNode {
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  return (
    <section class="card" aria-labelledby="changes">
      <h2 id="changes">{t('split.changes')}</h2>
      <ul class="issues">
        {changes.map(({ name, shareMinor, raisedMinor, afterMinor }) => (
          <li key={name ?? ''}>
            <p>
              <b>
                <bdi>{name ?? t('work.edition')}</bdi>
              </b>
              <span class="small mute num">
                {t('split.shareColumn')}: {money(shareMinor)}
              </span>
            </p>
            <span class="num">
              {money(raisedMinor)} → {money(afterMinor)}
            </span>
          </li>
        ))}
      </ul>
      <form class="form" action={`/organise/gifts/${gift.id}/split?language=${language}`} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        {pages
          .filter(({ typed }) => typed !== '')
          .flatMap(({ value, typed }) => [
            <input key={`to ${value}`} type="hidden" name="to" value={value} />,
            <input key={`amount ${value}`} type="hidden" name="amount" value={typed} />,
          ])}
        <div>
          <TextField language={language} form={form} name="reason" label={t('desk.reason')} maxLength={300} />
          <TickBox language={language} form={form} name="tellDonor">
            {t('desk.tellDonor')}
          </TickBox>
          <p class="small mute">{t('split.text')}</p>
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('split.button')}
          </button>
        </p>
      </form>
    </section>
  );
}
