import { ageOn, type Edition, needsGuardian, type ParticipationType } from '../domain/edition.js';
import { type FieldError, InputInvalidError } from '../domain/errors.js';
import {
  type RegistrationOrder,
  walkerField,
  type WalkerField,
  type WalkerOrder,
  withTerms,
} from './registration-order.js';

/** A walker whose wishes fit the rules of the edition. */
export interface CheckedWalker extends WalkerOrder {
  readonly type: ParticipationType;
  readonly needsGuardian: boolean;
  /** As it stands on public pages: who needs a guardian is shown by first name only. */
  readonly publicName: string;
}

/** Nobody is older. */
const OLDEST = 120;

/**
 * Holds a registration against the rules of its edition.
 * @throws {InputInvalidError} for an unknown participation type, an impossible birth date, a distance, size or start that
 *   is not offered, a minor without a guardian, what the edition asks and nobody filled in, and terms not accepted.
 */
export function checkRegistration(edition: Edition, order: RegistrationOrder, now: Date): CheckedWalker[] {
  const faults: FieldError[] = [];
  const today = now.toISOString().slice(0, 10);
  const walkers = order.walkers.flatMap((walker, index) => {
    const fault = (field: WalkerField, code: FieldError['code']): void => {
      faults.push({ field: walkerField(index, field), code });
    };
    if (walker.birthOn > today) fault('birthDate', 'DATE_IN_FUTURE');
    else if (ageOn(today, walker.birthOn) > OLDEST) fault('birthDate', 'DATE_INVALID');
    const type = edition.participationTypes.find(({ code }) => code === walker.participationTypeCode);
    if (type === undefined) {
      fault('participationType', 'CHOICE_INVALID');
      return [];
    }
    if (walker.distanceKm !== null && type.distancesKm !== null && !type.distancesKm.includes(walker.distanceKm)) {
      fault('distanceKm', 'DISTANCE_INVALID');
    }
    checkChoice(walker.tshirtSize, edition.tshirtSizes, (code) => {
      fault('tshirtSize', code);
    });
    checkChoice(
      walker.startSlot?.getTime() ?? null,
      type.startSlots.map((slot) => slot.getTime()),
      (code) => {
        fault('startSlot', code);
      },
    );
    const minor = needsGuardian(edition, type, walker.birthOn);
    return [
      {
        ...walker,
        type,
        needsGuardian: minor,
        publicName: minor ? walker.firstName : `${walker.firstName} ${walker.lastName}`,
      },
    ];
  });
  const minor = walkers.find((walker) => walker.needsGuardian);
  if (minor !== undefined && order.guardian === null) {
    const params = { age: minor.type.ageOfConsent };
    for (const field of ['guardianName', 'guardianEmail']) faults.push({ field, code: 'GUARDIAN_REQUIRED', params });
  }
  const require = (field: string): void => {
    faults.push({ field, code: 'REQUIRED' });
  };
  if (edition.asksEmergencyContact && order.emergencyContact === null)
    ['emergencyName', 'emergencyPhone'].forEach(require);
  if (needsAddress(walkers) && order.address === null && order.addressFollows !== true)
    ['street', 'postalCode', 'city'].forEach(require);
  const all = withTerms(faults, order.acceptsTerms);
  if (all.length > 0) throw new InputInvalidError(all);
  return walkers;
}

/** Whether a pack is sent to one of them. */
export function needsAddress(walkers: readonly { readonly type: ParticipationType }[]): boolean {
  return walkers.some(({ type }) => type.starterPack);
}

function checkChoice<Choice>(
  chosen: Choice | null,
  offered: readonly Choice[],
  fault: (code: 'REQUIRED' | 'CHOICE_INVALID') => void,
): void {
  // What is not offered was left over from another way of taking part, and is not kept.
  if (offered.length === 0) return;
  if (chosen === null) fault('REQUIRED');
  else if (!offered.includes(chosen)) fault('CHOICE_INVALID');
}
