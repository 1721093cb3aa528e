import { Injectable } from '@nestjs/common';
import type { Edition } from '../../domain/edition.js';
import { shown } from '../../domain/shown-page.js';
import type { GiftTo } from '../../donations/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadTotals, type Total } from '../../totals/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import type { Target } from './pages/index.js';

/** Whom a gift is for, by name, and how far they are. */
export interface TargetProgress {
  readonly target: Target;
  readonly total: Total & { readonly goalMinor: number };
}

/** Finds whom a gift is for. */
@Injectable()
export class Targets {
  constructor(
    private readonly totals: ReadTotals,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  /** @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND` */
  async find(edition: Edition, to: GiftTo): Promise<TargetProgress> {
    switch (to.kind) {
      case 'edition': {
        const total = await this.totals.ofKey({ scope: 'edition', scopeId: edition.id });
        return { target: to, total: { ...total, goalMinor: edition.goalMinor } };
      }
      case 'team': {
        const { id, slug, name, goalMinor } = shown(await this.teams.bySlug(edition, to.slug));
        const total = await this.totals.ofKey({ scope: 'team', scopeId: id });
        return { target: { kind: 'team', slug, name }, total: { ...total, goalMinor } };
      }
      case 'walker': {
        const { pageId, slug, name, goalMinor } = shown(await this.walkers.bySlug(edition, to.slug));
        const total = await this.totals.ofKey({ scope: 'page', scopeId: pageId });
        return { target: { kind: 'walker', slug, name }, total: { ...total, goalMinor } };
      }
    }
  }
}
