import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { EditionId, PageId, TeamId } from '../../src/domain/ids.js';
import { LANGUAGES } from '../../src/domain/language.js';
import { copyMilestones, defineMilestones, milestones, TellMilestones } from '../../src/milestones/index.js';
import { MAILS } from '../../src/notifications/mails/index.js';
import { OutboxBell } from '../../src/outbox/index.js';
import { ReplayStripeEvents } from '../../src/payments/replay-stripe-events.js';
import {
  type StoredEdition,
  type StoredWalker,
  storeCaptain,
  storeDonation,
  storeEdition,
} from '../factories/edition.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const said = (text: string) => ({ nl: `${text} nl`, fr: `${text} fr`, en: `${text} en` });
const RULES = [
  { scope: 'page', kind: 'gifts', threshold: 1, label: said('First gift') },
  { scope: 'page', kind: 'donors', threshold: 2, label: said('Two donors') },
  { scope: 'page', kind: 'goal-percent', threshold: 50, label: said('Half way') },
  { scope: 'team', kind: 'raised', threshold: 10_000, label: said('Team hundred') },
  { scope: 'edition', kind: 'raised', threshold: 5_000, label: said('Edition fifty') },
] as const;

/** In summer: six in the evening in Belgium is four in the afternoon in UTC. */
const MORNING = new Date('2026-07-01T08:00:00Z');
const EVENING = new Date('2026-07-01T16:00:00Z');
const LATER_THAT_EVENING = new Date('2026-07-01T19:00:00Z');
const NEXT_EVENING = new Date('2026-07-02T16:30:00Z');

