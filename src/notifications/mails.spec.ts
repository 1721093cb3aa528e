import { describe, expect, it } from '@jest/globals';
import { LANGUAGES, type Language } from '../domain/language.js';
import { currency, minor } from '../domain/money.js';
import type { ComposedMail } from './define-mail.js';
import { shownText } from './mail-content.js';
import { giftFailedMail } from './mails/gift-failed.js';
import { giftOnItsWayMail } from './mails/gift-on-its-way.js';
import { giftReceivedMail } from './mails/gift-received.js';
import { giftRefundedMail } from './mails/gift-refunded.js';
import { registrationConfirmedMail } from './mails/registration-confirmed.js';
import type { GiftFacts, RegistrationFacts, WalkerFacts } from './read-mail-facts.js';

const DONATION = '0198c0de-0000-7000-8000-000000000001';
const REGISTRATION = '0198c0de-0000-7000-8000-000000000002';
const HOSTILE = `<img src=x onerror="alert('x')"> & Söhne`;

function gift(changes: Partial<GiftFacts> = {}): GiftFacts {
  return {
    donationId: DONATION,
    email: 'sarah@example.org',
    language: 'nl',
    status: 'paid',
    currency: currency('EUR'),
    amountMinor: minor(4_000),
    refundedMinor: minor(0),
    partMinor: minor(4_000),
    parts: [],
    givenAt: new Date('2023-10-08T21:30:00Z'),
    name: shownText('Sarah Peeters'),
    company: null,
    anonymous: false,
    to: { kind: 'team', name: shownText('Team Zonsopgang') },
    editionTitle: 'Refugee Walk 2023',
    givingOpen: true,
    urls: {
      gift: 'https://walk.example.org/nl/2023/gifts/secret',
      receipt: 'https://walk.example.org/nl/2023/gifts/secret/receipt.pdf',
      page: 'https://walk.example.org/nl/2023/teams/team-zonsopgang',
      giveAgain: 'https://walk.example.org/nl/2023/teams/team-zonsopgang/give?amount=4000',
    },
    ...changes,
  };
}

function walker(changes: Partial<WalkerFacts> = {}): WalkerFacts {
  return {
    firstName: shownText('Amina'),
    name: shownText('Amina Yusuf'),
    participationType: '20 km vanuit de Zomerfabriek',
    group: 'central',
    startsAt: new Date('2023-10-08T11:00:00Z'),
    distanceKm: 20,
    minimumMinor: minor(10_000),
    pageUrl: 'https://walk.example.org/nl/2023/walkers/amina-yusuf',
    team: {
      name: shownText('Team Zonsopgang'),
      url: 'https://walk.example.org/nl/2023/teams/team-zonsopgang',
      isCaptain: true,
    },
    ...changes,
  };
}

function registration(changes: Partial<RegistrationFacts> = {}): RegistrationFacts {
  return {
    registrationId: REGISTRATION,
    email: 'amina@example.org',
    language: 'nl',
    confirmed: true,
    currency: currency('EUR'),
    editionTitle: 'Refugee Walk 2023',
    place: 'Zomerfabriek, Antwerpen',
    walkOn: '2023-10-08',
    url: 'https://walk.example.org/nl/2023/registered/secret',
    signInUrl: 'https://walk.example.org/nl/2023/sign-in',
    walkers: [walker()],
    ...changes,
  };
}

/** How one mail is written from facts of the test's own; facts that are not given are those of something gone. */
type Write = (facts: { gift?: GiftFacts; registration?: RegistrationFacts }) => ComposedMail;

function compose(write: Write, facts: Parameters<Write>[0]): ComposedMail {
  return write(facts);
}

function mailOf(write: Write, facts: Parameters<Write>[0]) {
  const composed = compose(write, facts);
  if (composed.kind !== 'mail') throw new Error(`No mail but ${composed.kind}`);
  return composed.mail;
}

