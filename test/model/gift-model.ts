/**
 * What gifts, totals and acts on them should come to, in as few words as possible and without a line of the platform's own
 * arithmetic: what the real database is held against.
 */

/** Places by number: 0 the edition, 1 to 3 walkers, 4 to 6 their teams, in the same order. */
export type Place = 0 | 1 | 2 | 3 | 4 | 5 | 6;
export const PLACES: readonly Place[] = [0, 1, 2, 3, 4, 5, 6];

interface Part {
  /** The part that is the gift itself is 0. */
  readonly key: number;
  place: Place;
  share: number;
}

/** What Stripe told of one refund or dispute; of two words about one object the later stays. */
interface Told {
  readonly amount: number;
  readonly holds: boolean;
  readonly at: number;
}

interface Act {
  readonly kind: 'move' | 'split';
  readonly subject: number;
  readonly before: readonly Readonly<Part>[];
  undone: boolean;
}

/** One donor's gifts that went to another. */
interface Merge {
  readonly from: number;
  readonly into: number;
  readonly gifts: readonly ModelGift[];
  undone: boolean;
}

/** What a sponsor adds. */
interface ModelMatch {
  readonly place: 0 | 1 | 2 | 3;
  readonly percent: number;
  readonly cap: number;
  /** When somebody closed it; `null` while it follows every gift. Microseconds since 1970. */
  endedAt: number | null;
}

/** Rows of a list, and what they come to. */
export interface ListFigures {
  readonly count: number;
  readonly sum: number;
}

export interface ModelGift {
  readonly amount: number;
  donor: number;
  processing: boolean;
  paid: boolean;
  /** When it was paid, by Stripe's clock, which no model has; wanted where a match is closed. Microseconds since 1970. */
  paidAt: number | null;
  readonly refunds: Map<string, Told>;
  readonly disputes: Map<string, Told>;
  parts: Part[];
  readonly acts: Act[];
  made: number;
}

/** A word from Stripe about a gift, once it is processed. */
export type Word = Payment | TakenBack;

interface Payment {
  readonly kind: 'processing' | 'succeeded';
}

interface TakenBack extends Told {
  readonly kind: 'refund' | 'dispute';
  readonly id: string;
}

export interface PartAmounts {
  readonly place: Place;
  readonly amount: number;
  readonly refunded: number;
  readonly disputed: number;
  readonly raised: number;
  readonly onItsWay: number;
}

export class GiftModel {
  readonly gifts: ModelGift[] = [];
  readonly matches: ModelMatch[] = [];
  readonly merges: Merge[] = [];

  give(place: Place, amount: number, donor: number): void {
    this.gifts.push({
      amount,
      donor,
      processing: false,
      paid: false,
      paidAt: null,
      refunds: new Map(),
      disputes: new Map(),
      parts: [{ key: 0, place, share: amount }],
      acts: [],
      made: 1,
    });
  }

  hear(gift: ModelGift, word: Word): void {
    switch (word.kind) {
      case 'processing':
        gift.processing = true;
        break;
      case 'succeeded':
        gift.paid = true;
        break;
      case 'refund':
        keepLater(gift.refunds, word);
        break;
      case 'dispute':
        keepLater(gift.disputes, word);
    }
  }

  /** Why a gift's part cannot be moved there; `null` when it can. */
  refusesMove(gift: ModelGift, part: number, place: Place): string | null {
    return gift.parts[part]?.place === place ? 'GIFT_STANDS_THERE' : null;
  }

  move(gift: ModelGift, index: number, place: Place): void {
    const part = gift.parts[index];
    if (part === undefined) throw new Error('no such part');
    gift.acts.push({ kind: 'move', subject: part.key, before: [{ ...part }], undone: false });
    part.place = place;
  }

  refusesSplit(gift: ModelGift): string | null {
    return gift.parts.length > 1 ? 'GIFT_IS_SPLIT' : null;
  }

