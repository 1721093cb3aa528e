import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningProgram } from '../support/program.js';

const PLAYED_WITHIN_MS = 120_000;

describe('npm run rehearse', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-rehearsal-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** Its scratch folders lie in `folder`. */
  const rehearse = (args: readonly string[]): RunningProgram =>
    new RunningProgram('rehearse', args, { TMPDIR: folder });

  async function leftFolders(): Promise<string[]> {
    return (await readdir(folder)).filter((name) => name.startsWith('refugee-walk-rehearsal-'));
  }

  it(
    'plays a part of 2023 through the front door, with organisers acting, to the very figures of its story, and leaves nothing behind',
    async () => {
      const rehearsal = rehearse(['--scale', '0.02', '--seed', '41']);
      const code = await rehearsal.ended();
      expect({ code, output: rehearsal.output }).toMatchObject({ code: 0 });
      const last = rehearsal.output.trimEnd().split('\n').at(-1) ?? '';
      const outcome = JSON.parse(last) as Record<string, unknown>;
      expect(outcome).toMatchObject({
        teams: 7,
        walkers: 43,
        central: 33,
        ownRoute: 10,
        donors: 242,
        raisedMinor: 955_976,
        ledger: 'ok',
        organisers: {
          refunds: 1,
          moves: 3,
          splits: 2,
          undone: 4,
          offlineGifts: 3,
          verified: 2,
          rejected: 1,
          reversed: 1,
          matches: 1,
          merges: 2,
          walkersMoved: 1,
          pagesHidden: 2,
        },
      });
      expect(Number(outcome['deliveries'])).toBeGreaterThan(Number(outcome['events']) * 1.1);
      expect(await leftFolders()).toEqual([]);
    },
    PLAYED_WITHIN_MS,
  );

  it(
    'ends everything that it started when it is interrupted',
    async () => {
      const rehearsal = rehearse(['--scale', '0.2']);
      await rehearsal.said('Teams:');
      expect({ code: await rehearsal.stop('SIGINT'), output: rehearsal.output }).toMatchObject({ code: 130 });
      expect(await leftFolders()).toEqual([]);
    },
    PLAYED_WITHIN_MS,
  );

  it('says how it is used when it is asked for what there is not', async () => {
    const rehearsal = rehearse(['--scale', 'much']);
    expect(await rehearsal.ended()).toBe(2);
    expect(rehearsal.output).toContain('--scale is a number, not "much"');
    expect(rehearsal.output).toContain('--target URL');
  });
});
