import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../domain/language.js';
import { currency, minor } from '../domain/money.js';
import type { ComposedMail } from './define-mail.js';
import { shownText } from './mail-content.js';
import { monthlyChargeFailedMail } from './mails/monthly-charge-failed.js';
import { monthlyGiftEndedMail } from './mails/monthly-gift-ended.js';
import { monthlyGiftStartedMail } from './mails/monthly-gift-started.js';
import type { MonthlyGiftFacts } from './read-monthly-gift-facts.js';

const ID = { monthlyGiftId: '0198c0de-0000-7000-8000-000000000003' };
const PAY_URL = 'https://invoice.stripe.com/i/in_1';

function facts(changes: Partial<MonthlyGiftFacts> = {}): MonthlyGiftFacts {
  return {
    email: 'marleen@example.org',
    language: 'nl',
    name: shownText('Marleen <b>Vos</b>'),
    state: 'active',
    endReason: null,
    amountMinor: minor(1_500),
    currency: currency('EUR'),
    nextChargeAt: new Date('2023-11-08T10:00:00Z'),
    failed: [],
    editionTitle: 'Refugee Walk 2023',
    urls: { own: 'https://walk.example.org/nl/2023/monthly/secret', again: 'https://walk.example.org/nl/2023/monthly' },
    ...changes,
  };
}

function failing(changes: Partial<MonthlyGiftFacts> = {}): MonthlyGiftFacts {
  const nextAttemptAt = new Date('2023-11-11T10:00:00Z');
  const charge = { invoiceId: 'in_1', amountMinor: minor(1_500), payUrl: PAY_URL, nextAttemptAt };
  return facts({ state: 'failing', failed: [charge], ...changes });
}

function read(composed: ComposedMail): { subject: string; text: string; html: string } {
  if (composed.kind !== 'mail') throw new Error(`It is ${composed.kind}`);
  return composed.mail;
}

describe('Mails about monthly gifts', () => {
  it('thank once it has begun, say when the next is charged, and lead to where it can be stopped', () => {
    const { subject, text, html } = read(monthlyGiftStartedMail.compose(ID, facts()));
    expect(subject).toMatch(/elke maand €\s15/);
    expect(text).toContain('8 november 2023');
    expect(text).toContain('https://walk.example.org/nl/2023/monthly/secret');
    expect(html).not.toContain('<b>Vos</b>');
    expect(monthlyGiftStartedMail.compose(ID, facts({ state: 'ended', endReason: 'asked' })).kind).toBe('outdated');
  });

  it('say that a charge failed and where it can be paid, unless it was made good or all has ended', () => {
    const about = { ...ID, invoiceId: 'in_1' };
    const { text } = read(monthlyChargeFailedMail.compose(about, failing()));
    expect(text).toContain(PAY_URL);
    expect(text).toContain('11 november 2023');
    expect(monthlyChargeFailedMail.compose(about, facts()).kind).toBe('outdated');
    const ended = failing({ state: 'ended', endReason: 'payment-failed' });
    expect(monthlyChargeFailedMail.compose(about, ended).kind).toBe('outdated');
    expect(monthlyChargeFailedMail.compose(about, undefined).kind).toBe('unknown');
  });

  it('say why it has stopped, and that nothing more is charged', () => {
    const asked = read(monthlyGiftEndedMail.compose(ID, facts({ state: 'ended', endReason: 'asked' })));
    const failed = read(monthlyGiftEndedMail.compose(ID, facts({ state: 'ended', endReason: 'payment-failed' })));
    for (const { text } of [asked, failed]) expect(text).toContain('Er gaat niets meer van je rekening');
    expect(failed.text).toContain('lukte een paar keer niet');
    expect(asked.text).not.toContain('lukte een paar keer niet');
  });

  it.each(LANGUAGES)('speak %s', (language) => {
    const mails = [
      read(monthlyGiftStartedMail.compose(ID, facts({ language }))),
      read(monthlyChargeFailedMail.compose({ ...ID, invoiceId: 'in_1' }, failing({ language }))),
      read(monthlyGiftEndedMail.compose(ID, facts({ language, state: 'ended', endReason: 'asked' }))),
    ];
    for (const { html, subject } of mails) {
      expect(html).toContain(`lang="${language}"`);
      expect(subject.length).toBeGreaterThan(10);
    }
  });
});
