import type { EditionId, WalkerId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { type Minor, minor } from '../domain/money.js';
import { findShortWalkers } from '../minimum-reminders/index.js';
import type { Parameter, Queryable } from '../platform/database/database.js';
import type { Segment } from './segments.js';

/** Narrows to walkers of a type, and of one of its start slots. */
interface Narrowing {
  readonly typeCode: string | null;
  readonly slot: Date | null;
}

/** How many addresses a segment has. */
export interface PeopleCount {
  readonly people: number;
  /** Of them, those who chose to get no such mails, and will get none. */
  readonly unwanted: number;
}

/** Somebody of a segment, with what a text can name of them. */
export interface PersonOfSegment {
  readonly email: string;
  readonly language: Language;
  readonly name: string;
  readonly teamName: string | null;
  readonly walkerName: string | null;
  readonly raisedMinor: Minor | null;
  readonly minimumMinor: Minor | null;
}

const BATCH = 1_000;
/** A hundred thousand walkers: more than any edition has. */
const MOST_BATCHES = 100;

/** Each address once, with the first of its walkers: a family shares one mail. */
const ONCE = `once AS (
  SELECT DISTINCT ON (people.email) people.*, $5::boolean AND NOT coalesce(choice.wanted, true) AS unwanted
    FROM people LEFT JOIN mailing_choice choice ON choice.email = people.email
   ORDER BY people.email, people.sorted_by)`;

/** How many a segment has now. */
export async function countPeople(
  database: Queryable,
  editionId: EditionId,
  segment: Segment,
  narrowing: Narrowing,
): Promise<PeopleCount> {
  const [row] = await database.rows<{ people: number; unwanted: number }>(
    `${askedFor(segment)}, ${ONCE}
     SELECT count(*)::int AS people, count(*) FILTER (WHERE unwanted)::int AS unwanted FROM once`,
    await parameters(database, editionId, segment, narrowing),
  );
  return { people: row?.people ?? 0, unwanted: row?.unwanted ?? 0 };
}

/** Some of those who would get a mail now. @param most at most so many */
export async function samplePeople(
  database: Queryable,
  editionId: EditionId,
  segment: Segment,
  narrowing: Narrowing,
  most: number,
): Promise<PersonOfSegment[]> {
  const rows = await database.rows<{
    email: string;
    language: Language;
    name: string;
    team_name: string | null;
    walker_name: string | null;
    raised_minor: string | null;
    minimum_minor: string | null;
  }>(`${askedFor(segment)}, ${ONCE} SELECT * FROM once WHERE NOT unwanted ORDER BY sorted_by LIMIT $6`, [
    ...(await parameters(database, editionId, segment, narrowing)),
    most,
  ]);
  return rows.map((row) => ({
    email: row.email,
    language: row.language,
    name: row.name,
    teamName: row.team_name,
    walkerName: row.walker_name,
    raisedMinor: row.raised_minor === null ? null : minor(Number(row.raised_minor)),
    minimumMinor: row.minimum_minor === null ? null : minor(Number(row.minimum_minor)),
  }));
}

/**
 * Writes down whom a mailing goes to, each address once, and gives each a link to choose by. Doing it again adds nobody
 * twice.
 */
export async function storeRecipients(
  tx: Queryable,
  editionId: EditionId,
  mailingId: string,
  segment: Segment,
  narrowing: Narrowing,
): Promise<void> {
  const asked = await parameters(tx, editionId, segment, narrowing);
  await tx.rows(
    `${askedFor(segment)}, ${ONCE}
     INSERT INTO mailing_choice (email) SELECT email FROM once ORDER BY email
     ON CONFLICT ON CONSTRAINT mailing_choice_pk DO NOTHING`,
    asked,
  );
  await tx.rows(
    `${askedFor(segment)}, ${ONCE}
     INSERT INTO mailing_recipient (mailing_id, email, language, name, team_name, walker_name, raised_minor, minimum_minor,
       path, unwanted)
     SELECT $6, email, language, name, team_name, walker_name, raised_minor, minimum_minor, path, unwanted FROM once
     ON CONFLICT (mailing_id, email) WHERE NOT is_test DO NOTHING`,
    [...asked, mailingId],
  );
}

const askedFor = (segment: Segment): string =>
  `WITH asked AS (SELECT $1::uuid AS edition_id, $2::uuid[] AS short_ids, $3::text AS type_code, $4::timestamptz AS slot),
   people AS (${segment.sql})`;

async function parameters(
  database: Queryable,
  editionId: EditionId,
  segment: Segment,
  { typeCode, slot }: Narrowing,
): Promise<Parameter[]> {
  const short = segment.asksWhoIsShort ? await everybodyShort(database, editionId) : [];
  return [editionId, short, typeCode, slot, !segment.needed];
}

/** By the same rule as the reminders: what a team's surplus covers is not asked for. */
async function everybodyShort(database: Queryable, editionId: EditionId): Promise<WalkerId[]> {
  const short: WalkerId[] = [];
  let after: WalkerId | null = null;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const found = await findShortWalkers(database, editionId, { after, only: null, most: BATCH });
    short.push(...found.short);
    after = found.last;
    if (after === null) break;
  }
  return short;
}
