import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { isLanguage, type Language } from '../../domain/language.js';
import { ReadEditions } from '../../editions/index.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { PageContext } from '../shared/page-context.js';

/** What the address of a page says before the page itself is looked at. */
export interface Visit {
  readonly language: Language;
  readonly edition: Edition;
  readonly context: PageContext;
  readonly now: Date;
}

/** Reads whose page of which edition in which language an address such as `/fr/2023/teams` is about. */
@Injectable()
export class Visits {
  constructor(
    private readonly editions: ReadEditions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws {DomainError} `PAGE_NOT_FOUND` for a language that is not ours, `EDITION_NOT_FOUND` */
  async of({ url, params }: FastifyRequest): Promise<Visit> {
    const { language, edition: slug } = params as Readonly<Record<string, string | undefined>>;
    if (!isLanguage(language) || slug === undefined) throw new DomainError('PAGE_NOT_FOUND', 'No such page');
    const edition = await this.editions.bySlug(slug);
    return {
      language,
      edition,
      context: {
        language,
        editionSlug: edition.slug,
        path: url.slice(language.length + 1),
        publicUrl: this.config.publicUrl,
      },
      now: new Date(),
    };
  }
}
