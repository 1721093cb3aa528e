import { minor } from '../../src/domain/money.js';
import type { GiftStep } from '../../src/cli/rehearsal/steps.js';

/** The course of a gift by Bancontact that is paid at once. */
export const BANCONTACT = { kind: 'paid', method: 'bancontact', declinedFirst: false } as const;

/** A gift to the whole walk, paid by Bancontact, of a donor and an amount of its own, by which it is known again. */
export function giftStep(donor: string, amountMinor: number): GiftStep {
  return {
    key: `gift of ${donor}`,
    atMs: 0,
    language: 'nl',
    donor: { key: donor, email: `${donor}@example.org`, company: null, name: 'Marleen' },
    target: { kind: 'edition' },
    amountMinor: minor(amountMinor),
    message: null,
    anonymous: false,
    course: BANCONTACT,
    afterwards: [],
    deskAct: null,
  };
}
