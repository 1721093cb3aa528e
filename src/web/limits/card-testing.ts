import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProofOfWorkNeededError } from '../../domain/errors.js';
import { rawInput } from '../../platform/http/input.js';
import { networkOf } from '../../platform/http/network-of.js';
import type { Counted, RateBound } from '../../platform/redis/rate-limits.js';
import { wantsJson } from '../shared/send-page.js';
import { type Bound, CARD_TESTING } from './bounds.js';
import { pageOf } from './page-of.js';
import { PROOF_FIELD, ProofOfWork } from './proof-of-work.js';
import { StartedGifts } from './started-gifts.js';

const UNPROVEN = 'unproven-';

/** Whether a bound is one that a proof of work opens. */
export function isOverUnproven({ name }: RateBound): boolean {
  return name.startsWith(UNPROVEN);
}

/**
 * Makes trying out stolen cards slow and dear: many gifts or fees from one network, many gifts for one page, and failing
 * payments all the more, need a proof of work each, and a network whose payments fail gives few. Honest people elsewhere
 * notice nothing.
 */
@Injectable()
export class CardTesting {
  constructor(
    private readonly startedGifts: StartedGifts,
    private readonly proofOfWork: ProofOfWork,
  ) {}

  /**
   * The bounds that a gift, or a registration with its fee, is counted in besides those of its act, those that no proof opens
   * first. Takes the proof out of the form. Many registrations at once are what opening them is for, and no sign of anything.
   */
  async countedAs(act: 'giving' | 'registering', request: FastifyRequest): Promise<Counted[]> {
    const [network, page] = [networkOf(request.ip), pageOf(request)];
    const [addressFails, pageFails, proven] = await Promise.all([
      this.startedGifts.mostFail('address', request),
      this.startedGifts.mostFail('page', request),
      this.takeProof(request),
    ]);
    const counted: Counted[] = [];
    if (addressFails) counted.push(one('failing-address', CARD_TESTING.failingAddress, network));
    if (proven) return counted;
    if (addressFails) counted.push(one(`${UNPROVEN}failing-address`, CARD_TESTING.unprovenFailingAddress, network));
    if (pageFails) counted.push(one(`${UNPROVEN}failing-page`, CARD_TESTING.unprovenFailingPage, page));
    counted.push(one(`${UNPROVEN}address`, CARD_TESTING.unprovenAddress, network));
    if (act === 'giving') counted.push(one(`${UNPROVEN}page`, CARD_TESTING.unprovenPage, page));
    return counted;
  }

  /** The refusal that asks for a proof; machines are asked to wait alone. */
  async askForProof(request: FastifyRequest, retryAfterSeconds: number): Promise<ProofOfWorkNeededError> {
    const challenge = wantsJson(request.headers.accept)
      ? null
      : await this.proofOfWork.challengeFor(subjectOf(request));
    return new ProofOfWorkNeededError(retryAfterSeconds, challenge === null ? null : JSON.stringify(challenge));
  }

  private async takeProof(request: FastifyRequest): Promise<boolean> {
    const given = rawInput(request.body)[PROOF_FIELD];
    if (given === undefined) return false;
    // No field of the form: it is neither parsed nor handed back.
    request.body = Object.fromEntries(Object.entries(rawInput(request.body)).filter(([name]) => name !== PROOF_FIELD));
    return this.proofOfWork.isProof(given, subjectOf(request));
  }
}

/** A proof is for one network and one page. */
function subjectOf(request: FastifyRequest): string {
  return `${networkOf(request.ip)} ${pageOf(request)}`;
}

function one(name: string, bound: Bound, subject: string): Counted {
  return { bound: { ...bound, name }, subject };
}
