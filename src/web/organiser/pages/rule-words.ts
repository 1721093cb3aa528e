import type { RuleField, RuleValue, Suggested, Words } from '../../../edition-rules/index.js';
import { type Language, LANGUAGES } from '../../../domain/language.js';
import { currency } from '../../../domain/money.js';
import { formatDay, formatDayAndTime, formatMoney, formatNumber } from '../../../platform/i18n/index.js';
import { nl } from '../../shared/messages/nl.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';

const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(nl, key);

/** What a rule is called; its own name where it has no words yet. */
export function ruleName(language: Language, { name }: RuleField): string {
  const key = `rule.${name}`;
  return isMessageKey(key) ? translatorOf(language)(key) : name;
}

/** What helps to fill a rule in; `undefined` where its name says it all. */
export function ruleHint(language: Language, { name, kind }: RuleField): string | undefined {
  const t = translatorOf(language);
  const own = `rule.${name}.hint`;
  if (isMessageKey(own)) return t(own);
  if (kind === 'moneys' || kind === 'wholes' || kind === 'names') return t('rules.severalHint');
  return kind === 'moments' ? t('rules.momentsHint') : undefined;
}

/** A choice in words. */
export function choiceName(language: Language, { name }: RuleField, choice: string): string {
  const key = `rule.${name}.${choice}`;
  return isMessageKey(key) ? translatorOf(language)(key) : choice;
}

/** The value of a rule, for people, a line for each part. */
export function shownRule(language: Language, field: RuleField, value: RuleValue, code: string): string[] {
  const t = translatorOf(language);
  const money = (amount: number): string => formatMoney(language, amount, currency(code));
  if (value === null || (Array.isArray(value) && value.length === 0)) return [t('rules.none')];
  switch (field.kind) {
    case 'words':
      return LANGUAGES.map((it) => `${it.toUpperCase()}: ${(value as Words)[it]}`);
    case 'money':
      return [money(value as number)];
    case 'whole':
      return [formatNumber(language, value as number)];
    case 'box':
      return [t(value === true ? 'list.yes' : 'list.no')];
    case 'day':
      return [formatDay(language, value as string)];
    case 'moment':
      return [formatDayAndTime(language, new Date(value as string))];
    case 'choice':
      return [choiceName(language, field, value as string)];
    case 'moneys':
      return (value as readonly number[]).map(money);
    case 'wholes':
      return (value as readonly number[]).map((number) => formatNumber(language, number));
    case 'names':
      return [...(value as readonly string[])];
    case 'moments':
      return (value as readonly string[]).map((moment) => formatDayAndTime(language, new Date(moment)));
    case 'suggested':
      return (value as readonly Suggested[]).map(
        ({ amountMinor, makesPossible }) => `${money(amountMinor)}: ${makesPossible[language]}`,
      );
  }
}
