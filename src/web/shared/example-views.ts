import type { Edition } from '../../domain/edition.js';
import type { EditionId, ParticipationTypeId } from '../../domain/ids.js';
import { currency, minor } from '../../domain/money.js';
import type { PublicGiftView } from './components/gift-list.js';
import type { TeamRowView, WalkerRowView } from './components/summary-rows.js';

/** Views to look at and to test pages with: the figures of 2023, invented names, and the names that break pages. */

export const EXAMPLE_NOW = new Date('2023-10-08T14:42:00Z');

export const EXAMPLE_EDITION: Edition = {
  id: '0199a000-0000-7000-8000-000000000001' as EditionId,
  slug: '2023',
  title: { nl: 'Refugee Walk 2023', fr: 'Refugee Walk 2023', en: 'Refugee Walk 2023' },
  place: { nl: 'Zomerfabriek, Antwerpen', fr: 'Zomerfabriek, Anvers', en: 'Zomerfabriek, Antwerp' },
  currency: currency('EUR'),
  goalMinor: minor(350_000_00),
  minimumPerWalkerMinor: minor(100_00),
  feesCount: false,
  walkOn: '2023-10-08',
  registrationOpensAt: new Date('2023-06-01T08:00:00Z'),
  registrationClosesAt: new Date('2023-10-09T22:00:00Z'),
  givingOpensAt: new Date('2023-06-01T08:00:00Z'),
  givingClosesAt: new Date('2023-11-12T22:59:59Z'),
  placeHoldMinutes: 45,
  teamSizeLimit: null,
  tshirtSizes: [],
  asksEmergencyContact: false,
  waitingOfferHours: 24,
  suggestedAmounts: [
    [20_00, 'warme soep voor acht mensen', 'une soupe chaude pour huit', 'hot soup for eight people'],
    [40_00, 'een uur infolijn', 'une heure de ligne d’info', 'an hour of the helpline'],
    [75_00, 'een dossier bij een advocaat', 'un dossier chez un avocat', 'a file with a lawyer'],
  ].map(([amount, nl, fr, en]) => ({
    amountMinor: minor(Number(amount)),
    makesPossible: { nl: String(nl), fr: String(fr), en: String(en) },
  })),
  milestonesMinor: [50_000_00, 150_000_00, 250_000_00, 350_000_00, 500_000_00].map(minor),
  feeCoverBasisPoints: 150,
  feeCoverFixedMinor: minor(25),
  pledgesPerKm: false,
  taxCertificates: false,
  taxCertificateLeastMinor: minor(40_00),
  checkInKilometres: false,
  pledgeReminderDays: 7,
  pledgeLapseDays: 14,
  participationTypes: [
    {
      id: '0199a000-0000-7000-8000-000000000011' as ParticipationTypeId,
      code: 'central-40',
      group: 'central',
      title: { nl: '40 km', fr: '40 km', en: '40 km' },
      feeMinor: minor(10_00),
      capacity: 1_200,
      distancesKm: [40],
      ageOfConsent: 16,
      minimumMinor: minor(100_00),
      startsAt: new Date('2023-10-08T06:00:00Z'),
      startSlots: [],
      starterPack: false,
    },
    {
      id: '0199a000-0000-7000-8000-000000000012' as ParticipationTypeId,
      code: 'central-20',
      group: 'central',
      title: { nl: '20 km', fr: '20 km', en: '20 km' },
      feeMinor: minor(10_00),
      capacity: 600,
      distancesKm: [20],
      ageOfConsent: 16,
      minimumMinor: minor(100_00),
      startsAt: new Date('2023-10-08T11:00:00Z'),
      startSlots: [],
      starterPack: false,
    },
    {
      id: '0199a000-0000-7000-8000-000000000013' as ParticipationTypeId,
      code: 'own-route',
      group: 'own-route',
      title: { nl: 'Eigen route', fr: 'Parcours libre', en: 'Own route' },
      feeMinor: minor(5_00),
      capacity: null,
      distancesKm: null,
      ageOfConsent: 16,
      minimumMinor: minor(100_00),
      startsAt: null,
      startSlots: [],
      starterPack: false,
    },
  ],
};

export const EXAMPLE_TOTAL = {
  raisedMinor: 477_988_00,
  onItsWayMinor: 3_410_00,
  gifts: 14_102,
  donors: 12_096,
  walkers: 2_142,
  teams: 329,
  walkersByGroup: { central: 1_656, 'own-route': 486 },
  raisedByGroup: { central: 361_204_00, 'own-route': 98_411_50 },
  revision: 31_882,
  asOf: EXAMPLE_NOW,
};

export const EXAMPLE_PAGE_TOTAL = {
  raisedMinor: 9_412_00,
  onItsWayMinor: 120_00,
  gifts: 214,
  revision: 318,
  asOf: EXAMPLE_NOW,
};

