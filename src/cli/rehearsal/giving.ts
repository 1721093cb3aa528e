import { difference, minor, type Minor } from '../../domain/money.js';
import { afterwardsOf } from './afterwards.js';
import { bringToSum, drawAmount, LARGEST_GIFT_MINOR } from './amounts.js';
import { Chance } from './chance.js';
import { DAY_MS, GIVING_CLOSES_MS, HOUR_MS, WALK_MS, type EditionFigures } from './edition-2023.js';
import {
  incidentList,
  LEAVES_A_GIFT,
  LEAVES_NOTHING,
  ORGANISERS_LEAVE_A_GIFT,
  ORGANISERS_LEAVE_NOTHING,
  type Incident,
} from './incidents.js';
import { deskActOf } from './desk-acts.js';
import { raisedAtEnd } from './expected-figures.js';
import { addedBySponsors, type Chosen, mergedDonors, tellMatches } from './organising.js';
import { COMPANIES, MESSAGES } from './messages.js';
import { PeopleBook, type Person } from './people.js';
import type { Afterwards, GiftMatch, GiftStep, RegistrationStep, StoryDonor } from './steps.js';
import { Targets } from './targets.js';

const SHARE_GIVING_AGAIN = 0.075;
const SHARE_COMPANIES = 0.02;
const SHARE_ANONYMOUS = 0.12;
const SHARE_WITH_MESSAGE = 0.45;
/** Gifts that leave nothing: how many come from a donor who has another gift that counts. */
const SHARE_ALSO_COUNTED = 0.35;
/** No gift outweighs the edition: at small scales the largest amounts are left out. */
const LARGEST_SHARE_OF_RAISED = 1 / 20;

/** A gift in the making. */
interface Draft {
  readonly giver: Giver;
  readonly incident: Incident;
  amountMinor: Minor;
}

interface Giver {
  readonly donor: StoryDonor;
  readonly person: Person;
}

/** Who gives, and what sponsors add. */
export interface Giving {
  readonly gifts: readonly GiftStep[];
  readonly matches: readonly GiftMatch[];
}

/**
 * Tells who gives what to whom, and what becomes of it; what is left and what sponsors add comes to exactly the edition's sum.
 * @param chosen for what organisers do; `null`: nobody organises
 */
export function tellGiving(
  seed: number,
  figures: EditionFigures,
  registrations: readonly RegistrationStep[],
  chosen: Chosen | null,
): Giving {
  const chance = new Chance(seed, 'gifts');
  const atMostMinor = Math.min(LARGEST_GIFT_MINOR, Math.floor(figures.raisedMinor * LARGEST_SHARE_OF_RAISED));
  const drafts = tellDrafts({ seed, chance, figures, atMostMinor, organised: chosen !== null });
  const targets = new Targets(seed, registrations, new Set(chosen?.quiet));

  const gifts = drafts.map((draft, index): GiftStep => {
    const { incident, amountMinor } = draft;
    const target = incident === 'none' || chosen === null ? targets.draw(chance) : targets.drawLively(chance);
    const atMs = givenAt(chance, targets.openFrom(target));
    const course = courseOf(chance, incident, atMs);
    const paidAtMs = course.kind === 'sepa' ? course.settledAtMs : atMs;
    const { person } = draft.giver;
    const gift = {
      key: `gift-${String(index + 1)}`,
      atMs,
      language: person.language,
      donor: asTyped(chance, draft.giver.donor),
      target,
      amountMinor,
      message: chance.happens(SHARE_WITH_MESSAGE) ? chance.pick(MESSAGES[person.language]) : null,
      anonymous: draft.giver.donor.company === null && chance.happens(SHARE_ANONYMOUS),
      course,
      afterwards: afterwardsOf(chance, incident, amountMinor, paidAtMs),
    };
    if (chosen === null) return { ...gift, deskAct: null };
    return {
      ...gift,
      afterwards: someByOrganisers(chance, incident, gift.afterwards),
      deskAct: deskActOf(chance, incident, { target, amountMinor, paidAtMs }, targets),
    };
  });
  const matches = chosen === null ? [] : tellMatches(seed, figures, chosen, gifts);
  const matched = new Set(matches.map(({ walkerKey }) => walkerKey));
  const mayChange = gifts.filter(
    ({ target }, index) => drafts[index]?.incident === 'none' && !(target.kind === 'walker' && matched.has(target.key)),
  );
  const raisedMinor = difference(figures.raisedMinor, addedBySponsors(matches, gifts));
  return {
    matches,
    gifts: adjusted(chance, gifts, mayChange, raisedMinor, atMostMinor).sort(
      (left, right) => left.atMs - right.atMs || (left.key < right.key ? -1 : 1),
    ),
  };
}

