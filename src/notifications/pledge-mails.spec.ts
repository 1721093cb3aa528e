import { describe, expect, it } from '@jest/globals';
import { LANGUAGES, type Language } from '../domain/language.js';
import { currency, minor } from '../domain/money.js';
import type { DefinedMail } from './define-mail.js';
import { shownText } from './mail-content.js';
import { pledgeDueMail } from './mails/pledge-due.js';
import { pledgeLetGoMail } from './mails/pledge-let-go.js';
import { pledgeMadeMail } from './mails/pledge-made.js';
import { pledgeNothingDueMail } from './mails/pledge-nothing-due.js';
import { pledgeReminderMail } from './mails/pledge-reminder.js';
import type { PledgeFacts } from './read-pledge-facts.js';

const PLEDGE = '0199a000-0000-7000-8000-0000000000a1';
const OWN_PAGE = 'https://walk.example.org/nl/2023/pledges/secret';

function pledge(changes: Partial<PledgeFacts> = {}): PledgeFacts {
  return {
    pledgeId: PLEDGE,
    email: 'marleen@example.org',
    language: 'nl',
    state: 'settled',
    opened: true,
    paidOrOnItsWay: false,
    currency: currency('EUR'),
    perKmMinor: minor(50),
    capMinor: minor(2_000),
    name: shownText('Marleen'),
    walkerName: shownText('Nele D’Hondt'),
    settled: { kilometres: 18.5, dueMinor: minor(925) },
    editionTitle: 'Refugee Walk 2023',
    walkOn: '2023-10-08',
    givingOpen: true,
    givingClosesAt: new Date('2023-11-12T22:59:59Z'),
    urls: { pledge: OWN_PAGE, page: 'https://walk.example.org/nl/2023/walkers/nele-d-hondt' },
    ...changes,
  };
}

type PledgeMail = DefinedMail<{ pledgeId: string }, PledgeFacts>;

function mailOf(mail: PledgeMail, facts: PledgeFacts) {
  const composed = mail.compose({ pledgeId: PLEDGE }, facts);
  if (composed.kind !== 'mail') throw new Error(`No mail but ${composed.kind}`);
  const plain = (text: string): string => text.replaceAll(/[\u00A0\u202F]/g, ' ');
  return { ...composed.mail, subject: plain(composed.mail.subject), text: plain(composed.mail.text) };
}

const kindOf = (mail: PledgeMail, changes: Partial<PledgeFacts>) =>
  mail.compose({ pledgeId: PLEDGE }, pledge(changes)).kind;

const PROMISED = { state: 'promised', settled: null } as const;
const everyMail = (language: Language) => [
  mailOf(pledgeMadeMail, pledge({ language, ...PROMISED })),
  mailOf(pledgeDueMail, pledge({ language })),
  mailOf(pledgeNothingDueMail, pledge({ language, settled: { kilometres: 0, dueMinor: minor(0) } })),
  mailOf(pledgeNothingDueMail, pledge({ language, settled: { kilometres: 0.3, dueMinor: minor(15) } })),
  mailOf(pledgeReminderMail, pledge({ language })),
  mailOf(pledgeLetGoMail, pledge({ language, state: 'lapsed', settled: null })),
];

describe('The mails about promises per kilometre', () => {
  it.each(LANGUAGES)('are whole and in one language, and each has a subject of its own, in %s', (language) => {
    const mails = everyMail(language);
    for (const { html, text, subject } of mails) {
      expect(html).toContain(`<html lang="${language}"`);
      for (const form of [html, text, subject]) expect(form).not.toMatch(/undefined|null|NaN|\[object|\$\{|Invalid/);
    }
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(5);
  });

  it('say what was promised, and give the link that is in no other place', () => {
    const { subject, text } = mailOf(pledgeMadeMail, pledge(PROMISED));
    expect(subject).toBe('Je belooft € 0,50 per kilometer aan Nele D’Hondt');
    expect(text).toContain(`Bekijk of wijzig je belofte:\n${OWN_PAGE}`);
    expect(text).toContain('Je betaalt nu niets');
  });

  it('say what it came to, as a sum that can be reckoned again', () => {
    const { subject, text } = mailOf(pledgeDueMail, pledge());
    expect(subject).toBe('Nele D’Hondt wandelde 18,5 km: je gift wordt € 9,25');
    expect(text).toContain('Per kilometer: € 0,50\nHoogstens: € 20\nGewandeld: 18,5 km\nSamen: € 9,25');
    expect(text).toContain(`Geef € 9,25:\n${OWN_PAGE}`);
  });

  it('tell kindly of a walker who stayed at home, and ask nothing', () => {
    const { text } = mailOf(pledgeNothingDueMail, pledge({ settled: { kilometres: 0, dueMinor: minor(0) } }));
    expect(text).toContain('is dit jaar niet kunnen vertrekken');
    expect(text).not.toContain('Geef');
  });

  it('are not sent once they are overtaken', () => {
    for (const mail of [pledgeDueMail, pledgeReminderMail]) {
      for (const changes of [{ paidOrOnItsWay: true }, { givingOpen: false }, { state: 'lapsed' }] as const) {
        expect(kindOf(mail, changes)).toBe('outdated');
      }
    }
    expect(kindOf(pledgeMadeMail, { state: 'withdrawn', settled: null })).toBe('outdated');
    expect(pledgeDueMail.compose({ pledgeId: PLEDGE }, undefined).kind).toBe('unknown');
  });
});
