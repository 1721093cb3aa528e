import { Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { DonationId, PledgeId, WalkerId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { type Minor, minor } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import type { Hectometres } from '../domain/pledge.js';
import { GIFT_BOUNDS } from '../donations/index.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { isToken } from '../platform/http/token.js';

/**
 * Where a promise stands. `settled` is due and not paid; `nothing-due` is settled too, with nothing that can be paid;
 * `on-its-way` and `paid` are what the donation says that settles it.
 */
export type PledgeState = 'promised' | 'settled' | 'nothing-due' | 'on-its-way' | 'paid' | 'withdrawn' | 'lapsed';

/** The donation that settles a promise, or is to: the paid one, else the one on its way, else the latest. */
export interface PledgePayment {
  readonly donationId: DonationId;
  readonly status: PaymentStatus;
  readonly paid: boolean;
  /** Opens the donor's own view of the gift. */
  readonly token: string;
  readonly checkoutUrl: string | null;
  readonly startedAt: Date;
}

/** A promise as its own donor sees it, by a link that only they have. */
export interface OwnPledge {
  readonly id: PledgeId;
  readonly state: PledgeState;
  readonly perKmMinor: Minor;
  readonly capMinor: Minor;
  readonly name: string;
  readonly email: string;
  /** Their donor opened this link before; only then others see that somebody promised. */
  readonly opened: boolean;
  readonly message: string | null;
  readonly anonymous: boolean;
  readonly certificateWanted: boolean;
  readonly language: Language;
  readonly walker: { readonly slug: string; readonly name: string; readonly distanceKm: number | null };
  /** What it came to; `null` until it is settled. */
  readonly settled: { readonly walked: Hectometres; readonly dueMinor: Minor } | null;
  readonly payment: PledgePayment | null;
}

/** What donors promised a walker and still wait to settle: shown apart, never part of what is raised. */
export interface PromisedToWalker {
  /** All promises together, for each kilometre; minor units. */
  readonly perKmMinor: Minor;
  readonly promises: number;
}

interface PledgeRow {
  id: PledgeId;
  state: 'promised' | 'settled' | 'withdrawn' | 'lapsed';
  per_km_minor: number;
  cap_minor: number;
  name: string;
  email: string;
  opened: boolean;
  message: string | null;
  anonymous: boolean;
  certificate_wanted: boolean;
  language: Language;
  walker_slug: string;
  walker_name: string;
  distance_km: number | null;
  walked_hectometres: Hectometres | null;
  due_minor: number | null;
  donation_id: DonationId | null;
  payment_status: PaymentStatus | null;
  payment_paid: boolean | null;
  payment_token: string | null;
  checkout_url: string | null;
  started_at: Date | null;
}

/** Reads promises per kilometre. */
@Injectable()
export class ReadPledges {
  constructor(private readonly database: Database) {}

  /** @param within the transaction to read in, if any. @throws {DomainError} `PLEDGE_NOT_FOUND` */
  async byToken(edition: Edition, token: string, within: Queryable = this.database): Promise<OwnPledge> {
    const [row] = isToken(token)
      ? await within.rows<PledgeRow>(
          `SELECT p.id, p.state, p.per_km_minor, p.cap_minor, p.name, p.email, p.opened_at IS NOT NULL AS opened, p.message, p.anonymous, p.certificate_wanted, p.language,
                  w.slug AS walker_slug, w.public_name AS walker_name, w.distance_km, p.walked_hectometres, p.due_minor,
                  g.id AS donation_id, g.status AS payment_status, g.paid_minor > 0 AS payment_paid, g.token AS payment_token,
                  g.checkout_url, g.created_at AS started_at
             FROM pledge p
             JOIN walker w ON w.id = p.walker_id
             LEFT JOIN LATERAL (
               SELECT d.id, d.status, d.paid_minor, d.token, d.checkout_url, d.created_at
                 FROM pledge_payment y JOIN donation d ON d.id = y.donation_id
                WHERE y.pledge_id = p.id
                ORDER BY d.paid_minor > 0 DESC, d.status = 'pending' DESC, d.id DESC LIMIT 1) g ON true
            WHERE p.edition_id = $1 AND p.token = $2`,
          [edition.id, token],
        )
      : [];
    if (row === undefined) throw new DomainError('PLEDGE_NOT_FOUND', 'No promise behind this link');
    return ownPledgeOf(row);
  }

  /** What is promised to a walker per kilometre, over all promises that are opened and not settled; `null` when nothing is. */
  async promisedTo(walkerId: WalkerId): Promise<PromisedToWalker | null> {
    const [row] = await this.database.rows<{ per_km_minor: string; promises: number }>(
      `SELECT coalesce(sum(per_km_minor), 0) AS per_km_minor, count(*)::int AS promises
         FROM pledge WHERE walker_id = $1 AND state = 'promised' AND opened_at IS NOT NULL`,
      [walkerId],
    );
    if (row === undefined || row.promises === 0) return null;
    return { perKmMinor: minor(Number(row.per_km_minor)), promises: row.promises };
  }
}

function ownPledgeOf(row: PledgeRow): OwnPledge {
  const payment = paymentOf(row);
  const { walked_hectometres: walked, due_minor: dueMinor } = row;
  return {
    id: row.id,
    state: stateOf(row, payment),
    perKmMinor: minor(row.per_km_minor),
    capMinor: minor(row.cap_minor),
    name: row.name,
    email: row.email,
    opened: row.opened,
    message: row.message,
    anonymous: row.anonymous,
    certificateWanted: row.certificate_wanted,
    language: row.language,
    walker: { slug: row.walker_slug, name: row.walker_name, distanceKm: row.distance_km },
    settled: walked === null || dueMinor === null ? null : { walked, dueMinor: minor(dueMinor) },
    payment,
  };
}

function paymentOf(row: PledgeRow): PledgePayment | null {
  const {
    donation_id: donationId,
    payment_status: status,
    payment_paid: paid,
    payment_token: token,
    started_at: startedAt,
  } = row;
  if (donationId === null || status === null || paid === null || token === null || startedAt === null) return null;
  return { donationId, status, paid, token, checkoutUrl: row.checkout_url, startedAt };
}

/** The donation has the last word: money that came for a promise that had lapsed paid it all the same. */
function stateOf({ state, due_minor: dueMinor }: PledgeRow, payment: PledgePayment | null): PledgeState {
  if (payment?.paid === true) return 'paid';
  if (payment?.status === 'pending') return 'on-its-way';
  return state === 'settled' && (dueMinor ?? 0) < GIFT_BOUNDS.leastMinor ? 'nothing-due' : state;
}
