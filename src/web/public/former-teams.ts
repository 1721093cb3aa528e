import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { ReadFormerTeams } from '../../teams/index.js';
import { teamPath } from './pages/index.js';
import { Visits } from './visits.js';

/** Addresses under a team that is no more lead to its page, which says where everybody went. */
@Injectable()
export class FormerTeams {
  constructor(
    private readonly visits: Visits,
    private readonly formerTeams: ReadFormerTeams,
  ) {}

  /** Answers about a team; about one that is no more, by leading to its page. @throws whatever else `answer` does */
  async orItsPage(
    slug: string,
    request: FastifyRequest,
    reply: FastifyReply,
    answer: () => Promise<void>,
  ): Promise<void> {
    try {
      await answer();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'TEAM_NOT_FOUND') throw error;
      const { edition, context } = await this.visits.of(request);
      if (!(await this.formerTeams.is(edition, slug))) throw error;
      void reply.redirect(teamPath(context, slug), 303);
    }
  }
}
