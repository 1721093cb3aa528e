import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance, Weighted } from '../rehearsal/chance.js';
import type { FaultyStage, Part } from './faulty-stage.js';
import { fillUploads } from './fill-uploads.js';
import { killWhileItWrites } from './kill-while-it-writes.js';
import { knockBeside } from './knock.js';
import type { Photographer } from './photographer.js';

/** A fault: what it is called, and how it is brought about. Ends when the cause is gone, not when all is well again. */
export interface Fault {
  readonly kind: FaultKind;
  readonly bring: () => Promise<void>;
}

/** How often each happens, relative to the others. */
const KINDS = [
  ['web killed', 12],
  ['web killed while it writes', 10],
  ['worker killed', 12],
  ['worker killed while it writes', 18],
  ['worker halted', 8],
  ['web halted', 4],
  ['program told to end', 8],
  ['clock ten minutes off', 4],
  ['redis flushed', 10],
  ['redis killed', 5],
  ['postgres backend killed', 4],
  ['postgres restarted', 2],
  ['postgres refuses', 2],
  ['deliveries misbehave', 12],
  ['stripe fails', 8],
  ['stripe hangs', 4],
  ['uploads full', 5],
] as const satisfies readonly Weighted<string>[];

/** What can go wrong here. */
export type FaultKind = (typeof KINDS)[number][0];

const CLOCK_SHIFT_MS = 600_000;
const LONGEST_HALT_MS = 3_000;
/** Once in a long run Postgres refuses for a whole minute, the other times for seconds. */
const LONG_REFUSAL_MS = 60_000;
const LONGEST_REFUSAL_MS = 4_000;
const LONG_RUN_FAULTS = 50;
/** In a long run longer than our client of Stripe waits for an answer (20 s), so that some are lost. */
const LONGEST_HANG_MS = { short: 2_000, long: 25_000 } as const;

/**
 * Draws the faults of a run: the same chance draws the same ones. In a long run one of them is a minute without Postgres,
 * in the middle.
 */
export function drawFaults(
  stage: FaultyStage,
  photographer: Photographer,
  chance: Chance,
  count: number,
): readonly Fault[] {
  const run = count >= LONG_RUN_FAULTS ? 'long' : 'short';
  const half = Math.floor(count / 2);
  return Array.from({ length: count }, (_, index) =>
    index === half && run === 'long'
      ? refusal(stage, LONG_REFUSAL_MS)
      : faultOf({ stage, photographer }, chance, chance.weighted(KINDS), run),
  );
}

function faultOf(
  { stage, photographer }: { readonly stage: FaultyStage; readonly photographer: Photographer },
  chance: Chance,
  kind: FaultKind,
  run: 'short' | 'long',
): Fault {
  const web = stage.parts.slice(0, 1);
  const workers = stage.parts.slice(1);
  switch (kind) {
    case 'web killed':
      return signalled(kind, chance.pick(web), 'SIGKILL');
    case 'worker killed':
      return signalled(kind, chance.pick(workers), 'SIGKILL');
    case 'web killed while it writes': {
      const part = chance.pick(web);
      return { kind, bring: () => killWhileItWrites(stage.databaseUrl, part) };
    }
    case 'worker killed while it writes': {
      const worker = chance.pick(workers);
      return { kind, bring: () => killWhileItWrites(stage.databaseUrl, worker) };
    }
    case 'program told to end':
      return signalled(kind, chance.pick(stage.parts), 'SIGTERM');
    case 'worker halted':
      return halted(kind, chance.pick(workers), chance.int(200, LONGEST_HALT_MS));
    case 'web halted':
      return halted(kind, chance.pick(web), chance.int(200, LONGEST_HALT_MS));
    case 'clock ten minutes off':
      return shifted(kind, chance.pick(stage.parts), chance.pick([-CLOCK_SHIFT_MS, CLOCK_SHIFT_MS]));
    case 'redis flushed':
      return { kind, bring: () => flush(stage.redisUrl) };
    case 'redis killed':
      return { kind, bring: () => stage.restartRedis() };
    case 'postgres backend killed':
      return { kind, bring: () => killBackend(stage.databaseUrl) };
    case 'postgres restarted':
      return { kind, bring: () => stage.restartPostgres() };
    case 'postgres refuses':
      return refusal(stage, chance.int(500, LONGEST_REFUSAL_MS));
    case 'deliveries misbehave': {
      const max = chance.int(0, 2_000);
      const behaviour = {
        duplicateRatio: chance.fraction() * 0.4,
        dropRatio: chance.fraction() * 0.02,
        shuffleWindow: chance.int(0, 300),
        delayMs: { min: 0, max },
      };
      return { kind, bring: () => put(stage, 'deliveries', behaviour) };
    }
    case 'stripe fails': {
      const failures = { calls: chance.int(3, 40), status: chance.pick([429, 500, 503] as const), hangMs: 0 };
      return { kind, bring: () => put(stage, 'controls', { failures }) };
    }
    case 'stripe hangs': {
      const failures = { calls: chance.int(1, 6), status: null, hangMs: chance.int(500, LONGEST_HANG_MS[run]) };
      return { kind, bring: () => put(stage, 'controls', { failures }) };
    }
    case 'uploads full': {
      const part = chance.pick(web);
      return { kind, bring: () => fillUploads(part, photographer) };
    }
  }
}

function signalled(kind: FaultKind, part: Part, signal: NodeJS.Signals): Fault {
  return {
    kind,
    bring: () => {
      // Whoever starts again has the right time again.
      part.clockShiftMs = 0;
      part.signal(signal);
      return Promise.resolve();
    },
  };
}

/** Halted in the middle of whatever it does, and then going on as if nothing had been: its locks and leases are old. */
function halted(kind: FaultKind, part: Part, ms: number): Fault {
  return {
    kind,
    bring: async () => {
      part.signal('SIGSTOP');
      await sleep(ms);
      part.signal('SIGCONT');
    },
  };
}

function shifted(kind: FaultKind, part: Part, byMs: number): Fault {
  return {
    kind,
    bring: () => {
      part.clockShiftMs = byMs;
      part.signal('SIGKILL');
      return Promise.resolve();
    },
  };
}

async function flush(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 1 });
  try {
    await redis.connect();
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

/** A backend that dies takes all connections with it: Postgres recovers from its log, as after a power cut. */
async function killBackend(databaseUrl: string): Promise<void> {
  const victim = await knockBeside(databaseUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
        ORDER BY state = 'active' DESC, pid LIMIT 1`,
    );
    return rows[0]?.pid;
  });
  try {
    if (victim !== undefined) process.kill(victim, 'SIGKILL');
  } catch (error) {
    // It may have ended by itself since it was found.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function refusal(stage: FaultyStage, forMs: number): Fault {
  return {
    kind: 'postgres refuses',
    bring: async () => {
      const { databaseUrl } = stage;
      const database = new URL(databaseUrl).pathname.slice(1);
      await knockBeside(databaseUrl, async (client) => {
        await client.query(`ALTER DATABASE ${client.escapeIdentifier(database)} ALLOW_CONNECTIONS false`);
        await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [database]);
      });
      await sleep(forMs);
      await knockBeside(databaseUrl, (client) =>
        client.query(`ALTER DATABASE ${client.escapeIdentifier(database)} ALLOW_CONNECTIONS true`),
      );
    },
  };
}

async function put(stage: FaultyStage, what: 'deliveries' | 'controls', body: object): Promise<void> {
  const response = await fetch(`${stage.sandboxUrl}/_sandbox/${what}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The stand-in refused ${what}: ${await response.text()}`);
}
