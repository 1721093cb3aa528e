import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import { fillPlaceholders } from '../../../domain/mailing-text.js';
import {
  type Mailing,
  MAILING_OUTCOMES,
  type MailingOutcome,
  type MailingResult,
  MAILINGS_A_MINUTE,
  type PeopleCount,
  type PersonOfSegment,
  type Segment,
  textFor,
} from '../../../mailings/index.js';
import { mailingValues } from '../../../notifications/index.js';
import { formatDayAndTime, formatNumber } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface MailingView {
  readonly edition: Edition;
  readonly mailing: Mailing;
  readonly segment: Segment;
  /** How many it would reach; `null` once it has begun. */
  readonly count: PeopleCount | null;
  /** Somebody whom it reaches, to show what it says. */
  readonly person: PersonOfSegment | null;
  /** What became of it; `null` until it begins. */
  readonly counts: Readonly<Record<MailingOutcome, number>> | null;
  readonly results: readonly MailingResult[];
  /** The outcome that is looked at alone. */
  readonly only: MailingOutcome | null;
  /** Where the next page of addresses begins. */
  readonly after: string | null;
  readonly mayChange: boolean;
  /** Where a test goes to; `null` for whoever is known by a key alone. */
  readonly ownEmail: string | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly done: string | null;
}

interface Props {
  readonly view: MailingView;
  readonly context: PageContext;
}

const DONE = ['kept', 'tested', 'scheduled', 'stopped'] as const;

/** A mail to many: what it says, whom it reaches, and what became of it. */
export function renderMailingPage(view: MailingView, context: PageContext): string {
  const { edition, mailing, form, error, mayChange } = view;
  const { language } = context;
  const t = translatorOf(language);
  const done = DONE.find((it) => it === view.done);
  const controls = { sendAt: 'sendAt', sure: 'sure' };
  return renderPage(
    <WorkLayout context={context} title={t('mailing.title')} heading={edition.title[language]}>
      <h1>
        <bdi>{textFor(mailing.texts, language)?.subject ?? t('mailing.title')}</bdi>
      </h1>
      {done === undefined ? null : <p role="status">{t(`mailing.done.${done}`)}</p>}
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      <section class="card" aria-label={t('mailing.whom')}>
        <p>
          <span class={mailing.state === 'sending' ? 'chip' : 'chip dull'}>{t(`mailing.state.${mailing.state}`)}</span>
        </p>
        <p>
          {t(`mailing.segment.${mailing.segment}`)}
          {narrowed(view, context)} · {t('mailing.by', { who: mailing.writtenBy })}
        </p>
        <When view={view} context={context} />
        {mayChange ? <Acts view={view} context={context} /> : null}
      </section>
      {view.counts === null ? <Preview view={view} context={context} /> : <Results view={view} context={context} />}
      {mayChange && mailing.state === 'draft' ? <Sending view={view} context={context} /> : null}
    </WorkLayout>,
  );
}

function narrowed({ edition, mailing: { narrowing } }: MailingView, { language }: PageContext): string {
  const type = edition.participationTypes.find(({ code }) => code === narrowing.typeCode);
  const slot = narrowing.slot === null ? '' : ` · ${formatDayAndTime(language, narrowing.slot)}`;
  return type === undefined ? '' : ` · ${type.title[language]}${slot}`;
}

