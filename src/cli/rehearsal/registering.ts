import { minor } from '../../domain/money.js';
import { Chance, type Weighted } from './chance.js';
import {
  DAY_MS,
  HOUR_MS,
  incidentsAt,
  REGISTRATION_CLOSES_MS,
  type EditionFigures,
  type EditionRules,
  type ParticipationCode,
} from './edition-2023.js';
import { PeopleBook, type Person } from './people.js';
import type { RegistrationCourse, RegistrationStep } from './steps.js';
import { TeamNames } from './team-names.js';

const LARGEST_TEAM = 40;
const OWN_DISTANCES_KM = [5, 8, 10, 10, 12, 15, 20, 20, 25, 40, 42] as const;
const SHARE_WALKING_ALONE = 0.06;
const SHARE_FREE_PLACES = 0.045;
const SHARE_UNDER_AGE = 0.07;
const SHARE_DECLINED_FIRST = 0.02;
/** Registrations of 2023's story that never became a place. */
const NEVER_VALID = 84;

const TEAM_SIZES: readonly Weighted<readonly [number, number]>[] = [
  [[1, 1], 12],
  [[2, 2], 14],
  [[3, 4], 24],
  [[5, 5], 14],
  [[6, 8], 16],
  [[9, 12], 10],
  [[13, 20], 7],
  [[21, LARGEST_TEAM], 3],
];

/** A place in the story before it has a person. */
interface Place {
  readonly teamIndex: number | null;
  readonly captain: boolean;
  participationType: ParticipationCode;
}

/**
 * Tells who registers: captains with a new team, members into it, people alone; some free, some declined first, some
 * who never finish. The valid ones come to exactly the edition's figures.
 */
export function tellRegistrations(seed: number, figures: EditionFigures, rules: EditionRules): RegistrationStep[] {
  const chance = new Chance(seed, 'registrations');
  const people = new PeopleBook(new Chance(seed, 'walkers'));
  const teamNames = new TeamNames(new Chance(seed, 'team names'));
  const places = tellPlaces(chance, figures);
  const teamNameOf = Array.from({ length: figures.teams }, () => teamNames.next());
  const captainOf: RegistrationStep[] = [];

  const valid = places.map((place, index): RegistrationStep => {
    const captain = place.teamIndex === null ? undefined : captainOf[place.teamIndex];
    const step = fillIn({
      chance,
      people,
      rules,
      key: `walker-${String(index + 1)}`,
      participationType: place.participationType,
      team: teamOf(place, teamNameOf),
      captain,
    });
    if (place.captain && place.teamIndex !== null) captainOf[place.teamIndex] = step;
    return step;
  });
  const neverValid = tellNeverValid({
    chance,
    people,
    rules,
    teamNames,
    valid,
    count: incidentsAt(figures.scale, NEVER_VALID),
  });
  return [...valid, ...neverValid].sort(byTime);
}

function byTime(left: RegistrationStep, right: RegistrationStep): number {
  return left.atMs - right.atMs || (left.key < right.key ? -1 : 1);
}

/** Captains come first, team by team, so that a member always finds the captain who was told before. */
function tellPlaces(chance: Chance, figures: EditionFigures): Place[] {
  const alone = Math.min(Math.round(figures.walkers * SHARE_WALKING_ALONE), figures.walkers - figures.teams);
  const sizes = tellTeamSizes(chance, figures.teams, figures.walkers - alone);
  const teams = sizes.map((size, teamIndex) =>
    Array.from({ length: size }, (_, member): Place => ({
      teamIndex,
      captain: member === 0,
      participationType: 'own-route',
    })),
  );
  const loners = Array.from({ length: alone }, (): Place => ({
    teamIndex: null,
    captain: false,
    participationType: 'own-route',
  }));

  // Most teams walk together: whole teams take the central places first, the last places are filled person by person.
  let centralLeft = figures.central;
  const mixed: Place[] = [...loners];
  for (const team of chance.shuffled(teams)) {
    if (team.length <= centralLeft && chance.happens(0.76)) {
      const together: ParticipationCode = chance.happens(0.42) ? 'central-40' : 'central-20';
      for (const place of team) {
        place.participationType = chance.happens(0.88) ? together : chance.pick(['central-40', 'central-20'] as const);
      }
      centralLeft -= team.length;
    } else mixed.push(...team);
  }
  for (const place of chance.shuffled(mixed).slice(0, centralLeft)) {
    place.participationType = chance.pick(['central-40', 'central-20'] as const);
  }
  return [...teams.flat(), ...loners];
}

