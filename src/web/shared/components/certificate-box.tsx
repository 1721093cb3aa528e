import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { translatorOf } from '../messages/translators.js';
import { type FormState, TickBox } from './form-fields.js';

/** Asks whether a tax certificate is wanted, and says what one needs and when that is asked; nothing where there are none. */
export function CertificateBox({
  edition,
  language,
  form,
}: {
  readonly edition: Edition;
  readonly language: Language;
  readonly form: FormState;
}): VNode | null {
  if (!edition.taxCertificates) return null;
  const t = translatorOf(language);
  const least = formatMoney(language, edition.taxCertificateLeastMinor, edition.currency);
  return (
    <TickBox language={language} form={form} name="certificateWanted" hint={t('give.certificateHint', { least })}>
      {t('give.certificate')}
    </TickBox>
  );
}
