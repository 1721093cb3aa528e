import { describe, expect, it } from '@jest/globals';
import { playAgenda, type AgendaItem } from './agenda.js';

const calm = {
  lanes: 4,
  speed: 'max',
  signal: new AbortController().signal,
  mostFailures: 10,
  onPerformed: () => {},
} as const;

function item(atMs: number, perform: () => Promise<void>): AgendaItem {
  return { atMs, perform, name: `item at ${String(atMs)}` };
}

describe('the agenda of a play', () => {
  it('begins its items in the order of their times, whatever order they are given in', async () => {
    const begun: number[] = [];
    const items = [30, 10, 20, 0].map((atMs) =>
      item(atMs, () => {
        begun.push(atMs);
        return Promise.resolve();
      }),
    );
    expect(await playAgenda(items, calm)).toEqual([]);
    expect(begun).toEqual([0, 10, 20, 30]);
  });

  it('never has more items in flight than lanes', async () => {
    let inFlight = 0;
    let most = 0;
    const items = Array.from({ length: 40 }, (_, index) =>
      item(index, async () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
      }),
    );
    await playAgenda(items, calm);
    expect(most).toBe(4);
  });

  it('lets an item wait for an earlier one even when every lane but one is waiting', async () => {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const items = [
      item(0, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        open();
      }),
      ...Array.from({ length: 8 }, (_, index) => item(index + 1, () => opened)),
    ];
    expect(await playAgenda(items, calm)).toEqual([]);
  });

  it('reports what failed and plays on, up to the number of failures it bears', async () => {
    let performed = 0;
    const items = Array.from({ length: 20 }, (_, index) =>
      item(index, () => (index % 2 === 0 ? Promise.reject(new Error('no')) : Promise.resolve())),
    );
    const failures = await playAgenda(items, {
      ...calm,
      lanes: 1,
      mostFailures: 3,
      onPerformed: () => {
        performed += 1;
      },
    });
    expect(failures.map((failure) => failure.name)).toEqual(['item at 0', 'item at 2', 'item at 4']);
    expect(performed).toBe(5);
  });

  it('waits for the moment of an item when time passes, as many times faster as asked', async () => {
    const startedAt = performance.now();
    await playAgenda([item(5_000, () => Promise.resolve()), item(65_000, () => Promise.resolve())], {
      ...calm,
      speed: 1_000,
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(59);
  });

  it('stops waiting as soon as it is told to', async () => {
    const stop = new AbortController();
    const played = playAgenda([item(0, () => Promise.resolve()), item(86_400_000, () => Promise.resolve())], {
      ...calm,
      speed: 1,
      signal: stop.signal,
    });
    stop.abort();
    expect(await played).toEqual([]);
  });
});
