import type { VNode } from 'preact';
import { type Edition, givingState, registrationState } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatDay, formatWeekday } from '../../../platform/i18n/index.js';
import { ErrorSummary, type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { Layout } from '../../shared/layout.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import {
  chosenType,
  ParticipationChoice,
  type PlacesLeftView,
  TeamChoice,
  type TeamMatchView,
} from './register-choices.js';

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
}

const CONTROLS = {
  participationType: 'type-0',
  distanceKm: 'distanceKm',
  team: 'team-alone',
  teamName: 'teamName',
  teamSlug: 'teamQuery',
  firstName: 'firstName',
  lastName: 'lastName',
  email: 'email',
  birthDate: 'birthDate',
  guardianName: 'guardianName',
  guardianEmail: 'guardianEmail',
  freePlace: 'freePlace',
  acceptTerms: 'acceptTerms',
  newsletter: 'newsletter',
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
  return (
    <>
      <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
      <p class="lead">{t('register.intro', { day: formatWeekday(language, edition.walkOn) })}</p>
      <form id="form" class="form" action={under(context, '/register')} method="post" novalidate data-once="">
        {/* The first submit button of a form is the one that Enter presses: it must not be the search for a team. */}
        <button class="unseen" type="submit" tabIndex={-1} aria-hidden="true">
          {t('register.button')}
        </button>
        <ParticipationChoice edition={edition} language={language} form={form} placesLeft={view.placesLeft} />
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
          <Guardian view={view} context={context} />
        </fieldset>
        <fieldset>
          <legend>{t('register.freePlace')}</legend>
          <p>{t('register.freePlaceText')}</p>
          <TickBox {...field} name="freePlace">
            {t('register.freePlaceBox')}
          </TickBox>
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

/** Folded away for those who need no guardian, open where one is asked for. */
function Guardian({ view: { edition, form }, context: { language } }: PartProps): VNode {
  const t = translatorOf(language);
  const field = { language, form };
  const filled = ['guardianName', 'guardianEmail'].some((name) => (form.values[name] ?? '') !== '');
  const asked = form.errors.some((fault) => fault.field.startsWith('guardian'));
  const age =
    chosenType(edition, form)?.ageOfConsent ??
    Math.max(0, ...edition.participationTypes.map((type) => type.ageOfConsent));
  return (
    <details open={filled || asked}>
      <summary>{t('register.guardian', { age })}</summary>
      <p class="hint">{t('register.guardianHint')}</p>
      <TextField {...field} name="guardianName" label={t('register.guardianName')} maxLength={200} />
      <TextField
        {...field}
        name="guardianEmail"
        type="email"
        inputMode="email"
        label={t('register.guardianEmail')}
        maxLength={254}
      />
    </details>
  );
}
