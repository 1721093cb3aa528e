import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from '../../src/platform/database/database.js';

/** What a test may want otherwise than the ordinary edition has it. */
export interface EditionOptions {
  readonly slug?: string;
  /** Places of `central-20`; `null` is no limit. */
  readonly capacity?: number | null;
  readonly feesCount?: boolean;
}

/** The rows of an edition that is open, with its three participation types by their codes. */
export interface StoredEdition {
  readonly id: string;
  readonly slug: string;
  readonly typeIds: Readonly<Record<'central-40' | 'central-20' | 'own-route', string>>;
}

const inThreeLanguages = (text: string): string => JSON.stringify({ nl: text, fr: text, en: text });

/** Stores an edition that takes registrations and gifts now. */
export async function storeEdition(database: Queryable, options: EditionOptions = {}): Promise<StoredEdition> {
  const { slug = '2023', capacity = 2_000, feesCount = false } = options;
  const id = uuidv7();
  await database.rows(
    `INSERT INTO edition (id, slug, title, place, currency, goal_minor, minimum_per_walker_minor, fees_count, walk_on,
       registration_opens_at, registration_closes_at, giving_opens_at, giving_closes_at, place_hold_minutes,
       suggested_amounts, milestones_minor)
     VALUES ($1, $2, $3, $4, 'EUR', 35000000, 10000, $5, '2023-10-08', now() - interval '9 days',
       now() + interval '9 days', now() - interval '9 days', now() + interval '9 days', 40, '[]', '{}')`,
    [id, slug, inThreeLanguages(`Refugee Walk ${slug}`), inThreeLanguages('Antwerpen'), feesCount],
  );
  const typeIds = { 'central-40': uuidv7(), 'central-20': uuidv7(), 'own-route': uuidv7() };
  const types = [
    { code: 'central-40', group: 'central', feeMinor: 1_000, capacity: 1_500, distances: '{40}' },
    { code: 'central-20', group: 'central', feeMinor: 1_000, capacity, distances: '{20}' },
    { code: 'own-route', group: 'own-route', feeMinor: 500, capacity: null, distances: null },
  ] as const;
  for (const [position, type] of types.entries()) {
    await database.rows(
      `INSERT INTO participation_type (id, edition_id, code, participation_group, title, fee_minor, capacity,
         distances_km, age_of_consent, minimum_minor, starts_at, position)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 16, 10000, NULL, $9)`,
      [
        typeIds[type.code],
        id,
        type.code,
        type.group,
        inThreeLanguages(type.code),
        type.feeMinor,
        type.capacity,
        type.distances,
        position,
      ],
    );
  }
  return { id, slug, typeIds };
}

/** A confirmed walker with a team of their own and both fundraising pages. */
export interface StoredWalker {
  readonly registrationId: string;
  readonly walkerId: string;
  readonly teamId: string;
  readonly walkerPageId: string;
  readonly teamPageId: string;
  readonly typeId: string;
  readonly walkerSlug: string;
  readonly teamSlug: string;
}

/** Stores a confirmed captain of a confirmed team, counted in the headcounts. */
export async function storeCaptain(
  database: Queryable & { transaction<R>(work: (tx: Queryable) => Promise<R>): Promise<R> },
  edition: StoredEdition,
  name = 'Sarah Peeters',
): Promise<StoredWalker> {
  const mark = uuidv7().slice(-6);
  const captain: StoredWalker = {
    registrationId: uuidv7(),
    walkerId: uuidv7(),
    teamId: uuidv7(),
    walkerPageId: uuidv7(),
    teamPageId: uuidv7(),
    typeId: edition.typeIds['central-20'],
    walkerSlug: `sarah-${mark}`,
    teamSlug: `team-${mark}`,
  };
  const { registrationId, walkerId, teamId, typeId } = captain;
  await database.transaction(async (tx) => {
    const [account] = await tx.rows<{ id: string }>(
      `INSERT INTO account (id, email, language) VALUES ($1, $2, 'nl') RETURNING id`,
      [uuidv7(), `walker-${uuidv7()}@example.org`],
    );
    await tx.rows(
      `INSERT INTO registration (id, edition_id, account_id, language, token, amount_minor, currency, state,
         hold_expires_at, confirmed_at) VALUES ($1, $2, $3, 'nl', $4, 1000, 'EUR', 'confirmed', now(), now())`,
      [registrationId, edition.id, account?.id ?? '', `token-${uuidv7()}`],
    );
    await tx.rows(
      `INSERT INTO team (id, edition_id, slug, name, captain_walker_id, confirmed_at) VALUES ($1, $2, $3, $4, $5, now())`,
      [teamId, edition.id, captain.teamSlug, `Team ${mark}`, walkerId],
    );
    await tx.rows(
      `INSERT INTO walker (id, edition_id, registration_id, participation_type_id, team_id, slug, first_name, last_name,
         public_name, birth_on, distance_km, confirmed_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'Sarah', 'Peeters', $7, '1990-04-01', 20, now())`,
      [walkerId, edition.id, registrationId, typeId, teamId, captain.walkerSlug, name],
    );
    await tx.rows(
      `INSERT INTO fundraising_page (id, edition_id, team_id, walker_id, goal_minor)
       VALUES ($1, $2, $3, NULL, 50000), ($4, $2, NULL, $5, 10000)`,
      [captain.teamPageId, edition.id, teamId, captain.walkerPageId, walkerId],
    );
    await tx.rows(
      `INSERT INTO headcount AS h (scope, scope_id, walkers, teams, revision)
       VALUES ('edition', $1, 1, 1, 1), ('team', $2, 1, 0, 1), ('participation-type', $3, 1, 0, 1)
       ON CONFLICT ON CONSTRAINT headcount_pk DO UPDATE SET walkers = h.walkers + excluded.walkers,
         teams = h.teams + excluded.teams, revision = h.revision + 1`,
      [edition.id, teamId, typeId],
    );
  });
  return captain;
}

/** What a test may want otherwise than the ordinary gift has it. */
export interface DonationOptions {
  readonly amountMinor?: number;
  /** For this walker's page; without one the gift is for the edition as a whole. */
  readonly to?: StoredWalker;
  readonly donorEmail?: string;
  /** For a gift that was spoken of before it was here. */
  readonly id?: string;
}

/** Stores a gift that waits to be paid. @returns its id */
export async function storeDonation(
  database: Queryable,
  edition: StoredEdition,
  options: DonationOptions = {},
): Promise<string> {
  const { amountMinor = 4_000, to, donorEmail = `donor-${uuidv7()}@example.org`, id = uuidv7() } = options;
  await database.rows(
    `WITH donor AS (
       INSERT INTO donor AS d (id, email, name, language) VALUES ($1, $2, 'Lotte Maes', 'nl')
       ON CONFLICT ON CONSTRAINT donor_email_unique DO UPDATE SET name = d.name RETURNING id)
     INSERT INTO donation (id, edition_id, donor_id, target, page_id, walker_id, team_id, participation_type_id,
       amount_minor, currency, name, anonymous, language, token)
     SELECT $3, $4, donor.id, $5, $6, $7, $8, $9, $10, 'EUR', 'Lotte Maes', false, 'nl', $11 FROM donor`,
    [
      uuidv7(),
      donorEmail,
      id,
      edition.id,
      to === undefined ? 'edition' : 'walker',
      to?.walkerPageId ?? null,
      to?.walkerId ?? null,
      to?.teamId ?? null,
      to?.typeId ?? null,
      amountMinor,
      `token-${uuidv7()}`,
    ],
  );
  return id;
}
