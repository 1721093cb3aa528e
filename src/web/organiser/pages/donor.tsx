import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { DeskDonor, DonorTwin } from '../../../donor-desk/index.js';
import { formatDay, formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField } from '../../shared/components/form-fields.js';
import { targetOf } from '../../shared/components/gift-list.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { statusTone } from '../status-tone.js';

export type DonorDone = 'corrected' | 'merged' | 'undone';

export interface DonorView {
  readonly edition: Edition;
  readonly donor: DeskDonor;
  readonly done: DonorDone | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: DonorView;
  readonly context: PageContext;
}

/** One donor of the edition: who they are, what they gave, and who may be the same person. */
export function renderDonorPage(view: DonorView, context: PageContext): string {
  const { edition, donor, form, error, done } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('donor.title', { name: donor.name });
  return renderPage(
    <WorkLayout context={context} title={title} heading={edition.title[language]}>
      <h1 dir="auto">{title}</h1>
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={{ name: 'name', email: 'email', reason: 'reason' }}
      />
      {done === null ? null : (
        <p class="card" role="status">
          {t(`donor.done.${done}`)}
        </p>
      )}
      <div class="two">
        <Correction view={view} context={context} />
        <Gifts view={view} context={context} />
      </div>
      <Twins view={view} context={context} />
      <Merges view={view} context={context} />
    </WorkLayout>,
  );
}

function hasText({ edition }: DonorView, { language }: PageContext, { gifts, raisedMinor }: DonorTwin): string {
  const raised = formatMoney(language, raisedMinor, edition.currency, 'always');
  return translatorOf(language)('donor.has', { gifts, raised });
}

function Correction({ view, context: { language } }: Props): VNode {
  const { edition, donor, form } = view;
  const t = translatorOf(language);
  const typed = form.values['other'] === undefined && form.values['merge'] === undefined && form.errors.length > 0;
  const stored = { name: donor.name, email: donor.email ?? '', company: donor.company ?? '' };
  const shared = { language, form: typed ? form : { values: stored, errors: [] } } as const;
  return (
    <section class="card" aria-labelledby="correct">
      <h2 id="correct">{t('donor.correct')}</h2>
      <form
        id="form"
        class="form"
        action={`/organise/donors/${donor.id}/correct?language=${language}`}
        method="post"
        novalidate
      >
        <input type="hidden" name="edition" value={edition.slug} />
        <div>
          <TextField {...shared} name="name" label={t('list.column.donor')} maxLength={100} />
          <TextField {...shared} name="email" label={t('list.column.email')} type="email" optional />
          <TextField {...shared} name="company" label={t('donor.company')} maxLength={100} optional />
          <TextField {...shared} name="reason" label={t('desk.reason')} maxLength={300} />
          <p class="small mute">{t('donor.correctText')}</p>
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('donor.correctButton')}
          </button>
        </p>
      </form>
    </section>
  );
}

function Gifts({ view, context }: Props): VNode {
  const { edition, donor } = view;
  const { language } = context;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="gifts">
      <h2 id="gifts">{t('donor.gifts')}</h2>
      <p class="num">{hasText(view, context, donor)}</p>
      {donor.latest.length === 0 ? <p class="hollow">{t('donor.noGifts')}</p> : null}
      <ul class="issues">
        {donor.latest.map((gift) => {
          const target = targetOf(gift.target);
          return (
            <li key={gift.id}>
              <p>
                <a href={`/organise/gifts/${gift.id}?language=${language}&edition=${edition.slug}`}>
                  <b class="num">{formatMoney(language, gift.raisedMinor, edition.currency, 'always')}</b>{' '}
                  <bdi>{target.kind === 'edition' ? t('work.edition') : target.name}</bdi>
                </a>
                <span class="small mute num">{formatDay(language, gift.at)}</span>
              </p>
              <span class={`chip ${statusTone(gift.status) ?? ''}`}>{t(`status.${gift.status}`)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Twins({ view, context }: Props): VNode {
  const { edition, donor, form } = view;
  const { language } = context;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="twins">
      <h2 id="twins">{t('donor.twins')}</h2>
      {donor.twins.length === 0 ? (
        <p class="hollow">{t('donor.noTwins')}</p>
      ) : (
        <p>{t('donor.twinsText', { name: donor.name })}</p>
      )}
      <ul class="plain">
        {donor.twins.map((twin) => (
          <li key={twin.id}>
            <details open={form.values['other'] === twin.id}>
              <summary>
                <bdi>{twin.name}</bdi> <span class="small mute">{twin.email}</span>{' '}
                <span class="small mute num">{hasText(view, context, twin)}</span>
              </summary>
              <form
                class="form"
                action={`/organise/donors/${donor.id}/merge?language=${language}`}
                method="post"
                novalidate
              >
                <input type="hidden" name="edition" value={edition.slug} />
                <input type="hidden" name="other" value={twin.id} />
                <div>
                  <p class="num">
                    <bdi>{donor.name}</bdi>: {formatMoney(language, donor.raisedMinor, edition.currency, 'always')} →{' '}
                    {formatMoney(language, donor.raisedMinor + twin.raisedMinor, edition.currency, 'always')}
                  </p>
                  <Reason id={`reason-${twin.id}`} language={language} value={form.values['reason']} />
                </div>
                <p class="actions">
                  <button class="btn line" type="submit">
                    {t('donor.mergeButton', { name: donor.name })}
                    <span class="unseen">: {twin.name}</span>
                  </button>
                  <a href={`/organise/donors/${twin.id}?language=${language}&edition=${edition.slug}`}>
                    {t('donor.swap')}
                    <span class="unseen">: {twin.name}</span>
                  </a>
                </p>
              </form>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Merges({ view: { edition, donor, form }, context: { language } }: Props): VNode | null {
  const t = translatorOf(language);
  if (donor.merges.length === 0) return null;
  return (
    <section class="card" aria-labelledby="merges">
      <h2 id="merges">{t('donor.merges')}</h2>
      <ul class="plain">
        {donor.merges.map((merge) => (
          <li key={merge.id}>
            <p>
              <b>
                {t('donor.mergeLine', {
                  from: nameOf(merge.from),
                  into: nameOf(merge.into),
                  gifts: merge.gifts,
                })}
              </b>{' '}
              <span class="small mute">
                {merge.doneBy} · {formatDayAndTime(language, merge.doneAt)}
              </span>{' '}
              {merge.undone ? <span class="chip dull">{t('desk.undone')}</span> : null}
            </p>
            {merge.undone ? null : (
              <details open={form.values['merge'] === merge.id}>
                <summary>{t('desk.undo')}</summary>
                <form
                  class="form"
                  action={`/organise/donors/${donor.id}/merges/${merge.id}/undo?language=${language}`}
                  method="post"
                  novalidate
                >
                  <input type="hidden" name="edition" value={edition.slug} />
                  <input type="hidden" name="merge" value={merge.id} />
                  <Reason id={`undo-${merge.id}`} language={language} value={form.values['reason']} />
                  <p class="actions">
                    <button class="btn line" type="submit">
                      {t('desk.undoButton')}
                    </button>
                  </p>
                </form>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function nameOf({ name, email }: DonorTwin): string {
  return email === null ? name : `${name} (${email})`;
}

interface ReasonProps {
  readonly id: string;
  readonly language: PageContext['language'];
  readonly value: string | undefined;
}

function Reason({ id, language, value = '' }: ReasonProps): VNode {
  return (
    <div class="field">
      <label for={id}>{translatorOf(language)('desk.reason')}</label>
      <input id={id} name="reason" type="text" maxLength={300} value={value} />
    </div>
  );
}
