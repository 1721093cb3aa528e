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
  type RawInput,
  requiredLine,
} from '../platform/http/input.js';
import type { RegistrationOrder, TeamChoice } from './start-registration.js';

const RegistrationInput = z.object({
  participationType: requiredLine(63),
  team: z.preprocess(
    (value) => (value === undefined || value === '' ? 'alone' : value),
    z.enum(['alone', 'new', 'join'], { error: 'CHOICE_INVALID' }),
  ),
  teamName: optionalLine(100),
  teamSlug: optionalLine(80),
  firstName: requiredLine(100),
  lastName: requiredLine(100),
  email,
  birthDate: day,
  guardianName: optionalLine(200),
  guardianEmail: optionalEmail,
  distanceKm: z.preprocess(
    (value) => (value === undefined || value === null || value === '' ? null : Number(value)),
    z
      .number({ error: 'DISTANCE_INVALID' })
      .int({ error: 'DISTANCE_INVALID' })
      .min(1, { error: 'DISTANCE_INVALID' })
      .max(300, { error: 'DISTANCE_INVALID' })
      .nullable(),
  ),
  freePlace: box,
  acceptTerms: box,
  newsletter: box,
});

/** Reads a registration from a form or a JSON body. @throws {InputInvalidError} naming every faulty field at once. */
export function parseRegistrationOrder(input: RawInput, language: Language): RegistrationOrder {
  const faults: FieldError[] = [];
  if (!box.parse(input['acceptTerms'])) faults.push({ field: 'acceptTerms', code: 'MUST_ACCEPT' });
  let parsed: z.infer<typeof RegistrationInput> | undefined;
  try {
    parsed = parseInput(RegistrationInput, input);
  } catch (error) {
    if (!(error instanceof InputInvalidError)) throw error;
    faults.unshift(...error.fields);
  }
  if (parsed?.team === 'new' && parsed.teamName === null) faults.push({ field: 'teamName', code: 'REQUIRED' });
  if (parsed?.team === 'join' && parsed.teamSlug === null) faults.push({ field: 'teamSlug', code: 'REQUIRED' });
  if (parsed !== undefined && (parsed.guardianName === null) !== (parsed.guardianEmail === null)) {
    faults.push({ field: parsed.guardianName === null ? 'guardianName' : 'guardianEmail', code: 'REQUIRED' });
  }
  if (parsed === undefined || faults.length > 0) throw new InputInvalidError(faults);
  return {
    participationTypeCode: parsed.participationType,
    team: teamChoiceOf(parsed),
    firstName: parsed.firstName,
    lastName: parsed.lastName,
    email: parsed.email,
    birthOn: parsed.birthDate,
    guardian:
      parsed.guardianName === null || parsed.guardianEmail === null
        ? null
        : { name: parsed.guardianName, email: parsed.guardianEmail },
    distanceKm: parsed.distanceKm,
    freePlace: parsed.freePlace,
    newsletter: parsed.newsletter,
    language,
  };
}

function teamChoiceOf({ team, teamName, teamSlug }: z.infer<typeof RegistrationInput>): TeamChoice {
  switch (team) {
    case 'alone':
      return { kind: 'alone' };
    case 'new':
      return { kind: 'new', name: teamName ?? '' };
    case 'join':
      return { kind: 'join', slug: teamSlug ?? '' };
  }
}
