import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { BookingFirst } from '../outbox/index.js';
import { GroupCommit } from '../platform/queue/group-commit.js';
import { ProcessStripeEvents } from './process-stripe-events.js';
import { STRIPE_EVENTS_QUEUE, type StripeEventsJob } from './stripe-events-bell.js';

/** How many jobs a worker holds at once; their ids are gathered into batches. */
const JOBS = 64;
/** Events in one transaction, when so many wait; a job that names more is done by itself. */
const EVENTS = 500;

/** Hears the doorbell. Jobs that are here together are processed together, in one transaction. */
@Processor(STRIPE_EVENTS_QUEUE)
export class StripeEventsProcessor {
  private readonly gathering = new GroupCommit<readonly string[], void>(
    async (jobs) => {
      await this.processEvents.execute([...new Set(jobs.flat())]);
      return [];
    },
    { batch: EVENTS, waiting: 10 * JOBS, flushes: 2, weigh: (inboxIds) => inboxIds.length },
  );

  constructor(
    private readonly processEvents: ProcessStripeEvents,
    private readonly first: BookingFirst,
  ) {}

  @Process({ concurrency: JOBS })
  async process(job: Job<StripeEventsJob>): Promise<void> {
    await this.first.during(() => this.gathering.submit(job.data.inboxIds));
  }
}