const ABOUT = { donationId: DONATION };
const RECEIVED: Write = ({ gift: facts }) => giftReceivedMail.compose(ABOUT, facts);
const ON_ITS_WAY: Write = ({ gift: facts }) => giftOnItsWayMail.compose(ABOUT, facts);
const FAILED: Write = ({ gift: facts }) => giftFailedMail.compose(ABOUT, facts);
const refunded =
  (amountMinor: number): Write =>
  ({ gift: facts }) =>
    giftRefundedMail.compose({ ...ABOUT, refundedMinor: minor(amountMinor) }, facts);
const CONFIRMED: Write = ({ registration: facts }) =>
  registrationConfirmedMail.compose({ registrationId: REGISTRATION }, facts);

/** Every mail, about a gift or registration that makes it true, with the given name in every place a name can be. */
function everyMail(language: Language, typedName: string) {
  const name = shownText(typedName);
  const of = (changes: Partial<GiftFacts>) => ({
    gift: gift({ language, name, company: name, to: { kind: 'team', name }, anonymous: true, ...changes }),
  });
  const confirmed = registration({
    language,
    walkers: [walker({ firstName: name, name, team: { name, url: 'https://walk.example.org/t', isCaptain: true } })],
  });
  return {
    'gift-received': mailOf(RECEIVED, of({})),
    'gift-on-its-way': mailOf(ON_ITS_WAY, of({ status: 'pending' })),
    'gift-failed': mailOf(FAILED, of({ status: 'failed' })),
    'gift-failed, giving closed': mailOf(FAILED, of({ status: 'failed', givingOpen: false })),
    'gift-refunded in part': mailOf(refunded(1_000), of({ status: 'partially-refunded', refundedMinor: minor(1_000) })),
    'gift-refunded in full': mailOf(refunded(4_000), of({ status: 'refunded', refundedMinor: minor(4_000) })),
    'registration-confirmed': mailOf(CONFIRMED, { registration: confirmed }),
  };
}

const plain = (text: string): string => text.replaceAll(/[\u00A0\u202F]/g, ' ');

