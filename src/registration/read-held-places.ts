import type { RegistrationId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import type { Database } from '../platform/database/database.js';
import { MOST_WALKERS } from './registration-order.js';

/** The places of a registration, held or valid. */
export interface HeldPlaces {
  readonly registrationId: RegistrationId;
  readonly token: string;
  /** Of the first walker. */
  readonly walkerSlug: string;
  /** Of all walkers, in the order of the form. */
  readonly walkerSlugs: readonly string[];
  /** `null` also while a team has to say yes first. */
  readonly teamSlug: string | null;
  /** What is to be paid still; 0 where the places are valid. */
  readonly amountMinor: Minor;
  readonly holdExpiresAt: Date;
  /** The page of the fee, where it is open already. */
  readonly checkoutUrl: string | null;
}

/** The registration that the same order made before; `null` where there is none, or its hold is over. */
export async function readHeldPlaces(database: Database, once: Buffer): Promise<HeldPlaces | null> {
  const rows = await database.rows<{
    id: RegistrationId;
    token: string;
    to_pay_minor: string;
    hold_expires_at: Date;
    checkout_url: string | null;
    walker_slug: string;
    team_slug: string | null;
  }>(
    `SELECT r.id, r.token, CASE r.state WHEN 'held' THEN r.amount_minor ELSE 0 END AS to_pay_minor, r.hold_expires_at,
            CASE r.state WHEN 'held' THEN r.checkout_url END AS checkout_url, w.slug AS walker_slug, t.slug AS team_slug
       FROM registration r JOIN walker w ON w.registration_id = r.id LEFT JOIN team t ON t.id = w.team_id
      WHERE r.once_hash = $1 AND r.state <> 'released'
        AND (r.state <> 'held' OR r.hold_expires_at > now()) ORDER BY w.id LIMIT $2`,
    [once, MOST_WALKERS],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    registrationId: first.id,
    token: first.token,
    walkerSlug: first.walker_slug,
    walkerSlugs: rows.map((row) => row.walker_slug),
    teamSlug: first.team_slug,
    amountMinor: minor(Number(first.to_pay_minor)),
    holdExpiresAt: first.hold_expires_at,
    checkoutUrl: first.checkout_url,
  };
}
