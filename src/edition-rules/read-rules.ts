import { Injectable } from '@nestjs/common';
import type { WindowState } from '../domain/edition.js';
import { windowState } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { EditionId, ParticipationTypeId } from '../domain/ids.js';
import type { LocalisedText } from '../domain/language.js';
import { Database } from '../platform/database/database.js';
import { EDITION_FIELDS, type RuleValues, TYPE_FIELDS } from './rule-fields.js';
import { rulesOf, rulesSql } from './stored-rules.js';

/** Lists of editions and of participation types are never longer. */
const MOST_EDITIONS = 200;
const MOST_TYPES = 50;

/** Where an edition stands. */
export type EditionState = 'draft' | 'public' | 'archived';

/** A line of the list of editions. */
export interface EditionLine {
  readonly id: EditionId;
  readonly slug: string;
  readonly title: LocalisedText;
  /** YYYY-MM-DD */
  readonly walkOn: string;
  readonly state: EditionState;
  readonly registration: WindowState;
  readonly giving: WindowState;
  readonly walkers: number;
}

/** A participation type with its rules and who is in it. */
export interface TypeRules {
  readonly id: ParticipationTypeId;
  readonly code: string;
  readonly values: RuleValues;
  /** Walkers who have or hold a place. */
  readonly walkers: number;
}

/** All rules of an edition. */
export interface EditionRules extends EditionLine {
  /** Rises with each change; who saves names the one they saw. */
  readonly version: number;
  readonly values: RuleValues;
  readonly types: readonly TypeRules[];
}

interface EditionRow {
  id: EditionId;
  slug: string;
  title: LocalisedText;
  walk_on: string;
  published_at: Date | null;
  archived_at: Date | null;
  registration_opens_at: Date;
  registration_closes_at: Date;
  giving_opens_at: Date;
  giving_closes_at: Date;
  version: number;
  walkers: number;
  rules: Readonly<Record<string, unknown>>;
}

const COLUMNS = `e.id, e.slug, e.title, e.walk_on::text AS walk_on, e.published_at, e.archived_at,
  e.registration_opens_at, e.registration_closes_at, e.giving_opens_at, e.giving_closes_at, e.version,
  coalesce((SELECT h.walkers FROM headcount h WHERE h.scope = 'edition' AND h.scope_id = e.id), 0)::int AS walkers,
  ${rulesSql(EDITION_FIELDS, 'e')} AS rules`;

/** Reads editions as organisers see them: drafts too, and always what is stored at this moment. */
@Injectable()
export class ReadRules {
  constructor(private readonly database: Database) {}

  /** The one that walks last first. */
  async list(now: Date): Promise<EditionLine[]> {
    const rows = await this.database.rows<EditionRow>(
      `SELECT ${COLUMNS} FROM edition e ORDER BY e.walk_on DESC, e.id LIMIT $1`,
      [MOST_EDITIONS],
    );
    return rows.map((row) => lineOf(row, now));
  }

  /** @throws {DomainError} `EDITION_NOT_FOUND` */
  async of(slug: string, now: Date): Promise<EditionRules> {
    const [row] = await this.database.rows<EditionRow>(`SELECT ${COLUMNS} FROM edition e WHERE e.slug = $1`, [slug]);
    if (row === undefined) throw new DomainError('EDITION_NOT_FOUND', `No edition ${slug}`);
    const types = await this.database.rows<{
      id: ParticipationTypeId;
      code: string;
      walkers: number;
      rules: Readonly<Record<string, unknown>>;
    }>(
      `SELECT t.id, t.code, ${rulesSql(TYPE_FIELDS, 't')} AS rules,
              (SELECT count(*)::int FROM walker w JOIN registration r ON r.id = w.registration_id
                WHERE w.participation_type_id = t.id AND w.released_at IS NULL
                  AND (w.confirmed_at IS NOT NULL OR (r.state = 'held' AND r.hold_expires_at > now()))) AS walkers
         FROM participation_type t WHERE t.edition_id = $1 ORDER BY t.position, t.code LIMIT $2`,
      [row.id, MOST_TYPES],
    );
    return {
      ...lineOf(row, now),
      version: row.version,
      values: rulesOf(EDITION_FIELDS, row.rules),
      types: types.map((type) => ({ ...type, values: rulesOf(TYPE_FIELDS, type.rules) })),
    };
  }
}

function lineOf(row: EditionRow, now: Date): EditionLine {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    walkOn: row.walk_on,
    state: row.archived_at !== null ? 'archived' : row.published_at !== null ? 'public' : 'draft',
    registration: windowState(row.registration_opens_at, row.registration_closes_at, now),
    giving: windowState(row.giving_opens_at, row.giving_closes_at, now),
    walkers: row.walkers,
  };
}
