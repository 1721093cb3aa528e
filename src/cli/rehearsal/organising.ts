import { minor, type Minor } from '../../domain/money.js';
import { Chance } from './chance.js';
import { DAY_MS, HOUR_MS, incidentsAt, type EditionFigures } from './edition-2023.js';
import { isValidPlace, matchedAtEnd } from './expected-figures.js';
import type { DonorMerge, GiftMatch, GiftStep, Organising, RegistrationStep, WalkerMove } from './steps.js';

/** What organisers do in 2023's story beside what they do with single gifts. */
const IN_2023 = {
  movedBefore: 6,
  movedAfter: 6,
  hidden: 6,
  hiddenAndShown: 4,
  matches: 4,
  merges: 10,
  mergesUndone: 4,
};

/** No team grows so large by it that it might be full. */
const LARGEST_TEAM_MOVED_INTO = 30;
const SPONSORS = ['Bakkerij De Korenaar', 'Drukkerij Zuid', 'Garage Peeters', 'Apotheek aan de Leie'] as const;

export const NOBODY_ORGANISES: Organising = { walkerMoves: [], hidings: [], matches: [], merges: [] };

/** Who is chosen before anybody gives: what happens on the pages of the quiet ones is simple, so that its end is known. */
export interface Chosen {
  readonly movedBefore: readonly WalkerMove[];
  /** Keys of walkers whose gifts are all ordinary, and to whom no gift is moved. */
  readonly quiet: readonly string[];
}

/** Chooses walkers who change teams before anybody gives to them, and those whose pages stay quiet. */
export function chooseWalkers(
  seed: number,
  figures: EditionFigures,
  registrations: readonly RegistrationStep[],
): Chosen {
  const chance = new Chance(seed, 'walkers at the desk');
  const sizes = new Map<string, number>();
  const captains = registrations.filter((step) => isValidPlace(step) && step.team.kind === 'new');
  for (const { team } of registrations.filter(isValidPlace)) {
    if (team.kind !== 'alone') sizes.set(team.key, (sizes.get(team.key) ?? 0) + 1);
  }
  const joiners = chance.shuffled(registrations.filter((step) => isValidPlace(step) && step.team.kind === 'join'));
  const wanted = incidentsAt(figures.scale, IN_2023.movedBefore);
  const movedBefore: WalkerMove[] = [];
  const quiet: string[] = [];
  const mostQuiet =
    incidentsAt(figures.scale, IN_2023.movedAfter) +
    incidentsAt(figures.scale, IN_2023.hidden) +
    incidentsAt(figures.scale, IN_2023.hiddenAndShown) +
    incidentsAt(figures.scale, IN_2023.matches);
  for (const step of joiners) {
    const into = teamFor(chance, step, captains, sizes);
    if (movedBefore.length < wanted && into !== null) {
      movedBefore.push({ ...into, walkerKey: step.key, when: 'before-gifts', atMs: step.atMs + HOUR_MS / 2 });
    } else if (quiet.length < mostQuiet) quiet.push(step.key);
  }
  return { movedBefore, quiet };
}

/** Tells what sponsors add to the gifts of quiet pages, once it is known who gives to them. */
export function tellMatches(
  seed: number,
  figures: EditionFigures,
  { quiet }: Chosen,
  gifts: readonly GiftStep[],
): GiftMatch[] {
  const chance = new Chance(seed, 'sponsors');
  const given = new Map(quiet.map((key) => [key, giftsTo(gifts, key)]));
  const givenTo = (key: string): GiftStep[] => given.get(key) ?? [];
  const byGifts = [...quiet].sort((left, right) => givenTo(right).length - givenTo(left).length);
  const wanted = quiet.length === 0 ? 0 : incidentsAt(figures.scale, IN_2023.matches);
  return byGifts.slice(0, wanted).map((walkerKey, index): GiftMatch => {
    const sumMinor = givenTo(walkerKey).reduce<number>((sum, gift) => sum + gift.amountMinor, 0);
    const ratePercent = chance.pick([50, 100, 200]);
    const whole = Math.floor((sumMinor * ratePercent) / 100);
    // Every second sponsor gives less than it would come to.
    const capMinor = index % 2 === 0 ? minor(Math.max(whole, 10_000)) : minor(Math.max(100, Math.floor(whole / 2)));
    const lastMs = Math.max(0, ...givenTo(walkerKey).map(({ atMs }) => atMs));
    return {
      key: `match-${String(index + 1)}`,
      walkerKey,
      sponsor: SPONSORS[index % SPONSORS.length] as string,
      ratePercent,
      capMinor,
      atMs: Math.max(0, Math.min(lastMs, ...givenTo(walkerKey).map(({ atMs }) => atMs)) - HOUR_MS / 4),
      closedAtMs: lastMs + 2 * DAY_MS,
    };
  });
}

