import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { pino } from 'pino';
import { Metrics } from '../platform/metrics/metrics.js';
import type { RedisConnections } from '../platform/redis/redis.module.js';
import type { ReadTotals, Total } from '../totals/index.js';
import { LiveHub, type WatchedTotal } from './live-hub.js';

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
  readonly response: ServerResponse;
  readonly revisions: string[];
  readonly dropped: () => boolean;
} {
  const revisions: string[] = [];
  let dropped = false;
  const response = {
    writableEnded: false,
    writableLength: unread,
    on: () => undefined,
    destroy: () => {
      dropped = true;
    },
    write: (message: Buffer) => revisions.push(/^id: (\d+)$/m.exec(message.toString())?.[1] ?? ''),
  };
  return { response: response as unknown as ServerResponse, revisions, dropped: () => dropped };
}

describe('The hub of live streams', () => {
  it('tells everybody who watches already what somebody who comes later was the first to be shown', async () => {
    let revision = 1;
    const totals = { ofKey: () => Promise.resolve(totalAt(revision)) } as unknown as ReadTotals;
    const hub = new LiveHub(totals, {} as RedisConnections, pino({ level: 'silent' }), new Metrics());
    const [early, late] = [watcher(), watcher()];
    await hub.watch(EDITION, early.response, null);
    revision = 2;
    await hub.watch(EDITION, late.response, null);
    expect({ early: early.revisions, late: late.revisions }).toEqual({ early: ['1', '2'], late: ['2'] });
  });

  it('ends the stream of somebody who does not read, before it fills the memory, and goes on for the others', async () => {
    let revision = 1;
    const totals = { ofKey: () => Promise.resolve(totalAt(revision)) } as unknown as ReadTotals;
    const hub = new LiveHub(totals, {} as RedisConnections, pino({ level: 'silent' }), new Metrics());
    const [deaf, reads, late] = [watcher(64 * 1024 + 1), watcher(64 * 1024), watcher()];
    for (const { response } of [deaf, reads]) await hub.watch(EDITION, response, null);
    revision = 2;
    await hub.watch(EDITION, late.response, null);
    expect({ deaf: deaf.dropped(), reads: reads.dropped() }).toEqual({ deaf: true, reads: false });
    expect(reads.revisions).toEqual(['1', '2']);
  });
});
