import { z } from 'zod';
import type { Language } from '../../domain/language.js';
import type { Minor } from '../../domain/money.js';
import { formatMoney } from '../../platform/i18n/index.js';
import type { WrittenMail } from '../define-mail.js';
import type { MailContent, MailLink } from '../mail-content.js';
import type { MonthlyGiftFacts } from '../read-monthly-gift-facts.js';

const WORDS: Readonly<Record<Language, { readonly own: string; readonly questions: string }>> = {
  nl: { own: 'Bekijk of stop je maandelijkse gift', questions: 'Vragen? Antwoord gerust op deze mail.' },
  fr: {
    own: 'Voir ou arrêter votre don mensuel',
    questions: 'Une question\u00A0? Répondez simplement à cet e-mail.',
  },
  en: { own: 'See or stop your monthly gift', questions: 'Questions? Just reply to this mail.' },
};

/** What the outbox keeps of a mail about a monthly gift. */
export const MonthlyGiftPayload = z.object({ monthlyGiftId: z.uuid() });

/** An amount of a monthly gift, in its currency and its donor's language. */
export function monthlyMoney({ language, currency }: MonthlyGiftFacts, amountMinor: Minor): string {
  return formatMoney(language, amountMinor, currency);
}

export function linkToOwn({ language, urls }: MonthlyGiftFacts): MailLink {
  return { label: WORDS[language].own, url: urls.own };
}

/** The lines under a mail about a monthly gift. */
export function monthlyFooter({ language }: MonthlyGiftFacts): readonly string[] {
  return [WORDS[language].questions];
}

/** A mail to who gives every month. */
export function toMonthlyDonor({ email, language }: MonthlyGiftFacts, content: MailContent): WrittenMail {
  return { email, language, content };
}
