import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_DIR } from '../../src/local-services/index.js';

const read = (file: string): Promise<string> => readFile(join(PROJECT_DIR, 'deploy', file), 'utf8');

/** The ports of an upstream; of those that stand by alone, or of the others alone, where that is asked. */
function portsOf(site: string, upstream: string, standsBy?: boolean): string[] {
  const [, block = ''] = new RegExp(`^upstream ${upstream} \\{([^}]*)\\}`, 'm').exec(site) ?? [];
  return [...block.matchAll(/^ {2}server 127\.0\.0\.1:(\d+)([^;]*);$/gm)]
    .filter(([, , more = '']) => standsBy === undefined || more.includes(' backup') === standsBy)
    .map(([, port = '']) => port);
}

async function numberIn(file: string, name: string): Promise<number> {
  const source = await readFile(join(PROJECT_DIR, file), 'utf8');
  return Number(new RegExp(`${name} = ([\\d_]+)`).exec(source)?.[1]?.replaceAll('_', ''));
}

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
    const drainMs = await numberIn('src/web/admission.ts', 'DRAIN_MS');
    for (const unit of ['walk-web@', 'walk-worker@']) {
      const seconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(await read(`systemd/${unit}.service`))?.[1]);
      expect(seconds * 1_000).toBeGreaterThan(drainMs + 5_000);
    }
  });

  it('sends visitors to the ports that it starts web processes on, and a refusal of one on to the other', async () => {
    const site = await read('nginx.conf');
    expect(portsOf(site, 'walk_web').length).toBe(2);
    const recipe = await read('README.md');
    const [, shared = '', ends = ''] = /systemctl enable --now (\S*)\{([\d,]+)\}/.exec(recipe) ?? [];
    const started = ends.split(',').map((end) => `${shared}${end}`);
    const ports = new Set([...portsOf(site, 'walk_web'), ...portsOf(site, 'walk_webhooks')]);
    expect(started).toEqual([...ports].toSorted().map((port) => `walk-web@${port}`));
    // All of them are restarted by a release.
    for (const unit of started) expect(/^for unit in (.*); do$/m.exec(recipe)?.[1]?.split(' ')).toContain(unit);
    expect(site).toMatch(/^proxy_next_upstream .*\bhttp_503\b.*\bnon_idempotent\b.*;$/m);
  });

  it('sends what Stripe delivers, uncounted, to a process that visitors do not reach, and to theirs only while it is away', async () => {
    const site = await read('nginx.conf');
    const own = portsOf(site, 'walk_webhooks', false);
    expect(own.length).toBe(1);
    expect(portsOf(site, 'walk_web')).not.toContain(own[0]);
    expect(portsOf(site, 'walk_webhooks', true)).toEqual(portsOf(site, 'walk_web'));
    const location = /location = \/webhooks\/stripe \{([^}]*)\}/.exec(site)?.[1] ?? '';
    expect(location).toContain('proxy_pass http://walk_webhooks;');
    expect(location).not.toMatch(/\blimit_/);
    // What is kept open is not closed by the process under a delivery: it waits longer than nginx' own 60 s.
    expect(site.match(/^ {2}keepalive \d+;$/gm)?.length).toBe(2);
    expect(await numberIn('src/web/front-door.ts', 'KEPT_FOR_MS')).toBeGreaterThan(60_000);
    expect(await read(`systemd/walk-web@${own[0] ?? ''}.service.d/webhooks.conf`)).toMatch(/^CPUWeight=\d{3,}$/m);
  });

  it('lets a process open as many connections as it may hold, with room for what it holds beside them', async () => {
    const files = Number(/^LimitNOFILE=(\d+)$/m.exec(await read('systemd/walk-web@.service'))?.[1]);
    expect(files).toBeGreaterThan(2 * (await numberIn('src/web/front-door.ts', 'MOST_CONNECTIONS')));
  });

  it('turns away before the processes do what is more than all of them work on at once, and never less', async () => {
    const site = await read('nginx.conf');
    const atOnce = portsOf(site, 'walk_web').length * (await numberIn('src/web/admission.ts', 'MOST_AT_ONCE'));
    const most = Number(/limit_conn walk_pages (\d+);/.exec(site)?.[1]);
    expect(most).toBeGreaterThan(atOnce);
    expect(most).toBeLessThan(2 * atOnce);
  });

  it('says when to come back in whatever nginx itself refuses', async () => {
    const site = await read('nginx.conf');
    for (const [status, location] of [
      [Number(/^limit_req_status (\d+);$/m.exec(site)?.[1]), '@too_much'],
      [Number(/^limit_conn_status (\d+);$/m.exec(site)?.[1]), '@busy'],
    ] as const) {
      expect(site).toContain(`\n  error_page ${String(status)} = ${location};\n`);
      const block = new RegExp(`location ${location} \\{([^}]*)\\}`).exec(site)?.[1] ?? '';
      expect(block).toMatch(/add_header Retry-After \d+ always;/);
      expect(block).toContain(`return ${String(status)} "`);
    }
    expect(site).not.toContain('proxy_intercept_errors');
  });
});