/** Where one refund is all that happens, it is as often made at the organisers' desk as in Stripe's dashboard. */
function someByOrganisers(
  chance: Chance,
  incident: Incident,
  afterwards: readonly Afterwards[],
): readonly Afterwards[] {
  if (incident !== 'refunded-in-part' && incident !== 'refunded') return afterwards;
  return afterwards.map((it) => (it.kind === 'refund' && chance.happens(0.5) ? { ...it, by: 'organiser' } : it));
}

function tellDrafts({
  seed,
  chance,
  figures,
  atMostMinor,
  organised,
}: {
  readonly seed: number;
  readonly chance: Chance;
  readonly figures: EditionFigures;
  readonly atMostMinor: number;
  readonly organised: boolean;
}): Draft[] {
  const people = new PeopleBook(new Chance(seed, 'donors'));
  let donors = 0;
  const somebody = (): Giver => {
    donors += 1;
    const person = people.somebody();
    const company = chance.happens(SHARE_COMPANIES) ? chance.pick(COMPANIES) : null;
    const name = `${person.firstName} ${person.lastName}`;
    return { person, donor: { key: `donor-${String(donors)}`, name, email: person.email, company } };
  };
  const counted = Array.from({ length: figures.donors + (organised ? mergedDonors(figures) : 0) }, somebody);
  const again = Array.from({ length: Math.round(figures.donors * SHARE_GIVING_AGAIN) }, () => chance.pick(counted));
  const givers = [...counted, ...again];

  const incidents = incidentList(
    organised ? [...LEAVES_A_GIFT, ...ORGANISERS_LEAVE_A_GIFT] : LEAVES_A_GIFT,
    figures.scale,
  );
  const leavesNothing = organised ? [...LEAVES_NOTHING, ...ORGANISERS_LEAVE_NOTHING] : LEAVES_NOTHING;
  const ofGivers = chance.shuffled([
    ...incidents,
    ...Array.from({ length: givers.length - incidents.length }, (): Incident => 'none'),
  ]);
  const draft = (giver: Giver, incident: Incident): Draft => ({
    giver,
    incident,
    amountMinor: amountFor(chance, giver, incident, atMostMinor),
  });
  return [
    ...givers.map((giver, index) => draft(giver, ofGivers[index] ?? 'none')),
    ...incidentList(leavesNothing, figures.scale).map((incident) =>
      draft(chance.happens(SHARE_ALSO_COUNTED) ? chance.pick(counted) : somebody(), incident),
    ),
  ];
}

/** A gift that is refunded in parts is large enough for it. */
function amountFor(chance: Chance, giver: Giver, incident: Incident, atMostMinor: number): Minor {
  const drawn = drawAmount(chance, giver.donor.company === null ? 'person' : 'company', atMostMinor);
  const needsParts =
    incident.startsWith('refunded-in') ||
    incident.startsWith('split') ||
    incident === 'moved-and-refunded' ||
    incident === 'dispute-lost-after-refund';
  return needsParts && drawn < 2_000 ? minor(chance.pick([2_000, 2_500, 4_000, 5_000, 10_000])) : drawn;
}

