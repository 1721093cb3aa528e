import type { VNode } from 'preact';
import type { DeskMail, DeskWalker } from '../../../people-desk/index.js';
import { formatDay, formatDayAndTime, formatNumber } from '../../../platform/i18n/index.js';
import { ErrorSummary } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { mailName } from '../mail-words.js';
import { statusTone } from '../status-tone.js';
import { controlsOf, DeskLog, Fact, MoneyFacts, PageCard } from './people-desk-parts.js';
import { CORRECTION_CONTROLS, WalkerCorrectionCard } from './walker-correction.js';
import type { WalkerDeskView } from './walker-desk-view.js';
import { WalkerCheckInCard } from './walker-check-in.js';
import { WalkerTeamCard } from './walker-team.js';
import { TYPE_FIELDS, WalkerTypeCard } from './walker-type.js';

interface Props {
  readonly view: WalkerDeskView;
  readonly context: PageContext;
}

/** One walker: what there is of them, and what organisers do on their behalf. */
export function renderWalkerDeskPage(view: WalkerDeskView, context: PageContext): string {
  const { edition, walker, done, form, error, mayAct } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('people-desk.walker', { name: walker.publicName });
  return renderPage(
    <WorkLayout context={context} title={title} heading={edition.title[language]}>
      <div class="list-head">
        <h1 dir="auto">{title}</h1>
        <span class={`chip ${PLACE_TONES[walker.place]}`}>{t(`people-desk.place.${walker.place}`)}</span>
      </div>
      <ErrorSummary
        language={language}
        form={form}
        error={error}
        controls={controlsOf(view, {
          ...CORRECTION_CONTROLS,
          name: 'name',
          story: 'story',
          goal: 'goal',
          into: 'find',
          ...Object.fromEntries(Object.values(TYPE_FIELDS).map((field) => [field, field])),
        })}
      />
      {done === null ? null : (
        <p class="card" role="status">
          {t(`people-desk.done.${done}`)}
        </p>
      )}
      <div class="two">
        <div class="stack">
          <Facts view={view} context={context} />
          {mayAct ? <WalkerTypeCard view={view} context={context} /> : null}
        </div>
        <WalkerTeamCard view={view} context={context} />
      </div>
      {walker.place === 'released' ? null : <WalkerCheckInCard view={view} context={context} />}
      <div class="two">
        <PageCard
          state={view}
          context={context}
          kind="walker"
          page={walker.page}
          publicPath={walkerPath(context, walker.slug)}
        />
        {mayAct ? <WalkerCorrectionCard view={view} context={context} /> : null}
      </div>
      <Mails view={view} context={context} />
      {mayAct ? <DeskLog edition={edition} log={walker.log} context={context} /> : null}
    </WorkLayout>,
  );
}

const PLACE_TONES: Readonly<Record<DeskWalker['place'], string>> = {
  valid: '',
  held: 'wait',
  'needs-decision': 'bad',
  released: 'dull',
};

