import { Injectable } from '@nestjs/common';
import type { StoredAuditLine } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import type { TeamId, WalkerId } from '../domain/ids.js';
import { type Minor, minor } from '../domain/money.js';
import { PAYMENT_STATUSES, type PaymentStatus } from '../domain/payment-position.js';
import { Database } from '../platform/database/database.js';
import { type StoredPage, storedPage } from './edit-page-on-behalf.js';
import { readLog } from './read-log.js';
import { type DeskMail, readMails } from './read-mails.js';
import { isDue, RESENDABLE_MAILS, type ResendableMail } from './resend-mail.js';
import { type StoredWalker, storedWalker } from './stored-walker.js';

/** Somebody of a team. */
export interface DeskMember {
  readonly id: WalkerId;
  readonly name: string;
  readonly valid: boolean;
}

/** All that organisers know of one walker. */
export interface DeskWalker extends StoredWalker {
  readonly slug: string;
  readonly place: 'valid' | 'held' | 'released' | 'needs-decision';
  /**
   * What is unusual about the fee; `null` where there is nothing to see to. A fee that was paid, a voucher and a free place
   * are not told apart.
   */
  readonly payment: PaymentStatus | null;
  readonly registeredAt: Date;
  /** How many are registered together, this one included. */
  readonly together: number;
  /** The start they have. */
  readonly startsAt: Date | null;
  readonly team: {
    readonly id: TeamId;
    readonly slug: string;
    readonly name: string;
    readonly captain: boolean;
    /** Who could lead it in place of this walker: the first of them. */
    readonly others: readonly DeskMember[];
  } | null;
  /** Teams that they walked with before, the last one first. */
  readonly formerTeams: readonly { readonly name: string; readonly leftAt: Date }[];
  readonly page: StoredPage;
  readonly byLink: boolean;
  readonly raisedMinor: Minor;
  readonly onItsWayMinor: Minor;
  readonly gifts: number;
  /** `null`: none is needed, or the place is not valid yet. */
  readonly consent: {
    readonly decision: 'awaited' | 'given' | 'refused';
    readonly by: string | null;
    readonly at: Date;
  } | null;
  readonly kilometres: {
    readonly walkedMetres: number;
    readonly confirmedMetres: number | null;
    readonly source: 'own-log' | 'check-in' | 'organiser';
  } | null;
  /** `null` for roles that may not know whom mails went to. */
  readonly mails: readonly DeskMail[];
  readonly resendable: readonly ResendableMail[];
  readonly log: readonly StoredAuditLine[];
}

const MOST_OTHERS = 100;
const MOST_FORMER = 20;

/** Reads one walker for organisers. */
@Injectable()
export class ReadDeskWalker {
  constructor(private readonly database: Database) {}

  /** @throws {DomainError} `WALKER_NOT_FOUND` */
  async byId(edition: Edition, id: string): Promise<DeskWalker> {
    const stored = await storedWalker(this.database, edition, id);
    const [page, beside, team, formerTeams, mails, log, due] = await Promise.all([
      storedPage(this.database, edition, { kind: 'walker', id: stored.id }),
      this.besides(stored.id),
      this.teamOf(stored.id),
      this.database.rows<{ name: string; leftAt: Date }>(
        `SELECT t.name, d.left_at AS "leftAt" FROM team_departure d JOIN team t ON t.id = d.team_id
          WHERE d.walker_id = $1 ORDER BY d.id DESC LIMIT $2`,
        [stored.id, MOST_FORMER],
      ),
      readMails(this.database, edition, stored.id, stored.registrationId, stored.facts.email),
      readLog(this.database, edition, 'walker', stored.id),
      Promise.all(RESENDABLE_MAILS.map((mail) => isDue(this.database, stored, mail))),
    ]);
    const resendable = RESENDABLE_MAILS.filter((_, index) => due[index] === true);
    return { ...stored, ...beside, page, team, formerTeams, mails, log, resendable };
  }

