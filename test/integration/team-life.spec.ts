import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Edition } from '../../src/domain/edition.js';
import { DomainError } from '../../src/domain/errors.js';
import type { AccountId } from '../../src/domain/ids.js';
import { ReadEditions } from '../../src/editions/index.js';
import { StartRegistration, type TeamChoice } from '../../src/registration/index.js';
import { ChangeTeams, InviteByMail, JoinTeams, ReadOwnTeam } from '../../src/team-life/index.js';
import { type StoredEdition, storeDonation, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { PaymentStory } from '../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

interface Person {
  readonly accountId: AccountId;
  readonly walkerId: string;
  readonly slug: string;
}

describe('The life of teams', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let stored: StoredEdition;
  let edition: Edition;
  let teams: ChangeTeams;
  let joinTeams: JoinTeams;
  let ownTeams: ReadOwnTeam;
  let count = 0;

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web' });
    stored = await storeEdition(app.database);
    edition = await app.app.get(ReadEditions, { strict: false }).bySlug('2023');
    teams = app.app.get(ChangeTeams, { strict: false });
    joinTeams = app.app.get(JoinTeams, { strict: false });
    ownTeams = app.app.get(ReadOwnTeam, { strict: false });
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  /** Registers somebody whose place is valid at once. */
  async function register(team: TeamChoice): Promise<Person & { readonly teamSlug: string | null }> {
    count += 1;
    const email = `walker${String(count)}@example.org`;
    const started = await app.app.get(StartRegistration, { strict: false }).execute(
      edition,
      {
        walkers: [
          {
            participationTypeCode: 'own-route',
            firstName: 'Walker',
            lastName: String(count),
            birthOn: '1988-02-03',
            distanceKm: 12,
            tshirtSize: null,
            startSlot: null,
          },
        ],
        team,
        email,
        guardian: null,
        emergencyContact: null,
        address: null,
        freePlace: true,
        voucherCode: null,
        offerToken: null,
        acceptsTerms: true,
        newsletter: false,
        language: 'nl',
      },
      new Date(),
    );
    const [row] = await app.database.rows<{ account_id: AccountId; id: string }>(
      `SELECT r.account_id, w.id FROM walker w JOIN registration r ON r.id = w.registration_id WHERE w.slug = $1`,
      [started.walkerSlug],
    );
    if (row === undefined) throw new Error('Nobody was registered');
    return { accountId: row.account_id, walkerId: row.id, slug: started.walkerSlug, teamSlug: started.teamSlug };
  }

  /** A team of a captain and so many members. */
  async function foundTeam(members: number): Promise<{ slug: string; captain: Person; members: Person[] }> {
    count += 1;
    const captain = await register({ kind: 'new', name: `Team ${String(count)}` });
    const slug = captain.teamSlug ?? '';
    const others: Person[] = [];
    for (let index = 0; index < members; index += 1) others.push(await register({ kind: 'join', slug }));
    return { slug, captain, members: others };
  }

  const as = ({ accountId }: Person) => ({ edition, accountId });

  async function refusal(work: Promise<unknown>): Promise<string | null> {
    return work.then(
      () => null,
      (error: unknown) => {
        if (error instanceof DomainError) return error.code;
        throw error;
      },
    );
  }

  /** What must hold whatever people do: a captain who is a member, and numbers that a rebuild would give too. */
  async function expectWhole(): Promise<void> {
    const orphaned = await app.database.rows(
      `SELECT t.slug FROM team t LEFT JOIN walker c ON c.id = t.captain_walker_id AND c.team_id = t.id
        WHERE t.dissolved_at IS NULL AND c.id IS NULL`,
    );
    expect(orphaned).toEqual([]);
    expect(await app.proveLedger()).toMatchObject({ ok: true });
  }

  it('lets a member leave, and keeps a captain until somebody else has taken over', async () => {
    const { slug, captain, members } = await foundTeam(2);
    const [first, second] = members as [Person, Person];
    expect(await refusal(teams.leave(as(captain), slug, captain.walkerId))).toBe('CAPTAIN_MUST_HAND_OVER');
    expect(await refusal(teams.leave(as(first), slug, second.walkerId))).toBe('WALKER_NOT_FOUND');
    await teams.leave(as(second), slug, second.walkerId);
    await teams.offerCaptaincy(as(captain), slug, first.walkerId);
    expect(await refusal(teams.answerCaptaincy(as(captain), slug, true))).toBe('OFFER_OVER');
    await teams.answerCaptaincy(as(first), slug, true);
    await teams.leave(as(captain), slug, captain.walkerId);
    expect(await refusal(teams.letGo(as(captain), slug, first.walkerId))).toBe('NOT_ALLOWED');
    await expectWhole();
    await teams.leave(as(first), slug, first.walkerId);
    expect(await refusal(teams.leave(as(first), slug, first.walkerId))).toBe('TEAM_NOT_FOUND');
    await expectWhole();
  });

  it('lets two teams become one when both captains agree, and leaves every gift where it was given', async () => {
    const [one, two] = [await foundTeam(2), await foundTeam(1)];
    const [walker] = await app.database.rows<{ page: string; walker: string; team: string; type: string }>(
      `SELECT p.id AS page, w.id AS walker, w.team_id AS team, w.participation_type_id AS type
         FROM walker w JOIN fundraising_page p ON p.walker_id = w.id WHERE w.id = $1`,
      [one.captain.walkerId],
    );
    if (walker === undefined) throw new Error('No walker');
    const gift = await storeDonation(app.database, stored, {
      to: {
        registrationId: '',
        walkerId: walker.walker,
        teamId: walker.team,
        walkerPageId: walker.page,
        teamPageId: '',
        typeId: walker.type,
        walkerSlug: '',
        teamSlug: one.slug,
      },
    });
    await app.process(await app.record([new PaymentStory({ donation_id: gift }, 4_000).intent('succeeded')]));
    const raisedOf = async (slug: string): Promise<number> => {
      const [row] = await app.database.rows<{ raised_minor: string }>(
        `SELECT s.raised_minor FROM team t JOIN total s ON s.scope = 'team' AND s.scope_id = t.id WHERE t.slug = $1`,
        [slug],
      );
      return Number(row?.raised_minor ?? 0);
    };
    expect(await refusal(teams.offerMerge(as(one.members[0] as Person), one.slug, two.slug))).toBe('NOT_ALLOWED');
    await teams.offerMerge(as(one.captain), one.slug, two.slug);
    expect(await refusal(teams.answerMerge(as(one.captain), two.slug, one.slug, true))).toBe('NOT_ALLOWED');
    await teams.answerMerge(as(two.captain), two.slug, one.slug, true);
    const [members] = await app.database.rows<{ walkers: number }>(
      `SELECT h.walkers FROM team t JOIN headcount h ON h.scope = 'team' AND h.scope_id = t.id WHERE t.slug = $1`,
      [two.slug],
    );
    expect(members?.walkers).toBe(5);
    expect([await raisedOf(one.slug), await raisedOf(two.slug)]).toEqual([4_000, 0]);
    await expectWhole();
  });

  const mailsOf = async (name: string): Promise<number> => {
    const [row] = await app.database.rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM outbox_message WHERE payload ->> 'mail' = $1`,
      [name],
    );
    return row?.count ?? 0;
  };

  const admitOnRequest = async (slug: string): Promise<void> => {
    await app.database.rows(`UPDATE team SET admission = 'on-request' WHERE slug = $1`, [slug]);
  };

  it('has people wait for the yes of a team that admits on request, but for whom a captain gave a link', async () => {
    const { slug, captain, members } = await foundTeam(1);
    await admitOnRequest(slug);
    const [asking, invited, refused] = [
      await register({ kind: 'alone' }),
      await register({ kind: 'alone' }),
      await register({ kind: 'alone' }),
    ];
    const told = await mailsOf('team-join-requested');
    expect(await joinTeams.join(as(asking), asking.walkerId, slug, null)).toBe('asked');
    expect(await joinTeams.join(as(asking), asking.walkerId, slug, 'x'.repeat(24))).toBe('asked');
    expect(await mailsOf('team-join-requested')).toBe(told + 1);
    const seen = await ownTeams.bySlug(edition, slug, captain.accountId);
    expect(seen.joinRequests.map((it) => it.slug)).toEqual([asking.slug]);
    const member = await ownTeams.bySlug(edition, slug, (members[0] as Person).accountId);
    expect([member.joinRequests, member.invitationToken]).toEqual([[], null]);
    expect(await joinTeams.join(as(invited), invited.walkerId, slug, seen.invitationToken)).toBe('joined');
    await joinTeams.join(as(refused), refused.walkerId, slug, null);
    const [first, second] = (await ownTeams.bySlug(edition, slug, captain.accountId)).joinRequests;
    expect(await refusal(joinTeams.answer(as(members[0] as Person), slug, first?.id ?? '', true))).toBe('NOT_ALLOWED');
    await joinTeams.answer(as(captain), slug, first?.id ?? '', true);
    await joinTeams.answer(as(captain), slug, second?.id ?? '', false);
    expect(await refusal(joinTeams.answer(as(captain), slug, first?.id ?? '', true))).toBe('OFFER_OVER');
    const after = await ownTeams.bySlug(edition, slug, captain.accountId);
    expect(after.members.map((it) => it.slug)).toEqual(expect.arrayContaining([asking.slug, invited.slug]));
    expect(after.members).toHaveLength(4);
    await expectWhole();
  });

  it('takes a captain along to another team only when nobody is left behind', async () => {
    const [one, two] = [await foundTeam(1), await foundTeam(0)];
    expect(await refusal(joinTeams.join(as(one.captain), one.captain.walkerId, two.slug, null))).toBe(
      'CAPTAIN_MUST_HAND_OVER',
    );
    expect(await joinTeams.join(as(two.captain), two.captain.walkerId, one.slug, null)).toBe('joined');
    expect(await refusal(teams.dissolve(as(two.captain), two.slug))).toBe('TEAM_NOT_FOUND');
    await expectWhole();
  });

  it('tells by mail who was let go, in the words of the captain, and nobody who left by themselves', async () => {
    const { slug, captain, members } = await foundTeam(2);
    const [first, second] = members as [Person, Person];
    const told = await mailsOf('team-departure');
    await teams.leave(as(first), slug, first.walkerId);
    await teams.letGo(as(captain), slug, second.walkerId, 'We moeten met minder zijn.');
    expect(await mailsOf('team-departure')).toBe(told + 1);
    const rows = await app.database.rows(
      `SELECT d.kind, d.reason FROM team_departure d JOIN team t ON t.id = d.team_id WHERE t.slug = $1 ORDER BY d.id`,
      [slug],
    );
    expect(rows).toEqual([
      { kind: 'left', reason: null },
      { kind: 'let-go', reason: 'We moeten met minder zijn.' },
    ]);
  });

  it('invites an address once a team and so many a day, even from two forms at the same moment', async () => {
    const { slug, captain } = await foundTeam(0);
    const invite = app.app.get(InviteByMail, { strict: false });
    const sent = await mailsOf('team-invitation');
    await invite.execute(as(captain), slug, ['friend@example.org', 'other@example.org'], 'nl');
    await invite.execute(as(captain), slug, ['friend@example.org'], 'nl');
    expect(await mailsOf('team-invitation')).toBe(sent + 2);
    const ten = (from: number): string[] =>
      Array.from({ length: 10 }, (_, index) => `guest${String(from + index)}@example.org`);
    const outcomes = await Promise.all([
      refusal(invite.execute(as(captain), slug, ten(0), 'nl')),
      refusal(invite.execute(as(captain), slug, ten(10), 'nl')),
    ]);
    expect(outcomes.toSorted()).toEqual(['TOO_MANY_INVITATIONS', null]);
    const stranger = await register({ kind: 'alone' });
    expect(await refusal(invite.execute(as(stranger), slug, ['x@example.org'], 'nl'))).toBe('NOT_ALLOWED');
    await invite.forget(new Date(Date.now() + 31 * 86_400_000));
    expect(await app.database.rows(`SELECT 1 FROM team_invitation WHERE email IS NOT NULL`)).toEqual([]);
  });

  it('gives the last two who leave at the same moment one after the other, never a team without a captain', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { slug, captain, members } = await foundTeam(1);
      const [member] = members as [Person];
      await Promise.all([
        refusal(teams.leave(as(captain), slug, captain.walkerId)),
        refusal(teams.leave(as(member), slug, member.walkerId)),
        refusal(teams.dissolve(as(captain), slug)),
        refusal(teams.offerCaptaincy(as(captain), slug, member.walkerId)),
      ]);
    }
    await expectWhole();
  });

  it('agrees with a rebuild after anything that people may do, in any order', async () => {
    const [a, b] = [await foundTeam(3), await foundTeam(2)];
    const people = [a.captain, ...a.members, b.captain, ...b.members];
    const person = fc.nat(people.length - 1);
    const answerFirst = async (who: Person, slug: string, accept: boolean): Promise<void> => {
      const [request] = (await ownTeams.bySlug(edition, slug, who.accountId)).joinRequests;
      if (request !== undefined) await joinTeams.answer(as(who), slug, request.id, accept);
    };
    const totals = () => app.database.rows(`SELECT scope, scope_id, raised_minor FROM total ORDER BY 1, 2`);
    const before = await totals();
    const act = fc.record({
      do: fc.constantFrom(
        'leave',
        'join',
        'answer',
        'answerNo',
        'admission',
        'letGo',
        'co',
        'offer',
        'accept',
        'decline',
        'merge',
        'mergeYes',
        'dissolve',
      ),
      who: person,
      whom: person,
      team: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
        for (const it of acts) {
          const [who, whom] = [people[it.who] as Person, people[it.whom] as Person];
          const [slug, otherSlug] = it.team ? [a.slug, b.slug] : [b.slug, a.slug];
          const work = {
            leave: () => teams.leave(as(who), slug, who.walkerId),
            join: () => joinTeams.join(as(who), who.walkerId, otherSlug, null),
            answer: () => answerFirst(who, slug, true),
            answerNo: () => answerFirst(who, slug, false),
            admission: () =>
              app.database.rows(`UPDATE team SET admission = $2 WHERE slug = $1`, [
                slug,
                it.whom % 2 === 0 ? 'open' : 'on-request',
              ]),
            letGo: () => teams.letGo(as(who), slug, whom.walkerId),
            co: () => teams.setCoCaptain(as(who), slug, whom.walkerId, it.whom % 2 === 0),
            offer: () => teams.offerCaptaincy(as(who), slug, whom.walkerId),
            accept: () => teams.answerCaptaincy(as(who), slug, true),
            decline: () => teams.answerCaptaincy(as(who), slug, false),
            merge: () => teams.offerMerge(as(who), slug, otherSlug),
            mergeYes: () => teams.answerMerge(as(who), slug, otherSlug, true),
            dissolve: () => (it.whom === 0 ? teams.dissolve(as(who), slug) : Promise.resolve()),
          }[it.do];
          await refusal(work());
        }
        await expectWhole();
        expect(await totals()).toEqual(before);
        expect(await app.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});
