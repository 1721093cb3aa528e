import { Injectable } from '@nestjs/common';
import type { Edition } from '../../domain/edition.js';
import { DomainError } from '../../domain/errors.js';
import { ReadEditions } from '../../editions/index.js';

/** Which edition an organiser works on. */
@Injectable()
export class EditionsAtWork {
  constructor(private readonly editions: ReadEditions) {}

  /** The one that is named, a draft too, else the current one. @throws {DomainError} `EDITION_NOT_FOUND` */
  async named(slug: unknown): Promise<Edition> {
    if (typeof slug === 'string' && slug !== '') return this.editions.draftBySlug(slug);
    const edition = await this.editions.latest();
    if (edition === null) throw new DomainError('EDITION_NOT_FOUND', 'There is no edition yet');
    return edition;
  }
}
