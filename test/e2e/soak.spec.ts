import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningProgram } from '../support/program.js';

describe('npm run soak', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-soak-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('posts gifts before many watchers, and each of them ends at the exact revision', async () => {
    const run = new RunningProgram('soak', ['--minutes', '0.1', '--events-per-second', '50', '--watchers', '100'], {
      TMPDIR: folder,
    });
    const code = await run.ended();
    expect({ code, ...(code === 0 ? {} : { output: run.output }) }).toEqual({ code: 0 });
    const outcome = JSON.parse(run.output.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
    // Whether memory is level shows in half an hour, not in seconds; that it was read does.
    expect(outcome).toMatchObject({
      posted: 300,
      booked: 300,
      watchers: 100,
      ledger: 'ok',
      differences: 0,
      steady: null,
    });
    const [minute] = outcome['minutes'] as Record<string, number>[];
    expect(minute?.['webMb']).toBeGreaterThan(0);
    expect(minute?.['workerMb']).toBeGreaterThan(0);
    expect(minute?.['p99Ms']).toBeGreaterThanOrEqual(minute?.['p50Ms'] ?? Number.NaN);
    expect(await readdir(folder)).toEqual([]);
  }, 180_000);

  it('asks for ten times what can be served, and webhooks go first, everybody is answered politely, nothing is lost, and it is over by itself', async () => {
    const run = new RunningProgram(
      'soak',
      ['--flood', '--minutes', '0.05', '--events-per-second', '20', '--watchers', '20', '--askers', '60'],
      { TMPDIR: folder },
    );
    const code = await run.ended();
    expect({ code, ...(code === 0 ? {} : { output: run.output }) }).toEqual({ code: 0 });
    const told = JSON.parse(run.output.trimEnd().split('\n').at(-1) ?? '') as Record<string, number> & {
      statuses: Record<string, number>;
    };
    // Whether webhooks waited less than pages is judged by the command itself, of every run.
    expect(told).toMatchObject({ webhooks: 60, cutOff: 0, differences: 0 });
    expect(told['posted']).toBeGreaterThan(180);
    expect(told['booked']).toBe(told['posted']);
    expect(told['ofBefore']).toBeGreaterThan(0);
    // Most are turned away, forms and acts among them.
    expect(told.statuses['503']).toBeGreaterThan(told.statuses['200'] ?? Number.NaN);
    expect(await readdir(folder)).toEqual([]);
  }, 300_000);

  it('says how it is used when it is asked for what there is not', async () => {
    const run = new RunningProgram('soak', ['--watchers', '0']);
    expect(await run.ended()).toBe(2);
    expect(run.output).toContain('--watchers is a whole number from 1');
  });
});
