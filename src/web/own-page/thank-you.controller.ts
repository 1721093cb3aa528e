import { Body, Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HideGiftMessage } from '../../donations/index.js';
import { ThankDonors } from '../../fundraising-pages/index.js';
import { rawInput } from '../../platform/http/input.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { OwnVisits } from './own-visits.js';
import { partPath, renderThankYouPage } from './pages/index.js';

/** Thanking, for a walker or for a team: who gave, who was thanked already, words to do it with, and what to hide. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller([':language/:edition/my/pages/:walker/thanks', ':language/:edition/my/team/:team/thanks'])
export class ThankYouController {
  constructor(
    private readonly visits: OwnVisits,
    private readonly thankDonors: ThankDonors,
    private readonly hideGiftMessage: HideGiftMessage,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { edition, context, page, signedIn } = await this.visits.toPageInHand(request);
    const [thanks, words] = await Promise.all([
      this.thankDonors.list(signedIn.accountId, page.pageId),
      this.thankDonors.furtherWords(signedIn.accountId, page.pageId),
    ]);
    sendPersonalPage(reply, renderThankYouPage({ edition, page, words, ...thanks }, context));
  }

  @Post()
  async mark(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { context, page, signedIn } = await this.visits.toPageInHand(request);
    const { gift, thanked, hidden } = rawInput(body);
    if (typeof gift === 'string' && hidden !== undefined) {
      await this.hideGiftMessage.execute({ kind: 'page-owner', accountId: signedIn.accountId }, gift, hidden === 'yes');
    } else if (typeof gift === 'string') {
      await this.thankDonors.mark(signedIn.accountId, page.pageId, gift.slice(0, 50), thanked === 'yes');
    }
    void reply.redirect(partPath(context, page, '/thanks'), 303);
  }
}
