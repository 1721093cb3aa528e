import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningProgram } from '../support/program.js';

describe('npm run screen-soak', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-screen-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('cuts the connection of a real screen while an edition is played, and ends at the exact number', async () => {
    const run = new RunningProgram(
      'screen-soak',
      ['--minutes', '0.2', '--cuts', '3', '--scale', '0.01', '--seed', '7'],
      {
        TMPDIR: folder,
      },
    );
    await run.ended();
    const outcome = JSON.parse(run.output.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    // How level memory is shows in half an hour, not in seconds; that it was read does.
    expect(outcome).toMatchObject({ ledger: 'ok', differences: 0, cuts: 3, shownMinor: outcome['raisedMinor'] });
    expect((outcome['memory'] as unknown[]).length).toBeGreaterThanOrEqual(3);
    expect(await readdir(folder)).toEqual([]);
  }, 180_000);

  it('says how it is used when it is asked for what there is not', async () => {
    const run = new RunningProgram('screen-soak', ['--minutes', '0']);
    expect(await run.ended()).toBe(2);
    expect(run.output).toContain('--minutes wants more than 0');
  });
});
