import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import { formatMoney, formatTime } from '../../../platform/i18n/index.js';
import { MOST_WALKERS, walkerField } from '../../../registration/index.js';
import { FieldFault, type FormState, sentenceFor, TextField } from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';

/** Places left of each participation type by its code; `null` is no limit. */
export type PlacesLeftView = ReadonlyMap<string, number | null>;

interface WalkersProps {
  readonly edition: Edition;
  readonly language: Language;
  readonly form: FormState;
  readonly placesLeft: PlacesLeftView;
  /** How many walkers the form has fields for. */
  readonly walkers: number;
  /** The address of the form, so that a button can lead to the walker it adds. */
  readonly action: string;
}

/** Those who are registered along with the first walker, each with as few fields as can be, and the button for one more. */
export function MoreWalkers(props: WalkersProps): VNode {
  const { language, walkers, action } = props;
  const t = translatorOf(language);
  return (
    <fieldset id="walkers">
      <legend>{t('register.walkers')}</legend>
      <p class="hint">{t('register.walkersHint')}</p>
      <input type="hidden" name="walkers" value={String(walkers)} />
      {Array.from({ length: walkers - 1 }, (_, index) => (
        <MoreWalker {...props} index={index + 1} key={index} />
      ))}
      {walkers > 1 ? <Together {...props} /> : null}
      {walkers < MOST_WALKERS ? (
        <p class="actions">
          <button
            class="btn quiet"
            type="submit"
            name="addWalker"
            value="yes"
            formAction={`${action}#walker${String(walkers + 1)}`}
          >
            {t('register.addWalker')}
          </button>
        </p>
      ) : null}
    </fieldset>
  );
}

function MoreWalker(props: WalkersProps & { readonly index: number }): VNode {
  const { edition, language, form, placesLeft, index, action } = props;
  const t = translatorOf(language);
  const number = index + 1;
  const field = { language, form };
  const chosen = form.values[walkerField(index, 'participationType')];
  return (
    <fieldset class="walker" id={`walker${String(number)}`}>
      <legend class="as-label">{t('register.walker', { number })}</legend>
      <TextField
        {...field}
        name={walkerField(index, 'firstName')}
        label={t('register.firstName')}
        autocomplete="off"
        maxLength={100}
      />
      <TextField
        {...field}
        name={walkerField(index, 'lastName')}
        label={t('register.lastName')}
        autocomplete="off"
        maxLength={100}
      />
      <TextField
        {...field}
        name={walkerField(index, 'birthDate')}
        type="date"
        label={t('register.birthDate')}
        autocomplete="off"
        short
      />
      <SelectField {...field} name={walkerField(index, 'participationType')} label={t('register.walkerType')}>
        {edition.participationTypes.map((type) => (
          <option
            key={type.code}
            value={type.code}
            selected={chosen === type.code}
            disabled={placesLeft.get(type.code) === 0 && chosen !== type.code}
            class={asksOf(type)}
          >
            {type.title[language]}
          </option>
        ))}
      </SelectField>
      {offersOwnDistance(edition) ? (
        <div class="reveal-walker-distance">
          <TextField
            {...field}
            name={walkerField(index, 'distanceKm')}
            label={t('register.distance')}
            optional
            inputMode="numeric"
            maxLength={3}
            short
          />
        </div>
      ) : null}
      <WalkerWishes edition={edition} language={language} form={form} index={index} />
      <p>
        <button
          class="linkish"
          type="submit"
          name="removeWalker"
          value={String(number)}
          formAction={`${action}#walkers`}
        >
          {t('register.removeWalker', { number })}
        </button>
      </p>
    </fieldset>
  );
}

/** What choosing a participation type asks for, as classes that the style sheet knows. */
export function asksOf(type: Edition['participationTypes'][number]): string | undefined {
  const asks = [
    ...(type.distancesKm === null || type.distancesKm.length > 1 ? ['asks-distance'] : []),
    ...(type.startSlots.length > 0 ? ['asks-slot'] : []),
    ...(type.starterPack ? ['asks-address'] : []),
  ];
  return asks.length === 0 ? undefined : asks.join(' ');
}

export function offersOwnDistance(edition: Edition): boolean {
  return edition.participationTypes.some((type) => type.distancesKm === null || type.distancesKm.length > 1);
}

/** What the edition asks of each walker: the size of a T-shirt, and when to start. */
export function WalkerWishes({
  edition,
  language,
  form,
  index,
}: Pick<WalkersProps, 'edition' | 'language' | 'form'> & { readonly index: number }): VNode {
  const t = translatorOf(language);
  const size = walkerField(index, 'tshirtSize');
  const slot = walkerField(index, 'startSlot');
  const withSlots = edition.participationTypes.filter((type) => type.startSlots.length > 0);
  return (
    <>
      {edition.tshirtSizes.length === 0 ? null : (
        <SelectField language={language} form={form} name={size} label={t('register.tshirt')} short>
          <option value="">{t('register.choose')}</option>
          {edition.tshirtSizes.map((it) => (
            <option key={it} value={it} selected={form.values[size] === it}>
              {it}
            </option>
          ))}
        </SelectField>
      )}
      {withSlots.length === 0 ? null : (
        <div class={index === 0 ? 'reveal-slot' : 'reveal-walker-slot'}>
          <SelectField language={language} form={form} name={slot} label={t('register.startSlot')}>
            <option value="">{t('register.choose')}</option>
            {withSlots.map((type) => (
              <optgroup key={type.code} label={type.title[language]}>
                {type.startSlots.map((at) => (
                  <option key={at.getTime()} value={at.toISOString()} selected={form.values[slot] === at.toISOString()}>
                    {formatTime(language, at)}
                  </option>
                ))}
              </optgroup>
            ))}
          </SelectField>
        </div>
      )}
    </>
  );
}

/** What it comes to for all; it says nothing of vouchers and free places, which the next page knows. */
function Together({ edition, language, form, walkers }: WalkersProps): VNode | null {
  const fees = Array.from({ length: walkers }, (_, index) => {
    const code = form.values[walkerField(index, 'participationType')];
    return Number(edition.participationTypes.find((type) => type.code === code)?.feeMinor ?? 0);
  });
  const sumMinor = fees.reduce((sum, feeMinor) => sum + feeMinor, 0);
  if (sumMinor === 0) return null;
  return (
    <p class="strong">
      {translatorOf(language)('register.together', { amount: formatMoney(language, sumMinor, edition.currency) })}
    </p>
  );
}

interface SelectFieldProps {
  readonly language: Language;
  readonly form: FormState;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly autocomplete?: string;
  readonly short?: boolean;
  readonly children: ComponentChildren;
}

/** A list to choose from, with its label above and what is wrong beside it. */
export function SelectField({
  language,
  form,
  name,
  label,
  hint,
  autocomplete,
  short,
  children,
}: SelectFieldProps): VNode {
  const sentence = sentenceFor(language, form, name);
  const described = [hint === undefined ? '' : `${name}-hint`, sentence === undefined ? '' : `${name}-fault`]
    .filter((id) => id !== '')
    .join(' ');
  return (
    <div class={sentence === undefined ? 'field' : 'field faulty'}>
      <label for={name}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <FieldFault id={`${name}-fault`} language={language} sentence={sentence} />
      <select
        id={name}
        name={name}
        class={short === true ? 'short' : undefined}
        aria-describedby={described === '' ? undefined : described}
        aria-invalid={sentence === undefined ? undefined : 'true'}
        {...(autocomplete === undefined ? {} : { autocomplete })}
      >
        {children}
      </select>
    </div>
  );
}
