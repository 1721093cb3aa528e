import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { OwnGift } from '../../../donations/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';

/** A page that the gift may have been meant for. */
export interface MeantForView {
  /** As the form sends it: `walker:slug`, `team:slug`. */
  readonly value: string;
  readonly name: string;
  /** What tells it from another of that name. */
  readonly about: string;
}

export interface MoveGiftPageView {
  readonly edition: Edition;
  readonly token: string;
  readonly gift: OwnGift;
  /** What was looked for; empty: nothing yet. */
  readonly query: string;
  readonly found: readonly MeantForView[];
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: MoveGiftPageView;
  readonly context: PageContext;
}

/** "I picked the wrong walker": looks for the right one, and asks the organisers. */
export function renderMoveGiftPage(view: MoveGiftPageView, context: PageContext): string {
  const { edition, token, gift, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('gift.meantFor');
  const faulty = form.errors.length > 0 || error !== null;
  return renderPage(
    <Layout context={context} title={faulty ? t('form.errorInTitle', { title }) : title} unlisted>
      <div class="wrap column">
        <div>
          <h1>{title}</h1>
          <p>
            {t('gift.nowFor', {
              amount: formatMoney(language, gift.amountMinor, edition.currency),
              name: gift.target.name ?? edition.title[language],
            })}
          </p>
          <p class="small">
            <a href={under(context, `/gifts/${token}`)}>{t('gift.back')}</a>
          </p>
        </div>
        <ErrorSummary
          language={language}
          form={form}
          error={error}
          controls={{ meantFor: view.found.length > 0 ? 'page-0' : 'meantFor' }}
        />
        <FindPage context={context} token={token} query={view.query} />
        <Ask view={view} context={context} />
      </div>
    </Layout>,
  );
}

/** One box for the right walker or team. */
export function FindPage({
  context,
  token,
  query,
}: {
  readonly context: PageContext;
  readonly token: string;
  readonly query: string;
}): VNode {
  const t = translatorOf(context.language);
  return (
    <form class="search" role="search" action={under(context, `/gifts/${token}/move`)} method="get">
      <label for="q">{t('gift.find')}</label>
      <div class="joined">
        <input id="q" name="q" type="search" value={query} maxLength={100} autocomplete="off" enterkeyhint="search" />
        <button class="btn quiet" type="submit">
          {t('search.button')}
        </button>
      </div>
    </form>
  );
}

function Ask({ view, context }: Props): VNode {
  const { token, query, found, form, gift } = view;
  const { language } = context;
  const t = translatorOf(language);
  const chosen = form.values['page'] ?? '';
  const options: readonly MeantForView[] =
    gift.target.kind === 'edition'
      ? found
      : [...found, { value: 'edition', name: t('gift.wholeWalk'), about: t('gift.wholeWalkText') }];
  return (
    <form id="form" class="form" action={under(context, `/gifts/${token}/move`)} method="post" novalidate data-once="">
      <input type="hidden" name="q" value={query} />
      {query !== '' && found.length === 0 ? <p class="hollow">{t('search.none', { query })}</p> : null}
      {options.length === 0 ? null : (
        <fieldset>
          <legend class="as-label">{t('gift.choose')}</legend>
          <div class="choices lines">
            {options.map(({ value, name, about }, index) => (
              <label class="choice" key={value}>
                <input id={`page-${String(index)}`} type="radio" name="page" value={value} checked={chosen === value} />
                <span class="face">
                  <b dir="auto">{name}</b>
                  <span class="small">
                    <bdi>{about}</bdi>
                  </span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <TextField
        language={language}
        form={form}
        name="meantFor"
        label={t('gift.inWords')}
        hint={t('gift.inWordsHint')}
        optional
        maxLength={200}
      />
      <p class="actions">
        <button class="btn go" type="submit">
          {t('gift.ask')}
        </button>
      </p>
    </form>
  );
}
