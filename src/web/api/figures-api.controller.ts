import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ReadAnnualReport } from '../../annual-report/index.js';
import { ReadCheckIn } from '../../check-in/index.js';
import { type PaceStep, ReadControlRoom, ReadGivingPace, WatchLedger } from '../../control-room/index.js';
import { includesRole } from '../../domain/roles.js';
import { PressSnapshots } from '../../press-snapshots/index.js';
import { LimitedAs } from '../limits/limited-as.js';
import { Figures, figuresAsJson } from './figures-answer.js';
import { KeyHolders } from './key-holders.js';
import { type Asked, ByMachine, reads, type Reading } from './operation.js';
import { At, Count, Minor } from './schemas.js';

const Pace = z.array(z.strictObject({ from: At, raisedMinor: Minor, gifts: Count }));

const FIGURES = {
  name: 'readFigures',
  summary: 'The figures of the control room',
  scope: 'figures',
  query: null,
  answer: z.strictObject({
    asOf: At,
    currency: z.string(),
    goalMinor: Minor,
    figures: Figures,
    giftsToday: Count.describe('Since midnight in Belgium'),
    freePlaces: Count.nullable().describe('Only for keys of the role finance and above'),
    pace: z.strictObject({
      days: Pace.describe('By day in Belgium, at most 400; days without a gift are left out'),
      hours: Pace.describe('The last 48; hours without a gift are left out'),
      before: z.strictObject({ edition: z.string(), walkOn: z.iso.date(), days: Pace }).nullable(),
    }),
    attention: z.strictObject({ openItems: Count, parkedEvents: Count, suspenseMinor: Minor }),
    inbox: z
      .strictObject({
        state: z.enum(['ok', 'slow', 'stopped']),
        receivedLastHour: Count,
        waiting: Count,
        lastReceivedAt: At.nullable(),
      })
      .describe('How the webhooks of Stripe come in'),
    ledger: z
      .strictObject({ state: z.enum(['ok', 'differs', 'never']), checkedAt: At.nullable() })
      .describe('Whether the books prove themselves'),
  }),
} as const satisfies Reading<z.ZodType>;

const REPORT = {
  name: 'readAnnualReport',
  summary: 'Editions and calendar years in figures, at most 50 of each, the latest first',
  scope: 'figures',
  query: null,
  answer: z.strictObject({
    editions: z.array(
      z.strictObject({
        edition: z.string(),
        walkOn: z.iso.date(),
        currency: z.string(),
        teams: Count,
        walkers: Count,
        central: Count,
        ownRoute: Count,
        donors: Count,
        raisedMinor: Minor,
      }),
    ),
    years: z.array(
      z.strictObject({
        year: z.int(),
        donors: Count.describe('Of one-time gifts'),
        averageGiftMinor: Minor,
        monthlyDonors: Count,
        averageMonthlyMinor: Minor,
      }),
    ),
  }),
} as const satisfies Reading<z.ZodType>;

const STARTS = {
  name: 'readStarts',
  summary: 'How many walk from each start and how many came, at most 200, in the order of the day',
  scope: 'figures',
  query: null,
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        participationType: z.string(),
        startsAt: At.nullable(),
        walkers: Count.describe('With a valid place'),
        checkedIn: Count,
      }),
    ),
  }),
} as const satisfies Reading<z.ZodType>;

/** What organisers see at a glance, for machines that bring a key: the same figures as on the pages. */
@ApiTags('organisers')
@LimitedAs('api')
@Controller('api/v1/organise/editions/:edition')
export class FiguresApiController {
  constructor(
    private readonly holders: KeyHolders,
    private readonly snapshots: PressSnapshots,
    private readonly controlRoom: ReadControlRoom,
    private readonly pace: ReadGivingPace,
    private readonly ledger: WatchLedger,
    private readonly annualReport: ReadAnnualReport,
    private readonly checkIn: ReadCheckIn,
  ) {}

  @Get('figures')
  @reads(FIGURES)
  figures(@ByMachine() asked: Asked): Promise<z.input<typeof FIGURES.answer>> {
    return this.holders.read(FIGURES, asked, async ({ edition, key }) => {
      const mayKnow = includesRole(key.role, 'finance');
      const [{ at, figures }, giftsToday, attention, inbox, ledger, pace, freePlaces] = await Promise.all([
        this.snapshots.now(edition),
        this.controlRoom.giftsToday(edition),
        this.controlRoom.attention(edition),
        this.controlRoom.inbox(),
        this.ledger.state(new Date()),
        this.pace.of(edition),
        mayKnow ? this.controlRoom.freePlaces(edition) : null,
      ]);
      const { openItems, parkedEvents, suspenseMinor } = attention;
      return {
        asOf: at.toISOString(),
        currency: edition.currency,
        goalMinor: edition.goalMinor,
        figures: figuresAsJson(figures),
        giftsToday,
        freePlaces,
        pace: {
          days: stepsOf(pace.days),
          hours: stepsOf(pace.hours),
          before: pace.before === null ? null : { ...pace.before, days: stepsOf(pace.before.days) },
        },
        attention: { openItems, parkedEvents, suspenseMinor },
        inbox: { ...inbox, lastReceivedAt: inbox.lastReceivedAt?.toISOString() ?? null },
        ledger: { ...ledger, checkedAt: ledger.checkedAt?.toISOString() ?? null },
      };
    });
  }

  @Get('annual-report')
  @reads(REPORT)
  report(@ByMachine() asked: Asked): Promise<z.input<typeof REPORT.answer>> {
    return this.holders.read(REPORT, asked, async () => {
      const { editions, years } = await this.annualReport.execute();
      return {
        editions: editions.map(
          ({ slug, walkOn, currency, teams, walkers, central, ownRoute, donors, raisedMinor }) => ({
            edition: slug,
            walkOn,
            currency,
            teams,
            walkers,
            central,
            ownRoute,
            donors,
            raisedMinor,
          }),
        ),
        years: [...years],
      };
    });
  }

  @Get('starts')
  @reads(STARTS)
  starts(@ByMachine() asked: Asked): Promise<z.input<typeof STARTS.answer>> {
    return this.holders.read(STARTS, asked, async ({ edition }) => ({
      items: (await this.checkIn.starts(edition)).map(({ typeCode, startsAt, ...counts }) => ({
        participationType: typeCode,
        startsAt: startsAt?.toISOString() ?? null,
        ...counts,
      })),
    }));
  }
}

function stepsOf(steps: readonly PaceStep[]): z.input<typeof Pace> {
  return steps.map(({ from, raisedMinor, gifts }) => ({ from: from.toISOString(), raisedMinor, gifts }));
}
