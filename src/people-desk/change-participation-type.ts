import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { writeAudit } from '../audit/index.js';
import type { Edition, ParticipationType } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';
import { askGuardians } from '../guardian-consents/index.js';
import { AnnounceChanges, placesTopic } from '../live/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { takePlaces } from '../registration/index.js';
import { applyHeadcounts, type OrganisersAct } from '../team-life/index.js';
import { hideNameInAddress } from './address-of-minor.js';
import { corrected } from './correct-walker.js';
import { type StoredWalker, storedWalker, type WalkerFacts } from './stored-walker.js';

/** How a walker takes part from now on. Types are named by their codes. */
export interface TypeChange {
  readonly walkerId: string;
  /** As the organiser saw it when they decided; `null`: whatever it is. */
  readonly from: string | null;
  readonly into: string;
  /** As it was typed; empty where the type has one distance, or leaves it to the walker. */
  readonly distanceKm: string;
  /** ISO 8601 in UTC, of a type whose walkers choose a start. */
  readonly startSlot: string;
  /** Whether the walker is told by mail. */
  readonly tell: boolean;
  readonly language: Language;
}

/**
 * Lets a walker with a valid place take part in another way: a place is taken under the same lock as by who registers, and
 * the one that they had comes free. The fee stays as it was paid, and gifts stay with the way in which they were given.
 */
@Injectable()
export class ChangeParticipationType {
  constructor(
    private readonly database: Database,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
  ) {}

  /**
   * Nothing happens where they take part so already.
   * @throws {DomainError} `WALKER_NOT_FOUND`; `PLACE_NOT_VALID` for who has none (yet); `PARTICIPATION_TYPE_FULL` also where
   *   others wait for what is left; `CHANGED_MEANWHILE`.
   * @throws {InputInvalidError} for an unknown type, a distance or start that it does not offer, and who needs a guardian there
   *   and has none.
   */
  async execute(act: OrganisersAct, change: TypeChange): Promise<void> {
    const { edition, actor, reason } = act;
    await this.database.transaction(async (tx) => {
      const stored = await storedWalker(tx, edition, change.walkerId, 'locked');
      if (stored.typeCode === change.into) return;
      if (change.from !== null && change.from !== stored.typeCode) {
        throw new DomainError('CHANGED_MEANWHILE', 'The walker takes part otherwise by now');
      }
      if (!stored.confirmed) throw new DomainError('PLACE_NOT_VALID', 'Only a valid place is exchanged');
      const type = typeOf(edition, change.into, 'participationType');
      const before = typeOf(edition, stored.typeCode, 'participationType');
      const after = fitted(edition, stored, type, change);
      const { full } = await takePlaces(tx, [{ participation_type_id: type.id, places: 1 }], { kind: 'newcomer' });
      if (full.length > 0) throw new DomainError('PARTICIPATION_TYPE_FULL', `No place in ${type.code}`);
      await tx.rows(
        `UPDATE walker SET participation_type_id = $2, distance_km = $3, start_slot = $4, public_name = $5 WHERE id = $1`,
        [stored.id, type.id, after.distanceKm, after.startSlot, after.publicName],
      );
      const slug = after.young ? await hideNameInAddress(tx, edition, stored, after) : null;
      await askGuardians(tx, [stored.registrationId]);
      // The edition shows walkers by how they take part: its revision grows too, so that whoever watches takes it.
      const heads = await applyHeadcounts(tx, [
        { scope: 'edition', scopeId: edition.id, walkers: 0, teams: 0 },
        { scope: 'participation-type', scopeId: before.id, walkers: -1, teams: 0 },
        { scope: 'participation-type', scopeId: type.id, walkers: 1, teams: 0 },
      ]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'change-walker-type',
        subject: { kind: 'walker', id: stored.id },
        before: {
          participationType: before.code,
          distanceKm: stored.facts.distanceKm,
          startSlot: stored.facts.startSlot,
          ...(slug === null ? {} : { address: stored.slug }),
        },
        after: {
          participationType: type.code,
          distanceKm: after.distanceKm,
          startSlot: after.startSlot,
          ...(slug === null ? {} : { address: slug }),
        },
        reason,
      });
      if (change.tell) {
        await writeOutbox(tx, [
          {
            kind: 'mail',
            onceKey: `changed-by-organisers:${uuidv7()}`,
            payload: { mail: 'changed-by-organisers', walkerId: stored.id, what: 'type' },
            afterMs: 0,
          },
        ]);
      }
      tx.onceCommitted(() => {
        this.bell.ring();
      });
      await this.announceChanges.inTransaction(tx, heads, [placesTopic(edition.id)]);
    });
  }
}

/** @throws {InputInvalidError} */
function typeOf(edition: Edition, wanted: string, field: string): ParticipationType {
  const type = edition.participationTypes.find(({ code }) => code === wanted);
  if (type === undefined) throw new InputInvalidError([{ field, code: 'CHOICE_INVALID' }]);
  return type;
}

interface Fitted {
  readonly distanceKm: number | null;
  readonly startSlot: string | null;
  readonly publicName: string;
  readonly young: boolean;
  readonly facts: WalkerFacts;
}

/** The walker by the rules of the type, as if they registered for it. @throws {InputInvalidError} */
function fitted(edition: Edition, stored: StoredWalker, type: ParticipationType, change: TypeChange): Fitted {
  const [only, ...others] = type.distancesKm ?? [];
  const distanceKm =
    change.distanceKm === '' && only !== undefined && others.length === 0 ? String(only) : change.distanceKm;
  if (distanceKm === '' && others.length > 0) {
    throw new InputInvalidError([{ field: 'distanceKm', code: 'DISTANCE_INVALID' }]);
  }
  const choosesStart = type.startSlots.length > 0;
  if (choosesStart && change.startSlot === '') {
    throw new InputInvalidError([{ field: 'startSlot', code: 'REQUIRED' }]);
  }
  const typed = Object.fromEntries(Object.entries(stored.facts).map(([name, value]) => [name, String(value ?? '')]));
  const { facts, publicName, young } = corrected(
    edition,
    { ...stored, typeCode: type.code },
    { ...typed, distanceKm, startSlot: choosesStart ? change.startSlot : '' },
    change.language,
  );
  // Who needs a guardian is shown by first name only.
  const whole = publicName === `${facts.firstName} ${facts.lastName}`;
  return {
    distanceKm: facts.distanceKm,
    startSlot: choosesStart ? facts.startSlot : null,
    publicName: whole && young ? facts.firstName : publicName,
    young,
    facts,
  };
}
