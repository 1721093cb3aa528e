import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DONATIONS_LIST } from './donations-list.js';
import { type ListDefinition, listQueryOf } from './list.js';
import { DONORS_LIST, TEAMS_LIST, WALKERS_LIST } from './people-lists.js';
import { type Cell, ReadList } from './read-list.js';

/** The first rows of one list that a search found. */
export interface Finding {
  readonly list: ListDefinition;
  readonly columns: ReturnType<typeof listQueryOf>['columns'];
  readonly rows: readonly { readonly id: string; readonly cells: readonly Cell[] }[];
  /** Whether there are more. */
  readonly more: boolean;
}

/** So many rows of each list are shown; the list itself has all. */
const MOST_ROWS = 6;

/** What is looked through, and what is shown of it: enough to know which one it is. */
const PLACES: readonly { readonly list: ListDefinition; readonly columns: readonly string[] }[] = [
  { list: DONORS_LIST, columns: ['donor', 'email', 'gifts', 'raised'] },
  { list: DONATIONS_LIST, columns: ['startedAt', 'donor', 'walker', 'team', 'status', 'amount'] },
  { list: TEAMS_LIST, columns: ['team', 'captain', 'walkers', 'raised'] },
  { list: WALKERS_LIST, columns: ['firstName', 'lastName', 'publicName', 'email', 'team', 'participationType'] },
];

/** One question to donors, gifts, teams and walkers. */
@Injectable()
export class SearchEverything {
  constructor(private readonly lists: ReadList) {}

  /**
   * What each list has of it, in the words of the lists themselves, so that "all of them" shows the same.
   * @param typed at most 200 characters count; nothing finds nothing
   * @param personal whether who asks may see who people are
   */
  async execute(edition: Edition, typed: string, personal: boolean): Promise<Finding[]> {
    if (typed.trim() === '') return [];
    return Promise.all(
      PLACES.map(async ({ list, columns: column }) => {
        const query = listQueryOf(list, { q: typed, column }, personal);
        const { rows, nextCursor } = await this.lists.page(list, query, edition, { limit: MOST_ROWS, cursor: null });
        return { list, columns: query.columns, rows, more: nextCursor !== null };
      }),
    );
  }
}
