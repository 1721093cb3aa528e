import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import { type DonationId, type DonorId, idFrom } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import type { GiftTarget } from '../donations/index.js';
import { Database } from '../platform/database/database.js';

/** Somebody who may be the same person. */
export interface DonorTwin {
  readonly id: DonorId;
  readonly name: string;
  readonly email: string | null;
  readonly raisedMinor: Minor;
  readonly gifts: number;
}

/** A donor with all that organisers need to put right. */
export interface DeskDonor extends DonorTwin {
  /** In whose name the latest gift is. */
  readonly company: string | null;
  /** The latest gifts of the edition, the newest first. */
  readonly latest: readonly {
    readonly id: DonationId;
    readonly at: Date;
    readonly status: PaymentStatus;
    readonly raisedMinor: Minor;
    readonly target: GiftTarget;
  }[];
  /** Who may be the same person: alike by name, or by mail. */
  readonly twins: readonly DonorTwin[];
  /** The merges that this donor had a part in, the latest first. */
  readonly merges: readonly {
    readonly id: string;
    readonly from: DonorTwin;
    readonly into: DonorTwin;
    readonly gifts: number;
    readonly doneBy: string;
    readonly doneAt: Date;
    readonly undone: boolean;
  }[];
}

const MOST_GIFTS = 100;
const MOST_TWINS = 10;
const MOST_MERGES = 50;

interface DonorRow {
  id: DonorId;
  name: string;
  email: string | null;
  raised_minor: string | null;
  gifts: number | null;
}

const DONOR = `SELECT n.id, n.name, n.email, g.raised_minor, g.gifts FROM donor n
  LEFT JOIN donor_total g ON g.donor_id = n.id AND g.edition_id = $1`;

/** An address without what makes it look different: case, dots and what follows a plus before the @. */
const PLAIN = (email: string): string =>
  `replace(split_part(split_part(${email}, '@', 1), '+', 1), '.', '') || '@' || split_part(${email}, '@', 2)`;

/** Reads one donor for organisers. */
@Injectable()
export class ReadDonor {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `DONOR_NOT_FOUND` when nobody of this id ever gave in the edition, or was merged away from it. */
  async byId(edition: Edition, id: string): Promise<DeskDonor> {
    const [row] = await this.database.rows<DonorRow & { company: string | null }>(
      `SELECT n.*, (SELECT company FROM donation d WHERE d.donor_id = n.id AND d.edition_id = $1 ORDER BY d.id DESC LIMIT 1)
                     AS company
         FROM (${DONOR} WHERE n.id = $2) n
        WHERE EXISTS (SELECT 1 FROM donation d WHERE d.donor_id = n.id AND d.edition_id = $1)
           OR EXISTS (SELECT 1 FROM donor_merge m WHERE m.from_donor_id = n.id AND m.edition_id = $1)`,
      [edition.id, idFrom(id)],
    );
    if (row === undefined) throw new DomainError('DONOR_NOT_FOUND', 'Nobody of this id gave in this edition');
    const [latest, twins, merges] = await Promise.all([
      this.latest(edition, row.id),
      this.twins(edition, row),
      this.merges(edition, row.id),
    ]);
    return { ...twinOf(row), company: row.company, latest, twins, merges };
  }

  private async latest(edition: Edition, id: DonorId): Promise<DeskDonor['latest']> {
    const rows = await this.database.rows<{
      id: DonationId;
      at: Date;
      status: PaymentStatus;
      raised_minor: string;
      target: GiftTarget['kind'];
      slug: string | null;
      name: string | null;
    }>(
      `SELECT d.id, coalesce(d.paid_at, d.created_at) AS at, d.status, d.raised_minor, d.target,
              CASE d.target WHEN 'walker' THEN w.slug WHEN 'team' THEN t.slug END AS slug,
              CASE d.target WHEN 'walker' THEN w.public_name WHEN 'team' THEN t.name END AS name
         FROM donation d LEFT JOIN walker w ON w.id = d.walker_id LEFT JOIN team t ON t.id = d.team_id
        WHERE d.donor_id = $2 AND d.edition_id = $1 AND NOT d.unsplit ORDER BY d.id DESC LIMIT $3`,
      [edition.id, id, MOST_GIFTS],
    );
    return rows.map(({ raised_minor, target, slug, name, ...gift }) => ({
      ...gift,
      raisedMinor: minor(Number(raised_minor)),
      target: { kind: target, slug, name },
    }));
  }

  private async twins(edition: Edition, { id, name, email }: DonorRow): Promise<DonorTwin[]> {
    const rows = await this.database.rows<DonorRow>(
      `${DONOR} WHERE n.id <> $2 AND g.gifts > 0
          AND (lower(n.name) % lower($3) OR ${PLAIN('n.email')} = ${PLAIN('$4::text')})
        ORDER BY ${PLAIN('n.email')} = ${PLAIN('$4::text')} DESC NULLS LAST, similarity(lower(n.name), lower($3)) DESC, n.id
        LIMIT $5`,
      [edition.id, id, name, email, MOST_TWINS],
    );
    return rows.map(twinOf);
  }

  private async merges(edition: Edition, id: DonorId): Promise<DeskDonor['merges']> {
    const rows = await this.database.rows<{
      id: string;
      from_donor_id: DonorId;
      into_donor_id: DonorId;
      gifts: number;
      done_by: string;
      done_at: Date;
      undone: boolean;
    }>(
      `SELECT id, from_donor_id, into_donor_id, cardinality(donation_ids) AS gifts, done_by, done_at,
              undone_at IS NOT NULL AS undone
         FROM donor_merge WHERE edition_id = $1 AND $2 IN (from_donor_id, into_donor_id) ORDER BY id DESC LIMIT $3`,
      [edition.id, id, MOST_MERGES],
    );
    if (rows.length === 0) return [];
    const donors = await this.database.rows<DonorRow>(`${DONOR} WHERE n.id = ANY ($2::uuid[])`, [
      edition.id,
      [...new Set(rows.flatMap((row) => [row.from_donor_id, row.into_donor_id]))],
    ]);
    const byId = new Map(donors.map((donor) => [donor.id, twinOf(donor)]));
    return rows.flatMap((row) => {
      const [from, into] = [byId.get(row.from_donor_id), byId.get(row.into_donor_id)];
      if (from === undefined || into === undefined) return [];
      return [
        { id: row.id, from, into, gifts: row.gifts, doneBy: row.done_by, doneAt: row.done_at, undone: row.undone },
      ];
    });
  }
}

function twinOf({ id, name, email, raised_minor, gifts }: DonorRow): DonorTwin {
  return { id, name, email, raisedMinor: minor(Number(raised_minor ?? 0)), gifts: gifts ?? 0 };
}
