import type { VNode } from 'preact';
import type { Currency } from '../../../domain/money.js';
import type { Language } from '../../../domain/language.js';
import { formatDay, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { translatorOf } from '../messages/translators.js';

/** A sponsor's promise as everybody reads it; amounts in minor units. */
export interface MatchView {
  readonly id: string;
  readonly sponsor: string;
  readonly ratePercent: number;
  readonly capMinor: number;
  readonly endsAt: Date;
}

/** Who adds what to every gift, and until when: one line each. */
export function MatchLines({
  language,
  currency,
  matches,
}: {
  readonly language: Language;
  readonly currency: Currency;
  readonly matches: readonly MatchView[];
}): VNode | null {
  if (matches.length === 0) return null;
  const t = translatorOf(language);
  return (
    <ul class="match-lines" data-matches="">
      {matches.map(({ id, sponsor, ratePercent, capMinor, endsAt }) => {
        // The last moment of the period, not the first one after it.
        const day = formatDay(language, new Date(endsAt.getTime() - 1));
        const cap = formatMoney(language, capMinor, currency);
        return (
          <li key={id}>
            <p>
              <b>
                {ratePercent === 100
                  ? t('match.doubles', { sponsor, day })
                  : t('match.adds', { sponsor, day, percent: formatNumber(language, ratePercent) })}
              </b>{' '}
              {t('match.upTo', { cap })}
            </p>
          </li>
        );
      })}
    </ul>
  );
}