/** Names as people have them: very long, in both directions, of signs alone, and with what is markup elsewhere. */
export const HARD_NAMES = [
  `De wandelaars van ${'Sint-Katelijne-Waver-'.repeat(8)}Zuid`,
  'واکرهای صبح زود',
  '🚶🏽‍♀️🚶🏿🧡',
  'Łódź & İzmir <b>samen</b> "één"',
] as const;

const teamRow = (
  slug: string,
  name: string,
  walkers: number,
  raisedMinor: number,
  goalMinor: number,
  participationGroup: TeamRowView['participationGroup'] = 'central',
): TeamRowView => ({ slug, name, walkers, raisedMinor, goalMinor, participationGroup });

export const EXAMPLE_TEAMS: readonly TeamRowView[] = [
  teamRow('team-zonsopgang', 'Team Zonsopgang', 14, 9_412_00, 10_000_00),
  teamRow('de-stapschoenen', 'De Stapschoenen', 9, 6_180_00, 5_000_00, 'own-route'),
  teamRow('sint-gummarus-loopt', 'Sint-Gummarus loopt', 31, 5_977_50, 5_500_00),
  teamRow('wij-van-wijgmaal', 'Wij van Wijgmaal', 6, 2_310_00, 4_000_00),
  teamRow('lieve-vrienden', 'Lieve & Vrienden', 4, 288_00, 500_00),
];

export const HARD_TEAMS: readonly TeamRowView[] = HARD_NAMES.map((name, index) =>
  teamRow(`hard-${String(index)}`, name, index, index * 1_234_567, 100_00),
);

export const EXAMPLE_WALKERS: readonly WalkerRowView[] = [
  {
    slug: 'nele',
    name: 'Nele Wouters',
    raisedMinor: 1_240_00,
    goalMinor: 1_000_00,
    team: { slug: 'team-zonsopgang', name: 'Team Zonsopgang' },
  },
  { slug: 'yusuf', name: 'Yusuf Demir', raisedMinor: 63_00, goalMinor: 100_00, team: null },
];

const at = (minutesAgo: number): Date => new Date(EXAMPLE_NOW.getTime() - minutesAgo * 60_000);

export const EXAMPLE_GIFTS: readonly PublicGiftView[] = [
  {
    name: 'Marleen',
    message: 'Stap voor wie niet thuis kan blijven.',
    amountMinor: 40_00,
    target: { kind: 'team', slug: 'team-zonsopgang', name: 'Team Zonsopgang' },
    paidAt: at(1),
  },
  {
    name: null,
    message: null,
    amountMinor: 25_00,
    target: { kind: 'walker', slug: 'yusuf', name: 'Yusuf Demir' },
    paidAt: at(3),
  },
  {
    name: 'Bakkerij De Molen',
    message: 'En koffiekoeken onderweg!\nVoor de hele ploeg.',
    amountMinor: 250_00,
    target: { kind: 'team', slug: 'de-stapschoenen', name: 'De Stapschoenen' },
    paidAt: at(4),
  },
  {
    name: 'Fatma',
    message: null,
    amountMinor: 12_50,
    target: { kind: 'edition', slug: null, name: null },
    paidAt: at(9),
  },
  {
    name: HARD_NAMES[1],
    message: 'به امید روزهای بهتر 🧡',
    amountMinor: 15_00,
    target: { kind: 'walker', slug: 'nele', name: 'Nele Wouters' },
    paidAt: at(12),
  },
];

export const EXAMPLE_TEAM = {
  slug: 'team-zonsopgang',
  name: 'Team Zonsopgang',
  story:
    'Vorig jaar wandelden we met zes. Dit jaar met veertien, en met Yusuf, die zelf drie landen te voet doorkruiste.\n\nWe vertrekken om acht uur en stoppen pas in Berchem.',
  walkers: 14,
  goalMinor: 10_000_00,
  participationGroup: 'central' as const,
  members: [
    { slug: 'nele', name: 'Nele Wouters', captain: true, raisedMinor: 1_240_00, minimumMinor: 100_00 },
    { slug: 'yusuf', name: 'Yusuf Demir', captain: false, raisedMinor: 1_015_00, minimumMinor: 100_00 },
    { slug: 'tom', name: 'Tom', captain: false, raisedMinor: 63_00, minimumMinor: 100_00 },
    { slug: 'hard', name: HARD_NAMES[0], captain: false, raisedMinor: 0, minimumMinor: 100_00 },
  ],
};

export const EXAMPLE_WALKER = {
  slug: 'yusuf',
  name: 'Yusuf Demir',
  story: '',
  goalMinor: 250_00,
  distanceKm: 40,
  participationGroup: 'central' as const,
  team: { slug: 'team-zonsopgang', name: 'Team Zonsopgang' },
};