/** What a reader sees of the html: its texts in order, without what only the list of mails shows. */
function seen(html: string): string {
  return html
    .replace(/^[\s\S]*?<body[^>]*>/, '')
    .replace(/<div style="display:none[^>]*>[\s\S]*?<\/div>/, '')
    .replaceAll(/<[^>]+>/g, '\n')
    .replaceAll(/&lt;/g, '<')
    .replaceAll(/&gt;/g, '>')
    .replaceAll(/&quot;/g, '"')
    .replaceAll(/&#39;/g, "'")
    .replaceAll(/&amp;/g, '&');
}

describe.each(LANGUAGES)('Mails in %s', (language) => {
  const mails = Object.entries(everyMail(language, 'Sarah Peeters'));

  it.each(mails)('%s says the same in plain text as in html', (_name, { html, text }) => {
    const missing = seen(html)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !text.includes(line));
    expect(missing).toEqual([]);
    for (const [, url = ''] of html.matchAll(/href="([^"]+)"/g)) expect(text).toContain(url.replaceAll('&amp;', '&'));
  });

  it.each(mails)('%s is in that language alone, with nothing left to fill in', (_name, { html, text, subject }) => {
    expect(html).toContain(`<html lang="${language}"`);
    for (const form of [html, text, subject]) expect(form).not.toMatch(/undefined|null|NaN|\[object|\$\{|Invalid/);
  });

  it.each(mails)('%s fetches nothing and runs nothing', (_name, { html }) => {
    expect(html).not.toMatch(/<(img|script|style|link|iframe|table)\b|src=|url\(|@import/i);
  });

  it.each(Object.entries(everyMail(language, HOSTILE)))(
    '%s shows a hostile name and does not obey it',
    (_name, mail) => {
      expect(mail.html).not.toContain('<img');
      expect(mail.html).toContain('&lt;img src=x');
      expect(mail.text).toContain('<img src=x');
    },
  );

  it.each(Object.entries(everyMail(language, 'Win\r\nBcc: all@example.org\u2028\u202Etxt.exe ☃ http://evil.example')))(
    '%s keeps a name from adding headers, turning the text around or becoming a link',
    (_name, { subject, html, text }) => {
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E]/u);
      for (const form of [seen(html), text]) {
        expect(form).not.toMatch(/[\u202A-\u202E]/u);
        expect(form).not.toContain('evil.example');
        expect(form).not.toContain('all@example.org');
        expect(form).toContain('evil.\u200Bexample');
      }
    },
  );

  it.each(Object.entries(everyMail(language, '👩‍👩‍👧 '.repeat(50))))(
    '%s has a short subject for a long name',
    (_name, { subject }) => {
      expect([...new Intl.Segmenter().segment(subject)].length).toBeLessThanOrEqual(120);
      expect(subject).not.toMatch(/\u200D…$/);
    },
  );
});

describe('The mail about a gift that arrived', () => {
  it('names the amount and whom it is for in its subject', () => {
    expect(plain(mailOf(RECEIVED, { gift: gift() }).subject)).toBe(
      'Je gift van € 40 is aangekomen bij Team Zonsopgang',
    );
    expect(plain(mailOf(RECEIVED, { gift: gift({ language: 'fr' }) }).subject)).toBe(
      'Votre don de 40 € est bien arrivé pour Team Zonsopgang',
    );
    expect(plain(mailOf(RECEIVED, { gift: gift({ language: 'en' }) }).subject)).toBe(
      'Your gift of €40 has arrived for Team Zonsopgang',
    );
  });

  it('is a receipt: amount, to whom, the day in Belgium, by whom, reference, and the private link', () => {
    const text = plain(mailOf(RECEIVED, { gift: gift({ company: shownText('Bakkerij Peeters') }) }).text);
    expect(text).toContain('Gift: € 40');
    expect(text).toContain('Voor: Team Zonsopgang · Refugee Walk 2023');
    expect(text).toContain('Datum: 8 oktober 2023');
    expect(text).toContain('Op naam van: Sarah Peeters');
    expect(text).toContain('Bedrijf: Bakkerij Peeters');
    expect(text).toContain(`Kenmerk: ${DONATION}`);
    expect(text).toContain('https://walk.example.org/nl/2023/gifts/secret\n');
    expect(text).toContain('Je ontvangstbewijs (pdf):\nhttps://walk.example.org/nl/2023/gifts/secret/receipt.pdf');
    expect(text).toContain('https://walk.example.org/nl/2023/teams/team-zonsopgang\n');
  });

  it('tells a donor who asked for it that the page does not name them', () => {
    expect(mailOf(RECEIVED, { gift: gift() }).text).not.toContain('Je naam staat niet');
    expect(mailOf(RECEIVED, { gift: gift({ anonymous: true }) }).text).toContain('Je naam staat niet op de pagina');
  });

  it('is not sent any more once the gift went back or is disputed', () => {
    expect(compose(RECEIVED, { gift: gift({ status: 'refunded' }) }).kind).toBe('outdated');
    expect(compose(RECEIVED, { gift: gift({ status: 'disputed' }) }).kind).toBe('outdated');
    expect(compose(RECEIVED, { gift: gift({ status: 'partially-refunded' }) }).kind).toBe('mail');
  });
});

describe('The other mails about gifts', () => {
  it('say nothing that has been overtaken', () => {
    expect(compose(ON_ITS_WAY, { gift: gift({ status: 'paid' }) }).kind).toBe('outdated');
    expect(compose(FAILED, { gift: gift({ status: 'paid' }) }).kind).toBe('outdated');
    expect(compose(refunded(1_000), { gift: gift({ refundedMinor: minor(1_500) }) }).kind).toBe('outdated');
  });

  it('say nothing about a gift that is gone', () => {
    expect(compose(RECEIVED, {}).kind).toBe('unknown');
    expect(compose(CONFIRMED, {}).kind).toBe('unknown');
  });

  it('offer to try again with the same amount, while giving is open', () => {
    const open = mailOf(FAILED, { gift: gift({ status: 'failed' }) });
    expect(open.text).toContain(
      'Probeer opnieuw:\nhttps://walk.example.org/nl/2023/teams/team-zonsopgang/give?amount=4000',
    );
    const closed = mailOf(FAILED, { gift: gift({ status: 'expired', givingOpen: false }) });
    expect(closed.html).not.toContain('give?amount');
    expect(closed.text).toContain('intussen afgesloten');
  });

  it('name what went back and what stays, cents and all', () => {
    const part = mailOf(refunded(1_250), { gift: gift({ status: 'partially-refunded', refundedMinor: minor(1_250) }) });
    expect(plain(part.subject)).toBe('€ 12,50 van je gift is terugbetaald');
    expect(plain(part.text)).toContain('Terugbetaald: € 12,50\nBlijft: € 27,50');
    const full = mailOf(refunded(4_000), { gift: gift({ status: 'refunded', refundedMinor: minor(4_000) }) });
    expect(plain(full.subject)).toBe('Je gift van € 40 is terugbetaald');
    expect(full.text).not.toContain('Blijft');
  });
});

describe('The mail about a registration', () => {
  it('says who walks, how, with whom, and when and where it starts in Belgian time', () => {
    const text = plain(mailOf(CONFIRMED, { registration: registration() }).text);
    expect(text).toContain('Je bent erbij, Amina!');
    expect(text).toContain('Wandelaar: Amina Yusuf');
    expect(text).toContain('Deelnameformule: 20 km vanuit de Zomerfabriek');
    expect(text).toContain('Team: Team Zonsopgang (kapitein)');
    expect(text).toContain('Start: zondag 8 oktober 2023 om 13:00, Zomerfabriek, Antwerpen');
    expect(text).toContain('minstens € 100');
    expect(text).toContain('https://walk.example.org/nl/2023/registered/secret');
  });

  it('asks only a captain to invite', () => {
    const member = walker({ team: { name: shownText('Zon'), url: 'https://walk.example.org/t', isCaptain: false } });
    expect(mailOf(CONFIRMED, { registration: registration() }).text).toContain('Nodig je vrienden uit');
    expect(mailOf(CONFIRMED, { registration: registration({ walkers: [member] }) }).text).not.toContain('Nodig');
  });

  it('leaves place and hour to somebody on an own route', () => {
    const alone = walker({ group: 'own-route', startsAt: null, distanceKm: null, team: null });
    const text = plain(mailOf(CONFIRMED, { registration: registration({ walkers: [alone] }) }).text);
    expect(text).toContain('Dag: zondag 8 oktober 2023');
    expect(text).toContain('Route: Je eigen route');
    expect(text).not.toContain('Zomerfabriek, Antwerpen');
    expect(text).not.toContain('Start:');
  });

  it('greets a family together and gives each walker a page', () => {
    const bilal = walker({
      firstName: shownText('Bilal'),
      name: shownText('Bilal Yusuf'),
      pageUrl: 'https://walk.example.org/nl/2023/walkers/bilal-yusuf',
    });
    const mail = mailOf(CONFIRMED, { registration: registration({ walkers: [walker(), bilal] }) });
    expect(mail.text).toContain('Jullie zijn erbij, Amina en Bilal!');
    expect(mail.text).toContain('De pagina van Bilal:\nhttps://walk.example.org/nl/2023/walkers/bilal-yusuf');
    expect(mail.text.split('De pagina van Team Zonsopgang').length).toBe(2);
  });

  it('is not sent for a place that is not valid', () => {
    expect(compose(CONFIRMED, { registration: registration({ confirmed: false }) }).kind).toBe('outdated');
  });
});
