import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { writeAudit } from '../audit/index.js';
import { type Edition, needsGuardian } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { AccountId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { askGuardians } from '../guardian-consents/index.js';
import { OutboxBell } from '../outbox/index.js';
import { Database, type Transaction } from '../platform/database/database.js';
import type { RawInput } from '../platform/http/input.js';
import { checkRegistration, parseRegistrationOrder } from '../registration/index.js';
import type { OrganisersAct } from '../team-life/index.js';
import { hideNameInAddress } from './address-of-minor.js';
import { seenOf } from './seen.js';
import { type StoredWalker, storedWalker, type WalkerFacts } from './stored-walker.js';

/** What a walker is to be from now on, as an organiser typed it. */
export interface WalkerCorrection {
  readonly walkerId: string;
  readonly typed: RawInput;
  /** What the organiser saw, by {@link seenOf}. */
  readonly seen: string;
  readonly language: Language;
}

/**
 * Puts right what a walker filled in: names, how to reach them, what the edition asked. It is held against the same rules as
 * a registration. Another mail address gives the whole registration to the account of that address; nobody's own address is
 * changed, because it may be the key to more than this.
 */
@Injectable()
export class CorrectWalker {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Nothing happens where it all stands there already.
   * @throws {InputInvalidError} naming every faulty field. @throws {DomainError} `WALKER_NOT_FOUND`; `CHANGED_MEANWHILE`
   *   where somebody else changed it since.
   */
  async execute(act: OrganisersAct, { walkerId, typed, seen, language }: WalkerCorrection): Promise<void> {
    const { edition, actor, reason } = act;
    await this.database.transaction(async (tx) => {
      const stored = await storedWalker(tx, edition, walkerId, 'locked');
      const after = corrected(edition, stored, typed, language);
      const { facts, publicName } = after;
      const changed = (Object.keys(facts) as (keyof WalkerFacts)[]).filter((key) => facts[key] !== stored.facts[key]);
      if (changed.length === 0) return;
      if (seenOf(stored.facts) !== seen) throw new DomainError('CHANGED_MEANWHILE', 'The walker was changed since');
      await tx.rows(
        `UPDATE walker SET first_name = $2, last_name = $3, public_name = $4, birth_on = $5, guardian_name = $6,
                guardian_email = $7, distance_km = $8, tshirt_size = $9, start_slot = $10 WHERE id = $1`,
        [
          stored.id,
          facts.firstName,
          facts.lastName,
          publicName,
          facts.birthDate,
          facts.guardianName,
          facts.guardianEmail,
          facts.distanceKm,
          facts.tshirtSize,
          facts.startSlot,
        ],
      );
      const slug = after.young ? await hideNameInAddress(tx, edition, stored, after) : null;
      if (changed.includes('email')) await giveRegistration(tx, stored, facts.email, language);
      await keepContact(tx, stored, facts);
      if (stored.confirmed) await askGuardians(tx, [stored.registrationId]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'correct-walker',
        subject: { kind: 'walker', id: stored.id },
        before: {
          ...Object.fromEntries(changed.map((key) => [key, stored.facts[key]])),
          ...(slug === null ? {} : { address: stored.slug }),
        },
        after: {
          ...Object.fromEntries(changed.map((key) => [key, facts[key]])),
          ...(slug === null ? {} : { address: slug }),
        },
        reason,
      });
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}

/** A walker as they are to be, by the rules of the edition. */
export interface CorrectedWalker {
  readonly facts: WalkerFacts;
  readonly publicName: string;
  /** Needs a guardian, and is shown by first name only. */
  readonly young: boolean;
}

/** What was typed, by the rules of the edition; what nobody filled in before may stay empty. */
export function corrected(
  edition: Edition,
  { facts, typeCode, publicName }: StoredWalker,
  typed: RawInput,
  language: Language,
): CorrectedWalker {
  const isMe = facts.guardianEmail === facts.email && typed['guardianEmail'] === typed['email'];
  const order = parseRegistrationOrder(
    { ...typed, participationType: typeCode, acceptTerms: 'yes', ...(isMe ? { guardianIsMe: 'yes' } : {}) },
    language,
  );
  try {
    checkRegistration(edition, order, new Date());
  } catch (error) {
    if (!(error instanceof InputInvalidError)) throw error;
    const faults = error.fields.filter(({ code }) => code !== 'REQUIRED');
    if (faults.length > 0) throw new InputInvalidError(faults);
  }
  const [walker] = order.walkers;
  if (walker === undefined) throw new Error('A form of a walker without a walker');
  const { guardian, emergencyContact, address } = order;
  const type = edition.participationTypes.find(({ code }) => code === typeCode);
  const slots = type?.startSlots ?? [];
  const now: WalkerFacts = {
    firstName: walker.firstName,
    lastName: walker.lastName,
    email: order.email,
    birthDate: walker.birthOn,
    guardianName: guardian?.name ?? null,
    guardianEmail: guardian === null ? null : guardian.kind === 'by-mail' ? guardian.email : order.email,
    distanceKm: walker.distanceKm,
    // What the edition does not ask (any more) is on no form, and stays.
    tshirtSize: edition.tshirtSizes.length === 0 ? facts.tshirtSize : walker.tshirtSize,
    startSlot: slots.length === 0 ? facts.startSlot : (walker.startSlot?.toISOString() ?? null),
    emergencyName: emergencyContact?.name ?? null,
    emergencyPhone: emergencyContact?.phone ?? null,
    street: address?.street ?? null,
    postalCode: address?.postalCode ?? null,
    city: address?.city ?? null,
    country: address?.country ?? null,
  };
  const young = type !== undefined && needsGuardian(edition, type, walker.birthOn);
  return { facts: now, publicName: renamed(publicName, facts, now, young), young };
}

/**
 * The name on the page follows where it was the walker's own; a title of their own choice stays. Who needs a guardian is shown
 * by their first name, as when they register.
 */
function renamed(publicName: string, before: WalkerFacts, after: WalkerFacts, young: boolean): string {
  if (publicName === before.firstName) return after.firstName;
  if (publicName !== `${before.firstName} ${before.lastName}`) return publicName;
  return young ? after.firstName : `${after.firstName} ${after.lastName}`;
}

async function giveRegistration(tx: Transaction, stored: StoredWalker, email: string, language: Language) {
  const [account] = await tx.rows<{ id: AccountId }>(
    `INSERT INTO account AS a (id, email, language)
     SELECT $1, $2, coalesce((SELECT language FROM account WHERE id = $3), $4)
     ON CONFLICT ON CONSTRAINT account_email_unique DO UPDATE SET email = a.email RETURNING id`,
    [uuidv7(), email, stored.accountId, language],
  );
  if (account === undefined) throw new Error('An upsert of an account returned no row');
  await tx.rows(`UPDATE registration SET account_id = $2 WHERE id = $1`, [stored.registrationId, account.id]);
}

async function keepContact(tx: Transaction, { registrationId }: StoredWalker, facts: WalkerFacts): Promise<void> {
  const { emergencyName, emergencyPhone, street, postalCode, city, country } = facts;
  if (emergencyName === null && street === null) {
    await tx.rows(`DELETE FROM registration_contact WHERE registration_id = $1`, [registrationId]);
    return;
  }
  await tx.rows(
    `INSERT INTO registration_contact (registration_id, emergency_name, emergency_phone, street, postal_code, city, country)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT ON CONSTRAINT registration_contact_pk DO UPDATE
       SET emergency_name = excluded.emergency_name, emergency_phone = excluded.emergency_phone, street = excluded.street,
           postal_code = excluded.postal_code, city = excluded.city, country = excluded.country`,
    [registrationId, emergencyName, emergencyPhone, street, postalCode, city, country],
  );
}