function When({ view: { mailing, count }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const at = mailing.begunAt ?? mailing.sendAt;
  return (
    <p class="small mute">
      {at === null ? null : (
        <>
          {t(mailing.begunAt === null ? 'mailing.begins' : 'mailing.begun', { when: formatDayAndTime(language, at) })}
          {count === null ? null : ' · '}
        </>
      )}
      {count === null ? null : (
        <>
          {t('mailing.reaches', { count: count.people - count.unwanted })}
          {count.unwanted === 0 ? null : <> · {t('mailing.unwanted', { count: count.unwanted })}</>}
        </>
      )}
    </p>
  );
}

function Acts({ view, context }: Props): VNode | null {
  const { edition, mailing, ownEmail } = view;
  const { language } = context;
  const t = translatorOf(language);
  const query = new URLSearchParams({ language, edition: edition.slug }).toString();
  if (mailing.state === 'stopped' || view.counts?.waiting === 0) return null;
  return (
    <div class="actions">
      {mailing.state === 'draft' ? (
        <>
          <a class="btn line" href={`/organise/mailings/${mailing.id}/text?${query}`}>
            {t('mailing.change')}
          </a>
          {ownEmail === null ? null : (
            <Act view={view} context={context} act="test">
              {t('mailing.test', { email: ownEmail })}
            </Act>
          )}
        </>
      ) : (
        <Act view={view} context={context} act="stop">
          {t(mailing.state === 'scheduled' ? 'mailing.unschedule' : 'mailing.stop')}
        </Act>
      )}
    </div>
  );
}

function Act({
  view: { edition, mailing },
  context: { language },
  act,
  children,
}: Props & { readonly act: 'test' | 'stop'; readonly children: string }): VNode {
  return (
    <form action={`/organise/mailings/${mailing.id}/${act}?language=${language}`} method="post">
      <input type="hidden" name="edition" value={edition.slug} />
      <button class="btn line" type="submit">
        {children}
      </button>
    </form>
  );
}

/** What it says in each of its languages, with what one of its readers would see. */
function Preview({ view: { edition, mailing, person }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="preview">
      <h2 id="preview">{t('mailing.preview')}</h2>
      <p class="small mute">{person === null ? t('mailing.nobody') : t('mailing.previewOf', { name: person.name })}</p>
      {LANGUAGES.flatMap((of) => {
        const text = mailing.texts[of];
        if (text === undefined) return [];
        const values = person === null ? {} : mailingValues({ ...person, language: of, currency: edition.currency });
        return (
          <article class="letter" lang={of} key={of}>
            <h3>{fillPlaceholders(text.subject, values)}</h3>
            {fillPlaceholders(text.body, values)
              .split(/\n+/)
              .map((line, index) => (
                <p key={index}>{line}</p>
              ))}
          </article>
        );
      })}
    </section>
  );
}

function Sending({ view: { edition, mailing, count, form }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const reached = count === null ? 0 : count.people - count.unwanted;
  return (
    <section class="card" aria-labelledby="sending">
      <h2 id="sending">{t('mailing.send')}</h2>
      <p>{t('mailing.pace', { count: reached, minutes: Math.max(1, Math.ceil(reached / MAILINGS_A_MINUTE)) })}</p>
      <form
        class="form"
        id="form"
        action={`/organise/mailings/${mailing.id}/schedule?language=${language}`}
        method="post"
        novalidate
      >
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="version" value={String(mailing.version)} />
        <TextField
          language={language}
          form={form}
          name="sendAt"
          type="datetime-local"
          label={t('mailing.sendAt')}
          hint={t('mailing.sendAtHint')}
          optional
          short
        />
        <TickBox language={language} form={form} name="sure">
          {t('mailing.sure', { count: reached })}
        </TickBox>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('mailing.schedule')}
          </button>
        </p>
      </form>
    </section>
  );
}

function Results({ view, context }: Props): VNode {
  const { edition, mailing, counts, results, only, after } = view;
  const { language } = context;
  const t = translatorOf(language);
  const addressOf = (outcome: MailingOutcome | null, from: string | null): string => {
    const query = new URLSearchParams({ language, edition: edition.slug });
    if (outcome !== null) query.set('outcome', outcome);
    if (from !== null) query.set('after', from);
    return `/organise/mailings/${mailing.id}?${query.toString()}`;
  };
  return (
    <section class="card" aria-labelledby="results">
      <h2 id="results">{t('mailing.results')}</h2>
      <ul class="outcomes">
        {MAILING_OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <a href={addressOf(outcome, null)} aria-current={outcome === only ? 'true' : undefined}>
              {t(`mailing.outcome.${outcome}`)}
            </a>{' '}
            <b class="num">{formatNumber(language, counts?.[outcome] ?? 0)}</b>
          </li>
        ))}
        {only === null ? null : (
          <li>
            <a href={addressOf(null, null)}>{t('mailing.allOutcomes')}</a>
          </li>
        )}
      </ul>
      {results.length === 0 ? (
        <p class="hollow">{t('mailing.nobody')}</p>
      ) : (
        <div class="sideways" tabIndex={0} role="group" aria-label={t('mailing.results')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('mailing.address')}</th>
                <th scope="col">{t('mailing.name')}</th>
                <th scope="col">{t('mailing.outcome')}</th>
              </tr>
            </thead>
            <tbody>
              {results.map((result) => (
                <tr key={result.id}>
                  <td>
                    <bdi>{result.email}</bdi>
                  </td>
                  <td>
                    <bdi>{result.name}</bdi>
                  </td>
                  <td>
                    <span class={result.outcome === 'failed' ? 'chip bad' : 'chip dull'}>
                      {t(`mailing.outcome.${result.outcome}`)}
                    </span>
                    {result.at === null || result.outcome !== 'sent' ? null : (
                      <span class="small mute"> {formatDayAndTime(language, result.at)}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {after === null ? null : (
        <p>
          <a href={addressOf(only, after)}>{t('mailing.more')}</a>
        </p>
      )}
    </section>
  );
}
