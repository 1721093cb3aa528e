import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { MeasureOperations } from './control-room/index.js';
import { ExportSchedules, MakeExports } from './exports/index.js';
import { DoBulkGifts } from './gift-desk/index.js';
import { RemindGuardians } from './guardian-consents/index.js';
import { SendMailings } from './mailings/index.js';
import { SettleMatches } from './matching/index.js';
import { TellMilestones } from './milestones/index.js';
import { RemindShortWalkers } from './minimum-reminders/index.js';
import { DeliverOutbox } from './outbox/index.js';
import { CatchUpStripeEvents, SweepStripeEvents } from './payments/index.js';
import { LookAfterPledges } from './pledges/index.js';
import { ReleaseForgottenHolds } from './registration/index.js';
import { LookAfterWaitingLists } from './waiting-list/index.js';
import { InviteByMail } from './team-life/index.js';
import { TellWebhooks } from './webhooks/index.js';
import { CONFIG, type Config } from './platform/config/config.js';
import { LOGGER } from './platform/logging/logger.js';

/** Promises wait for days; nobody notices a minute. */
const PLEDGES_INTERVAL_MS = 60_000;

/** Whoever is offered a place has hours; half a minute is soon. */
const WAITING_LISTS_INTERVAL_MS = 30_000;

/** A schedule of reminders says an hour, and means it within minutes. */
const REMINDERS_INTERVAL_MS = 120_000;

/** Good news is told in the evening; what was reached is noticed within minutes. */
const MILESTONES_INTERVAL_MS = 120_000;

/** What sponsors add follows the gifts within a second; a match whose total has not moved is not even read. */
const MATCHES_INTERVAL_MS = 1_000;

/** Whoever acts on many gifts looks at the page that says how far it is. */
const BULK_INTERVAL_MS = 1_000;

/** A mailing says an hour, and means it within half a minute. */
const MAILINGS_INTERVAL_MS = 30_000;

/** Addresses of people who were invited are forgotten by the day. */
const INVITATIONS_INTERVAL_MS = 3_600_000;

/** Files of lists whose bell was not heard, or whose maker died, begin again within this time. */
const EXPORTS_INTERVAL_MS = 10_000;

/** A planned file says an hour, and means it within half a minute. */
const EXPORT_SCHEDULES_INTERVAL_MS = 30_000;

/** Places of a registration that a process left half done are free after an hour; minutes do not matter. */
const FORGOTTEN_HOLDS_INTERVAL_MS = 600_000;

/** Figures for alerts, about as often as Prometheus reads them. */
const MEASURE_INTERVAL_MS = 15_000;

/** A proof reads the whole ledger. */
const PROOF_INTERVAL_MS = 300_000;

/** Guardians are reminded by the day. */
const GUARDIANS_INTERVAL_MS = 3_600_000;

/**
 * Looks after what no bell rang for, by the clock and straight from Postgres: inbox rows that the queue lost, outbox
 * messages that wait, events that Stripe never delivered, promises that can be settled. Each job starts again only when it has ended.
 */
@Injectable()
export class WorkerClock implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly running = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly sweep: SweepStripeEvents,
    private readonly catchUp: CatchUpStripeEvents,
    private readonly outbox: DeliverOutbox,
    private readonly pledges: LookAfterPledges,
    private readonly guardians: RemindGuardians,
    private readonly waitingLists: LookAfterWaitingLists,
    private readonly reminders: RemindShortWalkers,
    private readonly milestones: TellMilestones,
    private readonly matches: SettleMatches,
    private readonly bulk: DoBulkGifts,
    private readonly mailings: SendMailings,
    private readonly exports: MakeExports,
    private readonly exportSchedules: ExportSchedules,
    private readonly invitations: InviteByMail,
    private readonly forgottenHolds: ReleaseForgottenHolds,
    private readonly webhooks: TellWebhooks,
    private readonly measure: MeasureOperations,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.every('sweep', this.config.sweepIntervalMs, async () => {
      await this.sweep.execute();
    });
    this.every('outbox', this.config.sweepIntervalMs, () => this.outbox.execute());
    this.every('webhooks', this.config.sweepIntervalMs, () => this.webhooks.execute());
    this.every('pledges', PLEDGES_INTERVAL_MS, () => this.pledges.execute(new Date()));
    this.every('waiting-lists', WAITING_LISTS_INTERVAL_MS, async () => {
      await this.waitingLists.execute();
    });
    this.every('guardians', GUARDIANS_INTERVAL_MS, async () => {
      await this.guardians.execute(new Date());
    });
    this.every('reminders', REMINDERS_INTERVAL_MS, async () => {
      await this.reminders.bySchedule(new Date());
    });
    this.every('milestones', MILESTONES_INTERVAL_MS, async () => {
      await this.milestones.execute(new Date());
    });
    this.every('matches', MATCHES_INTERVAL_MS, async () => {
      await this.matches.execute();
    });
    this.every('bulk', BULK_INTERVAL_MS, async () => {
      await this.bulk.execute();
    });
    this.every('mailings', MAILINGS_INTERVAL_MS, async () => {
      await this.mailings.execute(new Date());
    });
    this.every('export-schedules', EXPORT_SCHEDULES_INTERVAL_MS, async () => {
      await this.exportSchedules.run(new Date());
    });
    this.every('exports', EXPORTS_INTERVAL_MS, async () => {
      await this.exports.execute(new Date());
    });
    this.every('invitations', INVITATIONS_INTERVAL_MS, async () => {
      await this.invitations.forget(new Date());
    });
    this.every('forgotten-holds', FORGOTTEN_HOLDS_INTERVAL_MS, async () => {
      await this.forgottenHolds.execute(new Date());
    });
    this.every('measure', MEASURE_INTERVAL_MS, () => this.measure.execute());
    this.every('proof', PROOF_INTERVAL_MS, () => this.measure.prove(new Date()));
    this.every('catch-up', this.config.stripe.catchUpIntervalMs, async () => {
      await this.catchUp.execute(new Date());
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running.values());
  }

  /** Runs a job now, and again so long after each end. A failure is logged, and the next run tries again. */
  private every(name: string, intervalMs: number, job: () => Promise<void>): void {
    const run = async (): Promise<void> => {
      try {
        await job();
      } catch (error) {
        this.logger.warn({ err: error, job: name }, 'A job of the clock failed; the next run tries again');
      }
      if (!this.stopped) this.timers.set(name, setTimeout(start, intervalMs));
    };
    const start = (): void => {
      this.running.set(name, run());
    };
    start();
  }
}
