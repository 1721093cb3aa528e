import { minor, type Minor } from '../../domain/money.js';
import { afterwardsOf } from './afterwards.js';
import { bringToSum, drawAmount, LARGEST_GIFT_MINOR } from './amounts.js';
import { Chance, WeightedDraw } from './chance.js';
import { DAY_MS, GIVING_CLOSES_MS, HOUR_MS, WALK_MS, type EditionFigures } from './edition-2023.js';
import { incidentList, LEAVES_A_GIFT, LEAVES_NOTHING, type Incident } from './incidents.js';
import { isValidPlace, raisedAtEnd } from './expected-figures.js';
import { COMPANIES, MESSAGES } from './messages.js';
import { PeopleBook, type Person } from './people.js';
import type { GiftStep, GiftTarget, PaymentCourse, RegistrationStep, StoryDonor } from './steps.js';

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

/** Tells who gives what to whom, and what becomes of it; what is left comes to exactly the edition's sum. */
export function tellGiving(
  seed: number,
  figures: EditionFigures,
  registrations: readonly RegistrationStep[],
): GiftStep[] {
  const chance = new Chance(seed, 'gifts');
  const atMostMinor = Math.min(LARGEST_GIFT_MINOR, Math.floor(figures.raisedMinor * LARGEST_SHARE_OF_RAISED));
  const drafts = tellDrafts(seed, chance, figures, atMostMinor);
  const targets = new Targets(seed, registrations);

  const gifts = drafts.map((draft, index): GiftStep => {
    const target = targets.draw(chance);
    const atMs = givenAt(chance, targets.openFrom(target));
    const course = courseOf(chance, draft.incident, atMs);
    const paidAtMs = course.kind === 'sepa' ? course.settledAtMs : atMs;
    const { person } = draft.giver;
    return {
      key: `gift-${String(index + 1)}`,
      atMs,
      language: person.language,
      donor: asTyped(chance, draft.giver.donor),
      target,
      amountMinor: draft.amountMinor,
      message: chance.happens(SHARE_WITH_MESSAGE) ? chance.pick(MESSAGES[person.language]) : null,
      anonymous: draft.giver.donor.company === null && chance.happens(SHARE_ANONYMOUS),
      course,
      afterwards: afterwardsOf(chance, draft.incident, draft.amountMinor, paidAtMs),
    };
  });
  return adjusted(chance, gifts, drafts, figures.raisedMinor, atMostMinor).sort(
    (left, right) => left.atMs - right.atMs || (left.key < right.key ? -1 : 1),
  );
}

function tellDrafts(seed: number, chance: Chance, figures: EditionFigures, atMostMinor: number): Draft[] {
  const people = new PeopleBook(new Chance(seed, 'donors'));
  let donors = 0;
  const somebody = (): Giver => {
    donors += 1;
    const person = people.somebody();
    const company = chance.happens(SHARE_COMPANIES) ? chance.pick(COMPANIES) : null;
    const name = `${person.firstName} ${person.lastName}`;
    return { person, donor: { key: `donor-${String(donors)}`, name, email: person.email, company } };
  };
  const counted = Array.from({ length: figures.donors }, somebody);
  const again = Array.from({ length: Math.round(figures.donors * SHARE_GIVING_AGAIN) }, () => chance.pick(counted));
  const givers = [...counted, ...again];

  const incidents = incidentList(LEAVES_A_GIFT, figures.scale);
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
    ...incidentList(LEAVES_NOTHING, figures.scale).map((incident) =>
      draft(chance.happens(SHARE_ALSO_COUNTED) ? chance.pick(counted) : somebody(), incident),
    ),
  ];
}

/** A gift that is refunded in parts is large enough for it. */
function amountFor(chance: Chance, giver: Giver, incident: Incident, atMostMinor: number): Minor {
  const drawn = drawAmount(chance, giver.donor.company === null ? 'person' : 'company', atMostMinor);
  const needsParts = incident.startsWith('refunded-in') || incident === 'dispute-lost-after-refund';
  return needsParts && drawn < 2_000 ? minor(chance.pick([2_000, 2_500, 4_000, 5_000, 10_000])) : drawn;
}

/** Moves the ordinary gifts until what is left of all gifts is exactly the sum. */
function adjusted(
  chance: Chance,
  gifts: readonly GiftStep[],
  drafts: readonly Draft[],
  raisedMinor: Minor,
  atMostMinor: number,
): GiftStep[] {
  const ordinary = gifts.filter((_, index) => drafts[index]?.incident === 'none');
  const elsewhere = gifts.reduce<number>((total, gift) => total + raisedAtEnd(gift), 0);
  const ofOrdinary = ordinary.reduce<number>((total, gift) => total + gift.amountMinor, 0);
  const amounts = ordinary.map((gift) => gift.amountMinor);
  bringToSum(chance, amounts, raisedMinor - (elsewhere - ofOrdinary), atMostMinor);
  const newAmounts = new Map(ordinary.map((gift, index) => [gift.key, amounts[index] as Minor]));
  return gifts.map((gift) => ({ ...gift, amountMinor: newAmounts.get(gift.key) ?? gift.amountMinor }));
}

function courseOf(chance: Chance, incident: Incident, atMs: number): PaymentCourse {
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
    case 'refunded-in-steps': {
      const method = chance.weighted([
        ['bancontact', 66],
        ['card', 26],
        ['ideal', 8],
      ] as const);
      return { kind: 'paid', method, declinedFirst: false };
    }
  }
}

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

/** Whom people give to: mostly a walker, some walkers and teams far more than others. */
class Targets {
  readonly #walkers: WeightedDraw<RegistrationStep>;
  readonly #teams: WeightedDraw<RegistrationStep>;
  readonly #openFrom = new Map<string, number>();

  constructor(seed: number, registrations: readonly RegistrationStep[]) {
    const valid = registrations.filter(isValidPlace);
    const captains = valid.filter((step) => step.team.kind === 'new');
    const popularity = new Chance(seed, 'popularity');
    this.#walkers = new WeightedDraw(valid, () => 0.25 + popularity.fraction() ** 4 * 6);
    this.#teams = new WeightedDraw(captains, () => 0.25 + popularity.fraction() ** 3 * 8);
    for (const step of valid) {
      this.#openFrom.set(step.key, step.atMs + HOUR_MS);
      if (step.team.kind === 'new') this.#openFrom.set(step.team.key, step.atMs + HOUR_MS);
    }
  }

  draw(chance: Chance): GiftTarget {
    const kind = chance.weighted([
      ['walker', 68],
      ['team', 25],
      ['edition', 7],
    ] as const);
    if (kind === 'edition') return { kind };
    if (kind === 'walker') return { kind, key: this.#walkers.draw(chance).key };
    const { team } = this.#teams.draw(chance);
    if (team.kind !== 'new') throw new RangeError('Only the step that makes a team stands for it');
    return { kind, key: team.key };
  }

  /** When the page of the target is there. */
  openFrom(target: GiftTarget): number {
    return target.kind === 'edition' ? 0 : (this.#openFrom.get(target.key) ?? 0);
  }
}
