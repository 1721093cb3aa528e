import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { WalkerId } from '../domain/ids.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import { Database } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';
import { MOST_WALKERS } from './registration-order.js';

/** One walker of a registration, as whoever registered sees it. */
export interface OwnWalker {
  readonly id: WalkerId;
  readonly firstName: string;
  readonly slug: string;
  readonly participationTypeCode: string;
  /** Of a walker who needs one; `null` for everybody else. */
  readonly consent: { readonly guardianName: string; readonly decision: 'given' | 'refused' | null } | null;
}

/** A registration as whoever made it sees it, by a link that only they have. */
export interface OwnRegistration {
  readonly state: 'held' | 'confirmed' | 'released' | 'needs-decision';
  readonly paymentStatus: PaymentStatus;
  readonly checkoutUrl: string | null;
  readonly holdExpiresAt: Date;
  readonly email: string;
  /** At least one, in the order of the form. */
  readonly walkers: readonly OwnWalker[];
  readonly team: { readonly slug: string; readonly name: string; readonly captain: boolean } | null;
  /** The name of the team that has to say yes first; `null` for everybody else. */
  readonly asksTeam: string | null;
}

/** Places left of each participation type; `null` is no limit. */
export type PlacesLeft = ReadonlyMap<string, number | null>;

/** Reads registrations. */
@Injectable()
export class ReadRegistrations {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `REGISTRATION_NOT_FOUND` */
  async byToken(edition: Edition, token: string): Promise<OwnRegistration> {
    const rows = isToken(token)
      ? await this.database.rows<{
          state: OwnRegistration['state'];
          status: PaymentStatus;
          checkout_url: string | null;
          hold_expires_at: Date;
          email: string;
          first_name: string;
          walker_slug: string;
          walker_id: WalkerId;
          team_slug: string | null;
          team_name: string | null;
          captain: boolean | null;
          asks_team: string | null;
          type_code: string;
          consent_decision: 'given' | 'refused' | null;
          guardian_name: string | null;
        }>(
          `SELECT r.state, r.status, r.checkout_url, r.hold_expires_at, a.email, w.first_name, w.slug AS walker_slug, w.id AS walker_id,
                  t.slug AS team_slug, t.name AS team_name, t.captain_walker_id = w.id AS captain,
                  (SELECT a.name FROM team_join_request j JOIN team a ON a.id = j.team_id
                    WHERE j.walker_id = w.id AND j.state = 'waiting') AS asks_team,
                  pt.code AS type_code, g.decision AS consent_decision,
                  CASE WHEN g.walker_id IS NOT NULL THEN w.guardian_name END AS guardian_name
             FROM registration r JOIN account a ON a.id = r.account_id JOIN walker w ON w.registration_id = r.id
             JOIN participation_type pt ON pt.id = w.participation_type_id
             LEFT JOIN team t ON t.id = w.team_id
             LEFT JOIN guardian_consent g ON g.walker_id = w.id
            WHERE r.edition_id = $1 AND r.token = $2 ORDER BY w.id LIMIT $3`,
          [edition.id, token, MOST_WALKERS],
        )
      : [];
    const [row] = rows;
    if (row === undefined) throw new DomainError('REGISTRATION_NOT_FOUND', 'No registration behind this link');
    return {
      state: row.state,
      paymentStatus: row.status,
      checkoutUrl: row.checkout_url,
      holdExpiresAt: row.hold_expires_at,
      email: row.email,
      walkers: rows.map((it) => ({
        id: it.walker_id,
        firstName: it.first_name,
        slug: it.walker_slug,
        participationTypeCode: it.type_code,
        consent: it.guardian_name === null ? null : { guardianName: it.guardian_name, decision: it.consent_decision },
      })),
      asksTeam: row.asks_team,
      team:
        row.team_slug === null
          ? null
          : { slug: row.team_slug, name: row.team_name ?? row.team_slug, captain: row.captain ?? false },
    };
  }

  /**
   * Places left of each participation type of the edition, by its code: those that nobody has, was offered or waits for,
   * so that whoever comes by cannot pass the waiting list.
   */
  async placesLeft(edition: Edition): Promise<PlacesLeft> {
    const limited = edition.participationTypes.filter((type) => type.capacity !== null);
    const rows =
      limited.length === 0
        ? []
        : await this.database.rows<{ id: string; taken: number }>(
            `SELECT id, sum(places)::int AS taken FROM (
               SELECT w.participation_type_id AS id, 1 AS places
                 FROM walker w JOIN registration r ON r.id = w.registration_id
                WHERE w.participation_type_id = ANY($1::uuid[]) AND w.released_at IS NULL
                  AND (w.confirmed_at IS NOT NULL OR (r.state = 'held' AND r.hold_expires_at > now()))
               UNION ALL
               SELECT e.participation_type_id, e.places
                 FROM waiting_list_entry e LEFT JOIN registration r ON r.id = e.registration_id
                WHERE e.participation_type_id = ANY($1::uuid[])
                  AND ((e.state = 'waiting' AND e.opened_at IS NOT NULL) OR (e.offer_expires_at > now() AND (e.state = 'offered'
                    OR (e.state = 'accepted' AND r.state = 'held' AND r.hold_expires_at <= now()))))) AS t
              GROUP BY id`,
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
