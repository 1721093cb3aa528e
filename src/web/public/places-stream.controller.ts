import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadEditions } from '../../editions/index.js';
import { LiveStreams, placesTopic } from '../../live/index.js';
import { ReadRegistrations } from '../../registration/index.js';
import { countedPlaces } from './registration-form.js';

/**
 * Places left as server-sent events, by the code of each participation type that has a limit. Taking places rings; those
 * that come free, by time or by another rule, are noticed by the hub's own look.
 */
@ApiExcludeController()
@Controller('live/editions/:edition/places')
export class PlacesStreamController {
  constructor(
    private readonly editions: ReadEditions,
    private readonly registrations: ReadRegistrations,
    private readonly streams: LiveStreams,
  ) {}

  @Get()
  async places(
    @Param('edition') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const edition = await this.editions.bySlug(slug);
    // The edition is asked for anew each time: its rules may change while somebody looks.
    const read = async (): Promise<string> =>
      JSON.stringify(countedPlaces(await this.registrations.placesLeft(await this.editions.bySlug(slug))));
    await this.streams.open({ topic: placesTopic(edition.id), event: 'places', read }, request, reply);
  }
}
