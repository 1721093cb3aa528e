import type { VNode } from 'preact';
import { type Edition, givingState, registrationState } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatDay, formatDayAndTime, formatWeekday, LOCALES } from '../../../platform/i18n/index.js';
import { assetPath } from '../../shared/assets/asset-files.js';
import { ErrorSummary, type FormState, OnceKey, TextField, TickBox } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { ParticipationChoice, TeamChoice, type TeamMatchView } from './register-choices.js';
import { EmergencyContact, GuardianFields, PackAddress, Voucher } from './register-extras.js';
import { MoreWalkers, type PlacesLeftView, WalkerWishes } from './register-walkers.js';

/** Places that are kept for whoever came by the mail of the waiting list. */
export interface PlaceOfferView {
  readonly token: string;
  readonly participationTypeCode: string;
  readonly places: number;
  readonly email: string;
  readonly expiresAt: Date;
}

export interface RegisterPageView {
  readonly edition: Edition;
  readonly now: Date;
  readonly placesLeft: PlacesLeftView;
  readonly form: FormState;
  /** A refusal of the whole form; faults of fields are in `form`. */
  readonly error: ErrorCode | null;
  /** The team that a link such as `/register?team=SLUG` leads into, or that was chosen before. */
  readonly team: Pick<TeamMatchView, 'slug' | 'name'> | null;
  /** Teams found for `teamQuery`, when `findTeam` was pressed; `null`: nobody searched. */
  readonly teamMatches: readonly TeamMatchView[] | null;
  /** How many walkers the form has fields for. */
  readonly walkers: number;
  readonly offer: PlaceOfferView | null;
  /** The link of the mail came too late. */
  readonly offerOver: boolean;
}

const CONTROLS: Readonly<Record<string, string>> = {
  participationType: 'type-0',
  team: 'team-alone',
  teamSlug: 'teamQuery',
};

/** The form to take part. */
export function renderRegisterPage(view: RegisterPageView, context: PageContext): string {
  const { edition, form, error, now } = view;
  const { language } = context;
  const t = translatorOf(language);
  const faulty = form.errors.length > 0 || error !== null;
  const state = registrationState(edition, now);
  const title = t('register.title');
  return renderPage(
    <Layout
      context={context}
      title={faulty ? t('form.errorInTitle', { title }) : title}
      description={t('register.intro', { day: formatWeekday(language, edition.walkOn) })}
      styleSheets={[assetPath('register.css')]}
      scripts={[assetPath('register.js')]}
    >
      <div class="wrap column">
        <h1>{title}</h1>
        {state === 'open' || faulty ? (
          <RegisterForm view={view} context={context} />
        ) : (
          <p class="notice">
            {state === 'not-yet'
              ? t('register.notYet', { day: formatDay(language, edition.registrationOpensAt) })
              : t(givingState(edition, now) === 'open' ? 'register.over' : 'register.overAll')}{' '}
            <a href={under(context)}>{t('thanks.toHome')}</a>
          </p>
        )}
      </div>
    </Layout>,
  );
}

interface PartProps {
  readonly view: RegisterPageView;
  readonly context: PageContext;
}

