import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningProgram } from '../support/program.js';

describe('npm run faults', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-faults-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('kills and fails what the edition runs on, and still counts every gift once, to the cent', async () => {
    const run = new RunningProgram('faults', ['--faults', '8', '--scale', '0.01', '--watchers', '5', '--seed', '41'], {
      TMPDIR: folder,
    });
    const code = await run.ended();
    expect({ code, ...(code === 0 ? {} : { output: run.output }) }).toEqual({ code: 0 });
    const outcome = JSON.parse(run.output.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    expect(outcome).toMatchObject({ faults: 8, ledger: 'ok', differences: 0, watchers: 5 });
    expect((outcome['photos'] as { full: number }).full).toBeGreaterThanOrEqual(1);
    expect(await readdir(folder)).toEqual([]);
  }, 180_000);

  it('says how it is used when it is asked for what there is not', async () => {
    const run = new RunningProgram('faults', ['--faults', 'none']);
    expect(await run.ended()).toBe(2);
    expect(run.output).toContain('--faults is a number, not "none"');
  });
});
