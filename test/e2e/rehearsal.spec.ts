import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';

const PLAYED_WITHIN_MS = 120_000;

/** `npm run rehearse` in progress; its scratch folders lie in `folder`. */
class Rehearsal {
  readonly #child: ChildProcess;
  output = '';

  constructor(folder: string, args: readonly string[]) {
    this.#child = spawn(process.execPath, [join(PROJECT_DIR, 'dist/cli/rehearse.js'), ...args], {
      env: { PATH: process.env['PATH'], TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** Presses Ctrl-C as soon as it has said something. */
  async interruptOnce(said: string): Promise<void> {
    while (!this.output.includes(said)) await once(this.#child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
    this.#child.kill('SIGINT');
  }

  /** @returns its exit code */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }
}

describe('npm run rehearse', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-rehearsal-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function leftFolders(): Promise<string[]> {
    return (await readdir(folder)).filter((name) => name.startsWith('refugee-walk-rehearsal-'));
  }

  it(
    'plays a part of 2023 through the front door to the very figures of its story, and leaves nothing behind',
    async () => {
      const rehearsal = new Rehearsal(folder, ['--scale', '0.02', '--seed', '41']);
      const code = await rehearsal.ended();
      expect({ code, output: rehearsal.output }).toMatchObject({ code: 0 });
      const last = rehearsal.output.trimEnd().split('\n').at(-1) ?? '';
      const outcome = JSON.parse(last) as Record<string, number | string>;
      expect(outcome).toMatchObject({
        teams: 7,
        walkers: 43,
        central: 33,
        ownRoute: 10,
        donors: 242,
        raisedMinor: 955_976,
        ledger: 'ok',
      });
      expect(Number(outcome['deliveries'])).toBeGreaterThan(Number(outcome['events']) * 1.1);
      expect(await leftFolders()).toEqual([]);
    },
    PLAYED_WITHIN_MS,
  );

  it(
    'ends everything that it started when it is interrupted',
    async () => {
      const rehearsal = new Rehearsal(folder, ['--scale', '0.2']);
      await rehearsal.interruptOnce('Teams:');
      expect({ code: await rehearsal.ended(), output: rehearsal.output }).toMatchObject({ code: 130 });
      expect(await leftFolders()).toEqual([]);
    },
    PLAYED_WITHIN_MS,
  );

  it('says how it is used when it is asked for what there is not', async () => {
    const rehearsal = new Rehearsal(folder, ['--scale', 'much']);
    expect(await rehearsal.ended()).toBe(2);
    expect(rehearsal.output).toContain('--scale is a number, not "much"');
    expect(rehearsal.output).toContain('--target URL');
  });
});