/** Sizes from a long-tailed distribution whose sum is exactly `walkers`. */
function tellTeamSizes(chance: Chance, teams: number, walkers: number): number[] {
  if (walkers < teams || walkers > teams * LARGEST_TEAM) {
    throw new RangeError(`${String(walkers)} walkers cannot make up ${String(teams)} teams`);
  }
  const sizes = Array.from({ length: teams }, () => chance.int(...chance.weighted(TEAM_SIZES)));
  let missing = walkers - sizes.reduce((total, size) => total + size, 0);
  while (missing !== 0) {
    const index = chance.int(0, teams - 1);
    const size = sizes[index] as number;
    if (missing > 0 && size < LARGEST_TEAM) {
      sizes[index] = size + 1;
      missing -= 1;
    } else if (missing < 0 && size > 1) {
      sizes[index] = size - 1;
      missing += 1;
    }
  }
  return sizes;
}

function teamOf(place: Place, teamNameOf: readonly string[]): RegistrationStep['team'] {
  if (place.teamIndex === null) return { kind: 'alone' };
  const key = `team-${String(place.teamIndex + 1)}`;
  return place.captain ? { kind: 'new', key, name: teamNameOf[place.teamIndex] as string } : { kind: 'join', key };
}

function fillIn(form: {
  readonly chance: Chance;
  readonly people: PeopleBook;
  readonly rules: EditionRules;
  readonly key: string;
  readonly participationType: ParticipationCode;
  readonly team: RegistrationStep['team'];
  readonly captain: RegistrationStep | undefined;
}): RegistrationStep {
  const { chance, captain } = form;
  const fromHome = captain !== undefined && chance.happens(0.25);
  const person: Person = fromHome ? form.people.relativeOf(captain) : form.people.somebody();
  const underAge =
    captain !== undefined && form.participationType !== 'central-40' && chance.happens(SHARE_UNDER_AGE / 0.55);
  const freePlace = chance.happens(SHARE_FREE_PLACES);
  return {
    key: form.key,
    atMs: registeredAt(chance, captain),
    language: person.language,
    participationType: form.participationType,
    team: form.team,
    firstName: person.firstName,
    lastName: person.lastName,
    email: person.email,
    birthDate: birthDate(chance, form.rules, underAge),
    guardian:
      underAge && captain !== undefined
        ? { name: `${captain.firstName} ${captain.lastName}`, email: captain.email }
        : null,
    distanceKm: form.participationType === 'own-route' ? chance.pick(OWN_DISTANCES_KM) : null,
    freePlace,
    feeMinor: freePlace ? minor(0) : feeOf(form.rules, form.participationType),
    course: freePlace ? { kind: 'free' } : feeCourse(chance),
  };
}

function feeOf(rules: EditionRules, code: ParticipationCode): RegistrationStep['feeMinor'] {
  const type = rules.participationTypes.find((it) => it.code === code);
  if (type === undefined) throw new RangeError(`The rules know no participation type ${code}`);
  return type.feeMinor;
}

function feeCourse(chance: Chance): RegistrationCourse {
  if (chance.happens(SHARE_DECLINED_FIRST)) return { kind: 'paid', method: 'card', declinedFirst: true };
  const method = chance.weighted([
    ['bancontact', 70],
    ['card', 24],
    ['ideal', 6],
  ] as const);
  return { kind: 'paid', method, declinedFirst: false };
}

