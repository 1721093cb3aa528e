import type { RegistrationStep } from '../../src/cli/rehearsal/steps.js';
import { minor } from '../../src/domain/money.js';

type Named = Pick<RegistrationStep, 'firstName' | 'email'>;

/** Somebody alone on a route of their own with a free place, which is valid at once; but for what is said otherwise. */
export function walkerStep(person: Named & Partial<RegistrationStep>): RegistrationStep {
  return {
    key: person.email,
    atMs: 0,
    language: 'nl',
    participationType: 'own-route',
    birthDate: '1988-02-03',
    guardian: null,
    distanceKm: 12,
    freePlace: true,
    feeMinor: minor(0),
    course: { kind: 'free' },
    team: { kind: 'alone' },
    lastName: 'Peeters',
    ...person,
  };
}
