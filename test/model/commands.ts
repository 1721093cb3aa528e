import { expect } from '@jest/globals';
import fc from 'fast-check';
import { stripeId } from '../factories/stripe-events.js';
import { type GiftModel, type ModelGift, type Place, PLACES } from './gift-model.js';
import type { Outcome, RealWalk } from './real-walk.js';

/** One step of a history. */
export type Command = fc.AsyncCommand<GiftModel, RealWalk>;
/** Whether the process dies at the commit, after it, or not at all. */
type Crash = 'no' | 'before' | 'after';

/** A command that is about one of the gifts that there are. */
function onGift(
  name: string,
  which: number,
  run: (model: GiftModel, real: RealWalk, gift: ModelGift, index: number) => Promise<void>,
): Command {
  return {
    check: ({ gifts }) => gifts.length > 0,
    async run(model, real) {
      const index = which % model.gifts.length;
      const gift = model.gifts[index];
      if (gift === undefined) throw new Error('No such gift');
      await run(model, real, gift, index);
      await agree(model, real);
    },
    toString: () => `${name}, gift ${String(which)}`,
  };
}

/** Has an organiser act on both sides: refused for the same reason, done once, or lost whole with the connection. */
async function act(
  crash: Crash,
  refusal: () => string | null,
  real: (dies: boolean) => Promise<Outcome>,
  apply: () => void,
): Promise<void> {
  const expected = refusal() ?? 'done';
  const outcome = await real(crash === 'before');
  if (outcome === 'crashed') return;
  expect(outcome).toBe(expected);
  if (outcome !== 'done') return;
  apply();
  if (crash !== 'after') return;
  // It was done and whoever asked did not hear of it: asking again is answered as the model answers it.
  const again = refusal() ?? 'done';
  expect(await real(false)).toBe(again);
  if (again === 'done') apply();
}

async function comesTo(outcome: Promise<Outcome>, expected: Outcome): Promise<void> {
  expect(await outcome).toBe(expected);
}

async function processAll(model: GiftModel, real: RealWalk, crash: Crash, newestFirst: boolean): Promise<void> {
  const batch = newestFirst ? [...real.waiting].reverse() : [...real.waiting];
  const hear = (done: RealWalk['waiting']): void => {
    for (const { gift, word } of done) {
      const known = model.gifts[gift];
      if (known !== undefined) model.hear(known, word);
    }
  };
  hear([...(await real.process(batch, crash === 'before'))]);
  // A job that ran and was not heard of runs again.
  if (crash === 'after') hear([...(await real.process(batch, false))]);
}

/** Totals and gifts are what the model says. */
async function agree(model: GiftModel, real: RealWalk): Promise<void> {
  if (model.matches.some(({ endedAt }) => endedAt !== null)) {
    const times = await real.paidAt();
    model.gifts.forEach((gift, index) => {
      gift.paidAt = times[index] ?? null;
    });
  }
  expect(await real.totals()).toEqual(model.totals());
  expect(await real.parts()).toEqual(model.gifts.map((gift) => model.partsOf(gift)));
  if (real.stripe !== null) await everythingAgrees(model, real);
}

/** Lists by place, donors and teams show what the model says, and the ledger proves itself. */
async function everythingAgrees(model: GiftModel, real: RealWalk): Promise<void> {
  expect(await real.list()).toEqual(model.giftsAt(PLACES));
  for (const place of PLACES) {
    const shown: readonly Place[] = place > 3 ? [place, (place - 3) as Place] : [place];
    expect({ place, ...(await real.listAt(place)) }).toEqual({ place, ...model.giftsAt(shown) });
  }
  const left = model.donorsLeft();
  expect(await real.donorsList()).toEqual({
    said: { count: left.length, sum: left.reduce((sum, money) => sum + money, 0) },
    left,
  });
  const teams = Object.entries(model.totals()).filter(([name]) => name.startsWith('team'));
  expect(await real.teamsSum()).toBe(teams.reduce((sum, [, { raised }]) => sum + raised, 0));
  await provesItself(real);
}

async function provesItself(real: RealWalk): Promise<void> {
  expect((await real.running.proveLedger()).checks.flatMap(({ differences }) => differences)).toEqual([]);
}

/** After a history: everything is processed, and the proof, a rebuild and the list of gifts agree with the model too. */
export async function endHistory(model: GiftModel, real: RealWalk): Promise<void> {
  await processAll(model, real, 'no', false);
  await agree(model, real);
  expect(await real.list()).toEqual(model.giftsAt(PLACES));
  await provesItself(real);
  await rebuild(real);
  if (real.stripe !== null) expect(await real.stripe.differences(real.running)).toEqual([]);
}

/** A rebuild of right totals changes nothing. */
async function rebuild(real: RealWalk): Promise<void> {
  expect(await real.running.rebuildTotals()).toEqual({ totals: 0, donors: 0, supporters: 0, headcounts: 0, hours: 0 });
}

