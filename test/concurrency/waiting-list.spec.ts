import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Edition } from '../../src/domain/edition.js';
import { DomainError } from '../../src/domain/errors.js';
import { ReadEditions } from '../../src/editions/index.js';
import { ReadRegistrations, type RegistrationOrder, StartRegistration } from '../../src/registration/index.js';
import {
  JoinWaitingList,
  LeaveWaitingList,
  LookAfterWaitingLists,
  ReadWaitingList,
  TakePlaceInLine,
} from '../../src/waiting-list/index.js';
import { type CheckoutPages, openCheckoutPages } from '../factories/checkout-pages.js';
import { storeEdition } from '../factories/edition.js';
import { registrationOrder, walkerOrder } from '../factories/registration.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

let services: TestDatabase;
let pages: CheckoutPages;
let app: RunningApp;
let editions = 0;

beforeAll(async () => {
  services = await testDatabase();
  pages = await openCheckoutPages();
  app = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
}, 30_000);

afterAll(async () => {
  await app.close();
  await pages.close();
  await services.drop();
});

async function newEdition(capacity: number): Promise<Edition> {
  editions += 1;
  const { slug } = await storeEdition(app.database, { slug: `line-${String(editions)}`, capacity });
  return app.app.get(ReadEditions, { strict: false }).bySlug(slug);
}

const register = (edition: Edition, changes: Partial<RegistrationOrder> = {}) =>
  app.app.get(StartRegistration, { strict: false }).execute(edition, registrationOrder(changes), new Date());
/** Asks for a place in line. @returns the token of the mail */
const ask = async (edition: Edition, name: string, places = 1): Promise<string> => {
  const email = `${name}@example.org`;
  await app.app
    .get(JoinWaitingList, { strict: false })
    .execute(edition, { participationTypeCode: 'central-20', name, email, places, language: 'nl' }, new Date());
  const [entry] = await app.database.rows<{ token: string }>(
    `SELECT token FROM waiting_list_entry WHERE edition_id = $1 AND email = $2 ORDER BY id DESC LIMIT 1`,
    [edition.id, email],
  );
  return entry?.token ?? '';
};
const open = (edition: Edition, token: string): Promise<void> =>
  app.app.get(TakePlaceInLine, { strict: false }).execute(edition, token);
const join = async (edition: Edition, name: string, places = 1): Promise<string> => {
  const token = await ask(edition, name, places);
  await open(edition, token);
  return token;
};
// The worker is not part of this process: an app of the web role has the list, not the clock.
const lookAfter = (): Promise<number> => app.app.get(LookAfterWaitingLists, { strict: false }).execute();
const leave = (edition: Edition, token: string): Promise<void> =>
  app.app.get(LeaveWaitingList, { strict: false }).execute(edition, token);
/** Nobody takes up their offer in time. */
const letOffersEnd = (edition: Edition): Promise<unknown> =>
  app.database.rows(
    `UPDATE waiting_list_entry SET offered_at = now() - interval '2 days', offer_expires_at = now() - interval '1 day'
      WHERE edition_id = $1 AND state = 'offered'`,
    [edition.id],
  );
const letHoldEnd = (id: string): Promise<unknown> =>
  app.database.rows(`UPDATE registration SET hold_expires_at = now() - interval '1 second' WHERE id = $1`, [id]);

async function standing(edition: Edition): Promise<string[]> {
  const rows = await app.database.rows<{ it: string }>(
    `SELECT name || ' ' || state AS it FROM waiting_list_entry WHERE edition_id = $1 ORDER BY sequence`,
    [edition.id],
  );
  return rows.map(({ it }) => it);
}

/** Places that somebody has, or is kept for. */
async function given(edition: Edition): Promise<number> {
  const [row] = await app.database.rows<{ places: number }>(
    `SELECT (SELECT count(*)::int FROM walker w JOIN registration r ON r.id = w.registration_id
              JOIN participation_type p ON p.id = w.participation_type_id
              WHERE w.edition_id = $1 AND p.code = 'central-20' AND w.released_at IS NULL
                AND (w.confirmed_at IS NOT NULL OR r.hold_expires_at > now()))
          + (SELECT coalesce(sum(places), 0)::int FROM waiting_list_entry
              WHERE edition_id = $1 AND state = 'offered' AND offer_expires_at > now()) AS places`,
    [edition.id],
  );
  return row?.places ?? -1;
}

async function codeOf(refused: Promise<unknown>): Promise<string> {
  const error = await refused.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof DomainError ? error.code : String(error);
}

async function confirmedIn(edition: Edition, email: string): Promise<string> {
  return (await register(edition, { email, freePlace: true })).registrationId;
}

