import type { CheckInResult } from '../../check-in/index.js';
import type { Language } from '../../domain/language.js';
import { formatDayAndTime, formatTime } from '../../platform/i18n/index.js';
import { translatorOf } from '../shared/messages/translators.js';

/** How a result looks: good, look at it, or no. */
export function checkInTone({ outcome }: CheckInResult): 'good' | 'wait' | 'bad' {
  switch (outcome) {
    case 'checked-in':
      return 'good';
    case 'already':
    case 'undone':
      return 'wait';
    case 'wrong-edition':
    case 'unpaid':
    case 'consent-missing':
    case 'unknown':
      return 'bad';
  }
}

/** What a result says to who stands at the start. */
export function checkInSentence(language: Language, { outcome, walker, standing }: CheckInResult): string {
  const t = translatorOf(language);
  const name = walker?.name ?? '';
  const who = standing === null ? { time: '', by: '' } : { time: formatTime(language, standing.at), by: standing.by };
  switch (outcome) {
    case 'checked-in':
      return t('check-in.outcome.checked-in', { name });
    case 'already':
      return t('check-in.outcome.already', { name, ...who });
    case 'undone':
      return t('check-in.outcome.undone', { name });
    case 'wrong-edition':
      return t('check-in.outcome.wrong-edition', { name });
    case 'unpaid':
      return t('check-in.outcome.unpaid', { name });
    case 'consent-missing':
      return t('check-in.outcome.consent-missing', { name });
    case 'unknown':
      return t('check-in.outcome.unknown');
  }
}

/** With whom and when the walker starts; empty where neither is known. */
export function checkInDetails(language: Language, { walker }: CheckInResult): string {
  if (walker === null) return '';
  const start = walker.startsAt === null ? null : formatDayAndTime(language, walker.startsAt);
  return [walker.teamName, start].filter((part) => part !== null).join(' · ');
}
