import { createHash, createHmac, randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Challenge, createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { rateKey } from '../../platform/redis/rate-limits.js';
import { REDIS } from '../../platform/redis/redis.module.js';

/** The field of a form that carries a proof. */
export const PROOF_FIELD = 'altcha';

/** A proof is good for so long, once. */
const PROOF_SECONDS = 900;
/**
 * A browser tries this many keys on average, each of so many rounds: one to three seconds on a phone, with all of its
 * workers. We derive one key to ask, and none to look at the answer.
 */
const KEYS = { least: 300, most: 700 };
const ROUNDS = 5_000;
const MOST_CHARACTERS = 4_000;

const Proof = z.object({
  challenge: z.object({
    parameters: z.object({
      algorithm: z.literal('PBKDF2/SHA-256'),
      nonce: z.string(),
      salt: z.string(),
      cost: z.number(),
      keyLength: z.number(),
      keyPrefix: z.string(),
      keySignature: z.string(),
      expiresAt: z.number(),
      data: z.object({ for: z.string() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string(), time: z.number().optional() }),
});

/** Asks browsers for some arithmetic before they go on, and looks at what they found. Nothing is stored until it is used. */
@Injectable()
export class ProofOfWork {
  private readonly secrets: { readonly hmacSignatureSecret: string; readonly hmacKeySignatureSecret: string };

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(CONFIG) { secretsKey }: Config,
  ) {
    const secret = (what: string): string => createHmac('sha256', secretsKey).update(what).digest('hex');
    this.secrets = {
      hmacSignatureSecret: secret('proof of work'),
      hmacKeySignatureSecret: secret('proof of work: key'),
    };
  }

  /** A question that only `subject` may answer. */
  async challengeFor(subject: string): Promise<Challenge> {
    return createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      cost: ROUNDS,
      counter: randomInt(KEYS.least, KEYS.most),
      deriveKey,
      expiresAt: new Date(Date.now() + PROOF_SECONDS * 1_000),
      data: { for: digest(subject) },
      ...this.secrets,
    });
  }

  /** Whether `given` answers a question of ours to `subject` for the first time. While Redis is away, again counts too. */
  async isProof(given: unknown, subject: string): Promise<boolean> {
    const proof = proofOf(given);
    if (proof === null || proof.challenge.parameters.data.for !== digest(subject)) return false;
    const { solution, challenge } = proof;
    const { counter, derivedKey } = solution;
    const { verified } = await verifySolution({
      challenge,
      solution: { counter, derivedKey },
      deriveKey,
      ...this.secrets,
    });
    return verified && (await this.isFirst(challenge.signature));
  }

  private async isFirst(signature: string): Promise<boolean> {
    try {
      return (await this.redis.set(rateKey('proof', signature), 1, 'EX', PROOF_SECONDS, 'NX')) === 'OK';
    } catch {
      // While nobody can count, nobody is asked for a proof either.
      return true;
    }
  }
}

function proofOf(given: unknown): z.infer<typeof Proof> | null {
  if (typeof given !== 'string' || given.length > MOST_CHARACTERS) return null;
  try {
    const parsed = Proof.safeParse(JSON.parse(Buffer.from(given, 'base64').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // No JSON: no proof.
    return null;
  }
}

function digest(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url');
}