/** Captains spread over the weeks; whoever joins does so within the weeks that follow. */
function registeredAt(chance: Chance, captain: RegistrationStep | undefined): number {
  if (captain === undefined) return Math.floor(chance.fraction() ** 0.8 * (REGISTRATION_CLOSES_MS - 10 * DAY_MS));
  const latest = Math.min(captain.atMs + 45 * DAY_MS, REGISTRATION_CLOSES_MS);
  return captain.atMs + HOUR_MS + Math.floor(chance.fraction() ** 2 * (latest - captain.atMs - HOUR_MS));
}

/** A birth date of somebody who is, or is not yet, of age on the day of the walk; now and then by a single day. */
function birthDate(chance: Chance, rules: EditionRules, underAge: boolean): string {
  const walk = new Date(`${rules.walkOn}T00:00:00Z`);
  const walkDay = [walk.getUTCMonth(), walk.getUTCDate()] as const;
  if (chance.happens(0.02)) {
    // Of age on the very day, or one day too late for it.
    const edge = Date.UTC(walk.getUTCFullYear() - rules.ageOfConsent, walkDay[0], walkDay[1] + (underAge ? 1 : 0));
    return new Date(edge).toISOString().slice(0, 10);
  }
  const years = underAge
    ? chance.int(5, rules.ageOfConsent - 1)
    : chance.weighted([
        [chance.int(rules.ageOfConsent, 24), 18],
        [chance.int(25, 44), 42],
        [chance.int(45, 64), 32],
        [chance.int(65, 88), 8],
      ]);
  const birth = new Date(Date.UTC(walk.getUTCFullYear() - years, walkDay[0], walkDay[1] - chance.int(0, 363)));
  return birth.toISOString().slice(0, 10);
}

/** Registrations that stop at the checkout: half by people who try again and succeed, half by people who never do. */
function tellNeverValid(told: {
  readonly chance: Chance;
  readonly people: PeopleBook;
  readonly rules: EditionRules;
  readonly teamNames: TeamNames;
  readonly valid: readonly RegistrationStep[];
  readonly count: number;
}): RegistrationStep[] {
  const { chance, people, rules, valid } = told;
  const captains = valid.filter((step) => step.team.kind === 'new');
  const joinableFrom = new Map(
    captains.flatMap(({ team, atMs }) => (team.kind === 'new' ? [[team.key, atMs + HOUR_MS] as const] : [])),
  );
  const payingAgain = chance.shuffled(valid.filter((step) => step.team.kind !== 'new' && !step.freePlace));
  return Array.from({ length: told.count }, (_, index): RegistrationStep => {
    const key = `unfinished-${String(index + 1)}`;
    const course: RegistrationCourse = chance.weighted<RegistrationCourse>([
      [{ kind: 'abandoned' }, 6],
      [{ kind: 'expired' }, 2],
      [{ kind: 'declined' }, 3],
    ]);
    const again = index % 2 === 0 ? payingAgain.pop() : undefined;
    if (again !== undefined) {
      const earliest = again.team.kind === 'join' ? (joinableFrom.get(again.team.key) ?? 0) : 0;
      return { ...again, key, course, atMs: Math.max(earliest, again.atMs - HOUR_MS / 4) };
    }
    const captain = chance.happens(0.6) ? chance.pick(captains) : undefined;
    const team: RegistrationStep['team'] =
      captain !== undefined && captain.team.kind === 'new'
        ? { kind: 'join', key: captain.team.key }
        : chance.happens(0.5)
          ? { kind: 'new', key: `unfinished-team-${String(index + 1)}`, name: told.teamNames.next() }
          : { kind: 'alone' };
    const participationType = chance.pick(['central-40', 'central-20', 'own-route'] as const);
    const step = fillIn({ chance, people, rules, key, participationType, team, captain });
    return { ...step, freePlace: false, feeMinor: feeOf(rules, participationType), course };
  });
}
