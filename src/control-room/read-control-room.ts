import { Injectable } from '@nestjs/common';
import type { OpenAttentionItem } from '../attention/index.js';
import type { Edition } from '../domain/edition.js';
import { type Minor, minor } from '../domain/money.js';
import type { PaymentStatus } from '../domain/payment-position.js';
import type { GiftTarget } from '../donations/index.js';
import { Database } from '../platform/database/database.js';

/** A gift as organisers see it, its donor named. */
export interface OrganiserGift {
  readonly id: string;
  readonly at: Date;
  readonly donor: string;
  /** Shown without a name on public pages. */
  readonly anonymous: boolean;
  readonly target: GiftTarget;
  /** Stripe's word for the way of paying, or ours for a gift that was entered by hand; `null` while it is not known. */
  readonly method: string | null;
  readonly amountMinor: Minor;
  readonly status: PaymentStatus;
}

/** An open item, with all that is known of it. */
export type OpenItem = Pick<OpenAttentionItem, 'id' | 'kind' | 'reference' | 'detail'>;

/** An event that was put aside, and Postgres' or our own words why. */
export interface ParkedEvent {
  readonly type: string;
  readonly eventId: string;
  /** Shortened to {@link DETAIL_CHARACTERS} characters. */
  readonly error: string | null;
}

/** All that waits for a person, the latest of it by name. */
export interface OpenAttention {
  readonly parkedEvents: number;
  /** Money that counts nowhere until somebody decides; can be a loss. */
  readonly suspenseMinor: Minor;
  /** The latest of them. */
  readonly parked: readonly ParkedEvent[];
  readonly items: readonly OpenItem[];
  readonly openItems: number;
}

/** How Stripe's messages come in. */
export interface InboxState {
  /**
   * `slow`: the oldest waits longer than {@link SLOW_AFTER_SECONDS}. `stopped`: of the latest ones none came by webhook,
   * all had to be asked for.
   */
  readonly state: 'ok' | 'slow' | 'stopped';
  /** At most {@link COUNTED_EVENTS}. */
  readonly receivedLastHour: number;
  readonly waiting: number;
  readonly lastReceivedAt: Date | null;
}

const LATEST_ITEMS = 10;
const LATEST_PARKED = 3;
const LATEST_EVENTS = 10;
const COUNTED_EVENTS = 20_000;
const SLOW_AFTER_SECONDS = 10;
const DETAIL_CHARACTERS = 160;

/** Reads what an organiser has to know at a glance. Every list is short, and every query bounded or by index. */
@Injectable()
export class ReadControlRoom {
  constructor(private readonly database: Database) {}

  /** The latest gifts, newest first, those that failed or went back included; forms that nobody paid are not. */
  async latestGifts(edition: Edition, limit: number): Promise<OrganiserGift[]> {
    const rows = await this.database.rows<{
      id: string;
      at: Date;
      donor: string;
      anonymous: boolean;
      target: GiftTarget['kind'];
      target_slug: string | null;
      target_name: string | null;
      method: string | null;
      amount_minor: string;
      status: PaymentStatus;
    }>(
      `SELECT d.id, coalesce(d.paid_at, d.created_at) AS at, coalesce(d.company, d.name) AS donor, d.anonymous, d.target,
              coalesce(w.slug, CASE d.target WHEN 'team' THEN t.slug END) AS target_slug,
              coalesce(w.public_name, CASE d.target WHEN 'team' THEN t.name END) AS target_name,
              coalesce(d.offline_method, m.method) AS method, d.amount_minor, d.status
         FROM (SELECT * FROM donation WHERE edition_id = $1 AND status NOT IN ('started', 'expired')
                ORDER BY id DESC LIMIT $2) d
         LEFT JOIN walker w ON w.id = d.walker_id
         LEFT JOIN team t ON t.id = d.team_id
         LEFT JOIN LATERAL (
           SELECT f.method FROM stripe_payment p JOIN stripe_fact f ON f.payment_intent_id = p.payment_intent_id
            WHERE p.donation_id = coalesce(d.split_of, d.id) AND f.method IS NOT NULL ORDER BY f.told_at DESC LIMIT 1) m ON true
        ORDER BY at DESC, d.id DESC`,
      [edition.id, limit],
    );
    return rows.map((row) => ({
      id: row.id,
      at: row.at,
      donor: row.donor,
      anonymous: row.anonymous,
      target: { kind: row.target, slug: row.target_slug, name: row.target_name },
      method: row.method,
      amountMinor: minor(Number(row.amount_minor)),
      status: row.status,
    }));
  }

