import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningProgram } from '../support/program.js';

interface Said {
  readonly times: number;
  readonly demand: Record<string, number>;
}

interface Tried {
  readonly times: number;
  readonly used: Record<string, number>;
}

describe('npm run capacity', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-capacity-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('measures what each step costs, says what larger editions need, and has this machine do it', async () => {
    const run = new RunningProgram('capacity', ['--seconds', '1', '--watchers', '20'], { TMPDIR: folder });
    const code = await run.ended();
    expect({ code, ...(code === 0 ? {} : { output: run.output }) }).toEqual({ code: 0 });
    const told = JSON.parse(run.output.trimEnd().split('\n').at(-1) ?? '') as {
      hour: { gifts: number; giftsInAMinute: number };
      costs: Record<string, Record<string, number>>;
      sizes: Said[];
      tried: Tried[];
    };
    // An event is work of web, worker and Postgres; a page is none of the worker's.
    for (const part of ['web', 'worker', 'postgres']) expect(told.costs['event']?.[part]).toBeGreaterThan(0);
    expect(told.costs['page']?.['web']).toBeGreaterThan(told.costs['page']?.['worker'] ?? Number.NaN);
    expect(told.sizes.map(({ times }) => times)).toEqual([1, 10, 100, 1_000]);
    const [first, second] = told.sizes;
    expect(second?.demand['postgres']).toBeCloseTo(10 * (first?.demand['postgres'] ?? Number.NaN), 6);
    for (const { used } of told.tried) expect(used['web']).toBeGreaterThan(0);
    expect(run.output).toContain('fills first:');
    expect(await readdir(folder)).toEqual([]);
  }, 300_000);
});