const which = fc.nat(3);
const place = fc.constantFrom<Place>(...PLACES);
const DONORS = 3;
const anyDonor = fc.nat(DONORS - 1);
/** Counted from the last; now and then one that is not there. */
const last = fc.constantFrom(0, 0, 0, 1, 2);
const crash = fc.constantFrom<Crash>('no', 'no', 'no', 'before', 'after');
const amount = fc.integer({ min: 1, max: 10_000 });

/** Most that can go wrong needs a gift that is paid: it comes in one step, and histories do not spend theirs on the way there. */
const paidGift = fc.tuple(place, amount, fc.nat(2)).map(([at, minor, donor]): Command => ({
  check: ({ gifts }) => gifts.length < 4,
  async run(model, real) {
    await real.give(at, minor, donor);
    model.give(at, minor, donor);
    await real.record(model.gifts.length - 1, { kind: 'succeeded' });
    await processAll(model, real, 'no', false);
    await agree(model, real);
  },
  toString: () => `give and pay ${String(minor)} at ${String(at)} by ${String(donor)}`,
}));

const move = fc.tuple(which, fc.nat(3), place, crash).map(([gift, part, to, dies]) =>
  onGift(`move part ${String(part)} to ${String(to)}, crash: ${dies}`, gift, async (model, real, known, index) => {
    const at = part % known.parts.length;
    await act(
      dies,
      () => model.refusesMove(known, at, to),
      (crashes) => real.move(index, at, to, crashes),
      () => {
        model.move(known, at, to);
      },
    );
  }),
);

const split = fc
  .tuple(
    which,
    fc.uniqueArray(place, { minLength: 2, maxLength: 4 }),
    fc.array(fc.nat(9_999), { minLength: 3, maxLength: 3 }),
    crash,
  )
  .map(([gift, places, cuts, dies]) =>
    onGift(`split between ${places.join(', ')}, crash: ${dies}`, gift, async (model, real, known, index) => {
      const shares = sharesOf(known.amount, places, cuts);
      if (shares === null) return;
      await act(
        dies,
        () => model.refusesSplit(known),
        (crashes) => real.split(index, shares, crashes),
        () => {
          model.split(known, shares);
        },
      );
    }),
  );

const undo = fc.tuple(which, last, crash).map(([of, back, dies]): Command => ({
  check: ({ gifts }) => gifts.some(({ acts }) => acts.length > 0),
  async run(model, real) {
    const done = model.gifts.flatMap((gift, index) => (gift.acts.length > 0 ? [{ gift, index }] : []));
    const chosen = done[of % done.length];
    if (chosen === undefined) throw new Error('No gift was acted on');
    const { gift, index } = chosen;
    const at = gift.acts.length - 1 - back;
    await act(
      dies,
      () => model.refusesUndo(gift, at),
      (crashes) => real.undo(index, at, crashes),
      () => {
        model.undo(gift, at);
      },
    );
    await agree(model, real);
  },
  toString: () => `undo act ${String(back)} before the last of gift ${String(of)} of those acted on, crash: ${dies}`,
}));

const match = fc
  .tuple(fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const), fc.integer({ min: 1, max: 200 }), amount)
  .map(([at, percent, cap]): Command => ({
    check: ({ matches }) => matches.length < 2,
    async run(model, real) {
      await real.match(at, percent, cap);
      model.matches.push({ place: at, percent, cap, endedAt: null });
      await agree(model, real);
    },
    toString: () => `match ${String(percent)} % at ${String(at)} up to ${String(cap)}`,
  }));

const closeMatch = fc.tuple(which, fc.boolean()).map(([chosen, twice]): Command => ({
  check: ({ matches }) => matches.length > 0,
  async run(model, real) {
    const index = chosen % model.matches.length;
    const closed = model.matches[index];
    if (closed === undefined) throw new Error('No such match');
    for (let time = 0; time < (twice ? 2 : 1); time += 1) {
      await comesTo(real.closeMatch(index), closed.endedAt === null ? 'done' : 'MATCH_CLOSED');
      closed.endedAt ??= await real.matchEndedAt(index);
    }
    await agree(model, real);
  },
  toString: () => `close match ${String(chosen)}${twice ? ', asked for twice' : ''}`,
}));

const merge = fc.tuple(which, fc.constantFrom(1, 1, 2, 0), crash).map(([first, on, dies]): Command => ({
  check: ({ gifts }) => gifts.length > 0,
  async run(model, real) {
    const gave = model.gifts.map(({ donor }) => donor);
    const from = gave[first % gave.length] ?? 0;
    const into = gave[(first + on) % gave.length] ?? 0;
    await act(
      dies,
      () => model.refusesMerge(from, into),
      (crashes) => real.merge(from, into, crashes),
      () => {
        model.merge(from, into);
      },
    );
    await agree(model, real);
  },
  toString: () =>
    `merge the donor of gift ${String(first)} into that of the ${String(on)}. gift after it, crash: ${dies}`,
}));

const undoMerge = fc.tuple(last, crash).map(([back, dies]): Command => ({
  check: ({ merges }) => merges.length > 0,
  async run(model, real) {
    const at = model.merges.length - 1 - back;
    await act(
      dies,
      () => model.refusesUndoMerge(at),
      (crashes) => real.undoMerge(at, crashes),
      () => {
        model.undoMerge(at);
      },
    );
    await agree(model, real);
  },
  toString: () => `undo merge ${String(back)} before the last, crash: ${dies}`,
}));

