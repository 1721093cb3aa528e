import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LRUCache } from 'lru-cache';
import { type FindOptionsWhere, IsNull, Not, Repository } from 'typeorm';
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

  /** An edition that is public. @throws {DomainError} `EDITION_NOT_FOUND` */
  bySlug(slug: string): Promise<Edition> {
    return this.find(slug, `public ${slug}`, { slug, publishedAt: Not(IsNull()) });
  }

  /** The same, or a draft: for organisers alone. @throws {DomainError} `EDITION_NOT_FOUND` */
  draftBySlug(slug: string): Promise<Edition> {
    return this.find(slug, `any ${slug}`, { slug });
  }

  /** Reads anew what it remembers: this process changed a rule. Others notice within two seconds. */
  forget(): void {
    this.remembered.clear();
  }

  private async find(slug: string, key: string, where: FindOptionsWhere<EditionEntity>): Promise<Edition> {
    const edition = await this.remember(key, async () => {
      const entity = await this.editions.findOne({ where, relations: { participationTypes: true } });
      return entity === null ? null : editionOf(entity);
    });
    if (edition === null) throw new DomainError('EDITION_NOT_FOUND', `No edition ${slug}`);
    return edition;
  }

  /** The edition that the front page shows: the public one that walks last. `null` while there is none. */
  latest(): Promise<Edition | null> {
    return this.remember('latest', async () => {
      const [entity] = await this.editions.find({
        where: { publishedAt: Not(IsNull()) },
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
  const { currency: code, suggestedAmounts, participationTypes, publishedAt: _, ...rules } = entity;
  return {
    ...rules,
    currency: currency(code),
    suggestedAmounts: suggestedAmounts.map((it) => ({ ...it, amountMinor: minor(it.amountMinor) })),
    participationTypes: [...participationTypes].sort((a, b) => a.position - b.position),
  };
}