/** Moves the ordinary gifts until what is left of all gifts is exactly the sum. */
function adjusted(
  chance: Chance,
  gifts: readonly GiftStep[],
  ordinary: readonly GiftStep[],
  raisedMinor: Minor,
  atMostMinor: number,
): GiftStep[] {
  const elsewhere = gifts.reduce<number>((total, gift) => total + raisedAtEnd(gift), 0);
  const ofOrdinary = ordinary.reduce<number>((total, gift) => total + gift.amountMinor, 0);
  const amounts = ordinary.map((gift) => gift.amountMinor);
  bringToSum(chance, amounts, raisedMinor - (elsewhere - ofOrdinary), atMostMinor);
  const newAmounts = new Map(ordinary.map((gift, index) => [gift.key, amounts[index] as Minor]));
  return gifts.map((gift) => ({ ...gift, amountMinor: newAmounts.get(gift.key) ?? gift.amountMinor }));
}

function courseOf(chance: Chance, incident: Incident, atMs: number): GiftStep['course'] {
  switch (incident) {
    case 'abandoned':
    case 'expired':
    case 'declined':
      return { kind: incident };
    case 'sepa-succeeds':
    case 'sepa-fails':
      return {
        kind: 'sepa',
        outcome: incident === 'sepa-succeeds' ? 'succeeds' : 'fails',
        settledAtMs: atMs + chance.int(3 * 24, 12 * 24) * HOUR_MS,
      };
    case 'declined-first':
      return { kind: 'paid', method: 'card', declinedFirst: true };
    // Bancontact and iDEAL know no disputes.
    case 'dispute-won':
    case 'dispute-lost':
    case 'dispute-lost-after-refund':
    case 'inquiry':
      return { kind: 'paid', method: 'card', declinedFirst: false };
    case 'none':
    case 'refunded-in-part':
    case 'refunded-in-several-parts':
    case 'refund-fails':
    case 'refunded':
    case 'refunded-in-steps':
    case 'moved':
    case 'moved-and-refunded':
    case 'move-undone':
    case 'split':
    case 'split-undone': {
      const method = chance.weighted([
        ['bancontact', 66],
        ['card', 26],
        ['ideal', 8],
      ] as const);
      return { kind: 'paid', method, declinedFirst: false };
    }
    case 'offline':
    case 'offline-rejected':
    case 'offline-reversed':
      return {
        kind: 'offline',
        method: chance.pick(['cash', 'cheque', 'bank-transfer']),
        outcome: OUTCOMES[incident],
        decidedAtMs: atMs + chance.int(1, 9 * 24) * HOUR_MS,
      };
  }
}

const OUTCOMES = { offline: 'verified', 'offline-rejected': 'rejected', 'offline-reversed': 'reversed' } as const;

/** Gifts come in three waves: as soon as the page is there, in the last weeks before the walk, and after it. */
function givenAt(chance: Chance, openFromMs: number): number {
  const wave = chance.weighted([
    ['early', 26],
    ['before-the-walk', 54],
    ['after', 20],
  ] as const);
  const spread = chance.fraction();
  switch (wave) {
    case 'early':
      return Math.floor(openFromMs + spread * (WALK_MS - openFromMs));
    case 'before-the-walk':
      return Math.max(openFromMs, Math.floor(WALK_MS - spread ** 2 * 21 * DAY_MS));
    case 'after':
      return Math.floor(WALK_MS + spread ** 3 * (GIVING_CLOSES_MS - WALK_MS));
  }
}

/** Now and then somebody types the address of their last gift with a capital; it is the same donor. */
function asTyped(chance: Chance, donor: StoryDonor): StoryDonor {
  if (!chance.happens(0.03)) return donor;
  return { ...donor, email: donor.email.charAt(0).toUpperCase() + donor.email.slice(1) };
}
