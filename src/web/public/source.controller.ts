import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../domain/errors.js';
import { isLanguage } from '../../domain/language.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { sendPage } from '../shared/send-page.js';
import { renderSourcePage } from './pages/source.js';

/** Where the source code of what runs here is: whoever uses it over a network may have it (AGPL, section 13). */
@ApiExcludeController()
@Controller(':language/source')
export class SourceController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** On to the address that is set; without one, a page that says whom to ask. */
  @Get()
  show(@Param('language') language: string, @Res() reply: FastifyReply): void {
    if (!isLanguage(language)) throw new DomainError('PAGE_NOT_FOUND', 'No such page');
    const { sourceUrl, publicUrl, mail } = this.config;
    if (sourceUrl !== undefined) {
      void reply.header('cache-control', 'no-cache').redirect(sourceUrl, 302);
      return;
    }
    const context = { language, editionSlug: null, path: '/source', publicUrl };
    sendPage(reply, renderSourcePage({ contact: addressIn(mail.from) }, context));
  }
}

/** The address alone, of `Name <address>`. */
function addressIn(from: string): string {
  return /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from;
}
