import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Visits } from '../public/visits.js';
import { SHARED_PATHS, type SharedPageParams, SharedPages } from './shared-pages.js';
import { SharePictures } from './share-pictures.js';

/** The pictures that chats and networks show beside a shared link. */
@ApiExcludeController()
@Controller(':language/:edition')
export class PicturesController {
  constructor(
    private readonly visits: Visits,
    private readonly pages: SharedPages,
    private readonly pictures: SharePictures,
  ) {}

  /** Kept for a year under the address of its revision, and for five minutes under any other. */
  @Get(SHARED_PATHS.map((of) => `${of}picture.png`))
  async picture(
    @Param() params: SharedPageParams,
    @Query('v') asked: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { edition, language } = await this.visits.of(request);
    const { body, revision } = await this.pictures.of(edition, language, await this.pages.find(edition, params));
    void reply
      .header('content-type', 'image/png')
      .header('cache-control', asked === revision ? 'public, max-age=31536000, immutable' : 'public, max-age=300')
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(body);
  }
}
