import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { Repository } from 'typeorm';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { currency, minor } from '../domain/money.js';
import { EditionEntity } from './edition.entity.js';

/** Rules change a few times a year; a page may be this much late to notice; ms. */
const REMEMBERED_MS = 2_000;

/** Reads editions with their rules. */
@Injectable()
export class ReadEditions {
  private readonly remembered = new LRUCache<string, Promise<Edition | null>>({ max: 50, ttl: REMEMBERED_MS });

  constructor(@InjectRepository(EditionEntity) private readonly editions: Repository<EditionEntity>) {}

  /** @throws {DomainError} `EDITION_NOT_FOUND` */
  async bySlug(slug: string): Promise<Edition> {
    const edition = await this.remember(`slug ${slug}`, async () => {
      const entity = await this.editions.findOne({ where: { slug }, relations: { participationTypes: true } });
      return entity === null ? null : editionOf(entity);
    });
    if (edition === null) throw new DomainError('EDITION_NOT_FOUND', `No edition ${slug}`);
    return edition;
  }

  /** The edition that the front page shows: the one that walks last. `null` while there is none. */
  latest(): Promise<Edition | null> {
    return this.remember('latest', async () => {
      const [entity] = await this.editions.find({
        relations: { participationTypes: true },
        order: { walkOn: 'DESC' },
        take: 1,
      });
      return entity === undefined ? null : editionOf(entity);
    });
  }

  private remember(key: string, read: () => Promise<Edition | null>): Promise<Edition | null> {
    const known = this.remembered.get(key);
    if (known !== undefined) return known;
    const reading = read();
    this.remembered.set(key, reading);
    // A failed read is not remembered; whoever waits for it gets the error.
    reading.catch(() => this.remembered.delete(key));
    return reading;
  }
}

function editionOf(entity: EditionEntity): Edition {
  const { currency: code, suggestedAmounts, participationTypes, ...rules } = entity;
  return {
    ...rules,
    currency: currency(code),
    suggestedAmounts: suggestedAmounts.map((it) => ({ ...it, amountMinor: minor(it.amountMinor) })),
    participationTypes: [...participationTypes].sort((a, b) => a.position - b.position),
  };
}
