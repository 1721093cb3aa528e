import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { EditionId, ParticipationTypeId } from '../domain/ids.js';
import { ReadEditions } from '../editions/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { hideLastNames } from '../people-desk/index.js';
import { guardEdition, guardType } from './guard-rules.js';
import {
  changesBetween,
  EDITION_FIELDS,
  type RuleChange,
  type RuleField,
  type RuleValues,
  TYPE_FIELDS,
  withSeconds,
} from './rule-fields.js';
import { rulesOf, rulesSql, storeRules } from './stored-rules.js';

/** The rules that tell who needs a guardian. */
const TELL_MINORS: ReadonlySet<string> = new Set(['walkOn', 'ageOfConsent']);

/** Which rules somebody saw, and what they want of them. */
export interface RulesOrder {
  readonly editionId: EditionId;
  /** The version they saw. */
  readonly version: number;
  readonly values: RuleValues;
}

/** An edition that was locked to be changed. */
export interface LockedEdition {
  readonly id: EditionId;
  readonly slug: string;
  readonly version: number;
  readonly values: RuleValues;
}

/** Changes the rules of editions: what is shown before it is saved is worked out by the same steps as what is saved. */
@Injectable()
export class ChangeRules {
  constructor(
    private readonly database: Database,
    private readonly editions: ReadEditions,
  ) {}

  /**
   * What a change would be, without doing it.
   * @throws {DomainError} as {@link change} does
   */
  preview(order: RulesOrder): Promise<readonly RuleChange[]> {
    return this.database.transaction(async (tx) => this.changesOf(tx, await lockEdition(tx, order), order));
  }

  /**
   * Changes rules of an edition. Nothing happens when nothing differs.
   * @throws {DomainError} `EDITION_CHANGED` when somebody else changed them since, `EDITION_ARCHIVED`
   * @throws {InputInvalidError} for a rule that stored facts do not let change
   */
  async change(order: RulesOrder, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const edition = await lockEdition(tx, order);
      const changes = await this.changesOf(tx, edition, order);
      if (changes.length === 0) return;
      const values = withSeconds(EDITION_FIELDS, edition.values, order.values);
      await storeRules(tx, 'edition', EDITION_FIELDS, edition.id, values);
      await this.changed(tx, edition.id, changes, actor);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'change-edition',
        subject: { kind: 'edition', id: edition.slug },
        ...bothSides(changes),
      });
    });
  }

  /** What a change of a participation type would be. @throws as {@link changeType} does */
  previewType(order: RulesOrder, typeId: string): Promise<readonly RuleChange[]> {
    return this.database.transaction(async (tx) => {
      await lockEdition(tx, order);
      return (await typeChanges(tx, order, typeId)).changes;
    });
  }

  /**
   * Changes rules of a participation type.
   * @throws {DomainError} `EDITION_CHANGED`, `EDITION_ARCHIVED`, `PARTICIPATION_TYPE_UNKNOWN`
   * @throws {InputInvalidError} for a rule that stored facts do not let change
   */
  async changeType(order: RulesOrder, typeId: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const edition = await lockEdition(tx, order);
      const { changes, id, code, values } = await typeChanges(tx, order, typeId);
      if (changes.length === 0) return;
      await storeRules(tx, 'participation_type', TYPE_FIELDS, id, values);
      await this.changed(tx, edition.id, changes, actor);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'change-participation-type',
        subject: { kind: 'participation-type', id: code },
        ...bothSides(changes),
      });
    });
  }

  /**
   * Adds a participation type.
   * @param code its name in addresses, such as `central-10`
   * @returns its id
   * @throws {DomainError} `EDITION_CHANGED`, `EDITION_ARCHIVED`
   * @throws {InputInvalidError} for a code that the edition has already
   */
  async addType(order: RulesOrder, code: string, actor: Actor): Promise<string> {
    return this.database.transaction(async (tx) => {
      const edition = await lockEdition(tx, order);
      const id = uuidv7();
      const fresh = await tx.rows(
        `INSERT INTO participation_type (id, edition_id, code, participation_group, title, fee_minor, age_of_consent,
           minimum_minor, position) VALUES ($1, $2, $3, 'central', '{}', 0, 0, 0, 0)
         ON CONFLICT ON CONSTRAINT participation_type_code_unique DO NOTHING RETURNING 1`,
        [id, edition.id, code],
      );
      if (fresh.length === 0) throw new InputInvalidError([{ field: 'code', code: 'ADDRESS_TAKEN' }]);
      await storeRules(tx, 'participation_type', TYPE_FIELDS, id, order.values);
      await this.changed(tx, edition.id, [], actor);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'add-participation-type',
        subject: { kind: 'participation-type', id: code },
        after: order.values,
      });
      return id;
    });
  }

  private async changesOf(tx: Transaction, edition: LockedEdition, { values }: RulesOrder): Promise<RuleChange[]> {
    const changes = changesBetween(EDITION_FIELDS, edition.values, withSeconds(EDITION_FIELDS, edition.values, values));
    await guardEdition(tx, edition.id, changes);
    return changes;
  }

  /** What follows from every change, once it is stored. */
  private async changed(
    tx: Transaction,
    editionId: EditionId,
    changes: readonly RuleChange[],
    actor: Actor,
  ): Promise<void> {
    if (changes.some(({ field }) => TELL_MINORS.has(field.name))) await hideLastNames(tx, editionId, actor);
    await tx.rows(`UPDATE edition SET version = version + 1 WHERE id = $1`, [editionId]);
    tx.onceCommitted(() => {
      this.editions.forget();
    });
  }
}

