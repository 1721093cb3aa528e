import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import { InputInvalidError } from '../domain/errors.js';
import type { AccountId, EditionId } from '../domain/ids.js';
import { copyMilestones } from '../milestones/index.js';
import { Database } from '../platform/database/database.js';
import type { Words } from './rule-fields.js';

/** A new edition that begins as an earlier one. */
export interface CloneOrder {
  readonly fromEditionId: EditionId;
  /** Its name in addresses, such as `2024`. */
  readonly slug: string;
  readonly title: Words;
  /** The day of the walk, YYYY-MM-DD; every other date moves by as many days. */
  readonly walkOn: string;
  readonly actor: Actor;
  /**
   * Who makes it becomes its admin, where their role was one of the earlier edition alone; `null` otherwise. Where nobody makes
   * it but a machine, those of the earlier edition are.
   */
  readonly admins: AccountId | 'as-before' | null;
}

/** Days between the two walks, on the clock of Belgium, so that a start at 8:00 stays one whatever the season. */
const moved = (column: string): string =>
  `((${column} AT TIME ZONE 'Europe/Brussels') + ($3::date - f.walk_on) * interval '1 day') AT TIME ZONE 'Europe/Brussels'`;

/** Makes next year's edition: all rules of an earlier one with new dates, and nothing of its people or its money. */
@Injectable()
export class CloneEdition {
  constructor(private readonly database: Database) {}

  /**
   * The clone is a draft: only organisers see it.
   * @returns its id
   * @throws {InputInvalidError} for a slug that is taken
   */
  async execute(order: CloneOrder): Promise<EditionId> {
    const { fromEditionId, slug, title, walkOn, actor, admins } = order;
    return this.database.transaction(async (tx) => {
      const id = uuidv7() as EditionId;
      const made = await tx.rows<{ from_slug: string }>(
        `WITH clone AS (
           INSERT INTO edition
           SELECT (jsonb_populate_record(f, jsonb_build_object('id', $2::uuid, 'slug', $4::text, 'title', $5::jsonb,
                     'walk_on', $3::date, 'created_at', now(), 'version', 1, 'published_at', NULL, 'archived_at', NULL,
                     'registration_opens_at', ${moved('f.registration_opens_at')},
                     'registration_closes_at', ${moved('f.registration_closes_at')},
                     'giving_opens_at', ${moved('f.giving_opens_at')},
                     'giving_closes_at', ${moved('f.giving_closes_at')}))).*
             FROM edition f WHERE f.id = $1
           ON CONFLICT ON CONSTRAINT edition_slug_unique DO NOTHING RETURNING id)
         SELECT f.slug AS from_slug FROM clone, edition f WHERE f.id = $1`,
        [fromEditionId, id, walkOn, slug, JSON.stringify(title)],
      );
      const [{ from_slug: from } = { from_slug: null }] = made;
      if (from === null) throw new InputInvalidError([{ field: 'slug', code: 'ADDRESS_TAKEN' }]);
      await tx.rows(
        `INSERT INTO participation_type
         SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'edition_id', $2::uuid,
                   'starts_at', ${moved('t.starts_at')},
                   'start_slots', (SELECT coalesce(jsonb_agg(${moved('s')} ORDER BY s), '[]')
                                     FROM unnest(t.start_slots) s)))).*
           FROM participation_type t JOIN edition f ON f.id = t.edition_id WHERE f.id = $1`,
        [fromEditionId, id, walkOn],
      );
      await copyMilestones(tx, fromEditionId, id);
      await tx.rows(
        `INSERT INTO reminder_schedule (id, edition_id, send_at, kind)
         SELECT gen_random_uuid(), $2, ${moved('r.send_at')}, r.kind
           FROM reminder_schedule r JOIN edition f ON f.id = r.edition_id WHERE f.id = $1
         ON CONFLICT ON CONSTRAINT reminder_schedule_once DO NOTHING`,
        [fromEditionId, id, walkOn],
      );
      if (admins === 'as-before') {
        await tx.rows(
          `INSERT INTO organiser (account_id, edition_id, role)
           SELECT account_id, $2, role FROM organiser WHERE edition_id = $1 AND role = 'admin'`,
          [fromEditionId, id],
        );
      } else if (admins !== null) {
        await tx.rows(`INSERT INTO organiser (account_id, edition_id, role) VALUES ($1, $2, 'admin')`, [admins, id]);
      }
      await writeAudit(tx, {
        editionId: id,
        actor,
        action: 'clone-edition',
        subject: { kind: 'edition', id: slug },
        after: { from, slug, title: { ...title }, walkOn },
      });
      return id;
    });
  }
}
