import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '../../accounts/index.js';
import { type OwnPage, ReadOwnPages } from '../../fundraising-pages/index.js';
import { type LedPage, TeamRoles } from '../../team-life/index.js';
import { type Visit, Visits } from '../public/visits.js';
import { SignedInVisitors } from '../shared/signed-in.js';

/** A visit of somebody who is signed in. */
export interface OwnVisit extends Visit {
  readonly signedIn: SignedIn;
}

/** A visit of somebody to a page of their own walker. */
export interface OwnPageVisit extends OwnVisit {
  readonly page: OwnPage;
}

/** A page that its visitor may work on: of an own walker, or of a team that one of them leads. */
export type PageInHand = OwnPage | LedPage;

/** A visit of somebody to a page that is theirs to work on. */
export interface PageInHandVisit extends OwnVisit {
  readonly page: PageInHand;
}

/** Reads who is visiting which of their own pages. */
@Injectable()
export class OwnVisits {
  constructor(
    private readonly visits: Visits,
    private readonly visitors: SignedInVisitors,
    private readonly pages: ReadOwnPages,
    private readonly teamRoles: TeamRoles,
  ) {}

  /** @throws {DomainError} `SIGN_IN_REQUIRED`, `PAGE_NOT_FOUND`, `EDITION_NOT_FOUND` */
  async of(request: FastifyRequest): Promise<OwnVisit> {
    const visit = await this.visits.of(request);
    return { ...visit, signedIn: await this.visitors.require(request) };
  }

  /** @throws {DomainError} the same, and `WALKER_NOT_FOUND` for a walker who is not the visitor's own */
  async toPage(request: FastifyRequest): Promise<OwnPageVisit> {
    const visit = await this.of(request);
    const { walker = '' } = paramsOf(request);
    return { ...visit, page: await this.pages.bySlug(visit.signedIn.accountId, visit.edition, walker) };
  }

  /**
   * The page of a walker or of a team, by whichever the address names.
   * @throws {DomainError} the same, and `TEAM_NOT_FOUND`, or `NOT_ALLOWED` to members who do not lead the team
   */
  async toPageInHand(request: FastifyRequest): Promise<PageInHandVisit> {
    const { team } = paramsOf(request);
    if (team === undefined) return this.toPage(request);
    const visit = await this.of(request);
    return { ...visit, page: await this.teamRoles.ledPage(visit.signedIn.accountId, visit.edition, team) };
  }
}

function paramsOf({ params }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return params as Readonly<Record<string, string | undefined>>;
}