/** What all sponsors add; minor units. */
export function addedBySponsors(matches: readonly GiftMatch[], gifts: readonly GiftStep[]): Minor {
  return minor(matches.reduce<number>((sum, match) => sum + matchedAtEnd(match, gifts), 0));
}

/** Donors of the story who are found to be others: so many more must give. */
export function mergedDonors(figures: EditionFigures): number {
  return incidentsAt(figures.scale, IN_2023.merges);
}

/** Tells what organisers do with people and pages, once it is known who gave what and to whom. */
export function tellDeeds(
  seed: number,
  figures: EditionFigures,
  registrations: readonly RegistrationStep[],
  { movedBefore, quiet }: Chosen,
  matches: readonly GiftMatch[],
  gifts: readonly GiftStep[],
): Organising {
  const chance = new Chance(seed, 'deeds');
  const steps = new Map(registrations.map((step) => [step.key, step]));
  const captains = registrations.filter((step) => isValidPlace(step) && step.team.kind === 'new');
  const matched = new Set(matches.map(({ walkerKey }) => walkerKey));
  const free = quiet.filter((key) => !matched.has(key));
  const take = (in2023: number): string[] => free.splice(0, incidentsAt(figures.scale, in2023));
  const afterGiftsTo = (key: string): number =>
    Math.max(steps.get(key)?.atMs ?? 0, ...giftsTo(gifts, key).map(({ atMs }) => atMs)) +
    chance.int(1, 9 * 24) * HOUR_MS;
  const movedAfter = take(IN_2023.movedAfter).flatMap((key): WalkerMove[] => {
    const step = steps.get(key);
    const into = step === undefined ? null : teamFor(chance, step, captains, new Map());
    return into === null ? [] : [{ ...into, walkerKey: key, when: 'after-gifts', atMs: afterGiftsTo(key) }];
  });
  const hiding = (shownAgain: boolean) => (walkerKey: string) => ({
    walkerKey,
    shownAgain,
    atMs: afterGiftsTo(walkerKey),
  });
  return {
    walkerMoves: [...movedBefore, ...movedAfter],
    hidings: [...take(IN_2023.hidden).map(hiding(false)), ...take(IN_2023.hiddenAndShown).map(hiding(true))],
    matches,
    merges: tellMerges(chance, figures, gifts),
  };
}

/** Only who gave once and in the ordinary way is merged. */
function tellMerges(chance: Chance, figures: EditionFigures, gifts: readonly GiftStep[]): DonorMerge[] {
  const given = new Map<string, GiftStep[]>();
  for (const gift of gifts) {
    const known = given.get(gift.donor.key);
    if (known === undefined) given.set(gift.donor.key, [gift]);
    else known.push(gift);
  }
  const once = chance.shuffled([...given.values()].flatMap((all) => (all.length === 1 ? all : []))).filter(isOrdinary);
  const toStay = mergedDonors(figures);
  const count = toStay + incidentsAt(figures.scale, IN_2023.mergesUndone);
  return Array.from({ length: count }, (_, index): DonorMerge => {
    const [from, into] = [once[2 * index], once[2 * index + 1]];
    if (from === undefined || into === undefined) throw new RangeError('Too few donors gave once');
    return {
      key: `merge-${String(index + 1)}`,
      from,
      into,
      undone: index >= toStay,
      atMs: Math.max(from.atMs, into.atMs) + chance.int(1, 9 * 24) * HOUR_MS,
    };
  });
}

/** A gift that is paid at once, and of which nothing is heard again. */
export function isOrdinary({ course, afterwards, deskAct }: GiftStep): boolean {
  return course.kind === 'paid' && !course.declinedFirst && afterwards.length === 0 && deskAct === null;
}

function giftsTo(gifts: readonly GiftStep[], walkerKey: string): GiftStep[] {
  return gifts.filter(({ target }) => target.kind === 'walker' && target.key === walkerKey);
}

/** A team that was there before the walker, and has room; `null` where there is none but their own. */
function teamFor(
  chance: Chance,
  step: RegistrationStep,
  captains: readonly RegistrationStep[],
  sizes: ReadonlyMap<string, number>,
): Pick<WalkerMove, 'fromKey' | 'intoKey'> | null {
  if (step.team.kind !== 'join') return null;
  const own = step.team.key;
  const others = captains.flatMap(({ team, atMs }) =>
    team.kind === 'new' && team.key !== own && atMs < step.atMs && (sizes.get(team.key) ?? 0) < LARGEST_TEAM_MOVED_INTO
      ? [team.key]
      : [],
  );
  return others.length === 0 ? null : { fromKey: own, intoKey: chance.pick(others) };
}
