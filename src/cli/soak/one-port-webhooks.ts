import { setTimeout as sleep } from 'node:timers/promises';
import { LightClient } from '../bench/light-client.js';
import type { BenchStage } from '../bench/stage.js';
import { deliveryOf } from '../bench/post-all.js';
import { giftsInSlices } from './exact-end.js';

/** Between one and the next, of each kind; ms. */
const PAUSE_MS = 200;

/** What webhooks waited that went where the pages are; ms, in order. */
export interface OnePort {
  /** On one connection, opened before the crowd came, as a proxy keeps it. */
  readonly keptMs: readonly number[];
  /** Each on a connection of its own. */
  readonly newMs: readonly number[];
}

/** Webhooks that come by the one port on which everything is asked: how `npm start` and many a small install have it. */
export class OnePortWebhooks {
  private readonly kept: LightClient;
  private readonly url: URL;

  constructor(private readonly stage: BenchStage) {
    this.url = new URL(`${stage.appUrl}/webhooks/stripe`);
    this.kept = new LightClient(stage.appUrl, 1);
  }

  /** Posts one after the other of each kind until it is over. @throws {Error} the first that is not answered 200 */
  async during(seconds: number, over: AbortSignal): Promise<OnePort> {
    const [keptMs, newMs]: [number[], number[]] = [[], []];
    const count = Math.ceil((seconds * 2_000) / PAUSE_MS);
    const gifts = giftsInSlices(this.stage, count, Math.ceil(2_000 / PAUSE_MS));
    const oneAfterTheOther = async (waits: number[], clientOf: () => LightClient): Promise<void> => {
      while (!over.aborted) {
        const gift = await gifts.next();
        if (gift.done === true) return;
        const client = clientOf();
        const at = performance.now();
        await client.ask(deliveryOf(this.url, gift.value));
        waits.push(performance.now() - at);
        if (client !== this.kept) client.close();
        await sleep(PAUSE_MS);
      }
    };
    await Promise.all([
      oneAfterTheOther(keptMs, () => this.kept),
      oneAfterTheOther(newMs, () => new LightClient(this.stage.appUrl, 1)),
    ]);
    await gifts.return(undefined);
    return { keptMs: keptMs.toSorted((a, b) => a - b), newMs: newMs.toSorted((a, b) => a - b) };
  }

  close(): void {
    this.kept.close();
  }
}