describe('a waiting list', () => {
  it('offers a place that came free to the first in line, keeps it from others, and passes it on when the time is over', async () => {
    const edition = await newEdition(1);
    const held = await register(edition);
    const first = await join(edition, 'first');
    const second = await join(edition, 'second');
    await lookAfter();
    expect(await standing(edition)).toEqual(['first waiting', 'second waiting']);
    await letHoldEnd(held.registrationId);
    await lookAfter();
    expect(await standing(edition)).toEqual(['first offered', 'second waiting']);
    expect(await codeOf(register(edition, { email: 'passer-by@example.org' }))).toBe('PARTICIPATION_TYPE_FULL');
    await letOffersEnd(edition);
    expect(await codeOf(register(edition, { offerToken: first }))).toBe('PLACE_OFFER_OVER');
    await lookAfter();
    expect(await standing(edition)).toEqual(['first passed', 'second offered']);
    const taken = await register(edition, { email: 'second@example.org', offerToken: second, freePlace: true });
    expect(taken.checkoutUrl).toBeNull();
    expect(await standing(edition)).toEqual(['first passed', 'second accepted']);
    expect(await given(edition)).toBe(1);
  });

  it('writes each of its mails once, however often it is looked after', async () => {
    const edition = await newEdition(1);
    const { registrationId } = await register(edition);
    await join(edition, 'alone-in-line');
    await letHoldEnd(registrationId);
    await Promise.all(Array.from({ length: 5 }, lookAfter));
    const mails = await app.database.rows<{ mail: string }>(
      `SELECT m.payload->>'mail' AS mail FROM outbox_message m JOIN waiting_list_entry w ON m.payload->>'entryId' = w.id::text
        WHERE w.edition_id = $1 ORDER BY m.id`,
      [edition.id],
    );
    expect(mails.map(({ mail }) => mail)).toEqual(['waiting-list-joined', 'waiting-list-offer']);
  });

  it('never oversells and never skips anybody while everything happens at once', async () => {
    const edition = await newEdition(6);
    const holders = await Promise.all(
      Array.from({ length: 6 }, (_, index) => register(edition, { email: `holder-${String(index)}@example.org` })),
    );
    const tokens = await Promise.all(
      Array.from({ length: 12 }, (_, index) => join(edition, `line-${String(index)}`, (index % 3) + 1)),
    );
    await Promise.all(holders.map(({ registrationId }) => letHoldEnd(registrationId)));
    for (let round = 0; round < 8; round += 1) {
      // Newcomers try, the clock runs in several processes, and the people of the line take up what they are offered.
      const results = await Promise.allSettled([
        lookAfter(),
        register(edition, { email: `newcomer-${String(round)}@example.org` }),
        lookAfter(),
        ...tokens
          .slice(0, 4 + round)
          .map((offerToken, index) =>
            register(edition, { email: `line-${String(index)}@example.org`, offerToken, freePlace: true }),
          ),
        lookAfter(),
      ]);
      expect(results[1]?.status).toBe('rejected');
      expect(await given(edition)).toBeLessThanOrEqual(6);
    }
    // Whoever was served stands before everybody who waits.
    const states = (await standing(edition)).map((it) => it.split(' ')[1]);
    const firstWaiting = states.indexOf('waiting');
    expect(firstWaiting).toBeGreaterThan(0);
    expect(states.slice(firstWaiting).every((state) => state === 'waiting')).toBe(true);
  }, 60_000);

  it('waits for who wants more than there is, and offers it to nobody behind', async () => {
    const edition = await newEdition(3);
    const ids = [await confirmedIn(edition, 'a@example.org'), await confirmedIn(edition, 'b@example.org')];
    const held = await register(edition, { email: 'c@example.org' });
    const family = await join(edition, 'family', 2);
    await join(edition, 'single');
    await letHoldEnd(held.registrationId);
    await lookAfter();
    expect(await standing(edition)).toEqual(['family waiting', 'single waiting']);
    expect(ids).toHaveLength(2);
    await leave(edition, family);
    expect(await standing(edition)).toEqual(['family left', 'single offered']);
  });

  it('sees a raised capacity as places that came free', async () => {
    const edition = await newEdition(1);
    await confirmedIn(edition, 'a@example.org');
    await join(edition, 'one');
    await join(edition, 'two');
    await join(edition, 'three');
    await app.database.rows(
      `UPDATE participation_type SET capacity = 3 WHERE edition_id = $1 AND code = 'central-20'`,
      [edition.id],
    );
    await lookAfter();
    expect(await standing(edition)).toEqual(['one offered', 'two offered', 'three waiting']);
  });

  it('keeps the places of an offer for its whole time when the first payment fails', async () => {
    const edition = await newEdition(1);
    const { registrationId } = await register(edition);
    const token = await join(edition, 'tries-twice');
    await join(edition, 'behind');
    await letHoldEnd(registrationId);
    await lookAfter();
    const tried = await register(edition, { email: 'tries-twice@example.org', offerToken: token });
    await letHoldEnd(tried.registrationId);
    await lookAfter();
    expect(await standing(edition)).toEqual(['tries-twice accepted', 'behind waiting']);
    const fee = new PaymentStory({ registration_id: tried.registrationId }, 1_000);
    await app.process(await app.record([fee.session('expired', 'unpaid')]));
    await lookAfter();
    expect(await standing(edition)).toEqual(['tries-twice offered', 'behind waiting']);
    await register(edition, { email: 'tries-twice@example.org', offerToken: token, freePlace: true });
    expect(await standing(edition)).toEqual(['tries-twice accepted', 'behind waiting']);
    expect(await given(edition)).toBe(1);
  });

  it('gives a late payer what was kept for them, and not to anybody twice', async () => {
    const edition = await newEdition(1);
    const { registrationId } = await register(edition);
    const token = await join(edition, 'pays-late');
    await letHoldEnd(registrationId);
    await lookAfter();
    const tried = await register(edition, { email: 'pays-late@example.org', offerToken: token });
    await letHoldEnd(tried.registrationId);
    const fee = new PaymentStory({ registration_id: tried.registrationId }, 1_000);
    await app.process(await app.record([fee.session('expired', 'unpaid')]));
    await app.process(await app.record([fee.intent('succeeded', 120)]));
    const [row] = await app.database.rows<{ state: string }>(`SELECT state FROM registration WHERE id = $1`, [
      tried.registrationId,
    ]);
    expect(row?.state).toBe('confirmed');
    expect(await standing(edition)).toEqual(['pays-late accepted']);
    expect(await codeOf(register(edition, { offerToken: token }))).toBe('PLACE_OFFER_OVER');
  });

  it('gives an offer of several places as many as are taken, and the rest to the next', async () => {
    const edition = await newEdition(3);
    const holder = await register(edition, { walkers: [walkerOrder(), walkerOrder(), walkerOrder()] });
    const token = await join(edition, 'three-wanted', 3);
    await join(edition, 'next');
    await letHoldEnd(holder.registrationId);
    await lookAfter();
    await register(edition, { offerToken: token, freePlace: true, walkers: [walkerOrder(), walkerOrder()] });
    await lookAfter();
    expect(await standing(edition)).toEqual(['three-wanted accepted', 'next offered']);
    expect(await given(edition)).toBe(3);
  });

  it('takes an address once, and nobody who wants more places than there will ever be', async () => {
    const edition = await newEdition(2);
    await register(edition, { walkers: [walkerOrder(), walkerOrder()] });
    await join(edition, 'once');
    await ask(edition, 'once', 2);
    expect(await codeOf(ask(edition, 'too-many', 3))).toBe('INPUT_INVALID');
    expect(await standing(edition)).toEqual(['once waiting']);
  });

  it('has whoever opened the link of their mail, in the order of that, and keeps and counts no place for others', async () => {
    const edition = await newEdition(1);
    const { registrationId } = await register(edition);
    const [late, soon] = [await ask(edition, 'late'), await ask(edition, 'soon')];
    await ask(edition, 'never');
    const place = (token: string) => app.app.get(ReadWaitingList, { strict: false }).byToken(edition, token);
    const left = () => app.app.get(ReadRegistrations, { strict: false }).placesLeft(edition);
    expect(await place(soon)).toMatchObject({ state: 'waiting', opened: false, position: null });
    await letHoldEnd(registrationId);
    await lookAfter();
    expect(await standing(edition)).toEqual(['late waiting', 'soon waiting', 'never waiting']);
    expect((await left()).get('central-20')).toBe(1);
    const again = await register(edition);
    await Promise.all([open(edition, soon), open(edition, soon)]);
    await open(edition, late);
    expect(await place(soon)).toMatchObject({ opened: true, position: 1 });
    expect(await place(late)).toMatchObject({ opened: true, position: 2 });
    await letHoldEnd(again.registrationId);
    await lookAfter();
    expect(await standing(edition)).toEqual(['never waiting', 'soon offered', 'late waiting']);
    // A place came free while nobody waited: whoever opens their link is offered it at once.
    const roomy = await newEdition(1);
    await open(roomy, await ask(roomy, 'at-once'));
    expect(await standing(roomy)).toEqual(['at-once offered']);
  });
});
