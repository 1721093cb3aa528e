import { describe, expect, it, jest } from '@jest/globals';
import type { Writable } from 'node:stream';
import { pino } from 'pino';
import { Metrics } from '../platform/metrics/metrics.js';
import type { RedisConnections } from '../platform/redis/redis.module.js';
import type { ReadTotals, Total } from '../totals/index.js';
import { LiveHub, THROTTLE_MS, type WatchedTotal } from './live-hub.js';

const EDITION: WatchedTotal = { key: { scope: 'edition', scopeId: 'e' }, scope: 'edition', id: '2023' };

function totalAt(revision: number): Total {
  // Only what a message says of a total is looked at here.
  return {
    revision,
    raisedMinor: 0,
    gifts: 0,
    asOf: new Date(0),
    onItsWayMinor: 0,
    donors: null,
    walkers: 0,
  } as unknown as Total;
}

/** Somebody who watches: the revisions that were written to them. */
function watcher(unread = 0): {
  readonly stream: Writable;
  readonly revisions: string[];
  readonly dropped: () => boolean;
} {
  const revisions: string[] = [];
  let dropped = false;
  const stream = {
    writableEnded: false,
    writableLength: unread,
    on: () => undefined,
    end: () => undefined,
    destroy: () => {
      dropped = true;
    },
    write: (message: Buffer) => revisions.push(/^id: (\d+)$/m.exec(message.toString())?.[1] ?? ''),
  };
  return { stream: stream as unknown as Writable, revisions, dropped: () => dropped };
}

describe('The hub of live streams', () => {
  it('tells everybody who watches already what somebody who comes later was the first to be shown', async () => {
    let revision = 1;
    const totals = { ofKey: () => Promise.resolve(totalAt(revision)) } as unknown as ReadTotals;
    const hub = new LiveHub(totals, {} as RedisConnections, pino({ level: 'silent' }), new Metrics());
    const [early, late] = [watcher(), watcher()];
    await hub.watch(EDITION, early.stream, null);
    revision = 2;
    await hub.watch(EDITION, late.stream, null);
    expect({ early: early.revisions, late: late.revisions }).toEqual({ early: ['1', '2'], late: ['2'] });
  });

  it('ends the stream of somebody who does not read, before it fills the memory, and goes on for the others', async () => {
    let revision = 1;
    const totals = { ofKey: () => Promise.resolve(totalAt(revision)) } as unknown as ReadTotals;
    const hub = new LiveHub(totals, {} as RedisConnections, pino({ level: 'silent' }), new Metrics());
    const [deaf, reads, late] = [watcher(64 * 1024 + 1), watcher(64 * 1024), watcher()];
    for (const { stream } of [deaf, reads]) await hub.watch(EDITION, stream, null);
    revision = 2;
    await hub.watch(EDITION, late.stream, null);
    expect({ deaf: deaf.dropped(), reads: reads.dropped() }).toEqual({ deaf: true, reads: false });
    expect(reads.revisions).toEqual(['1', '2']);
  });

  it('leaves as much time to deliveries and pages as it takes to tell everybody', async () => {
    jest.useFakeTimers();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
    try {
      let revision = 1;
      let hear: (channel: string, message: string) => void = () => undefined;
      const subscriber = {
        on: (_: string, listener: typeof hear) => {
          hear = listener;
        },
        subscribe: () => Promise.resolve(),
      };
      const connections = { connect: () => subscriber } as unknown as RedisConnections;
      const totals = {
        ofKey: () => Promise.resolve(totalAt(revision)),
        ofKeys: () => Promise.resolve([totalAt(revision)]),
      } as unknown as ReadTotals;
      const hub = new LiveHub(totals, connections, pino({ level: 'silent' }), new Metrics());
      hub.onModuleInit();
      const { stream, revisions } = watcher();
      await hub.watch(EDITION, stream, null);
      const write = stream.write.bind(stream);
      stream.write = (message: Buffer) => {
        clock.mockReturnValue(performance.now() + 4 * THROTTLE_MS);
        return write(message);
      };
      const change = async (afterMs: number): Promise<string[]> => {
        revision += 1;
        hear('', JSON.stringify(['edition:e']));
        await jest.advanceTimersByTimeAsync(afterMs);
        return [...revisions];
      };
      expect(await change(THROTTLE_MS)).toEqual(['1', '2']);
      expect(await change(6 * THROTTLE_MS)).toEqual(['1', '2']);
      expect(await change(THROTTLE_MS)).toEqual(['1', '2', '4']);
      hub.onModuleDestroy();
    } finally {
      clock.mockRestore();
      jest.useRealTimers();
    }
  });
});
