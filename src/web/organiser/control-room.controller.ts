import { Body, Controller, Get, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadCheckIn } from '../../check-in/index.js';
import { ReadControlRoom, ReadGivingPace, WatchLedger } from '../../control-room/index.js';
import { includesRole } from '../../domain/roles.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { ReadTotals } from '../../totals/index.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { rawInput } from '../../platform/http/input.js';
import { languageOfRequest } from '../shared/request-language.js';
import { ScreenLinks } from '../shared/screen-links.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserAccess } from './organiser-access.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { renderControlRoomPage } from './pages/index.js';

const LATEST_GIFTS = 20;

/** The organisers' first page. */
@ApiExcludeController()
@Controller('organise')
export class ControlRoomController {
  constructor(
    private readonly access: OrganiserAccess,
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly totals: ReadTotals,
    private readonly controlRoom: ReadControlRoom,
    private readonly ledger: WatchLedger,
    private readonly pace: ReadGivingPace,
    private readonly checkIn: ReadCheckIn,
    private readonly screenLinks: ScreenLinks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** With `?key=` the way in, after which the key stands in no address any more; else the page itself. */
  @Get()
  async enter(
    @Query('key') key: unknown,
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const now = new Date();
    const language = languageOfRequest(request);
    if (typeof key === 'string') {
      await this.access.admit(key, request.ip, reply, now);
      void reply
        .header('cache-control', 'no-store')
        .header('referrer-policy', 'no-referrer')
        .redirect(`/organise?language=${language}`, 303);
      return;
    }
    const edition = await this.editions.named(slug);
    const { role } = await this.organisers.require(request, edition, 'viewer');
    const mayKnow = includesRole(role, 'finance');
    const [total, parts, giftsToday, latestGifts, attention, webhooks, ledgerProof, pace, starts, freePlaces] =
      await Promise.all([
        this.totals.ofEdition(edition),
        this.totals.partsOf({ scope: 'edition', scopeId: edition.id }),
        this.controlRoom.giftsToday(edition),
        this.controlRoom.latestGifts(edition, LATEST_GIFTS),
        this.controlRoom.attention(edition),
        this.controlRoom.inbox(),
        this.ledger.state(now),
        this.pace.of(edition),
        this.checkIn.starts(edition),
        mayKnow ? this.controlRoom.freePlaces(edition) : null,
      ]);
    const screenPath = await this.screenLinks.linkTo(edition, language, now);
    const view = {
      edition,
      total,
      parts,
      giftsToday,
      latestGifts,
      attention,
      webhooks,
      ledgerProof,
      pace,
      starts,
      freePlaces,
      screenPath,
      mayChange: includesRole(role, 'editor'),
    };
    const { publicUrl } = this.config;
    sendPersonalPage(
      reply,
      renderControlRoomPage(view, { language, editionSlug: edition.slug, path: '/organise', publicUrl }),
    );
  }

  /** Takes back every link to the big screen that was given away. */
  @Post('screen-links/end')
  @UseGuards(OwnSiteGuard)
  async endScreenLinks(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(rawInput(body)['edition']);
    const { actor } = await this.organisers.require(request, edition, 'editor');
    await this.screenLinks.end(edition, actor);
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`/organise?${query.toString()}`, 303);
  }
}
