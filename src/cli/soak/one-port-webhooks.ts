import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import type { BenchStage } from '../bench/stage.js';
import { postEvent } from '../bench/steady-events.js';
import { giftsInSlices } from './exact-end.js';

/** Between one and the next, of each kind; ms. */
const PAUSE_MS = 200;
/** Whoever is not answered by then is not answered; ms. */
const WITHIN_MS = 120_000;
const PATIENCE = { headersTimeout: WITHIN_MS, connectTimeout: WITHIN_MS };

/** What webhooks waited that went where the pages are; ms, in order. */
export interface OnePort {
  /** On one connection, opened before the crowd came, as a proxy keeps it. */
  readonly keptMs: readonly number[];
  /** Each on a connection of its own. */
  readonly newMs: readonly number[];
}

/** Webhooks that come by the one port on which everything is asked: how `npm start` and many a small install have it. */
export class OnePortWebhooks {
  private readonly kept: Client;
  private readonly url: string;

  constructor(private readonly stage: BenchStage) {
    this.url = `${stage.appUrl}/webhooks/stripe`;
    this.kept = new Client(stage.appUrl, { ...PATIENCE, keepAliveTimeout: WITHIN_MS, keepAliveMaxTimeout: WITHIN_MS });
  }

  /** Posts one after the other of each kind until it is over. @throws {Error} the first that is not answered 200 */
  async during(seconds: number, over: AbortSignal): Promise<OnePort> {
    const [keptMs, newMs]: [number[], number[]] = [[], []];
    const count = Math.ceil((seconds * 2_000) / PAUSE_MS);
    const gifts = giftsInSlices(this.stage, count, Math.ceil(2_000 / PAUSE_MS));
    const oneAfterTheOther = async (waits: number[], clientOf: () => Client): Promise<void> => {
      while (!over.aborted) {
        const gift = await gifts.next();
        if (gift.done === true) return;
        const client = clientOf();
        const at = performance.now();
        await postEvent(this.url, gift.value.body, client);
        waits.push(performance.now() - at);
        if (client !== this.kept) await client.close();
        await sleep(PAUSE_MS);
      }
    };
    await Promise.all([
      oneAfterTheOther(keptMs, () => this.kept),
      oneAfterTheOther(newMs, () => new Client(this.stage.appUrl, PATIENCE)),
    ]);
    await gifts.return(undefined);
    return { keptMs: keptMs.toSorted((a, b) => a - b), newMs: newMs.toSorted((a, b) => a - b) };
  }

  async close(): Promise<void> {
    await this.kept.destroy();
  }
}
