import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { under } from '../shared/page-context.js';
import { languageOfRequest } from '../shared/request-language.js';
import { Visits } from '../public/visits.js';
import { EditionsAtWork } from './editions-at-work.js';
import { wayOnOf } from './way-on.js';

/** Organisers sign in like everybody, by a link from a mail, and come back to where they wanted to be. */
@ApiExcludeController()
@Controller()
export class OrganiserSignInController {
  constructor(
    private readonly visits: Visits,
    private readonly editions: EditionsAtWork,
  ) {}

  /** To the page where people sign in. `?to=` is where to go on. */
  @Get('organise/sign-in')
  async signIn(@Query('to') to: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edition = await this.editions.named(undefined);
    const place = { language: languageOfRequest(request), editionSlug: edition.slug };
    const back = under(place, `/organise?${new URLSearchParams({ to: wayOnOf(to) }).toString()}`);
    void reply
      .header('cache-control', 'no-store')
      .redirect(under(place, `/sign-in?${new URLSearchParams({ to: back }).toString()}`), 303);
  }

  /** Where a link from a mail leads back to: addresses of people's pages name a language and an edition. */
  @Get(':language/:edition/organise')
  async goOn(@Query('to') to: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { language, edition } = await this.visits.of(request);
    const [path = '', query = ''] = wayOnOf(to).split('?', 2);
    const parameters = new URLSearchParams(query);
    parameters.set('language', language);
    if (!parameters.has('edition')) parameters.set('edition', edition.slug);
    void reply.header('cache-control', 'no-store').redirect(`${path}?${parameters.toString()}`, 303);
  }
}