function Facts({ view, context }: Props): VNode {
  const { edition, walker, mayAct } = view;
  const { language } = context;
  const t = translatorOf(language);
  const type = edition.participationTypes.find(({ code }) => code === walker.typeCode);
  const { consent, kilometres, startsAt } = walker;
  const km = (metres: number): string => `${formatNumber(language, metres / 1_000)}\u00A0km`;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{t('people-desk.registration')}</h2>
      <dl class="facts">
        {mayAct ? (
          <>
            <Fact label={t('people-desk.fullName')}>
              <bdi>
                {walker.facts.firstName} {walker.facts.lastName}
              </bdi>
            </Fact>
            <Fact label={t('list.column.email')}>{walker.facts.email}</Fact>
          </>
        ) : null}
        <Fact label={t('list.column.registeredAt')}>
          {formatDayAndTime(language, walker.registeredAt)}
          {walker.together === 1 ? '' : ` · ${t('people-desk.together', { count: walker.together })}`}
        </Fact>
        <Fact label={t('list.column.fee')}>
          {walker.payment === null ? (
            t(walker.place === 'valid' ? 'people-desk.feeFine' : 'people-desk.feeAwaited')
          ) : (
            <span class={`chip ${statusTone(walker.payment) ?? ''}`}>{t(`status.${walker.payment}`)}</span>
          )}
        </Fact>
        <Fact label={t('list.column.participationType')}>
          {type?.title[language] ?? walker.typeCode}
          {walker.facts.distanceKm === null ? '' : ` · ${km(walker.facts.distanceKm * 1_000)}`}
        </Fact>
        {startsAt === null ? null : <Fact label={t('list.column.slot')}>{formatDayAndTime(language, startsAt)}</Fact>}
        <MoneyFacts
          state={view}
          context={context}
          gifts={walker.gifts}
          raisedMinor={walker.raisedMinor}
          onItsWayMinor={walker.onItsWayMinor}
          filter={{ walker: walker.slug }}
        />
        {consent === null ? null : (
          <Fact label={t('list.column.consent')}>
            <span class={`chip ${CONSENT_TONES[consent.decision]}`}>{t(`list.word.${consent.decision}`)}</span>{' '}
            <span class="small mute">
              {formatDay(language, consent.at)}
              {mayAct && consent.by !== null ? ` · ${consent.by}` : ''}
            </span>
          </Fact>
        )}
        <Fact label={t('people-desk.kilometres')}>
          {kilometres === null
            ? t('people-desk.noKilometres')
            : `${km(kilometres.walkedMetres)} · ${t(`people-desk.source.${kilometres.source}`)}${
                kilometres.confirmedMetres === null
                  ? ''
                  : ` · ${t('people-desk.confirmed', { km: km(kilometres.confirmedMetres) })}`
              }`}
        </Fact>
        {walker.byLink ? <Fact label={t('my.visibility')}>{t('my.visibility.byLink')}</Fact> : null}
      </dl>
    </section>
  );
}

const CONSENT_TONES = { awaited: 'wait', given: '', refused: 'bad' } as const;

function Mails({ view, context }: Props): VNode {
  const { edition, walker, mayAct, entry } = view;
  const { language, path } = context;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="mails">
      <h2 id="mails">{t('people-desk.mails')}</h2>
      {walker.mails.length === 0 ? (
        <p class="hollow">{t('people-desk.noMails')}</p>
      ) : (
        <ul class="issues">
          {walker.mails.map((mail) => (
            <Mail key={mail.id} mail={mail} language={language} />
          ))}
        </ul>
      )}
      {mayAct && walker.resendable.length > 0 ? (
        <form class="inline-form" action={`${path}/mails?language=${language}`} method="post">
          <input type="hidden" name="edition" value={edition.slug} />
          <input type="hidden" name="entry" value={entry} />
          <label for="mail">{t('people-desk.resend')}</label>
          <select id="mail" name="mail">
            {walker.resendable.map((name) => (
              <option key={name} value={name}>
                {mailName(language, name)}
              </option>
            ))}
          </select>
          <button class="btn line" type="submit">
            {t('people-desk.resendButton')}
          </button>
        </form>
      ) : null}
    </section>
  );
}

const MAIL_TONES = { sent: '', waiting: 'wait', failed: 'bad', outdated: 'dull' } as const;

function Mail({ mail, language }: { readonly mail: DeskMail; readonly language: PageContext['language'] }): VNode {
  return (
    <li>
      <p>
        <b>{mailName(language, mail.name)}</b>
        <span class="small mute num">
          {formatDayAndTime(language, mail.sentAt ?? mail.askedAt)}
          {mail.error === null ? '' : ` · ${mail.error}`}
        </span>
      </p>
      <span class={`chip ${MAIL_TONES[mail.outcome]}`}>
        {translatorOf(language)(`people-desk.mail.${mail.outcome}`)}
      </span>
    </li>
  );
}
