import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { startSession } from '../../src/accounts/sessions.js';
import type { AccountId } from '../../src/domain/ids.js';
import { LANGUAGES, type Language } from '../../src/domain/language.js';
import { MAILS } from '../../src/notifications/mails/index.js';
import type { Mail } from '../../src/platform/mail/mail-transport.js';
import { type StoredEdition, type StoredWalker, storeCaptain, storeEdition } from '../factories/edition.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor } from '../factories/visitor.js';
import { testDatabase, type TestDatabase } from '../support/services.js';

const ORIGIN = 'https://walk.example.org';

/** A mail about something that is stored, and whose session its links may need. */
interface Case {
  readonly mail: string;
  readonly payload: Readonly<Record<string, string>>;
  readonly reader: StoredWalker;
  /** What it cannot do without: the names that it is about. */
  readonly says: readonly string[];
}

describe('Mails about teams and places', () => {
  let services: TestDatabase;
  let app: RunningApp;
  let edition: StoredEdition;
  let nele: StoredWalker;
  let ravi: StoredWalker;
  let mila: StoredWalker;
  let late: StoredWalker;
  let cases: readonly Case[];

  beforeAll(async () => {
    services = await testDatabase();
    app = await RunningApp.start({ databaseUrl: services.databaseUrl }, { role: 'web', publicUrl: ORIGIN });
    edition = await storeEdition(app.database);
    [nele, ravi, mila, late] = [
      await named('Nele', 'Zon'),
      await named('Ravi', 'Maan'),
      await named('Mila', 'Ster'),
      await named('Noor', 'Wolk'),
    ];
    cases = await things();
  }, 30_000);

  afterAll(async () => {
    await app.close();
    await services.drop();
  });

  async function named(firstName: string, teamName: string): Promise<StoredWalker> {
    const walker = await storeCaptain(app.database, edition, firstName);
    await app.database.rows(`UPDATE walker SET first_name = $2 WHERE id = $1`, [walker.walkerId, firstName]);
    await app.database.rows(`UPDATE team SET name = $2 WHERE id = $1`, [walker.teamId, teamName]);
    return walker;
  }

  /** A row of a table. @returns its id */
  async function row(table: string, fields: Readonly<Record<string, unknown>>): Promise<string> {
    const all = { id: uuidv7(), ...fields };
    const places = Object.keys(all).map((_, index) => `$${String(index + 1)}`);
    await app.database.rows(
      `INSERT INTO ${table} (${Object.keys(all).join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(all),
    );
    return all.id;
  }

  const accountOf = async ({ registrationId }: StoredWalker): Promise<AccountId> => {
    const [found] = await app.database.rows<{ account_id: AccountId }>(
      `SELECT account_id FROM registration WHERE id = $1`,
      [registrationId],
    );
    if (found === undefined) throw new Error('No registration');
    return found.account_id;
  };

  async function things(): Promise<readonly Case[]> {
    const soon = new Date(Date.now() + 86_400_000);
    const request = (walker: StoredWalker, state: string) =>
      row('team_join_request', {
        team_id: nele.teamId,
        walker_id: walker.walkerId,
        state,
        answered_at: state === 'waiting' ? null : new Date(),
      });
    const byNele = await accountOf(nele);
    const departure = (kind: string, into: string | null, reason: string | null) =>
      row('team_departure', {
        walker_id: ravi.walkerId,
        team_id: nele.teamId,
        into_team_id: into,
        kind,
        reason,
        by_account_id: byNele,
      });
    // Mila walks with Nele's team now, so that the captaincy can be offered to her.
    await app.database.transaction(async (tx) => {
      await tx.rows(
        `UPDATE team SET captain_walker_id = NULL, dissolved_at = now(), confirmed_at = NULL WHERE id = $1`,
        [mila.teamId],
      );
      await tx.rows(`UPDATE walker SET team_id = $2 WHERE id = $1`, [mila.walkerId, nele.teamId]);
    });
    await app.database.rows(`INSERT INTO captaincy_offer (team_id, to_walker_id, expires_at) VALUES ($1, $2, $3)`, [
      nele.teamId,
      mila.walkerId,
      soon,
    ]);
    await app.database.rows(`INSERT INTO team_merge_offer (team_id, into_team_id, expires_at) VALUES ($1, $2, $3)`, [
      ravi.teamId,
      nele.teamId,
      soon,
    ]);
    await app.database.rows(`UPDATE registration SET state = 'needs-decision', confirmed_at = NULL WHERE id = $1`, [
      late.registrationId,
    ]);
    // Tokens of addresses have one shape.
    await app.database.rows(`UPDATE registration SET token = left(replace(id::text, '-', ''), 24)`);
    const invitation = await row('team_invitation', {
      team_id: nele.teamId,
      inviter_walker_id: nele.walkerId,
      email: 'friend@example.org',
      email_hash: 'a'.repeat(64),
      language: 'nl',
    });
    return [
      {
        mail: 'registration-needs-decision',
        payload: { registrationId: late.registrationId },
        reader: late,
        says: ['Noor'],
      },
      { mail: 'captaincy-offered', payload: { teamId: nele.teamId }, reader: mila, says: ['Mila', 'Zon'] },
      {
        mail: 'team-join-requested',
        payload: { requestId: await request(ravi, 'waiting'), walkerId: nele.walkerId },
        reader: nele,
        says: ['Nele', 'Ravi', 'Zon'],
      },
      {
        mail: 'team-join-answered',
        payload: { requestId: await request(mila, 'accepted') },
        reader: mila,
        says: ['Mila', 'Zon'],
      },
      {
        mail: 'team-join-answered',
        payload: { requestId: await request(ravi, 'refused') },
        reader: ravi,
        says: ['Ravi', 'Zon'],
      },
      { mail: 'team-merge-offered', payload: { teamId: ravi.teamId }, reader: nele, says: ['Nele', 'Maan', 'Zon'] },
      {
        mail: 'team-departure',
        payload: { departureId: await departure('let-go', null, 'We lopen te snel') },
        reader: ravi,
        says: ['Ravi', 'Zon', 'We lopen te snel'],
      },
      {
        mail: 'team-departure',
        payload: { departureId: await departure('merged', ravi.teamId, null) },
        reader: ravi,
        says: ['Zon', 'Maan'],
      },
      {
        mail: 'team-departure',
        payload: { departureId: await departure('dissolved', null, null) },
        reader: ravi,
        says: ['Ravi', 'Zon'],
      },
      { mail: 'team-invitation', payload: { invitationId: invitation }, reader: ravi, says: ['Nele', 'Zon'] },
    ];
  }

  async function speak(language: Language): Promise<void> {
    for (const table of ['registration', 'account', 'team_invitation']) {
      await app.database.rows(`UPDATE ${table} SET language = $1`, [language]);
    }
  }

  async function composed({ mail, payload }: Case): Promise<Omit<Mail, 'messageId'>> {
    const [outcome] = (await MAILS.get(mail)?.prepare(app.database, ORIGIN, [payload])) ?? [undefined];
    if (outcome?.kind !== 'mail') throw new Error(`${mail}: no mail but ${outcome?.kind ?? 'nothing'}`);
    return outcome.mail;
  }

  it.each(LANGUAGES)(
    'say what they are about in html and text, and lead to pages that open, in %s',
    async (language) => {
      await speak(language);
      for (const it of cases) {
        const { subject, html, text, language: spoken, to } = await composed(it);
        expect([it.mail, spoken]).toEqual([it.mail, language]);
        expect(to).toContain('@example.org');
        for (const form of [html, text, subject]) expect(form).not.toMatch(/undefined|null|NaN|\[object|\$\{|Invalid/);
        for (const word of it.says) for (const form of [html, text]) expect(form).toContain(word);
        expect(html).toContain(`lang="${language}"`);
        const links = [...new Set(text.match(/https:\/\/walk\.example\.org\/\S+/g))];
        expect(links.length).toBeGreaterThan(0);
        const visitor = new Visitor(app);
        const { token } = await startSession(app.database, await accountOf(it.reader), 'test', true);
        visitor.keep('__Host-session', token);
        for (const link of links) {
          expect(html).toContain(link.replaceAll('&', '&amp;'));
          const { pathname, search } = new URL(link);
          expect(pathname.startsWith(`/${language}/2023/`)).toBe(true);
          expect([it.mail, link, (await visitor.get(`${pathname}${search}`)).status]).toEqual([it.mail, link, 200]);
        }
      }
    },
  );

  it('say the same in no two languages', async () => {
    const subjects = new Map<string, Set<string>>();
    for (const language of LANGUAGES) {
      await speak(language);
      for (const [index, it] of cases.entries()) {
        const key = `${it.mail} ${String(index)}`;
        subjects.set(key, (subjects.get(key) ?? new Set()).add((await composed(it)).subject));
      }
    }
    for (const [key, told] of subjects) expect([key, told.size]).toEqual([key, LANGUAGES.length]);
  });

  it('are not written any more once what they ask for is answered', async () => {
    await app.database.rows(`UPDATE registration SET state = 'confirmed', confirmed_at = now()`);
    await app.database.rows(`UPDATE team_join_request SET state = 'over', answered_at = now()`);
    await app.database.rows(`DELETE FROM team_merge_offer`);
    await app.database.rows(`DELETE FROM captaincy_offer`);
    await app.database.rows(`UPDATE team_invitation SET email = NULL`);
    for (const it of cases.filter(({ mail }) => mail !== 'team-departure')) {
      await expect(composed(it)).rejects.toThrow(/no mail but (unknown|outdated)/);
    }
  });
});
