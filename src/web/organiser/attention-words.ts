import { z } from 'zod';
import type { AttentionKind, OpenAttentionItem } from '../../attention/index.js';
import type { Language } from '../../domain/language.js';
import { currency } from '../../domain/money.js';
import { formatMoney } from '../../platform/i18n/index.js';
import { nl } from '../shared/messages/nl.js';
import { type MessageKey, translatorOf } from '../shared/messages/translators.js';

const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(nl, key);

/** An amount as the money path writes it into a detail. */
const AnAmount = z.object({ amountMinor: z.int(), currency: z.string() });

/** What an item is, as people say it. */
export function attentionTitle(language: Language, kind: AttentionKind): string {
  return translatorOf(language)(`attention.kind.${kind}`);
}

/** What a person can do about it. */
export function attentionHint(language: Language, kind: AttentionKind): string {
  return translatorOf(language)(`attention.hint.${kind}`);
}

/** What is known of an item, name by name: amounts as money, the rest as it was written down. */
export function attentionDetails(
  language: Language,
  detail: OpenAttentionItem['detail'],
): readonly { readonly name: string; readonly value: string }[] {
  const t = translatorOf(language);
  return Object.entries(detail).map(([key, value]) => {
    const label = `attention.detail.${key}`;
    return { name: isMessageKey(label) ? t(label) : key, value: valueOf(language, value) };
  });
}

function valueOf(language: Language, value: unknown): string {
  if (typeof value === 'string') return value;
  const amount = AnAmount.safeParse(value);
  return amount.success
    ? formatMoney(language, amount.data.amountMinor, currency(amount.data.currency))
    : JSON.stringify(value);
}
