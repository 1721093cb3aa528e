import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GroupCommit, GroupCommitFullError } from './group-commit.js';

const limits = { batch: 3, waiting: 5, flushes: 1 };

describe('a group commit', () => {
  it('does together what arrives together, and gives each its own result', async () => {
    const batches: number[][] = [];
    const group = new GroupCommit<number, number>((items) => {
      batches.push([...items]);
      return Promise.resolve(items.map((it) => it * 2));
    }, limits);
    expect(await Promise.all([1, 2, 3, 4].map((it) => group.submit(it)))).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('gives the error of a batch to all of the batch and to nobody else', async () => {
    const group = new GroupCommit<number, number>(
      (items) => (items.includes(2) ? Promise.reject(new Error('poison')) : Promise.resolve(items)),
      limits,
    );
    const ends = await Promise.allSettled([1, 2, 3, 4].map((it) => group.submit(it)));
    expect(ends.map((it) => it.status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(await group.submit(5)).toBe(5);
  });

  it('refuses what it has no room for, and takes it later', async () => {
    const group = new GroupCommit<number, number>((items) => Promise.resolve(items), limits);
    const waiting = [1, 2, 3, 4, 5].map((it) => group.submit(it));
    await expect(group.submit(6)).rejects.toThrow(GroupCommitFullError);
    expect(await Promise.all(waiting)).toEqual([1, 2, 3, 4, 5]);
    expect(await group.submit(6)).toBe(6);
  });

  it('does no more flushes at a time than it may', async () => {
    let running = 0;
    let most = 0;
    const group = new GroupCommit<number, number>(
      async (items) => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return items;
      },
      { batch: 1, waiting: 100, flushes: 2 },
    );
    await Promise.all(Array.from({ length: 20 }, (_, it) => group.submit(it)));
    expect(most).toBe(2);
  });

  it('fills a batch by what its items weigh, and takes a single one that weighs more', async () => {
    const batches: number[][] = [];
    const group = new GroupCommit<number, number>(
      (items) => {
        batches.push([...items]);
        return Promise.resolve(items);
      },
      { batch: 10, waiting: 100, flushes: 1, weigh: (item) => item },
    );
    await Promise.all([4, 6, 1, 25, 9].map((it) => group.submit(it)));
    expect(batches).toEqual([[4, 6], [1], [25], [9]]);
  });

  it('begins beside a flush only what makes a whole batch, and does the rest after it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }), async (weights) => {
        let running = 0;
        const beside: number[] = [];
        const done: number[] = [];
        const group = new GroupCommit<{ readonly id: number; readonly weight: number }, number>(
          async (items) => {
            running += 1;
            const weight = items.reduce((sum, item) => sum + item.weight, 0);
            if (running > 1) beside.push(weight);
            expect(weight).toBeLessThanOrEqual(10);
            await new Promise((resolve) => setImmediate(resolve));
            running -= 1;
            done.push(...items.map(({ id }) => id));
            return items.map(({ id }) => id);
          },
          { batch: 10, waiting: 100, flushes: 2, weigh: ({ weight }) => weight },
        );
        const answers = await Promise.all(weights.map((weight, id) => group.submit({ id, weight })));
        expect(answers).toEqual(weights.map((_, id) => id));
        expect(done.toSorted((a, b) => a - b)).toEqual(answers);
        // Ten or more waited, and the item that no longer fitted weighs five at the most.
        expect(beside.every((weight) => weight > 5)).toBe(true);
      }),
    );
  });

  it('does the first of a quiet time at once, and what follows within the pause together after it', async () => {
    const began: { readonly at: number; readonly items: readonly number[] }[] = [];
    const group = new GroupCommit<number, number>(
      (items) => {
        began.push({ at: performance.now(), items });
        return Promise.resolve(items);
      },
      { batch: 100, waiting: 100, flushes: 1, apartMs: 40 },
    );
    await group.submit(1);
    await Promise.all([2, 3].map((it) => group.submit(it)));
    await group.submit(4);
    expect(began.map(({ items }) => items)).toEqual([[1], [2, 3], [4]]);
    // A timer of Node may come a millisecond early.
    for (const [index, { at }] of began.entries()) {
      if (index > 0) expect(at - (began[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(39);
    }
  });

  it('waits for nothing where a whole batch is there', async () => {
    const batches: number[][] = [];
    const group = new GroupCommit<number, number>(
      (items) => {
        batches.push([...items]);
        return Promise.resolve(items);
      },
      { batch: 3, waiting: 100, flushes: 1, apartMs: 3_600_000 },
    );
    await Promise.all([1, 2, 3, 4, 5, 6].map((it) => group.submit(it)));
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('ends its pauses when it is to finish, with everything done', async () => {
    const done: number[] = [];
    const group = new GroupCommit<number, number>(
      (items) => {
        done.push(...items);
        return Promise.resolve(items);
      },
      { batch: 100, waiting: 100, flushes: 1, apartMs: 3_600_000 },
    );
    await group.submit(1);
    const waiting = [2, 3].map((it) => group.submit(it));
    await nextTurn();
    await group.finish();
    expect(done).toEqual([1, 2, 3]);
    expect(await Promise.all([...waiting, group.submit(4)])).toEqual([2, 3, 4]);
  });
});
