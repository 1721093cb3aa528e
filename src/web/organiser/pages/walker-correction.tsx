import type { VNode } from 'preact';
import { seenOf, typedFacts } from '../../../people-desk/index.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { FieldFault, type FormState, sentenceFor, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { ActForm, typedIn } from './people-desk-parts.js';
import type { WalkerDeskView } from './walker-desk-view.js';

const FIELDS = [
  'firstName',
  'lastName',
  'email',
  'birthDate',
  'guardianName',
  'guardianEmail',
  'distanceKm',
  'tshirtSize',
  'startSlot',
  'emergencyName',
  'emergencyPhone',
  'street',
  'postalCode',
  'city',
  'country',
] as const;

/** Where the faults of these fields stand. */
export const CORRECTION_CONTROLS: Readonly<Record<string, string>> = Object.fromEntries(
  FIELDS.map((field) => [field, field]),
);

interface Props {
  readonly view: WalkerDeskView;
  readonly context: PageContext;
}

/** What the walker filled in, to be put right: as the edition asked it. */
export function WalkerCorrectionCard({ view, context }: Props): VNode {
  const { edition, walker } = view;
  const { language } = context;
  const t = translatorOf(language);
  const { facts } = walker;
  const form = typedIn(view, 'correct', { values: typedFacts(facts), errors: [] });
  const shared = { language, form } as const;
  const type = edition.participationTypes.find(({ code }) => code === walker.typeCode);
  const asksAddress = type?.starterPack === true || facts.street !== null;
  const asksEmergency = edition.asksEmergencyContact || facts.emergencyName !== null;
  return (
    <section class="card" aria-labelledby="correct">
      <h2 id="correct">{t('people-desk.correct')}</h2>
      <ActForm
        state={view}
        context={context}
        name="correct"
        action="/correct"
        button={t('people-desk.correctButton')}
        primary
      >
        <input type="hidden" name="seen" value={seenOf(facts)} />
        <TextField {...shared} name="firstName" label={t('list.column.firstName')} maxLength={100} />
        <TextField {...shared} name="lastName" label={t('list.column.lastName')} maxLength={100} />
        <TextField
          {...shared}
          name="email"
          type="email"
          label={t('list.column.email')}
          hint={t('people-desk.emailHint', { count: walker.together })}
        />
        <TextField {...shared} name="birthDate" type="date" label={t('list.column.birthDate')} short />
        <TextField {...shared} name="guardianName" label={t('list.column.guardian')} optional />
        <TextField
          {...shared}
          name="guardianEmail"
          type="email"
          label={t('list.column.guardianEmail')}
          hint={t('people-desk.guardianHint')}
          optional
        />
        <TextField {...shared} name="distanceKm" label={t('list.column.distance')} inputMode="numeric" optional short />
        {edition.tshirtSizes.length === 0 ? null : (
          <Choice
            {...shared}
            name="tshirtSize"
            label={t('people-desk.tshirt')}
            choices={edition.tshirtSizes.map((size) => ({ value: size, text: size }))}
          />
        )}
        {type === undefined || type.startSlots.length === 0 ? null : (
          <Choice
            {...shared}
            name="startSlot"
            label={t('list.column.slot')}
            choices={type.startSlots.map((slot) => ({
              value: slot.toISOString(),
              text: formatDayAndTime(language, slot),
            }))}
          />
        )}
        {asksEmergency ? (
          <>
            <TextField {...shared} name="emergencyName" label={t('list.column.emergencyName')} optional />
            <TextField
              {...shared}
              name="emergencyPhone"
              label={t('list.column.emergencyPhone')}
              inputMode="tel"
              optional
            />
          </>
        ) : null}
        {asksAddress ? (
          <>
            <TextField {...shared} name="street" label={t('list.column.street')} optional />
            <TextField {...shared} name="postalCode" label={t('list.column.postalCode')} optional short />
            <TextField {...shared} name="city" label={t('list.column.city')} optional />
            <TextField {...shared} name="country" label={t('list.column.country')} maxLength={2} optional short />
          </>
        ) : null}
      </ActForm>
    </section>
  );
}

interface ChoiceProps {
  readonly language: PageContext['language'];
  readonly form: FormState;
  readonly name: (typeof FIELDS)[number];
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
}

function Choice({ language, form, name, label, choices }: ChoiceProps): VNode {
  const sentence = sentenceFor(language, form, name);
  const value = form.values[name] ?? '';
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for={name}>{label}</label>
      <FieldFault id={`${name}-fault`} language={language} sentence={sentence} />
      <select id={name} name={name} aria-invalid={sentence === undefined ? undefined : 'true'}>
        <option value="">—</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.text}
          </option>
        ))}
      </select>
    </div>
  );
}
