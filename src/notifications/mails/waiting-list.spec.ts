import { describe, expect, it } from '@jest/globals';
import { LANGUAGES } from '../../domain/language.js';
import { shownText } from '../mail-content.js';
import type { WaitingListFacts } from '../read-waiting-list-facts.js';
import { waitingListJoinedMail } from './waiting-list-joined.js';
import { waitingListOfferMail } from './waiting-list-offer.js';
import { waitingListOfferOverMail } from './waiting-list-offer-over.js';

const PAYLOAD = { entryId: '0199a000-0000-7000-8000-000000000001' };
const FACTS: WaitingListFacts = {
  email: 'noor@example.org',
  language: 'nl',
  name: shownText("Noor <b>D'Hondt</b>"),
  state: 'waiting',
  places: 2,
  position: 3,
  participationType: '20 km',
  editionTitle: 'Refugee Walk 2023',
  offerExpiresAt: null,
  offerOpen: false,
  offerHours: 24,
  registrationOpen: true,
  urls: {
    place: 'https://walk.example/nl/2023/waiting-list/abc',
    register: 'https://walk.example/nl/2023/register?offer=abc',
    joinAgain: 'https://walk.example/nl/2023/waiting-list?type=central-20',
  },
};
const OFFERED: WaitingListFacts = {
  ...FACTS,
  state: 'offered',
  offerOpen: true,
  offerExpiresAt: new Date('2023-09-01T10:00:00Z'),
};

describe('the mails of a waiting list', () => {
  it.each(LANGUAGES)('say in %s what they are about, with their link, and show a hostile name as text', (language) => {
    const mails = [
      [waitingListJoinedMail.compose(PAYLOAD, { ...FACTS, language }), FACTS.urls.place],
      [waitingListOfferMail.compose(PAYLOAD, { ...OFFERED, language }), FACTS.urls.register],
      [waitingListOfferOverMail.compose(PAYLOAD, { ...FACTS, state: 'passed', language }), FACTS.urls.joinAgain],
    ] as const;
    for (const [composed, link] of mails) {
      if (composed.kind !== 'mail') throw new Error('No mail');
      expect(composed.mail).toMatchObject({ to: 'noor@example.org', language });
      expect(composed.mail.subject).toContain('20 km');
      expect(composed.mail.text).toContain(link);
      expect(composed.mail.html).not.toContain('<b>D');
    }
  });

  it('ask whoever is not in line yet to open the link, and tell everybody else their number', () => {
    const textOf = (position: number | null): string => {
      const composed = waitingListJoinedMail.compose(PAYLOAD, { ...FACTS, position });
      return composed.kind === 'mail' ? `${composed.mail.subject} ${composed.mail.text}` : composed.kind;
    };
    expect(textOf(3)).toContain('Je bent nummer 3');
    expect(textOf(null)).toMatch(/Neem je plaats.*vanaf dan sta je op de wachtlijst/s);
    expect(textOf(null)).not.toContain('nummer');
  });

  it('say until when the places are kept, in the time of Belgium', () => {
    const composed = waitingListOfferMail.compose(PAYLOAD, OFFERED);
    if (composed.kind !== 'mail') throw new Error('No mail');
    expect(composed.mail.text).toContain('12:00');
    expect(composed.mail.text).toContain('2 plaatsen');
  });

  it('stay away when their news is overtaken', () => {
    expect(waitingListJoinedMail.compose(PAYLOAD, OFFERED).kind).toBe('outdated');
    expect(waitingListOfferMail.compose(PAYLOAD, { ...OFFERED, offerOpen: false }).kind).toBe('outdated');
    expect(waitingListOfferOverMail.compose(PAYLOAD, { ...FACTS, state: 'left' }).kind).toBe('outdated');
    const closed = { ...FACTS, state: 'passed', registrationOpen: false } as const;
    expect(waitingListOfferOverMail.compose(PAYLOAD, closed).kind).toBe('outdated');
  });
});
