import type { VNode } from 'preact';
import type { Edition, ParticipationType } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { formatMoney, formatTime, LOCALES } from '../../../platform/i18n/index.js';
import type { OwnRegistration, OwnWalker } from '../../../registration/index.js';
import { StartCode } from '../../shared/components/start-code.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, teamPath, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { Sign } from './thanks.js';

export interface RegisteredPageView {
  readonly edition: Edition;
  /** The walker's own registration. A free place looks like any other: nothing here tells them apart. */
  readonly registration: OwnRegistration;
  /** The codes for the start by the walkers' slugs, SVG; empty before the place is valid. */
  readonly codes: ReadonlyMap<string, string>;
}

/**
 * What the page waits on, in a word: `held` with the payment's status while the place is held, else its state alone. The
 * same address answers `{"status": …}` with it to a script that asks for JSON.
 */
export function registeredStatus({ state, paymentStatus }: RegisteredPageView['registration']): string {
  return state === 'held' ? `held ${paymentStatus}` : state;
}

interface PartProps {
  readonly view: RegisteredPageView;
  readonly context: PageContext;
}

/** What a walker sees after the form or Stripe's page, and behind the link of their registration from then on. */
export function renderRegisteredPage(view: RegisteredPageView, context: PageContext): string {
  const { registration } = view;
  const t = translatorOf(context.language);
  const name = new Intl.ListFormat(LOCALES[context.language]).format(
    registration.walkers.map(({ firstName }) => firstName),
  );
  const title = {
    held: t('registered.waitingTitle', { name }),
    confirmed: t('registered.confirmedTitle', { name }),
    released: t('registered.releasedTitle'),
    'needs-decision': t('registered.decisionTitle'),
  }[registration.state];
  const waiting = registration.state === 'held' && registration.paymentStatus !== 'pending';
  const mood = registration.state === 'confirmed' ? 'good' : registration.state === 'held' ? 'waiting' : 'plain';
  return renderPage(
    <Layout context={context} title={title} unlisted askAgain={waiting}>
      <div class="wrap column" data-status={registeredStatus(registration)}>
        <div class={`card moment ${mood}`}>
          <Sign mood={mood} />
          <h1 dir="auto">{title}</h1>
          <Words view={view} context={context} />
        </div>
        <StartCodes view={view} context={context} />
        {registration.state === 'confirmed' ? <Next view={view} context={context} /> : null}
      </div>
    </Layout>,
  );
}

function Words({ view: { registration }, context }: PartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  switch (registration.state) {
    case 'confirmed':
      return (
        <>
          <p class="lead">
            {registration.walkers.length > 1
              ? t('registered.confirmedSeveral', { count: registration.walkers.length })
              : t('registered.confirmed')}
          </p>
          <Consents walkers={registration.walkers} language={language} />
          {registration.asksTeam === null ? null : <p>{t('registered.asksTeam', { team: registration.asksTeam })}</p>}
          <p class="actions">
            <a class="btn go" href={under(context, '/sign-in')}>
              {t('registered.openPage')}
            </a>
            {registration.team === null ? null : (
              <a class="onward" href={teamPath(context, registration.team.slug)}>
                {t('registered.toTeam', { name: registration.team.name })}
              </a>
            )}
          </p>
          <p class="small mute">{t('registered.openPageHint', { email: registration.email })}</p>
        </>
      );
    case 'held':
      if (registration.paymentStatus === 'pending') return <p class="lead">{t('registered.onItsWay')}</p>;
      return (
        <>
          <p>{t('registered.waiting', { time: formatTime(language, registration.holdExpiresAt) })}</p>
          {registration.checkoutUrl === null ? null : (
            <p class="actions">
              <a class="btn go" href={registration.checkoutUrl}>
                {t('registered.toCheckout')}
              </a>
            </p>
          )}
        </>
      );
    case 'released':
      return (
        <>
          <p>{t('registered.released')}</p>
          <p class="actions">
            <a class="btn go" href={under(context, '/register')}>
              {t('registered.again')}
            </a>
          </p>
        </>
      );
    case 'needs-decision':
      return (
        <>
          <p class="lead">{t('registered.decision')}</p>
          <p>{t('registered.decisionMore')}</p>
        </>
      );
  }
}

/** What guardians answered, or that they are waited for. */
function Consents({
  walkers,
  language,
}: {
  readonly walkers: readonly OwnWalker[];
  readonly language: Language;
}): VNode {
  return (
    <>
      {walkers.map((walker) =>
        walker.consent === null ? null : (
          <p key={walker.slug}>{consentSentence(walker.firstName, walker.consent, walkers.length > 1, language)}</p>
        ),
      )}
    </>
  );
}

function consentSentence(
  name: string,
  { guardianName, decision }: NonNullable<OwnWalker['consent']>,
  several: boolean,
  language: Language,
): string {
  const t = translatorOf(language);
  switch (decision) {
    case null:
      return several
        ? t('registered.consentAwaitedFor', { name, guardian: guardianName })
        : t('registered.consentAwaited', { guardian: guardianName });
    case 'given':
      return several ? t('registered.consentGivenFor', { name }) : t('registered.consentGiven');
    case 'refused':
      return several ? t('registered.consentRefusedFor', { name }) : t('registered.consentRefused');
  }
}

/** What is shown at the start. */
function StartCodes({ view: { registration, codes }, context: { language } }: PartProps): VNode | null {
  const t = translatorOf(language);
  if (codes.size === 0) return null;
  return (
    <section class="card" aria-labelledby="check-in">
      <h2 id="check-in">{t('check-in.yourCode')}</h2>
      <p>{t('check-in.yourCodeText')}</p>
      <div class="start-codes">
        {registration.walkers.map(({ slug, firstName }) => (
          <StartCode key={slug} name={firstName} code={codes.get(slug)} language={language} />
        ))}
      </div>
    </section>
  );
}

function Next({ view: { edition, registration }, context }: PartProps): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const { team } = registration;
  const typeOf = ({ participationTypeCode }: OwnWalker): ParticipationType | undefined =>
    edition.participationTypes.find(({ code }) => code === participationTypeCode);
  const minimumMinor = Math.max(
    ...registration.walkers.map((walker) => typeOf(walker)?.minimumMinor ?? edition.minimumPerWalkerMinor),
  );
  const invitation = team === null ? '' : `${under(context, '/register')}?team=${encodeURIComponent(team.slug)}`;
  return (
    <section aria-labelledby="next">
      <h2 id="next">{t('registered.next')}</h2>
      <ol class="steps">
        <li>{t('registered.next1')}</li>
        {minimumMinor > 0 ? (
          <li>{t('registered.next2', { amount: formatMoney(language, minimumMinor, edition.currency) })}</li>
        ) : null}
        {team?.captain === true ? (
          <li>
            {t('registered.next3')}{' '}
            <a class="address" href={invitation}>
              {context.publicUrl}
              {invitation}
            </a>
          </li>
        ) : null}
      </ol>
      <p class="strong">{t('registered.publicPages')}</p>
      <ul class="plain">
        {registration.walkers.map((walker) => (
          <li key={walker.slug}>
            <a href={walkerPath(context, walker.slug)} dir="auto">
              {walker.firstName}
            </a>{' '}
            <span class="mute">{typeOf(walker)?.title[language]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
