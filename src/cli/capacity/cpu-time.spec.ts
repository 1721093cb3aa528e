import { spawn } from 'node:child_process';
import { afterAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { cpuTimeOf, usedBetween } from './cpu-time.js';

describe('Processor time', () => {
  const idle = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)']);
  const busy = spawn(process.execPath, ['-e', 'for (;;);']);

  afterAll(() => {
    for (const it of [idle, busy]) it.kill('SIGKILL');
  });

  it('is that of each process, and of Postgres that of its children too', async () => {
    const processes = { web: busy.pid ?? 0, worker: idle.pid ?? 0, redis: idle.pid ?? 0, postgres: process.pid };
    const before = await cpuTimeOf(processes);
    const used = await until('the busy one has used a fifth of a second', async () => {
      const since = usedBetween(before, await cpuTimeOf(processes));
      return since.web >= 200_000 && since;
    });
    expect(used.postgres).toBeGreaterThanOrEqual(used.web);
    expect(used.worker).toBeLessThan(used.web);
  });
});