function RegisterForm({ view, context }: PartProps): VNode {
  const { edition, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const field = { language, form };
  const part = { edition, language, form };
  const action = under(context, '/register');
  return (
    <>
      <ErrorSummary language={language} form={form} error={error} controls={controlsOf(form)} />
      <p class="lead">{t('register.intro', { day: formatWeekday(language, edition.walkOn) })}</p>
      <p>{t.rich<VNode>('register.already', { a: (words) => <a href={signInPath(view, context)}>{words}</a> })}</p>
      <OfferNotice view={view} context={context} />
      <form
        id="form"
        class="form"
        action={action}
        method="post"
        novalidate
        data-once=""
        data-places-live={`/live/editions/${encodeURIComponent(edition.slug)}/places`}
        data-places-from={under(context, '/register/places')}
        data-locale={LOCALES[language]}
        data-places-none={t('register.placesLeft', { count: 0 })}
        data-places-one={t('register.placesLeft', { count: 1 }).replace('1', '{n}')}
        data-places-other={t('register.placesLeft', { count: 5 }).replace('5', '{n}')}
      >
        <OnceKey form={form} />
        {view.offer === null ? null : <input type="hidden" name="offer" value={view.offer.token} />}
        {/* The first submit button of a form is the one that Enter presses: it must not be the search for a team. */}
        <button class="unseen" type="submit" tabIndex={-1} aria-hidden="true">
          {t('register.button')}
        </button>
        <ParticipationChoice
          {...part}
          placesLeft={view.placesLeft}
          offered={view.offer?.participationTypeCode ?? null}
          waitingListPath={under(context, '/waiting-list')}
        />
        <TeamChoice language={language} form={form} team={view.team} matches={view.teamMatches} />
        <fieldset>
          <legend>{t('register.you')}</legend>
          <TextField
            {...field}
            name="firstName"
            label={t('register.firstName')}
            autocomplete="given-name"
            maxLength={100}
          />
          <TextField
            {...field}
            name="lastName"
            label={t('register.lastName')}
            hint={t('register.lastNameHint')}
            autocomplete="family-name"
            maxLength={100}
          />
          <TextField
            {...field}
            name="email"
            type="email"
            inputMode="email"
            label={t('register.email')}
            autocomplete="email"
            maxLength={254}
          />
          <TextField
            {...field}
            name="birthDate"
            type="date"
            label={t('register.birthDate')}
            autocomplete="bday"
            short
          />
          <WalkerWishes {...part} index={0} />
        </fieldset>
        <MoreWalkers {...part} placesLeft={view.placesLeft} walkers={view.walkers} action={action} />
        <GuardianFields {...part} />
        <EmergencyContact {...part} />
        <PackAddress {...part} />
        <fieldset>
          <legend>{t('register.freePlace')}</legend>
          <p>{t('register.freePlaceText')}</p>
          <TickBox {...field} name="freePlace">
            {t('register.freePlaceBox')}
          </TickBox>
          <Voucher {...part} />
        </fieldset>
        <div class="ticks">
          <TickBox {...field} name="acceptTerms">
            {t.rich<VNode>('register.terms', { a: (chunks) => <a href={under(context, '/rules')}>{chunks}</a> })}
          </TickBox>
          <TickBox {...field} name="newsletter">
            {t('register.newsletter')}
          </TickBox>
        </div>
        <button class="btn go wide" type="submit">
          {t('register.button')}
        </button>
        <p class="small mute">{t('register.buttonHint')}</p>
      </form>
    </>
  );
}

/** Where somebody who is registered already goes: to their own pages, or along with the team whose link they followed. */
function signInPath({ team, form }: RegisterPageView, context: PageContext): string {
  if (team === null) return under(context, '/my');
  const invitation = form.values['invitation'];
  const query = invitation === undefined ? '' : `?invitation=${encodeURIComponent(invitation)}`;
  return under(context, `/my/join/${encodeURIComponent(team.slug)}${query}`);
}

/** What is kept for whoever came by the mail of the waiting list, or that it is kept no longer. */
function OfferNotice({ view: { edition, offer, offerOver }, context: { language } }: PartProps): VNode | null {
  const t = translatorOf(language);
  if (offer === null) return offerOver ? <p class="notice">{t('register.offerOver')}</p> : null;
  const type = edition.participationTypes.find(({ code }) => code === offer.participationTypeCode);
  return (
    <p class="notice">
      {t('register.offer', {
        count: offer.places,
        until: formatDayAndTime(language, offer.expiresAt),
        type: type?.title[language] ?? offer.participationTypeCode,
      })}
    </p>
  );
}

/** Each field is the control of its own name, but for groups of choices: there it is the first of them. */
function controlsOf(form: FormState): Record<string, string> {
  return Object.fromEntries(form.errors.map(({ field }) => [field, CONTROLS[field] ?? field]));
}
