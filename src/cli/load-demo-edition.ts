import { pathToFileURL } from 'node:url';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { EditionId } from '../domain/ids.js';
import type { LocalisedText } from '../domain/language.js';
import { defineMilestones, type MilestoneRule } from '../milestones/index.js';
import { readDatabaseUrl } from '../platform/config/config.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { readArguments } from './read-arguments.js';

interface DemoType {
  readonly code: string;
  readonly group: 'central' | 'own-route';
  readonly title: LocalisedText;
  readonly feeMinor: number;
  readonly capacity: number | null;
  readonly distancesKm: readonly number[] | null;
  readonly startsAt: string | null;
  /** A pack by post, for which an address is asked. */
  readonly starterPack: boolean;
}

/** The rules of the 2023 edition: all of them data, none of them code. */
const RULES = {
  slug: '2023',
  title: { nl: 'Refugee Walk 2023', fr: 'Refugee Walk 2023', en: 'Refugee Walk 2023' },
  place: { nl: 'Zomerfabriek, Antwerpen', fr: 'Zomerfabriek, Anvers', en: 'Zomerfabriek, Antwerp' },
  currency: 'EUR',
  goalMinor: 35_000_000,
  minimumPerWalkerMinor: 10_000,
  walkOn: '2023-10-08',
  opensAt: '2023-03-01T08:00:00Z',
  // The demo edition stays open, so that everything can be tried.
  closesAt: '2099-12-31T22:59:59Z',
  placeHoldMinutes: 40,
  waitingOfferHours: 24,
  ageOfConsent: 16,
  suggestedAmounts: [
    {
      amountMinor: 2_000,
      makesPossible: { nl: 'warme soep voor acht', fr: 'une soupe chaude pour huit', en: 'hot soup for eight' },
    },
    {
      amountMinor: 4_000,
      makesPossible: { nl: 'een uur infolijn', fr: "une heure de ligne d'info", en: 'an hour of the info line' },
    },
    {
      amountMinor: 7_500,
      makesPossible: {
        nl: 'een dossier bij een advocaat',
        fr: 'un dossier chez un avocat',
        en: "one file at a lawyer's",
      },
    },
  ],
  // About what a card costs in Belgium: 1.5 % and 25 cents.
  feeCoverBasisPoints: 150,
  feeCoverFixedMinor: 25,
  milestonesMinor: [5_000_000, 15_000_000, 25_000_000, 35_000_000, 50_000_000],
} as const;

const MILESTONES: readonly MilestoneRule[] = [
  { scope: 'page', kind: 'gifts', threshold: 1, label: { nl: 'Eerste gift', fr: 'Premier don', en: 'First gift' } },
  { scope: 'page', kind: 'donors', threshold: 10, label: { nl: '10 schenkers', fr: '10 donateurs', en: '10 donors' } },
  { scope: 'page', kind: 'raised', threshold: 10_000, label: { nl: '€ 100', fr: '100 €', en: '€100' } },
  { scope: 'page', kind: 'goal-percent', threshold: 50, label: { nl: 'Halfweg', fr: 'Mi-chemin', en: 'Half way' } },
  {
    scope: 'page',
    kind: 'goal-percent',
    threshold: 100,
    label: { nl: 'Doel bereikt', fr: 'Objectif atteint', en: 'Goal reached' },
  },
  { scope: 'team', kind: 'donors', threshold: 10, label: { nl: '10 schenkers', fr: '10 donateurs', en: '10 donors' } },
  { scope: 'team', kind: 'donors', threshold: 50, label: { nl: '50 schenkers', fr: '50 donateurs', en: '50 donors' } },
  { scope: 'team', kind: 'raised', threshold: 50_000, label: { nl: '€ 500', fr: '500 €', en: '€500' } },
  { scope: 'team', kind: 'goal-percent', threshold: 50, label: { nl: 'Halfweg', fr: 'Mi-chemin', en: 'Half way' } },
  {
    scope: 'team',
    kind: 'goal-percent',
    threshold: 100,
    label: { nl: 'Doel bereikt', fr: 'Objectif atteint', en: 'Goal reached' },
  },
  {
    scope: 'edition',
    kind: 'raised',
    threshold: 10_000_000,
    label: { nl: '€ 100.000', fr: '100 000 €', en: '€100,000' },
  },
  { scope: 'edition', kind: 'goal-percent', threshold: 50, label: { nl: 'Halfweg', fr: 'Mi-chemin', en: 'Half way' } },
  {
    scope: 'edition',
    kind: 'donors',
    threshold: 10_000,
    label: { nl: '10.000 schenkers', fr: '10 000 donateurs', en: '10,000 donors' },
  },
  {
    scope: 'edition',
    kind: 'goal-percent',
    threshold: 100,
    label: { nl: 'Doel bereikt', fr: 'Objectif atteint', en: 'Goal reached' },
  },
];