  /** The part that stays is the gift itself, else the first. */
  split(gift: ModelGift, shares: readonly { readonly place: Place; readonly share: number }[]): void {
    const [whole] = gift.parts;
    if (whole === undefined) throw new Error('a gift has a part');
    gift.acts.push({ kind: 'split', subject: 0, before: [{ ...whole }], undone: false });
    const first = Math.max(
      0,
      shares.findIndex(({ place }) => place === whole.place),
    );
    const ordered = [...shares.slice(first, first + 1), ...shares.slice(0, first), ...shares.slice(first + 1)];
    gift.parts = ordered.map((it, index) => ({ ...it, key: index === 0 ? 0 : gift.made + index - 1 }));
    gift.made += shares.length - 1;
  }

  refusesUndo(gift: ModelGift, index: number): string | null {
    const act = gift.acts[index];
    if (act === undefined) return 'GIFT_ACT_NOT_FOUND';
    if (act.undone) return 'GIFT_ACT_UNDONE';
    const later = gift.acts.slice(index + 1).filter(({ undone }) => !undone);
    return later.some(({ subject }) => act.kind === 'split' || subject === act.subject) ? 'GIFT_ACT_OVERTAKEN' : null;
  }

  undo(gift: ModelGift, index: number): void {
    const act = gift.acts[index];
    const [found] = act?.before ?? [];
    if (act === undefined || found === undefined) throw new Error('no such act');
    act.undone = true;
    if (act.kind === 'split') gift.parts = [{ ...found }];
    else for (const part of gift.parts) if (part.key === act.subject) part.place = found.place;
  }

  /** Why one donor cannot become another; `null` when they can. */
  refusesMerge(from: number, into: number): string | null {
    const gave = (donor: number): boolean => this.gifts.some((gift) => gift.donor === donor);
    if (from === into && gave(from)) return 'DONORS_ARE_ONE';
    return gave(from) && gave(into) ? null : 'DONOR_NOT_FOUND';
  }

  merge(from: number, into: number): void {
    const gifts = this.gifts.filter(({ donor }) => donor === from);
    this.merges.push({ from, into, gifts, undone: false });
    for (const gift of gifts) gift.donor = into;
  }

  refusesUndoMerge(index: number): string | null {
    const merge = this.merges[index];
    if (merge === undefined) return 'DONOR_MERGE_NOT_FOUND';
    if (merge.undone) return 'DONOR_MERGE_UNDONE';
    return merge.gifts.every(({ donor }) => donor === merge.into) ? null : 'DONOR_MERGE_OVERTAKEN';
  }

  undoMerge(index: number): void {
    const merge = this.merges[index];
    if (merge === undefined) throw new Error('no such merge');
    merge.undone = true;
    for (const gift of merge.gifts) gift.donor = merge.from;
  }

  /** What is left of a gift, all parts together. */
  leftOf(gift: ModelGift): number {
    return this.partsOf(gift).reduce((sum, { raised }) => sum + raised, 0);
  }

  /** The rows of the organisers' list of gifts, narrowed to some places. */
  giftsAt(places: readonly Place[]): ListFigures {
    const parts = this.gifts.flatMap((gift) => this.partsOf(gift)).filter(({ place }) => places.includes(place));
    return { count: parts.length, sum: parts.reduce((sum, { raised }) => sum + raised, 0) };
  }

  /** The rows of the list of donors: what is left of whom anything is left, the largest first; or left in some places. */
  donorsLeft(places: readonly Place[] = PLACES): number[] {
    const left = new Map<number, number>();
    for (const gift of this.gifts) {
      const here = this.partsOf(gift).filter(({ place }) => places.includes(place));
      left.set(gift.donor, (left.get(gift.donor) ?? 0) + here.reduce((sum, { raised }) => sum + raised, 0));
    }
    return [...left.values()].filter((sum) => sum > 0).sort((a, b) => b - a);
  }

