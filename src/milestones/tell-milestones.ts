import { Injectable } from '@nestjs/common';
import type { AccountId, EditionId } from '../domain/ids.js';
import { ensureMailPreferences } from '../mail-preferences/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Queryable, type Transaction } from '../platform/database/database.js';
import { IS_REACHED } from './milestone.js';

/** A total that was committed later than it says is still seen by the next look; minutes. */
const OVERLAP_MINUTES = 10;
/** Good news is told for so long after giving has closed; days. */
const DAYS_AFTERWARDS = 30;
const MOST_EDITIONS = 10;
const MAILS_AT_ONCE = 500;
/** More people than any edition has; telling ends in any case. */
const MOST_BATCHES = 200;

/** Milestones `m` with the totals `t` and the goals `g` of every page and team that walks. */
const CANDIDATES = `
  FROM edition_milestone m
  JOIN total t ON t.edition_id = m.edition_id AND t.scope = m.scope
  JOIN fundraising_page g ON (m.scope = 'page' AND g.id = t.scope_id AND g.walker_id IS NOT NULL)
                          OR (m.scope = 'team' AND g.team_id = t.scope_id)
  LEFT JOIN walker w ON w.id = g.walker_id LEFT JOIN team ON team.id = g.team_id
 WHERE m.scope <> 'edition' AND coalesce(w.confirmed_at, team.confirmed_at) IS NOT NULL
   AND NOT EXISTS (SELECT FROM milestone_reached r WHERE r.milestone_id = m.id AND r.page_id = g.id)
   AND (${IS_REACHED})`;

/**
 * Remembers what the totals that this very transaction changed have reached, so that nobody is mailed of it: for repairs.
 */
export async function noteMilestonesQuietly(tx: Queryable): Promise<void> {
  await tx.rows(
    `INSERT INTO milestone_reached (milestone_id, page_id, quiet)
     SELECT m.id, g.id, true ${CANDIDATES} AND t.updated_at = now() ORDER BY 1, 2
     ON CONFLICT ON CONSTRAINT milestone_reached_pk DO NOTHING`,
  );
}

/**
 * Tells walkers and captains of milestones, by the clock: one kind mail a day at most, with all that was reached since
 * the last one. What an edition as a whole reaches is shown on its pages, and mailed to nobody.
 */
@Injectable()
export class TellMilestones {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** @returns how many mails were written. */
  async execute(now: Date): Promise<number> {
    const editions = await this.database.rows<{ id: EditionId }>(
      `SELECT e.id FROM edition e
        WHERE e.giving_opens_at <= $1 AND e.giving_closes_at + $2 * interval '1 day' > $1
          AND EXISTS (SELECT FROM edition_milestone m WHERE m.edition_id = e.id AND m.scope <> 'edition')
        ORDER BY e.walk_on, e.id LIMIT $3`,
      [now, DAYS_AFTERWARDS, MOST_EDITIONS],
    );
    let written = 0;
    for (const { id } of editions) {
      await this.database.transaction((tx) => notice(tx, id));
      for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
        const mails = await this.database.transaction((tx) => this.write(tx, id, now));
        written += mails;
        if (mails < MAILS_AT_ONCE) break;
      }
    }
    return written;
  }

  /** Writes a mail to everybody who has news and had none of this day yet, once the hour of the edition has come. */
  private async write(tx: Transaction, editionId: EditionId, now: Date): Promise<number> {
    const mails = await tx.rows<{ id: string; account_id: AccountId }>(
      `INSERT INTO milestone_mail (id, account_id, edition_id, on_day)
       SELECT gen_random_uuid(), due.account_id, $1, ($2::timestamptz AT TIME ZONE 'Europe/Brussels')::date
         FROM (SELECT DISTINCT n.account_id FROM milestone_news n JOIN edition_milestone m ON m.id = n.milestone_id
                JOIN edition e ON e.id = m.edition_id
                WHERE m.edition_id = $1 AND n.mail_id IS NULL
                  AND extract(hour FROM $2::timestamptz AT TIME ZONE 'Europe/Brussels') >= e.milestone_mail_hour
                  AND NOT EXISTS (SELECT FROM milestone_mail o WHERE o.account_id = n.account_id
                                   AND o.on_day = ($2::timestamptz AT TIME ZONE 'Europe/Brussels')::date)
                ORDER BY n.account_id LIMIT $3) due
       ON CONFLICT ON CONSTRAINT milestone_mail_one_a_day DO NOTHING RETURNING id, account_id`,
      [editionId, now, MAILS_AT_ONCE],
    );
    if (mails.length === 0) return 0;
    await tx.rows(
      `UPDATE milestone_news n SET mail_id = mail.id
         FROM unnest($1::uuid[], $2::uuid[]) AS mail (id, account_id), edition_milestone m
        WHERE n.account_id = mail.account_id AND n.mail_id IS NULL AND m.id = n.milestone_id AND m.edition_id = $3`,
      [mails.map(({ id }) => id), mails.map((mail) => mail.account_id), editionId],
    );
    await ensureMailPreferences(
      tx,
      mails.map((mail) => mail.account_id),
    );
    await writeOutbox(
      tx,
      mails.map(({ id }) => ({
        kind: 'mail',
        onceKey: `milestones:${id}`,
        payload: { mail: 'milestones', milestoneMailId: id },
        afterMs: 0,
      })),
    );
    tx.onceCommitted(() => {
      this.bell.ring();
    });
    return mails.length;
  }
}

/** Finds what was reached since the last look, and whom to tell. Another worker that looks already is left to it. */
async function notice(tx: Transaction, editionId: EditionId): Promise<void> {
  const looked = await tx.rows<{ id: string }>(
    `SELECT id FROM edition_milestone WHERE edition_id = $1 AND scope <> 'edition' ORDER BY id
        FOR NO KEY UPDATE SKIP LOCKED`,
    [editionId],
  );
  const ids = looked.map(({ id }) => id);
  await tx.rows(
    `WITH fresh AS (
       INSERT INTO milestone_reached (milestone_id, page_id, quiet)
       SELECT m.id, g.id, m.looked_at IS NULL ${CANDIDATES} AND m.id = ANY($1::uuid[])
          AND (m.looked_at IS NULL OR t.updated_at > m.looked_at - $2 * interval '1 minute')
        ORDER BY 1, 2
       ON CONFLICT ON CONSTRAINT milestone_reached_pk DO NOTHING RETURNING milestone_id, page_id, quiet)
     INSERT INTO milestone_news (milestone_id, page_id, account_id)
     SELECT DISTINCT f.milestone_id, f.page_id, r.account_id
       FROM fresh f JOIN fundraising_page p ON p.id = f.page_id LEFT JOIN team ON team.id = p.team_id
      CROSS JOIN LATERAL (SELECT p.walker_id UNION SELECT team.captain_walker_id
                          UNION SELECT c.walker_id FROM team_co_captain c WHERE c.team_id = team.id) told (walker_id)
       JOIN walker w ON w.id = told.walker_id
       JOIN registration r ON r.id = w.registration_id
       LEFT JOIN mail_preference wish ON wish.account_id = r.account_id
      WHERE NOT f.quiet AND coalesce(wish.milestones, true)`,
    [ids, OVERLAP_MINUTES],
  );
  await tx.rows(`UPDATE edition_milestone SET looked_at = now() WHERE id = ANY($1::uuid[])`, [ids]);
}