const TYPES: readonly DemoType[] = [
  {
    code: 'central-40',
    group: 'central',
    title: {
      nl: '40 km vanuit de Zomerfabriek',
      fr: '40 km depuis la Zomerfabriek',
      en: '40 km from the Zomerfabriek',
    },
    feeMinor: 1_000,
    capacity: 1_500,
    distancesKm: [40],
    startsAt: '2023-10-08T06:00:00Z',
    starterPack: false,
  },
  {
    code: 'central-20',
    group: 'central',
    title: {
      nl: '20 km vanuit de Zomerfabriek',
      fr: '20 km depuis la Zomerfabriek',
      en: '20 km from the Zomerfabriek',
    },
    feeMinor: 1_000,
    capacity: 2_000,
    distancesKm: [20],
    startsAt: '2023-10-08T11:00:00Z',
    starterPack: false,
  },
  {
    code: 'own-route',
    group: 'own-route',
    title: { nl: 'Eigen route', fr: 'Parcours libre', en: 'A route of your own' },
    feeMinor: 500,
    capacity: null,
    distancesKm: null,
    startsAt: null,
    starterPack: true,
  },
];

/**
 * Writes the rules of the demo edition, when they are not there yet. Its teams, walkers and gifts come through the
 * front door, like everybody's.
 * @param scale how many times the places of 2023 there are.
 * @returns whether the edition is new.
 */
export async function loadDemoEdition({
  databaseUrl,
  scale = 1,
}: {
  readonly databaseUrl: string;
  readonly scale?: number;
}): Promise<boolean> {
  const source = await new DataSource(dataSourceOptions(databaseUrl, 2)).initialize();
  try {
    return await source.transaction(async (manager) => {
      const editionId = uuidv7();
      const fresh: unknown[] = await manager.query(
        `INSERT INTO edition (id, slug, title, place, currency, goal_minor, minimum_per_walker_minor, fees_count, walk_on,
           registration_opens_at, registration_closes_at, giving_opens_at, giving_closes_at, place_hold_minutes,
           team_size_limit, suggested_amounts, milestones_minor, fee_cover_basis_points, fee_cover_fixed_minor,
           waiting_offer_hours)
         VALUES ($1, $2, $3, $4, $5, $6, $7, false, $8, $9, $10, $9, $10, $11, NULL, $12, $13, $14, $15, $16)
         ON CONFLICT ON CONSTRAINT edition_slug_unique DO NOTHING RETURNING id`,
        [
          editionId,
          RULES.slug,
          JSON.stringify(RULES.title),
          JSON.stringify(RULES.place),
          RULES.currency,
          RULES.goalMinor,
          RULES.minimumPerWalkerMinor,
          RULES.walkOn,
          RULES.opensAt,
          RULES.closesAt,
          RULES.placeHoldMinutes,
          JSON.stringify(RULES.suggestedAmounts),
          RULES.milestonesMinor,
          RULES.feeCoverBasisPoints,
          RULES.feeCoverFixedMinor,
          RULES.waitingOfferHours,
        ],
      );
      if (fresh.length === 0) return false;
      for (const [position, type] of TYPES.entries()) {
        await manager.query(
          `INSERT INTO participation_type (id, edition_id, code, participation_group, title, fee_minor, capacity,
             distances_km, age_of_consent, minimum_minor, starts_at, starter_pack, position)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
          [
            uuidv7(),
            editionId,
            type.code,
            type.group,
            JSON.stringify(type.title),
            type.feeMinor,
            type.capacity === null ? null : Math.ceil(type.capacity * scale),
            type.distancesKm,
            RULES.ageOfConsent,
            RULES.minimumPerWalkerMinor,
            type.startsAt,
            type.starterPack,
            position,
          ],
        );
      }
      await defineMilestones(
        { rows: (sql, parameters) => manager.query(sql, parameters === undefined ? [] : [...parameters]) },
        editionId as EditionId,
        MILESTONES,
        { isNew: true },
      );
      return true;
    });
  } finally {
    await source.destroy();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = readArguments({
    options: { 'rules-only': { type: 'boolean' }, scale: { type: 'string', default: '1' } },
  });
  const fresh = await loadDemoEdition({ databaseUrl: readDatabaseUrl(), scale: Number(values.scale) });
  console.log(fresh ? `The edition ${RULES.slug} is there.` : `The edition ${RULES.slug} was there already.`);
}
