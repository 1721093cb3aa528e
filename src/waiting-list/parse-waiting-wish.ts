import { z } from 'zod';
import type { Language } from '../domain/language.js';
import { email, parseInput, type RawInput, requiredLine } from '../platform/http/input.js';
import { MOST_WALKERS } from '../registration/index.js';

/** What somebody who wants to wait for a place says, already valid field by field. */
export interface WaitingWish {
  readonly participationTypeCode: string;
  readonly name: string;
  readonly email: string;
  /** All of them come free together, or none is offered. */
  readonly places: number;
  readonly language: Language;
}

const WishInput = z.object({
  participationType: requiredLine(63),
  name: requiredLine(200),
  email,
  places: z.coerce
    .number({ error: 'CHOICE_INVALID' })
    .int({ error: 'CHOICE_INVALID' })
    .min(1, { error: 'CHOICE_INVALID' })
    .max(MOST_WALKERS, { error: 'CHOICE_INVALID' }),
});

/** Reads the wish to wait from a form. @throws {InputInvalidError} naming every faulty field at once. */
export function parseWaitingWish(input: RawInput, language: Language): WaitingWish {
  const { participationType, ...wish } = parseInput(WishInput, input);
  return { ...wish, participationTypeCode: participationType, language };
}
