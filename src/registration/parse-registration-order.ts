import { z } from 'zod';
import { type FieldError, InputInvalidError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';
import {
  box,
  day,
  email,
  optionalEmail,
  optionalLine,
  parseInput,
  rawInput,
  type RawInput,
  requiredLine,
} from '../platform/http/input.js';
import {
  type Guardian,
  MOST_WALKERS,
  type RegistrationOrder,
  type TeamChoice,
  walkerField,
  type WalkerField,
  type WalkerOrder,
  withTerms,
} from './registration-order.js';

const empty = (value: unknown): boolean => value === undefined || value === null || value === '';

const WalkerInput = z.object({
  participationType: requiredLine(63),
  firstName: requiredLine(100),
  lastName: requiredLine(100),
  birthDate: day,
  distanceKm: z.preprocess(
    (value) => (empty(value) ? null : Number(value)),
    z
      .number({ error: 'DISTANCE_INVALID' })
      .int({ error: 'DISTANCE_INVALID' })
      .min(1, { error: 'DISTANCE_INVALID' })
      .max(300, { error: 'DISTANCE_INVALID' })
      .nullable(),
  ),
  tshirtSize: optionalLine(20),
  startSlot: z.preprocess(
    (value) => (empty(value) ? null : value),
    z.iso
      .datetime({ error: 'CHOICE_INVALID' })
      .transform((text) => new Date(text))
      .nullable(),
  ),
});
const WALKER_FIELDS = Object.keys(WalkerInput.shape) as WalkerField[];

/** Digits as people write them, with what they put between; a number of six digits at least can be called. */
const phone = optionalLine(40).refine(
  (text) => text === null || (/^\+?[\d\s()./-]*$/.test(text) && text.replace(/\D/g, '').length >= 6),
  {
    error: 'PHONE_INVALID',
  },
);

const RegistrationInput = z.object({
  team: z.preprocess(
    (value) => (empty(value) ? 'alone' : value),
    z.enum(['alone', 'new', 'join'], { error: 'CHOICE_INVALID' }),
  ),
  teamName: optionalLine(100),
  teamSlug: optionalLine(80),
  invitation: optionalLine(40),
  email,
  guardianName: optionalLine(200),
  guardianEmail: optionalEmail,
  guardianIsMe: box,
  emergencyName: optionalLine(200),
  emergencyPhone: phone,
  street: optionalLine(200),
  postalCode: optionalLine(20),
  city: optionalLine(100),
  country: z.preprocess(
    (value) => (empty(value) ? 'BE' : value),
    z.string().regex(/^[A-Z]{2}$/, { error: 'CHOICE_INVALID' }),
  ),
  freePlace: box,
  voucher: optionalLine(40),
  offer: optionalLine(40),
  acceptTerms: box,
  newsletter: box,
});
type Parsed = z.infer<typeof RegistrationInput>;

/** How many walkers a form shows: what it says of itself, within bounds. */
export function walkersOnForm(input: RawInput): number {
  const count = Number(input['walkers'] ?? 1);
  return Number.isInteger(count) ? Math.min(Math.max(count, 1), MOST_WALKERS) : 1;
}

/**
 * Reads a registration from a form, whose further walkers have fields such as `walker2-firstName`, or from a JSON body,
 * which lists them as `moreWalkers`.
 * @throws {InputInvalidError} naming every faulty field at once.
 */
export function parseRegistrationOrder(input: RawInput, language: Language): RegistrationOrder {
  const faults: FieldError[] = [];
  const parsed = collecting(faults, () => parseInput(RegistrationInput, input));
  const walkers: WalkerOrder[] = [];
  for (const [index, raw] of rawWalkers(input, faults).entries()) {
    const walker = collecting(
      faults,
      () => parseInput(WalkerInput, raw),
      (field) => walkerField(index, field as WalkerField),
    );
    if (walker === undefined) continue;
    const { participationType, birthDate, ...rest } = walker;
    walkers.push({ ...rest, participationTypeCode: participationType, birthOn: birthDate });
  }
  if (parsed !== undefined) faults.push(...faultsBetweenFields(parsed));
  if (parsed === undefined || faults.length > 0) {
    // Whoever corrects other fields hears of the terms at once; else they are held with the rules of the edition.
    throw new InputInvalidError(inOrderOfForm(withTerms(faults, box.parse(input['acceptTerms']))));
  }
  return {
    walkers,
    team: teamChoiceOf(parsed),
    email: parsed.email,
    guardian: guardianOf(parsed),
    emergencyContact:
      parsed.emergencyName === null || parsed.emergencyPhone === null
        ? null
        : { name: parsed.emergencyName, phone: parsed.emergencyPhone },
    address:
      parsed.street === null || parsed.postalCode === null || parsed.city === null
        ? null
        : { street: parsed.street, postalCode: parsed.postalCode, city: parsed.city, country: parsed.country },
    addressFollows: input['street'] === undefined,
    freePlace: parsed.freePlace,
    voucherCode: parsed.voucher,
    offerToken: parsed.offer,
    acceptsTerms: parsed.acceptTerms,
    newsletter: parsed.newsletter,
    language,
  };
}

/** Parses, or notes what is wrong under the names that the form has for it. */
function collecting<Result>(
  faults: FieldError[],
  parse: () => Result,
  nameOf: (field: string) => string = (field) => field,
): Result | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof InputInvalidError)) throw error;
    faults.push(...error.fields.map((fault) => ({ ...fault, field: nameOf(fault.field) })));
    return undefined;
  }
}

