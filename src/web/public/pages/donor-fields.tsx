import type { ComponentChildren, VNode } from 'preact';
import type { Language } from '../../../domain/language.js';
import { type FormState, TextField, TickBox } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';

export interface DonorFieldsProps {
  readonly language: Language;
  readonly form: FormState;
  /** Why the address is asked. */
  readonly emailHint: string;
  /** Stands in the place of the address where that cannot be changed any more. */
  readonly knownEmail?: string;
  /** What is asked after the others. */
  readonly children?: ComponentChildren;
}

/** Who gives or promises, with a message, and whether their name may be shown. */
export function DonorFields({ language, form, emailHint, knownEmail, children }: DonorFieldsProps): VNode {
  const t = translatorOf(language);
  const field = { language, form };
  return (
    <fieldset>
      <legend>{t('give.you')}</legend>
      <TextField {...field} name="name" label={t('give.name')} autocomplete="name" maxLength={100} />
      {knownEmail === undefined ? (
        <TextField
          {...field}
          name="email"
          type="email"
          inputMode="email"
          label={t('give.email')}
          hint={emailHint}
          autocomplete="email"
          maxLength={254}
        />
      ) : (
        <p class="field mute">
          {t('give.email')}: <bdi>{knownEmail}</bdi>
        </p>
      )}
      <TextField
        {...field}
        name="message"
        label={t('give.message')}
        hint={t('give.messageHint')}
        optional
        lines={3}
        maxLength={500}
      />
      <TickBox {...field} name="anonymous" hint={t('give.anonymousHint')}>
        {t('give.anonymous')}
      </TickBox>
      {children}
    </fieldset>
  );
}