  private async besides(id: WalkerId) {
    const [row] = await this.database.rows<{
      slug: string;
      place: DeskWalker['place'];
      status: string;
      amount_minor: string;
      registered_at: Date;
      together: number;
      starts_at: Date | null;
      by_link: boolean;
      raised_minor: string;
      on_its_way_minor: string;
      gifts: number;
      consent: 'awaited' | 'given' | 'refused' | null;
      consent_by: string | null;
      consent_at: Date | null;
      walked_metres: number | null;
      confirmed_metres: number | null;
      source: 'own-log' | 'check-in' | 'organiser' | null;
    }>(
      `SELECT w.slug, CASE WHEN w.confirmed_at IS NOT NULL THEN 'valid' WHEN w.released_at IS NOT NULL THEN 'released'
                WHEN r.state = 'needs-decision' THEN 'needs-decision' ELSE 'held' END AS place,
              r.status, r.amount_minor, w.created_at AS registered_at,
              (SELECT count(*)::int FROM walker o WHERE o.registration_id = r.id) AS together,
              coalesce(w.start_slot, pt.starts_at) AS starts_at, p.visibility = 'by-link' AS by_link,
              coalesce(s.raised_minor, 0) AS raised_minor, coalesce(s.on_its_way_minor, 0) AS on_its_way_minor,
              coalesce(s.gifts, 0) AS gifts, CASE WHEN g.walker_id IS NOT NULL THEN coalesce(g.decision, 'awaited') END AS consent,
              (SELECT a.name FROM guardian_consent_answer a WHERE a.walker_id = w.id ORDER BY a.id DESC LIMIT 1) AS consent_by,
              coalesce(g.decided_at, g.reminded_at, g.asked_at) AS consent_at, k.walked_metres, k.confirmed_metres, k.source
         FROM walker w JOIN registration r ON r.id = w.registration_id
         JOIN participation_type pt ON pt.id = w.participation_type_id
         JOIN fundraising_page p ON p.walker_id = w.id
         LEFT JOIN total s ON s.scope = 'page' AND s.scope_id = p.id
         LEFT JOIN guardian_consent g ON g.walker_id = w.id
         LEFT JOIN walker_kilometres k ON k.walker_id = w.id
        WHERE w.id = $1`,
      [id],
    );
    if (row === undefined) throw new Error('A walker that was just read is gone');
    const status = PAYMENT_STATUSES.find((known) => known === row.status) ?? null;
    const plain = Number(row.amount_minor) === 0 || status === 'paid' || status === 'started';
    return {
      slug: row.slug,
      place: row.place,
      payment: plain ? null : status,
      registeredAt: row.registered_at,
      together: row.together,
      startsAt: row.starts_at,
      byLink: row.by_link,
      raisedMinor: minor(Number(row.raised_minor)),
      onItsWayMinor: minor(Number(row.on_its_way_minor)),
      gifts: row.gifts,
      consent:
        row.consent === null || row.consent_at === null
          ? null
          : { decision: row.consent, by: row.consent_by, at: row.consent_at },
      kilometres:
        row.walked_metres === null || row.source === null
          ? null
          : { walkedMetres: row.walked_metres, confirmedMetres: row.confirmed_metres, source: row.source },
    };
  }

  private async teamOf(id: WalkerId): Promise<DeskWalker['team']> {
    const [team] = await this.database.rows<{ id: TeamId; slug: string; name: string; captain: boolean }>(
      `SELECT t.id, t.slug, t.name, t.captain_walker_id = w.id AS captain FROM walker w JOIN team t ON t.id = w.team_id
        WHERE w.id = $1`,
      [id],
    );
    if (team === undefined) return null;
    const others = team.captain
      ? await this.database.rows<DeskMember>(
          `SELECT id, public_name AS name, true AS valid FROM walker
            WHERE team_id = $1 AND id <> $2 AND confirmed_at IS NOT NULL ORDER BY public_name, id LIMIT $3`,
          [team.id, id, MOST_OTHERS],
        )
      : [];
    return { ...team, others };
  }
}
