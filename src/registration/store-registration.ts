import { v7 as uuidv7 } from 'uuid';
import { keepConsentOnForm } from '../guardian-consents/index.js';
import type { Edition } from '../domain/edition.js';
import type { AccountId, RegistrationId, WalkerId } from '../domain/ids.js';
import type { Minor } from '../domain/money.js';
import type { Transaction } from '../platform/database/database.js';
import { type CheckedWalker, needsAddress } from './check-registration.js';
import type { ChosenTeam } from './choose-team.js';
import { insertWithSlug } from './insert-with-slug.js';
import type { RegistrationOrder } from './registration-order.js';

/** What is known of a registration before its walkers are stored. */
export interface NewRegistration {
  readonly id: RegistrationId;
  readonly token: string;
  readonly amountMinor: Minor;
  readonly holdExpiresAt: Date;
  /** See `onceHash`. */
  readonly once: Buffer | null;
}

/** Stores the registration itself, in the name of the account behind the address, which need not exist before. */
export async function storeRegistration(
  transaction: Transaction,
  edition: Edition,
  order: RegistrationOrder,
  { id, token, amountMinor, holdExpiresAt, once }: NewRegistration,
): Promise<void> {
  const [account] = await transaction.rows<{ id: AccountId }>(
    `INSERT INTO account AS a (id, email, language) VALUES ($1, $2, $3)
     ON CONFLICT ON CONSTRAINT account_email_unique DO UPDATE SET language = excluded.language RETURNING id`,
    [uuidv7(), order.email, order.language],
  );
  if (account === undefined) throw new Error('An upsert of an account returned no row');
  if (once !== null) {
    // A hold that is over is no answer to the same order any more.
    await transaction.rows(
      `UPDATE registration SET once_hash = NULL WHERE once_hash = $1 AND state = 'held' AND hold_expires_at <= now()`,
      [once],
    );
  }
  await transaction.rows(
    `INSERT INTO registration (id, edition_id, account_id, language, token, amount_minor, currency, state,
       hold_expires_at, once_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', $8, $9)`,
    [id, edition.id, account.id, order.language, token, amountMinor, edition.currency, holdExpiresAt, once],
  );
  if (order.newsletter) {
    await transaction.rows(
      `INSERT INTO newsletter_opt_in (email, language) VALUES ($1, $2)
       ON CONFLICT ON CONSTRAINT newsletter_opt_in_pk DO NOTHING`,
      [order.email, order.language],
    );
  }
}

/**
 * Stores the walkers with their pages, the consent that was given on the form, and what the edition asked. Nothing is
 * kept that was not asked: no guardian of grown-ups, no address where nothing is posted.
 * @param ids one for each walker, in their order.
 * @returns their slugs, in their order.
 */
export async function storeWalkers(
  transaction: Transaction,
  edition: Edition,
  order: RegistrationOrder,
  registrationId: RegistrationId,
  walkers: readonly CheckedWalker[],
  ids: readonly WalkerId[],
  team: ChosenTeam | null,
): Promise<string[]> {
  const slugs: string[] = [];
  for (const [index, walker] of walkers.entries()) {
    const id = ids[index];
    if (id === undefined) throw new RangeError('A walker without an id');
    slugs.push(await storeWalker(transaction, edition, order, registrationId, walker, id, team));
  }
  const minors = ids.filter((_, index) => walkers[index]?.needsGuardian === true);
  if (order.guardian?.kind === 'account-holder') {
    await keepConsentOnForm(transaction, minors, order.guardian.name, order.language);
  }
  if (order.freePlace) {
    await transaction.rows(`INSERT INTO free_place (walker_id) SELECT unnest($1::uuid[])`, [ids]);
  }
  await storeContact(transaction, edition, order, registrationId, walkers);
  return slugs;
}

async function storeWalker(
  tx: Transaction,
  edition: Edition,
  order: RegistrationOrder,
  registrationId: RegistrationId,
  walker: CheckedWalker,
  id: WalkerId,
  team: ChosenTeam | null,
): Promise<string> {
  const { type, publicName } = walker;
  const guardian = walker.needsGuardian ? order.guardian : null;
  const slug = await insertWithSlug(publicName, 'walker', (candidate) =>
    tx.rows(
      `INSERT INTO walker (id, edition_id, registration_id, participation_type_id, team_id, slug, first_name,
         last_name, public_name, birth_on, guardian_name, guardian_email, distance_km, tshirt_size, start_slot)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       ON CONFLICT ON CONSTRAINT walker_slug_unique DO NOTHING RETURNING slug`,
      [
        id,
        edition.id,
        registrationId,
        type.id,
        team?.id ?? null,
        candidate,
        walker.firstName,
        walker.lastName,
        publicName,
        walker.birthOn,
        guardian?.name ?? null,
        guardian === null ? null : guardian.kind === 'by-mail' ? guardian.email : order.email,
        walker.distanceKm ?? (type.distancesKm?.length === 1 ? (type.distancesKm[0] ?? null) : null),
        edition.tshirtSizes.length === 0 ? null : walker.tshirtSize,
        type.startSlots.length === 0 ? null : walker.startSlot,
      ],
    ),
  );
  await tx.rows(`INSERT INTO fundraising_page (id, edition_id, walker_id, goal_minor) VALUES ($1, $2, $3, $4)`, [
    uuidv7(),
    edition.id,
    id,
    Math.max(type.minimumMinor, 100),
  ]);
  return slug;
}

async function storeContact(
  tx: Transaction,
  edition: Edition,
  order: RegistrationOrder,
  registrationId: RegistrationId,
  walkers: readonly CheckedWalker[],
): Promise<void> {
  const emergency = edition.asksEmergencyContact ? order.emergencyContact : null;
  const address = needsAddress(walkers) ? order.address : null;
  if (emergency === null && address === null) return;
  await tx.rows(
    `INSERT INTO registration_contact (registration_id, emergency_name, emergency_phone, street, postal_code, city, country)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      registrationId,
      emergency?.name ?? null,
      emergency?.phone ?? null,
      address?.street ?? null,
      address?.postalCode ?? null,
      address?.city ?? null,
      address?.country ?? null,
    ],
  );
}
