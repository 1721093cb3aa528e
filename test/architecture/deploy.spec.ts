import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';

const read = (file: string): Promise<string> => readFile(join(PROJECT_DIR, 'deploy', file), 'utf8');

describe('The recipe for one machine', () => {
  it('starts programs that the build makes', async () => {
    const units = (await readdir(join(PROJECT_DIR, 'deploy/systemd'))).filter((name) => name.endsWith('.service'));
    const started = await Promise.all(
      units.map(async (unit) => /^ExecStart=.* dist\/(\S+)\.js$/m.exec(await read(`systemd/${unit}`))?.[1]),
    );
    expect(new Set(started)).toEqual(new Set(['cli/migrate', 'main']));
    expect(started.length).toBe(3);
  });

  it('gives a process that ends more time than it takes to finish what is under way', async () => {
    const admission = await readFile(join(PROJECT_DIR, 'src/web/admission.ts'), 'utf8');
    const drainMs = Number(/DRAIN_MS = ([\d_]+)/.exec(admission)?.[1]?.replaceAll('_', ''));
    for (const unit of ['walk-web@', 'walk-worker@']) {
      const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(await read(`systemd/${unit}.service`))?.[1]);
      expect(seconds * 1_000).toBeGreaterThan(drainMs + 5_000);
    }
  });

  it('sends visitors to the ports that it starts web processes on, and a refusal of one on to the other', async () => {
    const site = await read('nginx.conf');
    const ports = [...site.matchAll(/^ {2}server 127\.0\.0\.1:(\d+)/gm)].map(([, port]) => port ?? '');
    expect(ports.length).toBe(2);
    const recipe = await read('README.md');
    for (const port of ports) expect(recipe).toContain(`walk-web@${port}`);
    expect(site).toMatch(/^proxy_next_upstream .*\bhttp_503\b.*\bnon_idempotent\b.*;$/m);
  });
});