function rawWalkers(input: RawInput, faults: FieldError[]): RawInput[] {
  const more: unknown = input['moreWalkers'];
  if (more !== undefined && more !== null) {
    if (Array.isArray(more) && more.length < MOST_WALKERS) return [input, ...more.map(rawInput)];
    faults.push({ field: 'moreWalkers', code: 'CHOICE_INVALID' });
    return [];
  }
  return Array.from({ length: walkersOnForm(input) }, (_, index) =>
    Object.fromEntries(WALKER_FIELDS.map((field) => [field, input[walkerField(index, field)]])),
  );
}

/** What is wrong with a field because of another one. */
function faultsBetweenFields(parsed: Parsed): FieldError[] {
  const faults: FieldError[] = [];
  const need = (field: keyof Parsed, others: readonly (keyof Parsed)[]): void => {
    if (parsed[field] === null && others.some((other) => parsed[other] !== null))
      faults.push({ field, code: 'REQUIRED' });
  };
  if (parsed.team === 'new' && parsed.teamName === null) faults.push({ field: 'teamName', code: 'REQUIRED' });
  if (parsed.team === 'join' && parsed.teamSlug === null) faults.push({ field: 'teamSlug', code: 'REQUIRED' });
  if (parsed.guardianIsMe) {
    if (parsed.guardianName === null) faults.push({ field: 'guardianName', code: 'REQUIRED' });
  } else {
    need('guardianName', ['guardianEmail']);
    need('guardianEmail', ['guardianName']);
    // A child who answers for itself is no guardian: whoever is one says so.
    if (parsed.guardianEmail !== null && parsed.guardianEmail === parsed.email) {
      faults.push({ field: 'guardianEmail', code: 'GUARDIAN_HAS_YOUR_EMAIL' });
    }
  }
  need('emergencyName', ['emergencyPhone']);
  need('emergencyPhone', ['emergencyName']);
  need('street', ['postalCode', 'city']);
  need('postalCode', ['street', 'city']);
  need('city', ['street', 'postalCode']);
  return faults;
}

/** In the order in which a person meets the fields. */
function inOrderOfForm(faults: readonly FieldError[]): FieldError[] {
  const order = ['participationType', 'distanceKm', 'team', 'teamName', 'teamSlug', 'firstName', 'lastName', 'email'];
  const walkerNumber = (field: string): number => Number(/^walker(\d+)-/.exec(field)?.[1] ?? 0);
  const last = ['guardianName', 'guardianEmail', 'acceptTerms', 'newsletter'];
  const rank = (field: string): number => {
    if (order.includes(field)) return order.indexOf(field);
    if (last.includes(field)) return 1_000 + last.indexOf(field);
    return walkerNumber(field) > 0 ? 100 + walkerNumber(field) : 50;
  };
  return [...faults].sort((a, b) => rank(a.field) - rank(b.field));
}

function guardianOf({ guardianName, guardianEmail, guardianIsMe }: Parsed): Guardian | null {
  if (guardianName === null) return null;
  if (guardianIsMe) return { kind: 'account-holder', name: guardianName };
  return guardianEmail === null ? null : { kind: 'by-mail', name: guardianName, email: guardianEmail };
}

function teamChoiceOf({ team, teamName, teamSlug, invitation }: Parsed): TeamChoice {
  switch (team) {
    case 'alone':
      return { kind: 'alone' };
    case 'new':
      return { kind: 'new', name: teamName ?? '' };
    case 'join':
      return { kind: 'join', slug: teamSlug ?? '', invitation };
  }
}
