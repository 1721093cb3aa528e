import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { LOGGER } from '../logging/logger.js';
import { REDIS } from './redis.module.js';

/** How often something may be done: so often at once, and so often a minute from then on. */
export interface RateBound {
  readonly name: string;
  readonly burst: number;
  readonly perMinute: number;
}

/** Something that is about to be done, and whose it is counted as. */
export interface Counted {
  readonly bound: RateBound;
  /** A network, an account, a mail address, a page; kept as a digest only. */
  readonly subject: string;
}

/** Whether it may be done now. `uncounted`: Redis is away, and whoever asks decides what that means. */
export type RateAnswer =
  | { readonly kind: 'within' | 'uncounted' }
  | { readonly kind: 'over'; readonly bound: RateBound; readonly retryAfterSeconds: number };

/** Nobody waits longer than this for a count; ms. */
const PATIENCE_MS = 500;

/**
 * The generic cell rate algorithm: each key holds the moment at which its bucket would be empty. Either all bounds have
 * room and all are counted, or none is, and the first that has none is named with how long it takes (ms). By the clock of
 * Redis, so that no clock of ours matters.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local empty = {}
for i = 1, #KEYS do
  local interval, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local at = math.max(tonumber(redis.call('GET', KEYS[i]) or now), now) + interval
  if at - burst * interval > now then return { i, at - burst * interval - now } end
  empty[i] = at
end
for i = 1, #KEYS do redis.call('SET', KEYS[i], empty[i], 'PX', empty[i] - now) end
return { 0, 0 }`;

/** Counts what is done from somewhere, by somebody, for something; shared by all processes. */
@Injectable()
export class RateLimits {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Counts in all bounds or, when one of them is full, in none. It never throws and never waits long. */
  async take(counted: readonly Counted[]): Promise<RateAnswer> {
    if (counted.length === 0) return { kind: 'within' };
    const answer = await Promise.race([this.ask(counted), sleep(PATIENCE_MS, null, { ref: false })]);
    if (answer === null) return { kind: 'uncounted' };
    const [index, waitMs] = answer;
    const over = counted[index - 1];
    if (over === undefined) return { kind: 'within' };
    return { kind: 'over', bound: over.bound, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
  }

  private async ask(counted: readonly Counted[]): Promise<readonly [number, number] | null> {
    try {
      const keys = counted.map(({ bound, subject }) => rateKey(bound.name, subject));
      const bounds = counted.flatMap(({ bound }) => [Math.ceil(60_000 / bound.perMinute), bound.burst]);
      return (await this.redis.eval(SCRIPT, keys.length, ...keys, ...bounds)) as [number, number];
    } catch (error) {
      this.logger.warn({ err: error }, 'A limit was not counted: Redis is away');
      return null;
    }
  }
}

/** Under a digest, because an address or an account is somebody's. */
export function rateKey(name: string, subject: string): string {
  return `rate:${name}:${createHash('sha256').update(subject).digest('base64url')}`;
}
