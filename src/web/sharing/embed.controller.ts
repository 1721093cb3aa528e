import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Visits } from '../public/visits.js';
import { contentSecurityPolicy } from '../shared/security-headers.js';
import { sendPage } from '../shared/send-page.js';
import { renderEmbedPage } from './pages/embed.js';
import { SHARED_PATHS, type SharedPageParams, SharedPages } from './shared-pages.js';

/** What other sites may show in a frame; nothing else of ours may be framed, and nothing in this can be sent. */
@ApiExcludeController()
@Controller(':language/:edition')
export class EmbedController {
  constructor(
    private readonly visits: Visits,
    private readonly pages: SharedPages,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(SHARED_PATHS.map((of) => `${of}embed`))
  async embed(
    @Param() params: SharedPageParams,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, context } = await this.visits.of(request);
    const { target, total, goalMinor } = await this.pages.find(edition, params);
    const policy = contentSecurityPolicy(this.config)
      .replace("frame-ancestors 'none'", 'frame-ancestors *')
      .replace(/form-action [^;]+/, "form-action 'none'");
    void reply.header('content-security-policy', policy).header('cross-origin-resource-policy', 'cross-origin');
    sendPage(reply, renderEmbedPage({ edition, target, total, goalMinor }, context));
  }
}
