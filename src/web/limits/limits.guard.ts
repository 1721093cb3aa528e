import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError, TooManyRequestsError } from '../../domain/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { email, rawInput } from '../../platform/http/input.js';
import { networkOf } from '../../platform/http/network-of.js';
import { METRICS, type Metrics } from '../../platform/metrics/metrics.js';
import { type Counted, RateLimits } from '../../platform/redis/rate-limits.js';
import { changesForm } from '../public/registration-form.js';
import { SignedInVisitors } from '../shared/signed-in.js';
import { type Act, BOUNDS, CLOSED_WITHOUT_COUNT, type CountedBy } from './bounds.js';
import { LIMITED_AS } from './limited-as.js';
import { CardTesting, isOverUnproven } from './card-testing.js';
import { pageOf } from './page-of.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Stands before every route and counts what is done, by the bounds of `bounds.ts`. Who is over one is asked to wait, and
 * finds all they typed again (`held-form.tsx`). While Redis is away people go on; only secrets are not tried.
 */
@Injectable()
export class LimitsGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
    private readonly visitors: SignedInVisitors,
    private readonly cardTesting: CardTesting,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  /** @throws {TooManyRequestsError}; {DomainError} `SERVICE_UNAVAILABLE` where a secret is tried while Redis is away */
  async canActivate(context: ExecutionContext): Promise<true> {
    if (!this.config.rateLimits) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const named = this.reflector.getAllAndOverride<Act | 'unlimited' | undefined>(LIMITED_AS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (named === 'unlimited' || request.url.startsWith('/webhooks/')) return true;
    const act = named ?? (READS.has(request.method) ? undefined : 'form');
    if (act === undefined) return true;
    const counted = await this.countedAs(act, request);
    if (act === 'giving' || (act === 'registering' && !changesForm(rawInput(request.body)))) {
      counted.push(...(await this.cardTesting.countedAs(act, request)));
    }
    const answer = await this.limits.take(counted);
    this.metrics.rateLimits.inc({ act, outcome: answer.kind });
    switch (answer.kind) {
      case 'within':
        return true;
      case 'uncounted':
        if (CLOSED_WITHOUT_COUNT.has(act)) throw new DomainError('SERVICE_UNAVAILABLE', `Nobody can count: ${act}`);
        return true;
      case 'over':
        if (isOverUnproven(answer.bound)) throw await this.cardTesting.askForProof(request, answer.retryAfterSeconds);
        throw new TooManyRequestsError(answer.retryAfterSeconds, `Over the bound ${answer.bound.name}`);
    }
  }

  private async countedAs(act: Act, request: FastifyRequest): Promise<Counted[]> {
    const counted: Counted[] = [];
    for (const [by, bound] of Object.entries(BOUNDS[act]) as [CountedBy, { burst: number; perMinute: number }][]) {
      const subject = await this.subjectOf(by, request);
      if (subject !== null) counted.push({ bound: { ...bound, name: `${act}-${by}` }, subject });
    }
    return counted;
  }

  /** `null`: there is none, so that this bound does not apply. */
  private async subjectOf(by: CountedBy, request: FastifyRequest): Promise<string | null> {
    switch (by) {
      case 'address':
        return networkOf(request.ip);
      case 'account':
        return (await this.visitors.of(request))?.accountId ?? null;
      case 'mail': {
        const given = email.safeParse(rawInput(request.body)['email']);
        return given.success ? given.data : null;
      }
      case 'page':
        return pageOf(request);
      case 'key':
        return request.headers.authorization ?? null;
    }
  }
}
