import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { LocalServiceError } from './errors.js';
import { freePort } from './free-port.js';
import { endLeftover } from './process-identity.js';
import { findRedisBinary } from './redis-binaries.js';
import { ServiceProcess } from './service-process.js';

const START_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 10_000;

/** How our own Redis is to run. */
export interface RedisOptions {
  /** Settings of redis.conf by name. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

/** A Redis that we started. */
export interface RunningRedis {
  readonly redisUrl: string;
  readonly process: ServiceProcess;
  stop(): Promise<void>;
}

const Installation = z.object({ password: z.string(), port: z.int() });
type Installation = z.infer<typeof Installation>;

/**
 * Starts a Redis that keeps nothing: Postgres is the truth, and Redis only rings the bell. It listens on 127.0.0.1 alone,
 * on a port that it keeps while that is free, with a password that only the owner of the folder can read.
 * @throws {LocalServiceError} when there is no Redis to start, or with the end of its log when it does not start
 */
export async function startRedis(dataDir: string, options: RedisOptions = {}): Promise<RunningRedis> {
  const folder = join(resolve(dataDir), 'redis');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const binary = await findRedisBinary(options.log ?? (() => undefined));
  const pidFile = join(folder, 'redis.pid');
  await endLeftover(pidFile, [
    ['SIGTERM', STOP_WITHIN_MS],
    ['SIGKILL', 5_000],
  ]);

  const installationFile = join(folder, 'redis.json');
  const known = await knownInstallation(installationFile);
  const installation: Installation = {
    password: known?.password ?? randomBytes(18).toString('base64url'),
    port: await freePort(known?.port),
  };
  await writeFile(installationFile, JSON.stringify(installation, null, 2), { mode: 0o600 });
  const configFile = join(folder, 'redis.conf');
  await writeFile(configFile, configuration(folder, installation, options.settings ?? {}), { mode: 0o600 });

  const server = await ServiceProcess.start({
    name: 'Redis',
    file: binary.file,
    args: [configFile],
    cwd: folder,
    env: { PATH: process.env['PATH'], ...binary.env },
    logFile: join(folder, 'redis.log'),
    pidFile,
    stopSignal: 'SIGTERM',
  });
  const stop = (): Promise<void> => server.stop(STOP_WITHIN_MS);
  try {
    await untilItAnswers(server, installation);
  } catch (error) {
    await stop();
    throw error;
  }
  const { port, password } = installation;
  return { redisUrl: `redis://:${password}@127.0.0.1:${String(port)}/0`, process: server, stop };
}

async function knownInstallation(file: string): Promise<Installation | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = Installation.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

function configuration(
  folder: string,
  { port, password }: Installation,
  settings: Readonly<Record<string, string>>,
): string {
  const all: Record<string, string> = {
    bind: '127.0.0.1',
    port: String(port),
    requirepass: password,
    daemonize: 'no',
    dir: JSON.stringify(folder),
    // Bull's jobs must not be thrown out to make room.
    'maxmemory-policy': 'noeviction',
    appendonly: 'no',
    save: '""',
    ...settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

async function untilItAnswers(server: ServiceProcess, installation: Installation): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS;
  for (;;) {
    if (!server.running) throw await server.failure(await server.ended);
    if (performance.now() > deadline) {
      throw await server.failure(`was not ready within ${String(START_WITHIN_MS / 1000)} s`);
    }
    const answer = await ping(installation).catch(() => '');
    if (answer.includes('+PONG')) return;
    if (answer.startsWith('-') && !answer.startsWith('-LOADING')) {
      throw new LocalServiceError(`Redis refuses us: ${answer.trim()}`);
    }
    await sleep(20);
  }
}

/** Says PING in Redis' own words; a client library would try again where we want to know now. */
async function ping({ port, password }: Installation): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(2_000, () => socket.destroy());
  try {
    await once(socket, 'connect');
    socket.write(`AUTH ${password}\r\nPING\r\n`);
    let answer = '';
    for await (const piece of socket.setEncoding('utf8')) {
      answer += String(piece);
      if (answer.includes('PONG') || answer.startsWith('-') || answer.length > 1_000) break;
    }
    return answer;
  } finally {
    socket.destroy();
  }
}