  /** Where each part of a gift stands. */
  partsOf(gift: ModelGift): PartAmounts[] {
    const sum = (told: ReadonlyMap<string, Told>): number =>
      [...told.values()].reduce((all, { amount, holds }) => all + (holds ? amount : 0), 0);
    const refunded = gift.paid ? Math.min(gift.amount, sum(gift.refunds)) : 0;
    const disputed = gift.paid ? Math.min(gift.amount - refunded, sum(gift.disputes)) : 0;
    const shares = gift.parts.map(({ share }) => share);
    const back = largestRemainders(refunded, shares);
    const left = shares.map((share, index) => share - (back[index] ?? 0));
    const held = largestRemainders(disputed, left);
    return gift.parts.map(({ place, share }, index) => ({
      place,
      amount: share,
      refunded: back[index] ?? 0,
      disputed: held[index] ?? 0,
      raised: gift.paid ? share - (back[index] ?? 0) - (held[index] ?? 0) : 0,
      onItsWay: gift.processing && !gift.paid ? share : 0,
    }));
  }

  /** What each place has raised with its own gifts and matches, without what stands inside it elsewhere. */
  private at(place: Place, what: 'raised' | 'onItsWay' | 'gifts'): number {
    return this.gifts
      .flatMap((gift) => this.partsOf(gift))
      .filter((part) => part.place === place)
      .reduce((all, part) => all + (what === 'gifts' ? Number(part.raised > 0) : part[what]), 0);
  }

  private matched(place: Place): number {
    const under: readonly Place[] = place === 0 ? PLACES : [place];
    const givenUntil = (end: number | null): number =>
      this.gifts
        .filter(({ paidAt }) => end === null || (paidAt !== null && paidAt < end))
        .flatMap((gift) => this.partsOf(gift))
        .reduce((all, part) => all + (under.includes(part.place) ? part.raised : 0), 0);
    return this.matches
      .filter((match) => match.place === place)
      .reduce(
        (all, { percent, cap, endedAt }) => all + Math.min(cap, Math.floor((givenUntil(endedAt) * percent) / 100)),
        0,
      );
  }

  /** Every total: `edition`, `page 1` to `page 6`, `team 1` to `team 3`; those of nothing are left out. */
  totals(): Record<string, { raised: number; onItsWay: number; gifts: number; donors: number }> {
    const scopes: [string, readonly Place[]][] = [
      ['edition', PLACES],
      ...PLACES.slice(1).map((place): [string, readonly Place[]] => [`page ${String(place)}`, [place]]),
      ...([1, 2, 3] as const).map((n): [string, readonly Place[]] => [`team ${String(n)}`, [n, (n + 3) as Place]]),
    ];
    const found: Record<string, { raised: number; onItsWay: number; gifts: number; donors: number }> = {};
    for (const [name, places] of scopes) {
      const all = (what: 'raised' | 'onItsWay' | 'gifts'): number =>
        places.reduce<number>((sum, place) => sum + this.at(place, what), 0);
      const matched = places.reduce<number>((sum, place) => sum + this.matched(place), 0);
      const total = { raised: all('raised') + matched, onItsWay: all('onItsWay'), gifts: all('gifts') };
      if (total.raised + total.onItsWay + total.gifts === 0) continue;
      found[name] = { ...total, donors: this.donorsLeft(places).length };
    }
    return found;
  }
}

function keepLater(told: Map<string, Told>, word: TakenBack): void {
  const known = told.get(word.id);
  if (known === undefined || known.at < word.at) told.set(word.id, word);
}

/** Amounts are small here: no product leaves the safe integers. */
function largestRemainders(amount: number, weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  if (all === 0) return weights.map(() => 0);
  const shares = weights.map((weight) => Math.floor((amount * weight) / all));
  const rest = amount - shares.reduce((sum, share) => sum + share, 0);
  const odd = weights
    .map((weight, index) => ({ index, over: (amount * weight) % all }))
    .sort((a, b) => b.over - a.over || a.index - b.index)
    .slice(0, rest);
  for (const { index } of odd) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}
