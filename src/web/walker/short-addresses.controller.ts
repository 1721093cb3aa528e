import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ShortAddresses } from '../../fundraising-pages/index.js';
import { under } from '../shared/page-context.js';
import { languageOfRequest } from '../shared/request-language.js';

/** Own short addresses, such as `/w/nele`: on to the page, in the language that the visitor's browser likes best. */
@ApiExcludeController()
@Controller('w')
export class ShortAddressesController {
  constructor(private readonly addresses: ShortAddresses) {}

  @Get(':address')
  async follow(
    @Param('address') address: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { editionSlug, kind, slug } = await this.addresses.find(address);
    const page = under({ language: languageOfRequest(request), editionSlug }, `/${kind}s/${encodeURIComponent(slug)}`);
    // Its owner may give it to another page, or take another one: browsers ask each time.
    void reply.header('cache-control', 'no-cache').header('vary', 'accept-language').redirect(page, 302);
  }
}
