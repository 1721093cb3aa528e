import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type FieldErrorCode, InputInvalidError } from '../domain/errors.js';
import type { PageId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { Database } from '../platform/database/database.js';
import { postgresErrorCode } from '../platform/database/postgres-errors.js';
import { box, optionalLine, optionalText, parseEuros, parseInput, type RawInput } from '../platform/http/input.js';
import { faultOfShortAddress, shortAddressOf } from './short-address.js';

/** Who finds a page: everybody, in lists and by searching, or whoever has its link. */
export const VISIBILITIES = ['public', 'by-link'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** What a page's owner may write and choose. */
export interface PageContent {
  readonly story: string;
  readonly goalMinor: Minor;
  readonly visibility: Visibility;
  readonly photoHidden: boolean;
  /** `null`: none. */
  readonly shortAddress: string | null;
}

export const PAGE_BOUNDS = {
  storyCharacters: 5_000,
  leastGoalMinor: 10_00,
  mostGoalMinor: 100_000_00,
} as const;

const isFault = (code: FieldErrorCode | null): code is FieldErrorCode => code !== null;

/** The field of an own short address; empty is none. */
export const shortAddressField = optionalLine(200).transform((typed, context) => {
  if (typed === null) return null;
  const address = shortAddressOf(typed);
  const fault = faultOfShortAddress(address);
  if (isFault(fault)) context.addIssue({ code: 'custom', message: fault });
  return address;
});

/** The field of a goal in euros, of {@link PAGE_BOUNDS}.leastGoalMinor at least. */
export const goalField = (mostGoalMinor: number) =>
  optionalLine(40).transform((typed, context) => {
    const amountMinor = typed === null ? null : parseEuros(typed);
    const fault =
      typed === null
        ? 'REQUIRED'
        : amountMinor === null
          ? 'AMOUNT_INVALID'
          : amountMinor < PAGE_BOUNDS.leastGoalMinor
            ? 'AMOUNT_TOO_SMALL'
            : amountMinor > mostGoalMinor
              ? 'AMOUNT_TOO_LARGE'
              : null;
    if (isFault(fault)) context.addIssue({ code: 'custom', message: fault });
    return amountMinor ?? minor(PAGE_BOUNDS.leastGoalMinor);
  });

const PageForm = z.object({
  story: optionalText(PAGE_BOUNDS.storyCharacters),
  goal: goalField(PAGE_BOUNDS.mostGoalMinor),
  shortAddress: shortAddressField,
  visibility: z.enum(VISIBILITIES, { error: 'CHOICE_INVALID' }),
  hidePhoto: box,
});

/** Reads the form of a page. @throws {InputInvalidError} naming every faulty field. */
export function parsePageContent(input: RawInput): PageContent {
  const { story, goal, shortAddress, visibility, hidePhoto } = parseInput(PageForm, input);
  return { story: story ?? '', goalMinor: goal, shortAddress, visibility, photoHidden: hidePhoto };
}

/** Changes what a page says. Who calls has made sure that the page is the caller's own. */
@Injectable()
export class EditPage {
  constructor(private readonly database: Database) {}

  /** @throws {InputInvalidError} `ADDRESS_TAKEN` when the short address is somebody else's; nothing is changed then */
  async execute(pageId: PageId, content: PageContent): Promise<void> {
    await orAddressTaken(
      this.database.rows(
        `UPDATE fundraising_page SET story = $2, goal_minor = $3, visibility = $4, photo_hidden = $5,
           short_address = $6, goal_set_at = coalesce(goal_set_at, now()) WHERE id = $1`,
        [pageId, content.story, content.goalMinor, content.visibility, content.photoHidden, content.shortAddress],
      ),
    );
  }
}

/**
 * Waits for the writing of a page, of which nothing but its short address is unique.
 * @throws {InputInvalidError} `ADDRESS_TAKEN` when that is somebody else's
 */
export async function orAddressTaken(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (postgresErrorCode(error) !== '23505') throw error;
    throw new InputInvalidError([{ field: 'shortAddress', code: 'ADDRESS_TAKEN' }]);
  }
}
