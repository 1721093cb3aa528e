import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { API_SCOPES, ApiKeys, type ApiScope, roleOfScope } from '../api-keys/index.js';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { AccountId, EditionId, ListExportId } from '../domain/ids.js';
import { includesRole } from '../domain/roles.js';
import { ReadEditions } from '../editions/index.js';
import {
  askedText,
  type ExportFormat,
  type ListDefinition,
  type ListQuery,
  listQueryFrom,
  LISTS,
} from '../lists/index.js';
import { Organisers } from '../organisers/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { dayInBelgium } from '../platform/i18n/index.js';
import { LOGGER } from '../platform/logging/logger.js';
import { ExportsBell } from './exports-bell.js';
import { orderExport } from './list-exports.js';
import { nextRun, type Rhythm } from './next-run.js';
import { type StoredWords, storedWords } from './stored-words.js';

/** Planned files of one edition. */
export const MOST_SCHEDULES = 20;
/** A page shows no more, those that are stopped included. */
const MOST_SHOWN = 100;
/** Runs that are begun in one go. */
const MOST_RUNS = 50;

/** Where a planned file of somebody goes: a link by mail to who planned it, or the bucket of the uploads. */
export const SCHEDULE_TARGETS = ['mail', 's3'] as const;
/** Where one of a machine goes: it fetches it, or the bucket. */
export const KEY_SCHEDULE_TARGETS = ['fetch', 's3'] as const;
export type ScheduleTarget = (typeof SCHEDULE_TARGETS)[number] | (typeof KEY_SCHEDULE_TARGETS)[number];

/** Whose a plan is: somebody's, whose role is looked up on the day, or a machine's, of which the scopes are. */
export type PlanOwner = { readonly accountId: AccountId } | { readonly apiKeyId: string };

/** Which list is made into a file, and when. */
export interface ExportScheduleOrder extends Rhythm {
  /** Of the form: sent twice, it is one plan. */
  readonly id: string;
  readonly name: string;
  readonly list: ListDefinition;
  readonly query: ListQuery;
  readonly format: ExportFormat;
  readonly words: StoredWords;
  readonly goesTo: ScheduleTarget;
  readonly owner: PlanOwner;
}

/** A plan as it stands. */
export interface ExportSchedule extends Rhythm {
  readonly id: string;
  readonly plannedBy: string;
  readonly name: string;
  readonly list: ListDefinition['name'];
  readonly format: ExportFormat;
  readonly goesTo: ScheduleTarget;
  readonly nextAt: Date;
  readonly lastAt: Date | null;
  readonly lastFileId: ListExportId | null;
  /** A code: why the last run made no file. */
  readonly lastError: string | null;
  readonly stopped: boolean;
}

interface Due {
  readonly id: string;
  readonly edition_id: EditionId;
  readonly slug: string;
  readonly account_id: AccountId | null;
  readonly api_key_id: string | null;
  readonly planned_by: string;
  readonly name: string;
  readonly list: string;
  readonly format: ExportFormat;
  readonly asked: string;
  readonly words: unknown;
  readonly weekday: number | null;
  readonly hour: number;
  readonly goes_to: ScheduleTarget;
}

