import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CheckInCodes, CheckInWalkers, ReadCheckIn } from '../../check-in/index.js';
import { includesRole } from '../../domain/roles.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { parseInput, rawInput } from '../../platform/http/input.js';
import { qrCodeOf } from '../sharing/invitation.js';
import { CheckInLinks } from '../shared/check-in-links.js';
import { OwnSiteGuard } from '../shared/own-site.guard.js';
import { pageNumber } from '../shared/page-number.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { type DeskVisit, PeopleDeskVisits } from './people-desk-visits.js';
import { renderCheckInDeskPage, renderCheckInLabelsPage } from './pages/check-in-desk.js';

/** Labels on one page of the browser. */
const LABELS = 120;
const ByHand = z.object({ scan: z.uuid({ error: 'CHOICE_INVALID' }) });

/** Who came to the start, the link for volunteers, codes to print, and what is done by an organiser alone. */
@ApiExcludeController()
@UseGuards(OwnSiteGuard)
@Controller('organise')
export class CheckInDeskController {
  constructor(
    private readonly visits: PeopleDeskVisits,
    private readonly read: ReadCheckIn,
    private readonly codes: CheckInCodes,
    private readonly checkIn: CheckInWalkers,
    private readonly links: CheckInLinks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('check-in')
  async show(
    @Query('edition') slug: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request, slug, 'viewer');
    const { edition, role } = visit;
    const mayAct = includesRole(role, 'editor');
    const [starts, path] = await Promise.all([
      this.read.starts(edition),
      mayAct ? this.links.linkTo(edition, languageOfRequest(request), new Date()) : null,
    ]);
    const address = path === null ? null : `${this.config.publicUrl}${path}`;
    const code = address === null ? null : await qrCodeOf(address);
    const context = this.visits.contextOf(request, visit, '/organise/check-in');
    sendPersonalPage(reply, renderCheckInDeskPage({ edition, starts, address, code }, context));
  }

  /** Codes with names to print, in the order of the day. */
  @Get('check-in/labels')
  async labels(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const visit = await this.visits.of(request, query['edition'], 'editor');
    const { edition } = visit;
    const page = pageNumber(query['page']);
    const walkers = await this.read.startList(edition, page, LABELS + 1);
    const labels = await Promise.all(
      walkers.slice(0, LABELS).map(async (walker) => ({
        walker,
        code: await qrCodeOf(this.codes.addressOf(edition, walker.id)),
      })),
    );
    const context = this.visits.contextOf(request, visit, '/organise/check-in/labels');
    sendPersonalPage(reply, renderCheckInLabelsPage({ edition, labels, page, more: walkers.length > LABELS }, context));
  }

  /** Takes back every link for volunteers that was given away. */
  @Post('check-in/links/end')
  async endLinks(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const visit = await this.visits.of(request, rawInput(body)['edition'], 'editor');
    await this.links.end(visit.edition, visit.actor);
    this.leadTo('/organise/check-in', visit, request, reply);
  }

  /** From the desk of a walker. */
  @Post('walkers/:walker/check-in')
  async byHand(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const visit = await this.visits.of(request, input['edition'], 'editor');
    const { scan } = parseInput(ByHand, input);
    const { actor } = visit;
    await this.checkIn.scan(visit.edition, { id: scan, of: { walkerId: id }, agoMs: 0 }, { actor, name: actor.name });
    this.leadTo(`/organise/walkers/${encodeURIComponent(id)}`, visit, request, reply);
  }

  @Post('walkers/:walker/check-in/undo')
  async undo(
    @Param('walker') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const input = rawInput(body);
    const visit = await this.visits.of(request, input['edition'], 'editor');
    const { reason, actor } = this.visits.actOf(visit, input);
    await this.checkIn.undo(visit.edition, id, reason, actor);
    this.leadTo(`/organise/walkers/${encodeURIComponent(id)}`, visit, request, reply);
  }

  private leadTo(path: string, { edition }: DeskVisit, request: FastifyRequest, reply: FastifyReply): void {
    const query = new URLSearchParams({ language: languageOfRequest(request), edition: edition.slug });
    void reply.redirect(`${path}?${query.toString()}`, 303);
  }
}