/**
 * Locks an edition against other changes of its rules, to the end of the transaction.
 * @throws {DomainError} `EDITION_NOT_FOUND`, `EDITION_CHANGED`, `EDITION_ARCHIVED`
 */
export async function lockEdition(
  tx: Transaction,
  { editionId, version }: Pick<RulesOrder, 'editionId' | 'version'>,
): Promise<LockedEdition> {
  const [row] = await tx.rows<{
    slug: string;
    version: number;
    archived_at: Date | null;
    rules: Readonly<Record<string, unknown>>;
  }>(
    `SELECT e.slug, e.version, e.archived_at, ${rulesSql(EDITION_FIELDS, 'e')} AS rules FROM edition e
      WHERE e.id = $1 FOR NO KEY UPDATE`,
    [editionId],
  );
  if (row === undefined) throw new DomainError('EDITION_NOT_FOUND', 'No such edition');
  if (row.archived_at !== null) throw new DomainError('EDITION_ARCHIVED', 'An archived edition does not change');
  if (row.version !== version) throw new DomainError('EDITION_CHANGED', `Version ${String(row.version)} by now`);
  return { id: editionId, slug: row.slug, version: row.version, values: rulesOf(EDITION_FIELDS, row.rules) };
}

async function typeChanges(
  tx: Transaction,
  { editionId, values }: RulesOrder,
  typeId: string,
): Promise<{
  readonly id: ParticipationTypeId;
  readonly code: string;
  readonly changes: readonly RuleChange[];
  readonly values: RuleValues;
}> {
  // The lock under which places are taken: the capacity is compared with what nobody can add to meanwhile.
  const [row] = await tx.rows<{ id: ParticipationTypeId; code: string; rules: Readonly<Record<string, unknown>> }>(
    `SELECT t.id, t.code, ${rulesSql(TYPE_FIELDS, 't')} AS rules FROM participation_type t
      WHERE t.id::text = $1 AND t.edition_id = $2 FOR NO KEY UPDATE`,
    [typeId, editionId],
  );
  if (row === undefined) throw new DomainError('PARTICIPATION_TYPE_UNKNOWN', 'No such participation type');
  const before = rulesOf(TYPE_FIELDS, row.rules);
  const wanted = withSeconds(TYPE_FIELDS, before, values);
  const changes = changesBetween(TYPE_FIELDS, before, wanted);
  await guardType(tx, row.id, changes);
  return { id: row.id, code: row.code, changes, values: wanted };
}

/** What changed, for the log. */
function bothSides(changes: readonly RuleChange[]) {
  const side = (of: (change: RuleChange) => unknown) =>
    Object.fromEntries(changes.map((change): [RuleField['name'], unknown] => [change.field.name, of(change)]));
  return { before: side(({ before }) => before), after: side(({ after }) => after) };
}
