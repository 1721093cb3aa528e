import { Injectable } from '@nestjs/common';
import type { Edition } from '../../domain/edition.js';
import type { PageId } from '../../domain/ids.js';
import { shown } from '../../domain/shown-page.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadTotals, type Total } from '../../totals/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import type { Target } from '../shared/page-context.js';

/** A page that people share, and how far it is. */
export interface SharedPage {
  readonly target: Target;
  readonly total: Total;
  readonly goalMinor: number;
  /** `null` for the edition, which has no photo. */
  readonly pageId: PageId | null;
}

/** What an address says of whose page it is about. */
export interface SharedPageParams {
  readonly team?: string;
  readonly walker?: string;
}

/** Where what is shared hangs: under the edition, a team or a walker. */
export const SHARED_PATHS = ['', 'teams/:team/', 'walkers/:walker/'] as const;

/** Finds the page that an address is about. */
@Injectable()
export class SharedPages {
  constructor(
    private readonly totals: ReadTotals,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  /** @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND` */
  async find(edition: Edition, { team, walker }: SharedPageParams): Promise<SharedPage> {
    if (team !== undefined) {
      const { id, slug, name, goalMinor, pageId } = shown(await this.teams.bySlug(edition, team));
      const total = await this.totals.ofKey({ scope: 'team', scopeId: id });
      return { target: { kind: 'team', slug, name }, total, goalMinor, pageId };
    }
    if (walker !== undefined) {
      const { slug, name, goalMinor, pageId } = shown(await this.walkers.bySlug(edition, walker));
      const total = await this.totals.ofKey({ scope: 'page', scopeId: pageId });
      return { target: { kind: 'walker', slug, name }, total, goalMinor, pageId };
    }
    const total = await this.totals.ofKey({ scope: 'edition', scopeId: edition.id });
    return { target: { kind: 'edition' }, total, goalMinor: edition.goalMinor, pageId: null };
  }
}
