import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';

/** A registration as its own walker sees it, by a link that only they have. */
export interface OwnRegistration {
  readonly state: 'held' | 'confirmed' | 'released' | 'needs-decision';
  readonly paymentStatus: PaymentStatus;
  readonly checkoutUrl: string | null;
  readonly holdExpiresAt: Date;
  readonly firstName: string;
  readonly walkerSlug: string;
  readonly team: { readonly slug: string; readonly name: string; readonly captain: boolean } | null;
  readonly participationTypeCode: string;
  /** Of a walker who needs one; `null` for everybody else. */
  readonly consent: { readonly guardianName: string; readonly decision: 'given' | 'refused' | null } | null;
}

/** Places left of each participation type; `null` is no limit. */
export type PlacesLeft = ReadonlyMap<string, number | null>;

/** Reads registrations. */
@Injectable()
export class ReadRegistrations {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `REGISTRATION_NOT_FOUND` */
  async byToken(edition: Edition, token: string): Promise<OwnRegistration> {
    const [row] = isToken(token)
      ? await this.database.rows<{
          state: OwnRegistration['state'];
          status: PaymentStatus;
          checkout_url: string | null;
          hold_expires_at: Date;
          first_name: string;
          walker_slug: string;
          team_slug: string | null;
          team_name: string | null;
          captain: boolean | null;
          type_code: string;
          consent_decision: 'given' | 'refused' | null;
          guardian_name: string | null;
        }>(
          `SELECT r.state, r.status, r.checkout_url, r.hold_expires_at, w.first_name, w.slug AS walker_slug,
                  t.slug AS team_slug, t.name AS team_name, t.captain_walker_id = w.id AS captain, pt.code AS type_code, g.decision AS consent_decision,
                  CASE WHEN g.walker_id IS NOT NULL THEN w.guardian_name END AS guardian_name
             FROM registration r JOIN walker w ON w.registration_id = r.id
             JOIN participation_type pt ON pt.id = w.participation_type_id
             LEFT JOIN team t ON t.id = w.team_id
             LEFT JOIN guardian_consent g ON g.walker_id = w.id
            WHERE r.edition_id = $1 AND r.token = $2 ORDER BY w.id LIMIT 1`,
          [edition.id, token],
        )
      : [];
    if (row === undefined) throw new DomainError('REGISTRATION_NOT_FOUND', 'No registration behind this link');
    return {
      state: row.state,
      paymentStatus: row.status,
      checkoutUrl: row.checkout_url,
      holdExpiresAt: row.hold_expires_at,
      firstName: row.first_name,
      walkerSlug: row.walker_slug,
      team:
        row.team_slug === null
          ? null
          : { slug: row.team_slug, name: row.team_name ?? row.team_slug, captain: row.captain ?? false },
      participationTypeCode: row.type_code,
      consent: row.guardian_name === null ? null : { guardianName: row.guardian_name, decision: row.consent_decision },
    };
  }

  /** Places left of each participation type of the edition, by its code. */
  async placesLeft(edition: Edition): Promise<PlacesLeft> {
    const limited = edition.participationTypes.filter((type) => type.capacity !== null);
    const rows =
      limited.length === 0
        ? []
        : await this.database.rows<{ id: string; taken: number }>(
            `SELECT w.participation_type_id AS id, count(*)::int AS taken
               FROM walker w JOIN registration r ON r.id = w.registration_id
              WHERE w.participation_type_id = ANY($1::uuid[]) AND w.released_at IS NULL
                AND (w.confirmed_at IS NOT NULL OR (r.state = 'held' AND r.hold_expires_at > now()))
              GROUP BY 1`,
            [limited.map((type) => type.id)],
          );
    const taken = new Map(rows.map((row) => [row.id, row.taken]));
    return new Map(
      edition.participationTypes.map((type) => [
        type.code,
        type.capacity === null ? null : Math.max(0, type.capacity - (taken.get(type.id) ?? 0)),
      ]),
    );
  }
}
