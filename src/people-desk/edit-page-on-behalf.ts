import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { idFrom, type PageId, type TeamId, type WalkerId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { goalField, PAGE_BOUNDS } from '../fundraising-pages/index.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { optionalText, parseInput, type RawInput, requiredLine } from '../platform/http/input.js';
import { MOST_GOAL_MINOR, type OrganisersAct, requireOwnName } from '../team-life/index.js';
import { seenOf } from './seen.js';

/** Whose page it is. */
export interface PageOwner {
  readonly kind: 'walker' | 'team';
  readonly id: string;
}

/** What organisers can change of a page. */
export interface PageWords {
  /** The name of the walker or the team, as it stands on public pages. */
  readonly name: string;
  readonly story: string;
  readonly goalMinor: Minor;
}

/** A page with its words, and whether organisers hide it. */
export interface StoredPage {
  readonly pageId: PageId;
  readonly ownerId: WalkerId | TeamId;
  readonly words: PageWords;
  readonly hiddenAt: Date | null;
}

const NAME_CHARACTERS = 100;
const FORMS = {
  walker: formFor(PAGE_BOUNDS.mostGoalMinor),
  team: formFor(MOST_GOAL_MINOR),
} as const;

function formFor(mostGoalMinor: number) {
  return z.object({
    name: requiredLine(NAME_CHARACTERS),
    story: optionalText(PAGE_BOUNDS.storyCharacters),
    goal: goalField(mostGoalMinor),
  });
}

/** Reads the words of a page from a form. @throws {InputInvalidError} naming every faulty field. */
export function parsePageWords(kind: PageOwner['kind'], input: RawInput): PageWords {
  const { name, story, goal } = parseInput(FORMS[kind], input);
  return { name, story: story ?? '', goalMinor: goal };
}

/** Changes what a page says in place of whose it is, and hides and shows it. Gifts stay, and addresses go on working. */
@Injectable()
export class EditPageOnBehalf {
  constructor(private readonly database: Database) {}

  /** A page as it stands. @throws {DomainError} `WALKER_NOT_FOUND`, `TEAM_NOT_FOUND` */
  read(edition: Edition, owner: PageOwner): Promise<StoredPage> {
    return storedPage(this.database, edition, owner);
  }

  /**
   * Nothing happens where it all stands there already.
   * @param seen what the organiser saw, by {@link seenOf} over its words
   * @throws {InputInvalidError} `TEAM_NAME_TAKEN`. @throws {DomainError} `WALKER_NOT_FOUND`, `TEAM_NOT_FOUND`,
   *   `CHANGED_MEANWHILE`
   */
  async edit({ edition, actor, reason }: OrganisersAct, owner: PageOwner, words: PageWords, seen: string) {
    await this.database.transaction(async (tx) => {
      const stored = await storedPage(tx, edition, owner, 'locked');
      const keys = (Object.keys(words) as (keyof PageWords)[]).filter((key) => words[key] !== stored.words[key]);
      if (keys.length === 0) return;
      if (seenOf(stored.words) !== seen) throw new DomainError('CHANGED_MEANWHILE', 'The page was changed since');
      if (owner.kind === 'team') {
        await requireOwnName(tx, edition, stored.ownerId as TeamId, words.name);
        await tx.rows(`UPDATE team SET name = $2 WHERE id = $1`, [stored.ownerId, words.name]);
      } else await tx.rows(`UPDATE walker SET public_name = $2 WHERE id = $1`, [stored.ownerId, words.name]);
      await tx.rows(
        `UPDATE fundraising_page SET story = $2, goal_minor = $3,
                goal_set_at = CASE WHEN goal_minor = $3 THEN goal_set_at ELSE coalesce(goal_set_at, now()) END
          WHERE id = $1`,
        [stored.pageId, words.story, words.goalMinor],
      );
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'edit-page',
        subject: { kind: owner.kind, id: stored.ownerId },
        before: Object.fromEntries(keys.map((key) => [key, stored.words[key]])),
        after: Object.fromEntries(keys.map((key) => [key, words[key]])),
        reason,
      });
    });
  }

  /** @throws {DomainError} `WALKER_NOT_FOUND`, `TEAM_NOT_FOUND` */
  async hide({ edition, actor, reason }: OrganisersAct, owner: PageOwner, hidden: boolean): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { pageId, ownerId, hiddenAt } = await storedPage(tx, edition, owner, 'locked');
      if ((hiddenAt !== null) === hidden) return;
      await tx.rows(`UPDATE fundraising_page SET hidden_at = CASE WHEN $2 THEN now() END WHERE id = $1`, [
        pageId,
        hidden,
      ]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: hidden ? 'hide-page' : 'show-page',
        subject: { kind: owner.kind, id: ownerId },
        before: { hidden: !hidden },
        after: { hidden },
        reason,
      });
    });
  }
}

/** @throws {DomainError} `WALKER_NOT_FOUND`, `TEAM_NOT_FOUND` */
export async function storedPage(
  database: Queryable,
  edition: Edition,
  { kind, id }: PageOwner,
  lock: 'locked' | 'free' = 'free',
): Promise<StoredPage> {
  const name = kind === 'team' ? 'o.name' : 'o.public_name';
  const [row] = await database.rows<{
    id: PageId;
    owner_id: WalkerId | TeamId;
    name: string;
    story: string;
    goal_minor: string;
    hidden_at: Date | null;
  }>(
    `SELECT p.id, o.id AS owner_id, ${name} AS name, p.story, p.goal_minor, p.hidden_at
       FROM ${kind} o JOIN fundraising_page p ON p.${kind}_id = o.id
      WHERE o.id = $1::uuid AND o.edition_id = $2 ${lock === 'locked' ? 'FOR NO KEY UPDATE OF o, p' : ''}`,
    [idFrom(id), edition.id],
  );
  if (row === undefined) throw new DomainError(kind === 'team' ? 'TEAM_NOT_FOUND' : 'WALKER_NOT_FOUND', `No ${kind}`);
  return {
    pageId: row.id,
    ownerId: row.owner_id,
    words: { name: row.name, story: row.story, goalMinor: minor(Number(row.goal_minor)) },
    hiddenAt: row.hidden_at,
  };
}
