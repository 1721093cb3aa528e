import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { Metrics } from '../platform/metrics/metrics.js';
import type { RedisConnections } from '../platform/redis/redis.module.js';
import type { ReadTotals, Total } from '../totals/index.js';
import { LiveHub, THROTTLE_MS, type WatchedTotal, WRITING_AT_ONCE_MS } from './live-hub.js';

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

  it('lets whatever else has come have its turn while it tells very many', async () => {
    let [written, mostAtOnce] = [0, 0];
    const stage = hubAt(1, () => {
      written += 1;
    });
    try {
      for (let index = 0; index < 100; index += 1) await stage.join();
      stage.change();
      const told = { all: false };
      const joining = stage.join().finally(() => {
        told.all = true;
      });
      while (!told.all) {
        written = 0;
        await nextTurn();
        mostAtOnce = Math.max(mostAtOnce, written);
      }
      await joining;
      expect(mostAtOnce).toBe(WRITING_AT_ONCE_MS);
      for (const { revisions } of stage.watching()) expect(revisions.at(-1)).toBe(2);
    } finally {
      stage.end();
    }
  });

  it('brings everybody to the last revision and nobody back, whoever comes, goes or changes something meanwhile', async () => {
    const happening = fc.record({
      afterWrites: fc.integer({ min: 1, max: 12 }),
      what: fc.constantFrom('join', 'leave', 'change' as const),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 5),
        fc.array(happening, { maxLength: 40 }),
        async (takesMs, happenings) => {
          const left = [...happenings];
          const joining: Promise<unknown>[] = [];
          let written = 0;
          const stage = hubAt(takesMs, () => {
            written += 1;
            const [next] = left;
            if (next === undefined || written < next.afterWrites) return;
            written = 0;
            left.shift();
            if (next.what === 'leave') stage.leave();
            if (next.what === 'change') stage.change();
            // Who joins is shown the change, and with them all others are.
            if (next.what !== 'leave') joining.push(stage.join());
          });
          try {
            for (let index = 0; index < 8; index += 1) joining.push(stage.join());
            for (let done = 0; done < joining.length; done += 1) await joining[done];
            stage.change();
            await stage.join();
            for (let done = 0; done < joining.length; done += 1) await joining[done];
            for (const { revisions } of stage.watching()) expect(revisions.at(-1)).toBe(stage.revision());
            for (const { revisions } of stage.everybody) expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
          } finally {
            stage.end();
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** A hub whose every write takes so long, and those who watch it. */
function hubAt(
  takesMs: number,
  onWrite: () => void,
): {
  readonly everybody: { readonly revisions: number[] }[];
  watching(): { readonly revisions: number[] }[];
  revision(): number;
  change(): void;
  join(): Promise<void>;
  leave(): void;
  end(): void;
} {
  let [revision, now] = [1, 0];
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
  const totals = { ofKey: () => Promise.resolve(totalAt(revision)) } as unknown as ReadTotals;
  const hub = new LiveHub(totals, {} as RedisConnections, pino({ level: 'silent' }), new Metrics());
  const everybody: { readonly revisions: number[]; readonly close: () => void; here: boolean }[] = [];
  return {
    everybody,
    watching: () => everybody.filter(({ here }) => here),
    revision: () => revision,
    change: () => {
      revision += 1;
    },
    join: () => {
      const one = { revisions: [] as number[], close: (): void => undefined, here: true };
      const stream = {
        writableEnded: false,
        writableLength: 0,
        on: (_: string, listener: () => void) => {
          one.close = listener;
        },
        write: (message: Buffer) => {
          now += takesMs;
          one.revisions.push(Number(/^id: (\d+)$/m.exec(message.toString())?.[1]));
          onWrite();
        },
      };
      everybody.push(one);
      return hub.watch(EDITION, stream as unknown as Writable, null);
    },
    leave: () => {
      const one = everybody.find(({ here }) => here);
      if (one === undefined) return;
      one.here = false;
      one.close();
    },
    end: () => clock.mockRestore(),
  };
}
