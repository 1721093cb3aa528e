import { Controller, Get, Header, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import { isLanguage, type Language } from '../../domain/language.js';
import { ReadPublicGifts } from '../../donations/index.js';
import { ReadEditions } from '../../editions/index.js';
import { optionalLine } from '../../platform/http/input.js';
import { matchesHere } from '../../matching/index.js';
import { milestones } from '../../milestones/index.js';
import { Database } from '../../platform/database/database.js';
import { ReadTeams } from '../../teams/index.js';
import { ReadTotals } from '../../totals/index.js';
import { ReadWalkers } from '../../walkers/index.js';
import { acceptedLanguage } from '../shared/request-language.js';
import { LimitedAs } from '../limits/limited-as.js';
import { LastFrontPages } from '../shared/last-front-pages.js';
import { RenderedTogether } from '../shared/rendered-together.js';
import { sendPage } from '../shared/send-page.js';
import { renderEditionHomePage, renderSearchPage, renderTeamsPage, under } from './pages/index.js';
import { Visits } from './visits.js';

/** Of each list on the front page. */
const TOP_TEAMS = 8;
const LATEST_GIFTS = 8;
const TEAMS_PER_PAGE = 50;
const MOST_FOUND = 20;

const TeamsQuery = z.object({
  sort: z.enum(['raised', 'name']).catch('raised'),
  cursor: z.string().min(1).max(500).nullable().catch(null),
});
const SearchQuery = z.object({ q: optionalLine(100).catch(null) });

/** The way in, the front page of an edition, and its lists. */
@ApiExcludeController()
@Controller()
export class HomeController {
  private readonly rendered = new RenderedTogether();

  constructor(
    private readonly visits: Visits,
    private readonly editions: ReadEditions,
    private readonly totals: ReadTotals,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    private readonly gifts: ReadPublicGifts,
    private readonly database: Database,
    private readonly lastFrontPages: LastFrontPages,
  ) {}

  /** To the current edition, in the language that the browser likes best. */
  @Get()
  @Header('vary', 'accept-language')
  async enter(@Headers('accept-language') accepted: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    await this.toCurrentEdition(acceptedLanguage(accepted), reply);
  }

  @Get(':language')
  async enterInLanguage(@Param('language') language: string, @Res() reply: FastifyReply): Promise<void> {
    if (!isLanguage(language)) throw new DomainError('PAGE_NOT_FOUND', 'No such page');
    await this.toCurrentEdition(language, reply);
  }

  private async toCurrentEdition(language: Language, reply: FastifyReply): Promise<void> {
    const edition = await this.editions.latest();
    if (edition === null) throw new DomainError('EDITION_NOT_FOUND', 'There is no edition yet');
    void reply.header('cache-control', 'no-cache').redirect(under({ language, editionSlug: edition.slug }), 302);
  }

  @Get(':language/:edition')
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    sendPage(reply, await this.rendered.of(request.url, () => this.homePage(request)));
  }

  private async homePage(request: FastifyRequest): Promise<string> {
    const { edition, context, now } = await this.visits.of(request);
    const [total, top, latestGifts, stones, matches] = await Promise.all([
      this.totals.ofEdition(edition),
      this.teams.list(edition, { sort: 'raised', limit: TOP_TEAMS, cursor: null }),
      this.gifts.latest({ kind: 'edition', id: edition.id }, LATEST_GIFTS),
      milestones(this.database, edition.id, { scope: 'edition', id: edition.id }),
      matchesHere(this.database, edition.id, {}),
    ]);
    const view = { edition, now, total, topTeams: top.items, latestGifts, milestones: stones, matches };
    const html = renderEditionHomePage(view, context);
    this.lastFrontPages.keep(under(context), html, now);
    return html;
  }

  @Get(':language/:edition/teams')
  async listTeams(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const { sort, cursor } = TeamsQuery.parse(query);
    const { items, nextCursor } = await this.teams.list(edition, { sort, limit: TEAMS_PER_PAGE, cursor });
    sendPage(reply, renderTeamsPage({ edition, sort, teams: items, nextCursor, first: cursor === null }, context));
  }

  @LimitedAs('search')
  @Get(':language/:edition/search')
  async search(
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const text = SearchQuery.parse(query).q;
    const [teams, walkers] =
      text === null
        ? [[], []]
        : await Promise.all([
            this.teams.search(edition, text, MOST_FOUND),
            this.walkers.search(edition, text, MOST_FOUND),
          ]);
    sendPage(reply, renderSearchPage({ edition, query: text ?? '', teams, walkers }, context));
  }
}