/** Plans files of lists by the day or the week, and orders them when their time has come. */
@Injectable()
export class ExportSchedules {
  constructor(
    private readonly database: Database,
    private readonly editions: ReadEditions,
    private readonly organisers: Organisers,
    private readonly keys: ApiKeys,
    private readonly bell: ExportsBell,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whether a file can go into a bucket at all. */
  hasBucket(): boolean {
    return this.config.storage.kind === 's3';
  }

  /** Those of somebody or of a key, or all of them; the latest first, at most a hundred. */
  async list(edition: Edition, of: PlanOwner | 'everybody'): Promise<ExportSchedule[]> {
    return this.database.rows<ExportSchedule>(
      `SELECT id, planned_by AS "plannedBy", name, list, format, weekday, hour,
              goes_to AS "goesTo", next_at AS "nextAt", last_at AS "lastAt", last_file_id AS "lastFileId",
              last_error AS "lastError", stopped_at IS NOT NULL AS stopped
         FROM export_schedule
        WHERE edition_id = $1 AND ($2::uuid IS NULL OR account_id = $2 OR api_key_id = $2)
        ORDER BY stopped_at IS NOT NULL, created_at DESC, id DESC LIMIT $3`,
      [edition.id, idOfOwner(of), MOST_SHOWN],
    );
  }

  /** @throws {InputInvalidError} where the edition has as many as it may, and for a bucket where there is none */
  async plan(edition: Edition, order: ExportScheduleOrder, actor: Actor, now: Date): Promise<void> {
    const { id, name, list, query, format, words, weekday, hour, goesTo, owner } = order;
    if (goesTo === 's3' && !this.hasBucket()) {
      throw new InputInvalidError([{ field: 'goesTo', code: 'CHOICE_INVALID' }]);
    }
    await this.database.transaction(async (tx) => {
      await tx.rows(`SELECT 1 FROM edition WHERE id = $1 FOR NO KEY UPDATE`, [edition.id]);
      const [open] = await tx.rows<{ count: number }>(
        `SELECT count(*)::int AS count FROM export_schedule WHERE edition_id = $1 AND stopped_at IS NULL AND id <> $2`,
        [edition.id, id],
      );
      if ((open?.count ?? 0) >= MOST_SCHEDULES) {
        throw new InputInvalidError([{ field: 'view', code: 'TOO_MANY', params: { most: MOST_SCHEDULES } }]);
      }
      const [made] = await tx.rows(
        `INSERT INTO export_schedule (id, edition_id, account_id, planned_by, name, list, format, asked, words, weekday,
           hour, goes_to, next_at, api_key_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12, $13, $14)
         ON CONFLICT ON CONSTRAINT export_schedule_pk DO NOTHING RETURNING id`,
        [
          id,
          edition.id,
          'accountId' in owner ? owner.accountId : null,
          actor.name,
          name,
          list.name,
          format,
          askedText(query),
          JSON.stringify(words),
          weekday,
          hour,
          goesTo,
          nextRun(order, now),
          'apiKeyId' in owner ? owner.apiKeyId : null,
        ],
      );
      if (made === undefined) return;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'plan-export',
        subject: { kind: 'export-schedule', id },
        after: { name, list: list.name, format, weekday, hour, goesTo, filters: Object.fromEntries(query.filters) },
      });
    });
  }

  /**
   * Ends a plan; again changes nothing.
   * @param of whose it has to be
   * @throws {DomainError} `PAGE_NOT_FOUND`
   */
  async stop(edition: Edition, id: string, of: PlanOwner | 'everybody', actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [plan] = await tx.rows<{ id: string; name: string; stopped: boolean }>(
        `SELECT id, name, stopped_at IS NOT NULL AS stopped FROM export_schedule
          WHERE id::text = $1 AND edition_id = $2 AND ($3::uuid IS NULL OR account_id = $3 OR api_key_id = $3)
            FOR UPDATE`,
        [id, edition.id, idOfOwner(of)],
      );
      if (plan === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such plan');
      if (!plan.stopped) await end(tx, edition.id, plan, actor);
    });
  }

  /**
   * Orders every file whose time has come, once, however long nobody looked. Who planned it is asked for their role as it is
   * now: with none the plan ends, and below editor the file says of nobody who they are. So is a key for its scopes.
   * @returns how many files were ordered
   */
  async run(now: Date): Promise<number> {
    let ordered = 0;
    for (let turn = 0; turn < MOST_RUNS; turn += 1) {
      const outcome = await this.database.transaction((tx) => this.next(tx, now));
      if (outcome === 'none') break;
      if (outcome === 'ordered') ordered += 1;
    }
    if (ordered > 0) this.bell.ring();
    return ordered;
  }

  private async next(tx: Transaction, now: Date): Promise<'none' | 'ordered' | 'not ordered'> {
    const [due] = await tx.rows<Due>(
      `SELECT s.id, s.edition_id, e.slug, s.account_id, s.api_key_id, s.planned_by, s.name, s.list, s.format, s.asked,
              s.words, s.weekday, s.hour, s.goes_to
         FROM export_schedule s JOIN edition e ON e.id = s.edition_id
        WHERE s.stopped_at IS NULL AND s.next_at <= $1 ORDER BY s.next_at, s.id LIMIT 1 FOR UPDATE OF s SKIP LOCKED`,
      [now],
    );
    if (due === undefined) return 'none';
    const edition = await this.editions.draftBySlug(due.slug);
    const list = LISTS.find(({ name }) => name === due.list);
    const may = await this.mayTake(due, edition);
    if (may === null || list === undefined) {
      await end(tx, edition.id, due, { kind: 'system', name: 'planned exports' }, 'NOT_ALLOWED');
      return 'not ordered';
    }
    const id = uuidv7() as ListExportId;
    try {
      const query = listQueryFrom(list, due.asked, may.personal);
      await orderExport(tx, {
        id,
        edition,
        list,
        query,
        format: due.format,
        words: storedWords(due.words),
        actor: { kind: due.api_key_id === null ? 'organiser' : 'key', name: due.planned_by },
        accountId: due.account_id,
        apiKeyId: due.api_key_id,
        planned: { scheduleId: due.id, keepAs: due.goes_to === 's3' ? keyOf(due, id, now) : null },
      });
      await this.done(tx, due, now, id, null);
      return 'ordered';
    } catch (error) {
      // Refused before anything was written; a fault of Postgres ends the transaction, and is tried again.
      if (!(error instanceof DomainError)) throw error;
      this.logger.warn({ err: error, scheduleId: due.id }, 'A planned file was not ordered');
      await this.done(tx, due, now, null, error.code);
      return 'not ordered';
    }
  }

  /** What whose plan it is may take away now; `null`: nothing. */
  private async mayTake(
    { account_id: accountId, api_key_id: apiKeyId, list }: Due,
    edition: Edition,
  ): Promise<{ readonly personal: boolean } | null> {
    if (accountId !== null) {
      const held = await this.organisers.roleOf(accountId, edition);
      return held === null ? null : { personal: includesRole(held.role, 'editor') };
    }
    const key = apiKeyId === null ? null : await this.keys.held(apiKeyId);
    const opens = (scope: ApiScope | undefined): boolean =>
      scope !== undefined && key?.scopes.includes(scope) === true && includesRole(key.role, roleOfScope(scope));
    if (!opens('exports') || !opens(API_SCOPES.find((scope) => scope === list))) return null;
    return { personal: opens('personal') };
  }

  private async done(
    tx: Transaction,
    due: Due,
    now: Date,
    file: ListExportId | null,
    error: string | null,
  ): Promise<void> {
    await tx.rows(
      `UPDATE export_schedule SET next_at = $2, last_at = $3, last_file_id = coalesce($4, last_file_id), last_error = $5
        WHERE id = $1`,
      [due.id, nextRun(due, now), now, file, error],
    );
  }
}

function idOfOwner(of: PlanOwner | 'everybody'): string | null {
  if (of === 'everybody') return null;
  return 'accountId' in of ? of.accountId : of.apiKeyId;
}

async function end(
  tx: Transaction,
  editionId: EditionId,
  { id, name }: { readonly id: string; readonly name: string },
  actor: Actor,
  error: string | null = null,
): Promise<void> {
  await tx.rows(`UPDATE export_schedule SET stopped_at = now(), last_error = coalesce($2, last_error) WHERE id = $1`, [
    id,
    error,
  ]);
  await writeAudit(tx, {
    editionId,
    actor,
    action: 'stop-planned-export',
    subject: { kind: 'export-schedule', id },
    before: { name },
    ...(error === null ? {} : { after: { error } }),
  });
}

/** Where in the bucket: by edition, list and day, and never the same twice. */
function keyOf({ slug, list, format }: Due, id: ListExportId, now: Date): string {
  return `scheduled/${slug}/${list}-${dayInBelgium(now)}-${id.slice(-12)}.${format}`;
}