  /** Gifts that count and were paid since midnight in Belgium. */
  async giftsToday(edition: Edition): Promise<number> {
    const [row] = await this.database.rows<{ gifts: number }>(
      `SELECT coalesce(sum(gifts), 0)::int AS gifts FROM giving_hour
        WHERE edition_id = $1 AND hour >= date_trunc('day', now(), 'Europe/Brussels')`,
      [edition.id],
    );
    return row?.gifts ?? 0;
  }

  /** Valid free places, as a number and never by name; who may know it is asked by the page. */
  async freePlaces(edition: Edition): Promise<number> {
    const [row] = await this.database.rows<{ places: number }>(
      `SELECT count(*)::int AS places FROM free_place f JOIN walker w ON w.id = f.walker_id
         JOIN registration r ON r.id = w.registration_id WHERE r.edition_id = $1 AND w.confirmed_at IS NOT NULL`,
      [edition.id],
    );
    return row?.places ?? 0;
  }

  /** What waits for a person in this edition, or in none. */
  async attention(edition: Edition): Promise<OpenAttention> {
    const [[counted], items, parked] = await Promise.all([
      this.database.rows<{ parked: number; open: number; suspense_minor: string }>(
        `SELECT (SELECT count(*)::int FROM stripe_event WHERE state = 'parked') AS parked,
                (SELECT count(*)::int FROM attention_item
                  WHERE resolved_at IS NULL AND (edition_id = $1 OR edition_id IS NULL)) AS open,
                (SELECT coalesce(sum(amount_minor), 0) FROM ledger_entry
                  WHERE account = 'suspense' AND (edition_id = $1 OR edition_id IS NULL)) AS suspense_minor`,
        [edition.id],
      ),
      this.database.rows<OpenItem>(
        `SELECT id, kind, reference, detail FROM attention_item
          WHERE resolved_at IS NULL AND (edition_id = $1 OR edition_id IS NULL) ORDER BY id DESC LIMIT $2`,
        [edition.id, LATEST_ITEMS],
      ),
      this.database.rows<{ type: string; event_id: string; error: string | null }>(
        `SELECT type, event_id, error FROM stripe_event WHERE state = 'parked' ORDER BY id DESC LIMIT $1`,
        [LATEST_PARKED],
      ),
    ]);
    return {
      parkedEvents: counted?.parked ?? 0,
      suspenseMinor: minor(Number(counted?.suspense_minor ?? 0)),
      openItems: counted?.open ?? 0,
      parked: parked.map(({ type, event_id: eventId, error }) => ({
        type,
        eventId,
        error: error === null ? null : shortened(error),
      })),
      items,
    };
  }

  /** How Stripe's messages come in. */
  async inbox(): Promise<InboxState> {
    const [[waiting], latest, [hour]] = await Promise.all([
      this.database.rows<{ waiting: number; oldest_seconds: number | null }>(
        `SELECT count(*)::int AS waiting, extract(epoch FROM now() - min(received_at))::float8 AS oldest_seconds
           FROM stripe_event WHERE state = 'received'`,
      ),
      this.database.rows<{ received_at: Date; source: 'webhook' | 'catch-up' }>(
        `SELECT received_at, source FROM stripe_event ORDER BY id DESC LIMIT $1`,
        [LATEST_EVENTS],
      ),
      this.database.rows<{ received: number }>(
        `SELECT count(*)::int AS received
           FROM (SELECT received_at FROM stripe_event ORDER BY id DESC LIMIT $1) latest
          WHERE received_at > now() - interval '1 hour'`,
        [COUNTED_EVENTS],
      ),
    ]);
    const slow = (waiting?.oldest_seconds ?? 0) > SLOW_AFTER_SECONDS;
    const asked = latest.length > 0 && latest.every(({ source }) => source === 'catch-up');
    return {
      state: asked ? 'stopped' : slow ? 'slow' : 'ok',
      receivedLastHour: hour?.received ?? 0,
      waiting: waiting?.waiting ?? 0,
      lastReceivedAt: latest[0]?.received_at ?? null,
    };
  }
}

function shortened(text: string): string {
  return text.length <= DETAIL_CHARACTERS ? text : `${text.slice(0, DETAIL_CHARACTERS - 1)}…`;
}
