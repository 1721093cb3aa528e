import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { type AccountId, idFrom, type RegistrationId, type WalkerId } from '../domain/ids.js';
import type { Queryable } from '../platform/database/database.js';

/** What organisers can put right of a walker, by the names that the form has for it. */
export interface WalkerFacts {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** YYYY-MM-DD */
  readonly birthDate: string;
  readonly guardianName: string | null;
  readonly guardianEmail: string | null;
  readonly distanceKm: number | null;
  readonly tshirtSize: string | null;
  /** ISO 8601 in UTC. */
  readonly startSlot: string | null;
  readonly emergencyName: string | null;
  readonly emergencyPhone: string | null;
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly country: string | null;
}

/** Some of those facts, as they are to be from now on. */
export type ChangedFacts = { readonly [Fact in keyof WalkerFacts]?: WalkerFacts[Fact] | undefined };

/** Facts as the form has them, with some that are changed: what nobody filled in is empty. */
export function typedFacts(
  facts: WalkerFacts,
  changed: ChangedFacts = {},
): Readonly<Record<keyof WalkerFacts, string>> {
  const all: Readonly<Record<string, string | number | null | undefined>> = { ...facts, ...changed };
  const typed = Object.entries(all).map(([name, value]) => [name, String(value ?? '')]);
  return Object.fromEntries(typed) as Record<keyof WalkerFacts, string>;
}

/** A walker with those facts, and what stands beside them. */
export interface StoredWalker {
  readonly id: WalkerId;
  readonly registrationId: RegistrationId;
  readonly accountId: AccountId;
  readonly typeCode: string;
  readonly publicName: string;
  /** The last part of the address of their page. */
  readonly slug: string;
  readonly confirmed: boolean;
  readonly facts: WalkerFacts;
}

/**
 * Reads a walker of the edition; whoever changes it has it locked, and nobody who gives is kept waiting.
 * @throws {DomainError} `WALKER_NOT_FOUND`
 */
export async function storedWalker(
  database: Queryable,
  edition: Edition,
  walkerId: string,
  lock: 'locked' | 'free' = 'free',
): Promise<StoredWalker> {
  const [row] = await database.rows<
    Omit<WalkerFacts, 'startSlot'> & Omit<StoredWalker, 'facts'> & { readonly startSlot: Date | null }
  >(
    `SELECT w.id, w.registration_id AS "registrationId", r.account_id AS "accountId", pt.code AS "typeCode",
            w.public_name AS "publicName", w.slug, w.confirmed_at IS NOT NULL AS confirmed, w.first_name AS "firstName",
            w.last_name AS "lastName", a.email, w.birth_on::text AS "birthDate", w.guardian_name AS "guardianName",
            w.guardian_email AS "guardianEmail", w.distance_km AS "distanceKm", w.tshirt_size AS "tshirtSize",
            w.start_slot AS "startSlot", c.emergency_name AS "emergencyName", c.emergency_phone AS "emergencyPhone",
            c.street, c.postal_code AS "postalCode", c.city, c.country
       FROM walker w JOIN registration r ON r.id = w.registration_id JOIN account a ON a.id = r.account_id
       JOIN participation_type pt ON pt.id = w.participation_type_id
       LEFT JOIN registration_contact c ON c.registration_id = r.id
      WHERE w.id = $1::uuid AND w.edition_id = $2 ${lock === 'locked' ? 'FOR NO KEY UPDATE OF r, w' : ''}`,
    [idFrom(walkerId), edition.id],
  );
  if (row === undefined) throw new DomainError('WALKER_NOT_FOUND', 'No such walker in this edition');
  const { id, registrationId, accountId, typeCode, publicName, slug, confirmed, startSlot, ...facts } = row;
  const slot = startSlot === null ? null : startSlot.toISOString();
  return {
    id,
    registrationId,
    accountId,
    typeCode,
    publicName,
    slug,
    confirmed,
    facts: {
      firstName: facts.firstName,
      lastName: facts.lastName,
      email: facts.email,
      birthDate: facts.birthDate,
      guardianName: facts.guardianName,
      guardianEmail: facts.guardianEmail,
      distanceKm: facts.distanceKm,
      tshirtSize: facts.tshirtSize,
      startSlot: slot,
      emergencyName: facts.emergencyName,
      emergencyPhone: facts.emergencyPhone,
      street: facts.street,
      postalCode: facts.postalCode,
      city: facts.city,
      country: facts.country,
    },
  };
}
