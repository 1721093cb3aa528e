import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import type { Currency } from '../../../domain/money.js';
import { formatMoney, LOCALES, typedMoney } from '../../../platform/i18n/index.js';
import { translatorOf } from '../messages/translators.js';
import { FieldFault, type FormState, sentenceFor } from './form-fields.js';

/** More suggestions than these would be a questionnaire. */
const MOST_SUGGESTED = 5;

/** The amounts the edition proposes, bounded. */
export function suggestedAmounts(edition: Edition): Edition['suggestedAmounts'] {
  return edition.suggestedAmounts.slice(0, MOST_SUGGESTED);
}

/** The choice that is made when nobody has chosen yet: the one in the middle. */
function defaultChoice(edition: Edition): string {
  const suggested = suggestedAmounts(edition);
  return String(suggested[Math.floor((suggested.length - 1) / 2)]?.amountMinor ?? 'other');
}

/** What is chosen: a suggested amount in minor units as text, or `other`. */
export function chosenAmount(edition: Edition, form: FormState): string {
  const { choice, amount } = form.values;
  if (choice !== undefined && choice !== '') return choice;
  return amount !== undefined && amount !== '' ? 'other' : defaultChoice(edition);
}

/**
 * What an address such as `/give?amount=4000` or `/give?choice=2000` fills in: a suggested amount is chosen, any other is
 * typed, and what is no amount is left out. Minor units.
 */
export function giveFormFromQuery(
  edition: Edition,
  language: Language,
  query: Readonly<Record<string, unknown>>,
): FormState {
  const asked = [query['choice'], query['amount']].find((it) => typeof it === 'string' && it !== '');
  if (asked === 'other') return { values: { choice: 'other' }, errors: [] };
  if (typeof asked !== 'string' || !/^[1-9]\d{1,8}$/.test(asked)) return { values: {}, errors: [] };
  const suggested = suggestedAmounts(edition).some((it) => String(it.amountMinor) === asked);
  return {
    values: suggested ? { choice: asked } : { choice: 'other', amount: typedMoney(language, Number(asked)) },
    errors: [],
  };
}

interface AmountChoiceProps {
  readonly edition: Edition;
  readonly language: Language;
  readonly form: FormState;
  readonly legend: string;
  /** Whether an amount of one's own can be typed here; else the choice only leads to where it can. */
  readonly typed: boolean;
}

/** The amounts of an edition: what each makes possible beside it, and one of one's own. */
export function AmountChoice({ edition, language, form, legend, typed }: AmountChoiceProps): VNode {
  return (
    <AmountGroup
      language={language}
      currency={edition.currency}
      form={form}
      legend={legend}
      choices={suggestedAmounts(edition).map(({ amountMinor, makesPossible }) => ({
        amountMinor,
        note: makesPossible[language],
      }))}
      chosen={chosenAmount(edition, form)}
      typed={typed}
    />
  );
}

interface AmountGroupProps {
  readonly language: Language;
  readonly currency: Currency;
  readonly form: FormState;
  readonly legend: string;
  /** The smallest first, each with a few words. */
  readonly choices: readonly { readonly amountMinor: number; readonly note: string }[];
  /** One of them, in minor units as text, or `other`. */
  readonly chosen: string;
  /** Whether an amount of one's own can be typed here; else the choice only leads to where it can. */
  readonly typed: boolean;
}

/** Amounts as a radio group, and one of one's own. */
export function AmountGroup({ language, currency, form, legend, choices, chosen, typed }: AmountGroupProps): VNode {
  const t = translatorOf(language);
  const sentence = sentenceFor(language, form, 'amount');
  return (
    <fieldset class={sentence === undefined ? 'amounts' : 'amounts faulty'}>
      <legend>{legend}</legend>
      {sentence !== undefined ? <FieldFault id="amount-fault" language={language} sentence={sentence} /> : null}
      <div class="choices">
        {choices.map(({ amountMinor, note }, index) => (
          <label class="choice" key={amountMinor}>
            <input
              class={`pick-${String(index)}`}
              id={`choice-${String(index)}`}
              type="radio"
              name="choice"
              value={String(amountMinor)}
              checked={chosen === String(amountMinor)}
            />
            <span class="face">
              <b class="num">{formatMoney(language, amountMinor, currency)}</b>
              <span class="small">{note}</span>
            </span>
          </label>
        ))}
        <label class="choice">
          <input
            class="pick-other"
            id="choice-other"
            type="radio"
            name="choice"
            value="other"
            checked={chosen === 'other'}
          />
          <span class="face">
            <b>…</b>
            <span class="small">{t('give.other')}</span>
          </span>
        </label>
      </div>
      {typed ? (
        <div class="field own">
          <label for="amount">{t('give.otherLabel')}</label>
          <p class="hint" id="amount-hint">
            {t('give.otherHint')}
          </p>
          <span class="euro">
            <input
              id="amount"
              name="amount"
              type="text"
              inputMode="decimal"
              autocomplete="off"
              maxLength={20}
              value={form.values['amount'] ?? ''}
              aria-describedby={sentence === undefined ? 'amount-hint' : 'amount-hint amount-fault'}
              aria-invalid={sentence === undefined ? undefined : 'true'}
            />
          </span>
        </div>
      ) : null}
    </fieldset>
  );
}

interface GiveButtonProps {
  readonly edition: Edition;
  readonly language: Language;
  /** It leads to the next screen of the same form. */
  readonly onward?: boolean;
}

/**
 * The button names the amount that is chosen. All its names are in the page and the style sheet shows the one of the
 * radio that is chosen, so that it is true without JavaScript; the script does the same for a typed amount.
 */
export function GiveButton({ edition, language, onward = false }: GiveButtonProps): VNode {
  const t = translatorOf(language);
  const words = onward ? ('give.onwardAmount' as const) : ('give.buttonAmount' as const);
  return (
    <button
      class="btn go wide"
      type="submit"
      data-give={t(words, { amount: '{amount}' })}
      data-locale={LOCALES[language]}
      data-currency={edition.currency}
    >
      <span class="say">{t(onward ? 'give.onward' : 'give.button')}</span>
      {suggestedAmounts(edition).map(({ amountMinor }, index) => (
        <span class={`say say-${String(index)}`} key={amountMinor}>
          {t(words, { amount: formatMoney(language, amountMinor, edition.currency) })}
        </span>
      ))}
    </button>
  );
}
