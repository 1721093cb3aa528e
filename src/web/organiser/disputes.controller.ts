import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DisputeCursor, ReadDisputes } from '../../disputes/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { languageOfRequest } from '../shared/request-language.js';
import { sendPersonalPage } from '../shared/send-page.js';
import { EditionsAtWork } from './editions-at-work.js';
import { OrganiserVisitors } from './organiser-visitors.js';
import { renderDisputesPage } from './pages/disputes.js';

const PAGE_SIZE = 50;

/** Payments that donors dispute. They are answered at Stripe; here stands which, how much and until when. */
@ApiExcludeController()
@Controller('organise/disputes')
export class DisputesController {
  constructor(
    private readonly organisers: OrganiserVisitors,
    private readonly editions: EditionsAtWork,
    private readonly disputes: ReadDisputes,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.named(query['edition']);
    await this.organisers.require(request, edition, 'viewer');
    const found = await this.disputes.page(edition, cursorOf(query['before']), PAGE_SIZE + 1);
    const disputes = found.slice(0, PAGE_SIZE);
    const last = found.length > PAGE_SIZE ? disputes.at(-1) : undefined;
    const next = last === undefined ? null : `${String(last.toldAt.getTime())} ${last.id}`;
    sendPersonalPage(
      reply,
      renderDisputesPage(
        { edition, now: new Date(), disputes, next },
        {
          language: languageOfRequest(request),
          editionSlug: edition.slug,
          path: '/organise/disputes',
          publicUrl: this.config.publicUrl,
        },
      ),
    );
  }
}

/** Milliseconds and an id, as the link to the next page has them; anything else begins at the latest. */
function cursorOf(typed: unknown): DisputeCursor | null {
  const match = typeof typed === 'string' ? /^(\d{1,14}) (\w{1,255})$/.exec(typed) : null;
  return match === null ? null : { toldAt: new Date(Number(match[1])), id: match[2] ?? '' };
}