describe('Milestones', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let edition: StoredEdition;
  let nele: StoredWalker;
  let tell: TellMilestones;

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    tell = new TellMilestones(app.database, app.app.get(OutboxBell, { strict: false }));
  }, 30_000);

  beforeEach(async () => {
    await app.database.rows(`UPDATE edition SET giving_closes_at = giving_opens_at + interval '1 day'`);
    edition = await storeEdition(app.database, { slug: `y${uuidv7().slice(-12)}` });
    await app.database.rows(
      `UPDATE edition SET giving_opens_at = '2026-01-01', giving_closes_at = '2099-01-01' WHERE id = $1`,
      [edition.id],
    );
    await defineMilestones(app.database, edition.id as EditionId, RULES, { isNew: true });
    nele = await storeCaptain(app.database, edition, 'Nele');
  });

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  async function give(amountMinor: number, donorEmail = `${uuidv7()}@example.org`, to = nele): Promise<PaymentStory> {
    const id = await storeDonation(app.database, edition, { amountMinor, to, donorEmail });
    const story = new PaymentStory({ donation_id: id }, amountMinor);
    await app.process(await app.record([story.intent('succeeded')]));
    return story;
  }

  const reached = async (scope: 'page' | 'team' | 'edition'): Promise<readonly string[]> => {
    const subject =
      scope === 'page'
        ? { scope, id: nele.walkerPageId as PageId }
        : scope === 'team'
          ? { scope, id: nele.teamId as TeamId }
          : { scope, id: edition.id as EditionId };
    const found = await milestones(app.database, edition.id as EditionId, subject);
    return found.filter((it) => it.reached).map(({ label }) => label.en);
  };

  const mails = () =>
    app.database.rows<{ id: string; token: string }>(
      `SELECT m.id, f.token FROM milestone_mail m JOIN mail_preference f ON f.account_id = m.account_id
         JOIN outbox_message o ON o.once_key = 'milestones:' || m.id WHERE m.edition_id = $1 ORDER BY m.on_day`,
      [edition.id],
    );

  const composed = async (mailId: string) => {
    const [outcome] = (await MAILS.get('milestones')?.prepare(app.database, 'https://walk.example.org', [
      { milestoneMailId: mailId },
    ])) ?? [undefined];
    return outcome;
  };

  it('are reached by what is raised now, and a refund takes them away again, on the page as well', async () => {
    await give(3_000, 'one@example.org');
    expect(await reached('page')).toEqual(['First gift en']);
    await give(1_000, 'one@example.org');
    expect(await reached('page')).toEqual(['First gift en']);
    const story = await give(6_000, 'two@example.org');
    expect(await reached('page')).toEqual(['First gift en', 'Two donors en', 'Half way en']);
    expect(await reached('team')).toEqual(['Team hundred en']);
    expect(await reached('edition')).toEqual(['Edition fifty en']);
    const pages = [`walkers/${nele.walkerSlug}`, `teams/${nele.teamSlug}`];
    for (const language of LANGUAGES) {
      const [walker, team] = await Promise.all(
        pages.map((page) => new Visitor(app).get(`/${language}/${edition.slug}/${page}`)),
      );
      expect(walker?.text).toContain(`<li>Half way ${language}</li>`);
      expect(team?.text).toContain(`<li>Team hundred ${language}</li>`);
    }
    await app.process(await app.record([story.refund(`re_${uuidv7()}`, 6_000, 'succeeded')]));
    expect(await reached('page')).toEqual(['First gift en']);
    expect(await reached('team')).toEqual([]);
    const after = await new Visitor(app).get(`/en/${edition.slug}/walkers/${nele.walkerSlug}`);
    expect(after.text).not.toContain('Half way');
  });

  it('become one mail in the evening with all of the day, and one a day at most, from two workers at once', async () => {
    await give(6_000);
    await give(6_000);
    expect(await tell.execute(MORNING)).toBe(0);
    const [one, two] = await Promise.all([tell.execute(EVENING), tell.execute(EVENING)]);
    expect(one + two).toBe(1);
    const [first] = await mails();
    const mail = await composed(first?.id ?? '');
    expect(mail).toMatchObject({ kind: 'mail', mail: { subject: '4 mijlpalen bereikt' } });
    expect(mail).toMatchObject({
      mail: { unsubscribeUrl: expect.stringContaining(`${first?.token ?? ''}/stop/milestones`) },
    });
    if (mail?.kind === 'mail') for (const { label } of RULES.slice(0, 4)) expect(mail.mail.text).toContain(label.nl);
    await defineMilestones(
      app.database,
      edition.id as EditionId,
      [{ scope: 'page', kind: 'donors', threshold: 3, label: said('Three donors') }],
      { isNew: true },
    );
    await give(1_000);
    expect(await tell.execute(LATER_THAT_EVENING)).toBe(0);
    expect(await tell.execute(NEXT_EVENING)).toBe(1);
    const [, second] = await mails();
    expect(await composed(second?.id ?? '')).toMatchObject({ mail: { subject: 'Nele: Three donors nl' } });
  });

  it('that were lost and reached again are mailed of once, and one that is lost before its mail is in none', async () => {
    const story = await give(6_000);
    expect(await tell.execute(EVENING)).toBe(1);
    const [first] = await mails();
    await app.process(await app.record([story.refund(`re_${uuidv7()}`, 6_000, 'succeeded')]));
    expect((await composed(first?.id ?? ''))?.kind).toBe('outdated');
    await give(6_000);
    expect(await tell.execute(NEXT_EVENING)).toBe(0);
    expect(await mails()).toHaveLength(1);
    expect(await reached('page')).toContain('First gift en');
  });

  it('are mailed of by no repair and no replay', async () => {
    await give(6_000);
    await app.database.rows(`UPDATE total SET paid_minor = 0, gifts = 0 WHERE scope_id IN ($1, $2)`, [
      nele.walkerPageId,
      nele.teamId,
    ]);
    expect((await app.rebuildTotals()).totals).toBe(2);
    const events = await app.database.rows<{ event_id: string }>(`SELECT event_id FROM stripe_event`);
    await app.app.get(ReplayStripeEvents, { strict: false }).execute({ eventIds: events.map((row) => row.event_id) });
    expect(await tell.execute(EVENING)).toBe(0);
    expect(await mails()).toEqual([]);
    expect(await reached('page')).toEqual(['First gift en', 'Half way en']);
  });

  it('that an organiser adds in the middle of an edition are shown, and mailed to nobody who was there already', async () => {
    await give(6_000);
    await tell.execute(EVENING);
    const later = { scope: 'page', kind: 'raised', threshold: 2_000, label: said('Twenty') } as const;
    await defineMilestones(app.database, edition.id as EditionId, [later], { isNew: false });
    expect(await reached('page')).toContain('Twenty en');
    expect(await tell.execute(NEXT_EVENING)).toBe(0);
    const ravi = await storeCaptain(app.database, edition, 'Ravi');
    await give(2_500, 'three@example.org', ravi);
    expect(await tell.execute(NEXT_EVENING)).toBe(1);
  });

  it('are not mailed to whoever would rather not', async () => {
    await app.database.rows(
      `INSERT INTO mail_preference (account_id, milestones)
       SELECT account_id, false FROM registration WHERE id = $1`,
      [nele.registrationId],
    );
    await give(6_000);
    expect(await tell.execute(EVENING)).toBe(0);
  });

  it('go over to the next edition with its other rules', async () => {
    const next = await storeEdition(app.database, { slug: `n${uuidv7().slice(-12)}` });
    await copyMilestones(app.database, edition.id as EditionId, next.id as EditionId);
    const found = await milestones(app.database, next.id as EditionId, { scope: 'edition', id: next.id as EditionId });
    expect(found).toMatchObject([{ kind: 'raised', threshold: 5_000, reached: false, atMinor: 5_000 }]);
  });

  it('are defined by admins on a page, shown at once, mailed to nobody who was there, and taken away from every page', async () => {
    await give(6_000);
    const [{ slug } = { slug: '' }] = await app.database.rows<{ slug: string }>(
      `SELECT slug FROM edition WHERE id = $1`,
      [edition.id],
    );
    const admin = await organiserAtWork(app, 'admin', { editionId: edition.id });
    const page = `/organise/editions/${slug}/milestones`;
    const add = (fields: Readonly<Record<string, string>>) =>
      admin.post(`${page}?language=en`, {
        scope: 'page',
        kind: 'raised',
        threshold: '25,50',
        'label-nl': 'Een kwart',
        'label-fr': 'Un quart',
        'label-en': 'A quarter',
        ...fields,
      });
    expect((await add({})).status).toBe(303);
    const twice = await add({});
    expect(twice.status).toBe(422);
    expect(twice.text).toContain('We celebrate that already');
    expect((await add({ kind: 'goal-percent', threshold: '1001' })).status).toBe(422);
    expect((await add({ threshold: '75', 'label-fr': '' })).status).toBe(422);
    const walkerPage = `/en/${slug}/walkers/${nele.walkerSlug}`;
    expect((await new Visitor(app).get(walkerPage)).text).toContain('A quarter');
    await tell.execute(EVENING);
    const mailed = await app.database.rows<{ quiet: boolean }>(
      `SELECT r.quiet FROM milestone_reached r JOIN edition_milestone m ON m.id = r.milestone_id WHERE m.threshold = 2550`,
    );
    expect(mailed).toEqual([{ quiet: true }]);

    const [row] = await app.database.rows<{ id: string }>(`SELECT id FROM edition_milestone WHERE threshold = 2550`);
    const own = `${page}/${row?.id ?? ''}`;
    const renamed = { 'label-nl': 'Kwart', 'label-fr': 'Quart', 'label-en': 'The quarter' };
    expect((await admin.post(own, renamed)).status).toBe(303);
    expect((await new Visitor(app).get(walkerPage)).text).toContain('The quarter');
    expect((await admin.post(`${own}/remove`, {})).status).toBe(303);
    expect((await new Visitor(app).get(walkerPage)).text).not.toContain('The quarter');
    expect((await admin.post(`${own}/remove`, {})).status).toBe(404);
    const lines = await app.database.rows<{ action: string }>(
      `SELECT action FROM audit_line WHERE edition_id = $1 ORDER BY id`,
      [edition.id],
    );
    expect(lines.map(({ action }) => action)).toEqual(['add-milestone', 'rename-milestone', 'remove-milestone']);
  });
});
