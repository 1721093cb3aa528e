import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError, type FieldError, InputInvalidError } from '../domain/errors.js';
import type { EditionId } from '../domain/ids.js';
import { isLanguage, type Language, LANGUAGES } from '../domain/language.js';
import { unknownPlaceholders } from '../domain/mailing-text.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database, type Queryable, type Transaction } from '../platform/database/database.js';
import { countPeople, type PeopleCount, type PersonOfSegment, samplePeople } from './people-of-segment.js';
import { type Segment, segmentNamed, type SegmentName } from './segments.js';

/** What a mailing says in one language. */
export interface MailingText {
  readonly subject: string;
  readonly body: string;
}

/** By language; who reads another one gets the first that there is, Dutch before French before English. */
export type MailingTexts = Readonly<Partial<Record<Language, MailingText>>>;

export const MAILING_BOUNDS = { subject: 120, body: 5_000 } as const;

/** Narrows a segment to walkers of a type, and of one of its start slots. */
export interface MailingNarrowing {
  readonly typeCode: string | null;
  /** UTC; only with a type. */
  readonly slot: Date | null;
}

export const MAILING_STATES = ['draft', 'scheduled', 'sending', 'stopped'] as const;
export type MailingState = (typeof MAILING_STATES)[number];

/** A mail that organisers write to many. */
export interface Mailing {
  readonly id: string;
  readonly segment: SegmentName;
  readonly narrowing: MailingNarrowing;
  readonly texts: MailingTexts;
  readonly state: MailingState;
  /** When it begins, UTC; `null` for a draft. */
  readonly sendAt: Date | null;
  /** Rises with each change of a draft: who saves names the one they saw. */
  readonly version: number;
  readonly writtenBy: string;
  readonly createdAt: Date;
  readonly begunAt: Date | null;
  readonly stoppedAt: Date | null;
}

/** What somebody wrote, still unchecked against what its readers have. */
export interface MailingOrder {
  readonly narrowing: MailingNarrowing;
  readonly texts: MailingTexts;
}

interface Row {
  readonly id: string;
  readonly edition_id: EditionId;
  readonly segment: string;
  readonly type_code: string | null;
  readonly slot: Date | null;
  readonly texts: MailingTexts;
  readonly state: MailingState;
  readonly send_at: Date | null;
  readonly version: number;
  readonly written_by: string;
  readonly created_at: Date;
  readonly begun_at: Date | null;
  readonly stopped_at: Date | null;
}

const COLUMNS = `id, edition_id, segment, type_code, slot, texts, state, send_at, version, written_by, created_at, begun_at,
  stopped_at`;
/** A page shows no more; an edition has a few dozen. */
const MOST_SHOWN = 200;

/** Writes, schedules and stops mails to many. Who may was decided before. */
@Injectable()
export class Mailings {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** The newest first, at most 200. */
  list(edition: Edition): Promise<Mailing[]> {
    return this.page(edition, { before: null, limit: MOST_SHOWN });
  }

  /** The newest first. @param before the id that the page before ended with; `null` begins at the newest */
  async page(
    edition: Edition,
    { before, limit }: { readonly before: string | null; readonly limit: number },
  ): Promise<Mailing[]> {
    const rows = await this.database.rows<Row>(
      `SELECT ${COLUMNS} FROM mailing WHERE edition_id = $1
          AND ($2::uuid IS NULL OR (created_at, id) < (SELECT b.created_at, b.id FROM mailing b WHERE b.id = $2))
        ORDER BY created_at DESC, id DESC LIMIT $3`,
      [edition.id, before, limit],
    );
    return rows.map(mailingOf);
  }

  /** @throws {DomainError} `MAILING_NOT_FOUND` */
  async byId(edition: Edition, id: string): Promise<Mailing> {
    return mailingOf(await find(this.database, edition, id));
  }

  /** How many it would reach now. */
  count(edition: Edition, mailing: Pick<Mailing, 'segment' | 'narrowing'>): Promise<PeopleCount> {
    return countPeople(this.database, edition.id, segmentOf(mailing.segment), mailing.narrowing);
  }

  /** Somebody whom it would reach now, to show what it says to them; `undefined`: nobody. */
  async sample(
    edition: Edition,
    mailing: Pick<Mailing, 'segment' | 'narrowing'>,
  ): Promise<PersonOfSegment | undefined> {
    const segment = segmentOf(mailing.segment);
    const [person] = await samplePeople(this.database, edition.id, segment, mailing.narrowing, 1);
    return person;
  }

