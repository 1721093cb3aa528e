import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webRoutes } from '../../src/cli/fuzz/web-routes.js';
import { RunningProgram } from '../support/program.js';

describe('npm run fuzz', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-fuzz-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('sends something hostile to every route, and none answers with a fault or not at all', async () => {
    const routes = webRoutes().length;
    const run = new RunningProgram('fuzz', ['--requests', String(routes), '--seed', '3'], { TMPDIR: folder });
    const code = await run.ended();
    expect({ code, ...(code === 0 ? {} : { output: run.output }) }).toEqual({ code: 0 });
    const outcome = JSON.parse(run.output.trimEnd().split('\n').at(-1) ?? '') as Record<string, number>;
    expect(outcome).toMatchObject({ faults: 0 });
    expect(outcome['routes']).toBeGreaterThanOrEqual(routes);
    expect(outcome['requests']).toBeGreaterThanOrEqual(routes);
    expect(await readdir(folder)).toEqual([]);
  }, 300_000);

  it('says how it is used when it is asked for what there is not', async () => {
    const run = new RunningProgram('fuzz', ['--requests', 'all']);
    expect(await run.ended()).toBe(2);
    expect(run.output).toContain('--requests is a number, not "all"');
  });
});