/** What organisers do, and what sponsors add. */
const ACTS: fc.Arbitrary<Command>[] = [move, split, undo, undo, match, match, closeMatch, merge, undoMerge];

/** The kinds of things that can happen, each with what it needs. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  paidGift,
  paidGift,
  paidGift,
  fc.tuple(place, amount, fc.nat(2)).map(([at, minor, donor]): Command => ({
    check: ({ gifts }) => gifts.length < 4,
    async run(model, real) {
      await real.give(at, minor, donor);
      model.give(at, minor, donor);
      await agree(model, real);
    },
    toString: () => `give ${String(minor)} at ${String(at)} by ${String(donor)}`,
  })),
  fc
    .tuple(which, fc.constantFrom('processing' as const, 'succeeded' as const, 'succeeded' as const))
    .map(([gift, kind]) =>
      onGift(`Stripe says ${kind}`, gift, async (_model, real, _gift, index) => real.record(index, { kind })),
    ),
  fc
    .tuple(which, fc.constantFrom('refund' as const, 'dispute' as const), amount, fc.boolean())
    .map(([gift, kind, of, over]) =>
      onGift(
        `${kind} of ${String(of)}${over ? ', which comes to nothing' : ''}`,
        gift,
        async (_model, real, known, index) => {
          const id = stripeId(kind === 'refund' ? 're' : 'dp');
          const about = { kind, id, amount: 1 + (of % known.amount) };
          await real.record(index, about);
          if (over) await real.record(index, { ...about, holds: false });
        },
      ),
    ),
  fc.tuple(crash, fc.boolean()).map(([dies, newestFirst]): Command => ({
    check: () => true,
    async run(model, real) {
      await processAll(model, real, dies, newestFirst);
      await agree(model, real);
    },
    toString: () => `deliver all${newestFirst ? ', the newest first' : ''}, crash: ${dies}`,
  })),
  ...ACTS,
  fc.constant<Command>({
    check: () => true,
    async run(model, real) {
      await rebuild(real);
      await agree(model, real);
    },
    toString: () => 'rebuild',
  }),
];

/** A gift that is paid on Stripe's page. */
const giftAtStripe = (by: fc.Arbitrary<number>): fc.Arbitrary<Command> =>
  fc.tuple(place, fc.integer({ min: 50, max: 10_000 }), by).map(([at, minor, who]): Command => ({
    check: ({ gifts }) => gifts.length < 4,
    async run(model, real) {
      await real.give(at, minor, who);
      model.give(at, minor, who);
      const index = model.gifts.length - 1;
      await real.pay(index);
      const gift = model.gifts[index];
      if (gift !== undefined) model.hear(gift, { kind: 'succeeded' });
      await agree(model, real);
    },
    toString: () => `pay ${String(minor)} at ${String(at)} by ${String(who)}`,
  }));

const refund = fc.tuple(which, fc.option(amount, { freq: 4 })).map(([gift, of]) =>
  onGift(`refund ${of === null ? 'all' : String(of)}`, gift, async (model, real, known, index) => {
    const left = model.leftOf(known);
    // Now and then more than there is.
    const wanted = of === null ? null : 1 + (of % (known.amount + 10));
    const refused = left === 0 || (wanted ?? left) > left;
    await comesTo(real.refund(index, wanted), refused ? 'INPUT_INVALID' : 'done');
    if (refused) return;
    const id = `refund ${String(known.refunds.size)}`;
    model.hear(known, { kind: 'refund', id, amount: wanted ?? left, holds: true, at: known.refunds.size });
  }),
);

/** Gifts are refunded through Stripe, and organisers do all that they may with them. */
const SIGNED_COMMANDS: fc.Arbitrary<Command>[] = [giftAtStripe(anyDonor), refund, ...ACTS];

/** Three people give, and then come a dozen steps: most of what can go wrong needs several acts on one gift. */
export const SIGNED_HISTORY: fc.Arbitrary<Command[]> = fc
  .tuple(
    fc.tuple(...[0, 1, 2].map((by) => giftAtStripe(fc.constant(by)))),
    fc.array(fc.oneof(...SIGNED_COMMANDS), { minLength: 10, maxLength: 14, size: 'max' }),
  )
  .map(([gifts, steps]) => [...gifts, ...steps]);

/** Cuts an amount into as many parts as there are places; `null` where it is too small for that. */
function sharesOf(
  whole: number,
  places: readonly Place[],
  cuts: readonly number[],
): { place: Place; share: number }[] | null {
  if (whole < places.length) return null;
  const spare = whole - places.length;
  const ends = [
    0,
    ...cuts
      .slice(0, places.length - 1)
      .map((cut) => cut % (spare + 1))
      .sort((a, b) => a - b),
    spare,
  ];
  return places.map((at, index) => ({ place: at, share: 1 + (ends[index + 1] ?? 0) - (ends[index] ?? 0) }));
}