  /**
   * Keeps a draft. Sending the same id again changes nothing.
   * @throws {InputInvalidError} for texts that its readers cannot get
   */
  async write(edition: Edition, id: string, segment: Segment, order: MailingOrder, actor: Actor): Promise<void> {
    check(edition, segment, order);
    await this.database.transaction(async (tx) => {
      const rows = await tx.rows(
        `INSERT INTO mailing (id, edition_id, segment, type_code, slot, texts, written_by)
         VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7) ON CONFLICT ON CONSTRAINT mailing_pk DO NOTHING RETURNING id`,
        [
          id,
          edition.id,
          segment.name,
          order.narrowing.typeCode,
          order.narrowing.slot,
          JSON.stringify(order.texts),
          actor.name,
        ],
      );
      if (rows.length > 0) {
        await audit(tx, edition, actor, id, 'write-mailing', { after: { segment: segment.name, ...subjects(order) } });
      }
    });
  }

  /**
   * Changes a draft.
   * @throws {DomainError} `MAILING_NOT_FOUND`, `MAILING_NOT_DRAFT`, `MAILING_CHANGED` when another one was saved meanwhile
   * @throws {InputInvalidError}
   */
  async change(edition: Edition, id: string, version: number, order: MailingOrder, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const before = await this.lockDraft(tx, edition, id);
      if (before.version !== version) throw new DomainError('MAILING_CHANGED', `Version ${String(before.version)}`);
      check(edition, segmentOf(before.segment), order);
      await tx.rows(
        `UPDATE mailing SET type_code = $2, slot = $3, texts = $4::jsonb, version = version + 1 WHERE id = $1`,
        [id, order.narrowing.typeCode, order.narrowing.slot, JSON.stringify(order.texts)],
      );
      await audit(tx, edition, actor, id, 'change-mailing', { before: subjects(before), after: subjects(order) });
    });
  }

  /**
   * Has the mailing begin at a moment. How many it reaches at this moment stands in the log.
   * @param order.sendAt `null` is now
   * @throws {DomainError} `MAILING_NOT_FOUND`, `MAILING_NOT_DRAFT`, `MAILING_CHANGED`
   * @throws {InputInvalidError} for a moment that is over
   */
  async schedule(
    edition: Edition,
    id: string,
    { version, sendAt: wanted, now }: { readonly version: number; readonly sendAt: Date | null; readonly now: Date },
    actor: Actor,
  ): Promise<void> {
    const sendAt = wanted ?? now;
    if (sendAt < now) throw new InputInvalidError([{ field: 'sendAt', code: 'MUST_BE_LATER' }]);
    const { people, unwanted } = await this.count(edition, await this.byId(edition, id));
    await this.database.transaction(async (tx) => {
      const draft = await this.lockDraft(tx, edition, id);
      if (draft.version !== version) throw new DomainError('MAILING_CHANGED', `Version ${String(draft.version)}`);
      await tx.rows(`UPDATE mailing SET state = 'scheduled', send_at = $2 WHERE id = $1`, [id, sendAt]);
      const after = { sendAt: sendAt.toISOString(), segment: draft.segment, people: people - unwanted };
      await audit(tx, edition, actor, id, 'schedule-mailing', { after });
    });
  }

  /**
   * Stops it: one that has not begun is a draft again; of one that is under way, whoever was not written to is left alone.
   * Stopping again changes nothing.
   * @throws {DomainError} `MAILING_NOT_FOUND`
   */
  async stop(edition: Edition, id: string, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { state } = await find(tx, edition, id, 'FOR UPDATE');
      if (state === 'scheduled') {
        await tx.rows(`UPDATE mailing SET state = 'draft', send_at = NULL WHERE id = $1`, [id]);
      } else if (state === 'sending') {
        await tx.rows(`UPDATE mailing SET state = 'stopped', stopped_at = now() WHERE id = $1`, [id]);
      } else return;
      await audit(tx, edition, actor, id, 'stop-mailing', { before: { state } });
    });
  }

  /**
   * Sends it to whoever wrote it, with what it says to somebody whom it reaches, or to themselves where it reaches nobody.
   * @throws {DomainError} `MAILING_NOT_FOUND`
   */
  async test(edition: Edition, id: string, to: { readonly email: string; readonly language: Language }): Promise<void> {
    const mailing = await this.byId(edition, id);
    const person = await this.sample(edition, mailing);
    await this.database.transaction(async (tx) => {
      await tx.rows(
        `INSERT INTO mailing_choice (email) VALUES ($1) ON CONFLICT ON CONSTRAINT mailing_choice_pk DO NOTHING`,
        [to.email],
      );
      const recipientId = uuidv7();
      await tx.rows(
        `INSERT INTO mailing_recipient (id, mailing_id, is_test, email, language, name, team_name, walker_name, raised_minor,
           minimum_minor, path) VALUES ($1, $2, true, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          recipientId,
          id,
          to.email,
          to.language,
          person?.name ?? to.email,
          person?.teamName ?? null,
          person?.walkerName ?? null,
          person?.raisedMinor ?? null,
          person?.minimumMinor ?? null,
          // A link of somebody else's own is not sent to anybody else.
          '',
        ],
      );
      await writeOutbox(tx, [
        { kind: 'mail', onceKey: `mailing:${recipientId}`, payload: { mail: 'mailing', recipientId }, afterMs: 0 },
      ]);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }

  private async lockDraft(tx: Transaction, edition: Edition, id: string): Promise<Mailing> {
    const mailing = mailingOf(await find(tx, edition, id, 'FOR UPDATE'));
    if (mailing.state !== 'draft') throw new DomainError('MAILING_NOT_DRAFT', mailing.state);
    return mailing;
  }
}

/** The text for who reads a language; `null` where there is none at all. */
export function textFor(texts: MailingTexts, language: Language): MailingText | null {
  return texts[language] ?? LANGUAGES.flatMap((it) => texts[it] ?? []).at(0) ?? null;
}

/** @throws {Error} where the database holds a segment that this release does not know */
export function segmentOf(name: string): Segment {
  const segment = segmentNamed(name);
  if (segment === undefined) throw new Error(`No segment ${name}`);
  return segment;
}

async function find(database: Queryable, edition: Edition, id: string, lock: '' | 'FOR UPDATE' = ''): Promise<Row> {
  const [row] = await database.rows<Row>(
    `SELECT ${COLUMNS} FROM mailing WHERE id::text = $1 AND edition_id = $2 ${lock}`,
    [id, edition.id],
  );
  if (row === undefined) throw new DomainError('MAILING_NOT_FOUND', id);
  return row;
}

function mailingOf(row: Row): Mailing {
  return {
    id: row.id,
    segment: segmentOf(row.segment).name,
    narrowing: { typeCode: row.type_code, slot: row.slot },
    texts: row.texts,
    state: row.state,
    sendAt: row.send_at,
    version: row.version,
    writtenBy: row.written_by,
    createdAt: row.created_at,
    begunAt: row.begun_at,
    stoppedAt: row.stopped_at,
  };
}

function check(edition: Edition, segment: Segment, { narrowing, texts }: MailingOrder): void {
  const faults: FieldError[] = [];
  for (const language of Object.keys(texts).filter(isLanguage)) {
    for (const part of ['subject', 'body'] as const) {
      if (unknownPlaceholders(texts[language]?.[part] ?? '', segment.placeholders).length > 0) {
        faults.push({ field: `${part}-${language}`, code: 'PLACEHOLDER_UNKNOWN' });
      }
    }
  }
  if (Object.keys(texts).length === 0) faults.push({ field: 'subject-nl', code: 'REQUIRED' });
  if (!fits(edition, segment, narrowing)) faults.push({ field: 'narrowing', code: 'CHOICE_INVALID' });
  if (faults.length > 0) throw new InputInvalidError(faults);
}

function fits(edition: Edition, segment: Segment, { typeCode, slot }: MailingNarrowing): boolean {
  if (typeCode === null) return slot === null;
  const type = edition.participationTypes.find(({ code }) => code === typeCode);
  if (!segment.byType || type === undefined) return false;
  return slot === null || type.startSlots.some((it) => it.getTime() === slot.getTime());
}

function subjects({ texts }: Pick<MailingOrder, 'texts'>): Record<string, unknown> {
  return { subjects: Object.fromEntries(Object.entries(texts).map(([language, { subject }]) => [language, subject])) };
}

async function audit(
  tx: Transaction,
  edition: Edition,
  actor: Actor,
  id: string,
  action: string,
  change: { readonly before?: Record<string, unknown>; readonly after?: Record<string, unknown> },
): Promise<void> {
  await writeAudit(tx, { editionId: edition.id, actor, action, subject: { kind: 'mailing', id }, ...change });
}
