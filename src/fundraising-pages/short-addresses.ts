import { Injectable } from '@nestjs/common';
import { DomainError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import { faultOfShortAddress } from './short-address.js';

/** Whose page a short address leads to. */
export interface ShortAddressTarget {
  readonly editionSlug: string;
  readonly kind: 'team' | 'walker';
  readonly slug: string;
}

/** Finds the page behind `/w/…`; that of a team which is no more says where everybody went. */
@Injectable()
export class ShortAddresses {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `PAGE_NOT_FOUND` */
  async find(typed: string): Promise<ShortAddressTarget> {
    const address = typed.toLowerCase();
    const [row] =
      faultOfShortAddress(address) === null
        ? await this.database.rows<{ edition: string; walker: string | null; team: string | null }>(
            `SELECT e.slug AS edition, w.slug AS walker, t.slug AS team
               FROM fundraising_page p
               JOIN edition e ON e.id = p.edition_id
               LEFT JOIN walker w ON w.id = p.walker_id AND w.confirmed_at IS NOT NULL
               LEFT JOIN team t ON t.id = p.team_id AND (t.confirmed_at IS NOT NULL OR t.dissolved_at IS NOT NULL)
              WHERE p.short_address = $1`,
            [address],
          )
        : [];
    const slug = row?.walker ?? row?.team ?? null;
    if (row === undefined || slug === null) throw new DomainError('PAGE_NOT_FOUND', 'No such short address');
    return { editionSlug: row.edition, kind: row.walker === null ? 'team' : 'walker', slug };
  }
}
