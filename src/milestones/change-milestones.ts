import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import { DomainError, type FieldErrorCode, InputInvalidError } from '../domain/errors.js';
import type { EditionId } from '../domain/ids.js';
import type { LocalisedText } from '../domain/language.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { defineMilestones } from './define-milestones.js';
import type { MilestoneKind, MilestoneRule, MilestoneScope } from './milestone.js';

/** More than a road has room for; of each scope. */
const MOST_OF_A_SCOPE = 50;
const MOST_SHOWN = 200;

export const MILESTONE_BOUNDS = {
  label: 60,
  mostCount: 1_000_000,
  mostPercent: 1_000,
  mostMinor: 100_000_000_000,
} as const;

/** A milestone as organisers see it. */
export interface DefinedMilestone extends MilestoneRule {
  readonly id: string;
  /** How many pages or teams were noticed to have reached it. */
  readonly reachedBy: number;
}

interface Row {
  readonly id: string;
  readonly scope: MilestoneScope;
  readonly kind: MilestoneKind;
  readonly threshold: string;
  readonly label: LocalisedText;
}

/** Organisers say what an edition celebrates: shown at once, and mailed to nobody who was there already. */
@Injectable()
export class ChangeMilestones {
  constructor(private readonly database: Database) {}

  /** Those of pages, of teams and of the edition, each kind from the nearest on. */
  async of(editionId: EditionId): Promise<DefinedMilestone[]> {
    const rows = await this.database.rows<Row & { reached_by: number }>(
      `SELECT m.id, m.scope, m.kind, m.threshold, m.label,
              (SELECT count(*) FROM milestone_reached r WHERE r.milestone_id = m.id)::int AS reached_by
         FROM edition_milestone m WHERE m.edition_id = $1
        ORDER BY array_position(ARRAY['page', 'team', 'edition'], m.scope),
                 array_position(ARRAY['gifts', 'donors', 'raised', 'goal-percent'], m.kind), m.threshold LIMIT $2`,
      [editionId, MOST_SHOWN],
    );
    return rows.map(({ reached_by: reachedBy, ...row }) => ({ ...row, threshold: Number(row.threshold), reachedBy }));
  }

  /**
   * @returns its id
   * @throws {InputInvalidError} for what nobody could reach, and where the edition celebrates this already or has no room for
   *   more
   * @throws {DomainError} `EDITION_ARCHIVED`
   */
  async add(editionId: EditionId, rule: MilestoneRule, actor: Actor): Promise<string> {
    if (!isWithin(rule)) throw new InputInvalidError([{ field: 'threshold', code: faultOf(rule.kind) }]);
    return this.database.transaction(async (tx) => {
      const { slug, draft } = await lock(tx, editionId);
      const before = await tx.rows<{ kind: MilestoneKind; threshold: string }>(
        `SELECT kind, threshold FROM edition_milestone WHERE edition_id = $1 AND scope = $2`,
        [editionId, rule.scope],
      );
      const known = before.some(({ kind, threshold }) => kind === rule.kind && Number(threshold) === rule.threshold);
      if (known || before.length >= MOST_OF_A_SCOPE) {
        throw new InputInvalidError([{ field: 'threshold', code: known ? 'ALREADY_CELEBRATED' : 'NUMBER_INVALID' }]);
      }
      const [id = ''] = await defineMilestones(tx, editionId, [rule], { isNew: draft });
      await audit(tx, editionId, slug, actor, 'add-milestone', { after: { ...rule } });
      return id;
    });
  }

  /** Calls it something else. @throws {DomainError} `MILESTONE_NOT_FOUND`, `EDITION_ARCHIVED` */
  async rename(editionId: EditionId, id: string, label: LocalisedText, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { slug } = await lock(tx, editionId);
      const before = await find(tx, editionId, id);
      await tx.rows(`UPDATE edition_milestone SET label = $2::jsonb WHERE id = $1`, [before.id, JSON.stringify(label)]);
      await audit(tx, editionId, slug, actor, 'rename-milestone', {
        before: { label: before.label },
        after: { label },
      });
    });
  }

  /** Its badge and its stone go from every page at once. @throws {DomainError} `MILESTONE_NOT_FOUND`, `EDITION_ARCHIVED` */
  async remove(editionId: EditionId, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { slug } = await lock(tx, editionId);
      const { id: milestoneId, ...before } = await find(tx, editionId, id);
      await tx.rows(`DELETE FROM edition_milestone WHERE id = $1`, [milestoneId]);
      await audit(tx, editionId, slug, actor, 'remove-milestone', {
        before: { ...before, threshold: Number(before.threshold) },
      });
    });
  }
}

/** What is wrong with a threshold that is none of its kind. */
export function faultOf(kind: MilestoneKind): FieldErrorCode {
  return kind === 'raised' ? 'AMOUNT_INVALID' : 'NUMBER_INVALID';
}

function isWithin({ kind, threshold }: MilestoneRule): boolean {
  const { mostMinor, mostPercent, mostCount } = MILESTONE_BOUNDS;
  const most = kind === 'raised' ? mostMinor : kind === 'goal-percent' ? mostPercent : mostCount;
  return Number.isInteger(threshold) && threshold >= 1 && threshold <= most;
}

async function lock(
  tx: Transaction,
  editionId: EditionId,
): Promise<{ readonly slug: string; readonly draft: boolean }> {
  const [edition] = await tx.rows<{ slug: string; draft: boolean; archived: boolean }>(
    `SELECT slug, published_at IS NULL AS draft, archived_at IS NOT NULL AS archived FROM edition WHERE id = $1
        FOR NO KEY UPDATE`,
    [editionId],
  );
  if (edition === undefined) throw new DomainError('EDITION_NOT_FOUND', editionId);
  if (edition.archived) throw new DomainError('EDITION_ARCHIVED', edition.slug);
  return edition;
}

async function find(tx: Transaction, editionId: EditionId, id: string): Promise<Row> {
  const [row] = await tx.rows<Row>(
    `SELECT id, scope, kind, threshold, label FROM edition_milestone WHERE id::text = $1 AND edition_id = $2`,
    [id, editionId],
  );
  if (row === undefined) throw new DomainError('MILESTONE_NOT_FOUND', id);
  return row;
}

async function audit(
  tx: Transaction,
  editionId: EditionId,
  slug: string,
  actor: Actor,
  action: string,
  change: { readonly before?: Record<string, unknown>; readonly after?: Record<string, unknown> },
): Promise<void> {
  await writeAudit(tx, { editionId, actor, action, subject: { kind: 'edition', id: slug }, ...change });
}
