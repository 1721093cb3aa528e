import { Injectable } from '@nestjs/common';
import type { Edition } from '../../domain/edition.js';
import type { GiftTo } from '../../donations/index.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import type { GiftDeskTarget } from './pages/gift-desk.js';

/** Of teams and of walkers that a search for a place finds. */
const MOST_MATCHES = 8;

/** Finds where a gift could go, by what somebody typed. */
@Injectable()
export class FindGiftPages {
  constructor(
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  /** Walkers first, then teams; a few of each. */
  async named(edition: Edition, text: string): Promise<GiftDeskTarget[]> {
    const [teams, walkers] = await Promise.all([
      this.teams.search(edition, text, MOST_MATCHES),
      this.walkers.search(edition, text, MOST_MATCHES),
    ]);
    return [
      ...walkers.map(({ slug, name, raisedMinor }) => ({ kind: 'walker' as const, slug, name, raisedMinor })),
      ...teams.map(({ slug, name, raisedMinor }) => ({ kind: 'team' as const, slug, name, raisedMinor })),
    ];
  }
}

/** Reads `edition`, `team/SLUG` or `walker/SLUG`; `null` for anything else. */
export function giftToOf(text: string): GiftTo | null {
  if (text === 'edition') return { kind: 'edition' };
  const [kind, slug] = text.split('/', 2);
  return (kind === 'team' || kind === 'walker') && slug !== undefined && slug !== '' ? { kind, slug } : null;
}

/** Writes whom a gift is for as a form holds it. */
export function giftToText(to: { readonly kind: GiftTo['kind']; readonly slug?: string | null }): string {
  return to.kind === 'edition' || to.slug == null ? 'edition' : `${to.kind}/${to.slug}`;
}
