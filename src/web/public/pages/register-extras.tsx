import type { VNode } from 'preact';
import { ageOn, type Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { formatWeekday } from '../../../platform/i18n/index.js';
import { type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { SelectField } from './register-walkers.js';

interface ExtrasProps {
  readonly edition: Edition;
  readonly language: Language;
  readonly form: FormState;
}

const GUARDIAN_FIELDS = ['guardianName', 'guardianEmail', 'guardianIsMe'];

/**
 * Folded away for those who need no guardian, open where one is asked for or a child is filled in; the page's script
 * opens it as soon as that is typed.
 */
export function GuardianFields({ edition, language, form }: ExtrasProps): VNode {
  const t = translatorOf(language);
  const field = { language, form };
  const filled = GUARDIAN_FIELDS.some((name) => (form.values[name] ?? '') !== '');
  const asked = form.errors.some((fault) => fault.field.startsWith('guardian'));
  const age = Math.max(0, ...edition.participationTypes.map((type) => type.ageOfConsent));
  const child = Object.entries(form.values).some(
    ([name, value]) =>
      name.endsWith('birthDate') && /^\d{4}-\d{2}-\d{2}$/.test(value) && ageOn(edition.walkOn, value) < age,
  );
  return (
    <details open={filled || asked || child} data-guardian={String(age)} data-walk-on={edition.walkOn}>
      <summary>{t('register.guardian', { age })}</summary>
      <p class="hint">{t('register.guardianHint')}</p>
      <TickBox {...field} name="guardianIsMe">
        {t('register.guardianIsMe', { day: formatWeekday(language, edition.walkOn) })}
      </TickBox>
      <TextField
        {...field}
        name="guardianName"
        label={t('register.guardianName')}
        hint={t('register.guardianNameHint')}
        maxLength={200}
      />
      <div class="reveal-guardian-mail">
        <TextField
          {...field}
          name="guardianEmail"
          type="email"
          inputMode="email"
          label={t('register.guardianEmail')}
          maxLength={254}
        />
      </div>
    </details>
  );
}

/** Whom to call, where the edition asks it. */
export function EmergencyContact({ edition, language, form }: ExtrasProps): VNode | null {
  if (!edition.asksEmergencyContact) return null;
  const t = translatorOf(language);
  const field = { language, form };
  return (
    <fieldset>
      <legend>{t('register.emergency')}</legend>
      <p class="hint">{t('register.emergencyHint')}</p>
      <TextField
        {...field}
        name="emergencyName"
        label={t('register.emergencyName')}
        autocomplete="off"
        maxLength={200}
      />
      <TextField
        {...field}
        name="emergencyPhone"
        label={t('register.emergencyPhone')}
        autocomplete="off"
        inputMode="tel"
        maxLength={40}
        short
      />
    </fieldset>
  );
}

/** Where a starter pack goes from and to: the neighbours too. */
const COUNTRIES = ['BE', 'NL', 'FR', 'LU', 'DE'];

/** Where to post a starter pack; it shows when somebody takes part in a way that has one. */
export function PackAddress({ edition, language, form }: ExtrasProps): VNode | null {
  if (!edition.participationTypes.some((type) => type.starterPack)) return null;
  const t = translatorOf(language);
  const field = { language, form };
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const chosen = form.values['country'] ?? 'BE';
  return (
    <fieldset class="reveal-address">
      <legend>{t('register.address')}</legend>
      <TextField {...field} name="street" label={t('register.street')} autocomplete="street-address" maxLength={200} />
      <TextField
        {...field}
        name="postalCode"
        label={t('register.postalCode')}
        autocomplete="postal-code"
        maxLength={20}
        short
      />
      <TextField {...field} name="city" label={t('register.city')} autocomplete="address-level2" maxLength={100} />
      <SelectField {...field} name="country" label={t('register.country')} autocomplete="country" short>
        {COUNTRIES.map((code) => (
          <option key={code} value={code} selected={code === chosen}>
            {names.of(code)}
          </option>
        ))}
      </SelectField>
    </fieldset>
  );
}

/** One field for who was given a code. */
export function Voucher({ language, form }: ExtrasProps): VNode {
  const t = translatorOf(language);
  const open = (form.values['voucher'] ?? '') !== '' || form.errors.some(({ field }) => field === 'voucher');
  return (
    <details open={open}>
      <summary>{t('register.voucher')}</summary>
      <TextField
        language={language}
        form={form}
        name="voucher"
        label={t('register.voucherLabel')}
        hint={t('register.voucherHint')}
        autocomplete="off"
        maxLength={40}
        short
      />
    </details>
  );
}
