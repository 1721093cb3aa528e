import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CheckInCodes } from '../../check-in/index.js';
import { ReadPublicGifts } from '../../donations/index.js';
import { type OwnPage, ReadOwnPages, ReadTeamMinimums } from '../../fundraising-pages/index.js';
import { rawInput } from '../../platform/http/input.js';
import { NextEditionWishes } from '../../walkers/index.js';
import { qrCodeOf } from '../sharing/invitation.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { under } from '../shared/page-context.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { OwnVisits } from '../own-page/own-visits.js';
import { walkIsOver } from '../own-page/pages/index.js';
import { renderMyHomePage } from './pages/index.js';

const LATEST_GIFTS = 5;
/** A larger group sees its gifts on the pages themselves. */
const MOST_WITH_GIFTS = 12;
const MOST_TEAMS = 6;

/** The home of whoever takes part: own walkers, how far they are, and the best next step. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller(':language/:edition/my')
export class MyHomeController {
  constructor(
    private readonly visits: OwnVisits,
    private readonly pages: ReadOwnPages,
    private readonly minimums: ReadTeamMinimums,
    private readonly gifts: ReadPublicGifts,
    private readonly wishes: NextEditionWishes,
    private readonly codes: CheckInCodes,
  ) {}

  @Get()
  async show(@Query('wish') wish: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context, now, signedIn } = await this.visits.of(request);
    const { pages, held } = await this.pages.list(signedIn.accountId, edition);
    const afterTheWalk = walkIsOver(edition, now);
    const [withGifts, teams, wished] = await Promise.all([
      Promise.all(
        pages.map(async (page, index) => ({
          page,
          code:
            page.central && !afterTheWalk ? await qrCodeOf(this.codes.addressOf(edition, page.walkerId)) : undefined,
          latestGifts:
            index < MOST_WITH_GIFTS ? await this.gifts.latest({ kind: 'page', id: page.pageId }, LATEST_GIFTS) : [],
        })),
      ),
      Promise.all(
        teamsOf(pages)
          .slice(0, MOST_TEAMS)
          .map(async (team) => ({ team, progress: await this.minimums.of(edition, team.id) })),
      ),
      this.wishes.has(signedIn.accountId, edition),
    ]);
    const view = { edition, email: signedIn.email, pages: withGifts, held, teams, afterTheWalk, wished };
    sendPersonalPage(reply, renderMyHomePage({ ...view, wishChanged: wish !== undefined }, context));
  }

  @Post('next-edition')
  async wish(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, language, context, signedIn } = await this.visits.of(request);
    await this.wishes.set(signedIn.accountId, edition, language, rawInput(body)['wanted'] === 'yes');
    void reply.redirect(under(context, '/my?wish#next-edition'), 303);
  }
}

/** The teams of some walkers, each once. */
function teamsOf(pages: readonly OwnPage[]): NonNullable<OwnPage['team']>[] {
  return [...new Map(pages.flatMap(({ team }) => (team === null ? [] : [[team.id, team] as const]))).values()];
}
