import type { VNode } from 'preact';
import type { Currency } from '../../../domain/money.js';
import type { Language } from '../../../domain/language.js';
import { formatMoney, formatNumber, formatPercent, formatTime } from '../../../platform/i18n/index.js';
import { translatorOf } from '../messages/translators.js';

/** Figures that the page's script keeps current; without it they are what they were when the page was made. */
export type LiveNumberName = 'gifts' | 'donors' | 'walkers' | 'teams';

export function LiveMoney({
  name,
  amountMinor,
  language,
  currency,
}: {
  readonly name: 'raised' | 'onItsWay';
  readonly amountMinor: number;
  readonly language: Language;
  readonly currency: Currency;
}): VNode {
  return (
    <span class="num" data-live-money={name}>
      {formatMoney(language, amountMinor, currency)}
    </span>
  );
}

export function LiveNumber({
  name,
  value,
  language,
}: {
  readonly name: LiveNumberName;
  readonly value: number;
  readonly language: Language;
}): VNode {
  return (
    <span class="num" data-live-number={name}>
      {formatNumber(language, value)}
    </span>
  );
}

/** How much room a figure asks for, so that a large one still fits on a phone. The page's script says the same. */
export function figureSize(figure: string): 'long' | 'longer' | undefined {
  if (figure.length <= 9) return undefined;
  return figure.length <= 12 ? 'long' : 'longer';
}

/** A number with its noun; the script gets both forms of the noun from here, so that words stay in the catalogues. */
export function LiveCount({
  name,
  count,
  language,
}: {
  readonly name: Exclude<LiveNumberName, 'donors'>;
  readonly count: number;
  readonly language: Language;
}): VNode {
  const t = translatorOf(language);
  return (
    <span
      class="num"
      data-live-count={name}
      data-one={t(`count.${name}`, { count: 1 }).replace('1', '{n}')}
      data-other={t(`count.${name}`, { count: 5 }).replace('5', '{n}')}
    >
      {t(`count.${name}`, { count })}
    </span>
  );
}

/** The percents of a goal. `share` 1 is 100 %. */
export function LivePercent({ share, language }: { readonly share: number; readonly language: Language }): VNode {
  return (
    <b class="num" data-live-percent="">
      {formatPercent(language, share)}
    </b>
  );
}

/** Says that a figure is live and of when it is; when the connection is lost it says of when it is then. */
export function LiveMark({ asOf, language }: { readonly asOf: Date; readonly language: Language }): VNode {
  const t = translatorOf(language);
  return (
    <p
      class="live"
      data-live-mark=""
      data-now={t('live.now', { time: '{time}' })}
      data-lost={t('live.lost', { time: '{time}' })}
    >
      {t('live.now', { time: formatTime(language, asOf) })}
    </p>
  );
}
