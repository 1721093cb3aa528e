import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../audit/index.js';
import type { Edition } from '../domain/edition.js';
import type { PageId, ParticipationTypeId, TeamId, WalkerId } from '../domain/ids.js';
import { certificateWish } from '../domain/tax-certificate.js';
import type { GiftTo } from '../donations/index.js';
import { Database } from '../platform/database/database.js';
import { ReadTeams } from '../teams/index.js';
import { ReadWalkers } from '../walkers/index.js';
import type { OfflineGiftOrder } from './offline-gift.js';

interface Place {
  readonly pageId: PageId | null;
  readonly walkerId: WalkerId | null;
  readonly teamId: TeamId | null;
  readonly participationTypeId: ParticipationTypeId | null;
}

/** Writes down a gift that came without Stripe. It counts nowhere, and is shown to organisers only, until it is verified. */
@Injectable()
export class EnterOfflineGift {
  constructor(
    private readonly database: Database,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
  ) {}

  /**
   * The same form sent twice enters one gift.
   * @throws {DomainError} `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`.
   */
  async execute(edition: Edition, order: OfflineGiftOrder, actor: Actor): Promise<void> {
    const place = await this.placeOf(edition, order.to);
    const certificateWanted = certificateWish(edition, order.certificateWanted, order.method);
    await this.database.transaction(async (tx) => {
      const [entered] = await tx.rows<{ id: string }>(
        `INSERT INTO offline_gift (id, edition_id, method, target, page_id, walker_id, team_id, participation_type_id,
           amount_minor, currency, name, company, email, message, anonymous, language, received_on, reference,
           counted_by_one, counted_by_two, counted_pieces, entered_by, certificate_wanted)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
           $23)
         ON CONFLICT ON CONSTRAINT offline_gift_pk DO NOTHING RETURNING id`,
        [
          order.id,
          edition.id,
          order.method,
          order.to.kind,
          place.pageId,
          place.walkerId,
          place.teamId,
          place.participationTypeId,
          order.amountMinor,
          edition.currency,
          order.name,
          order.company,
          order.email,
          order.message,
          order.anonymous,
          order.language,
          order.receivedOn,
          order.reference,
          order.sheet?.counters[0] ?? null,
          order.sheet?.counters[1] ?? null,
          order.sheet === null ? null : JSON.stringify(order.sheet.pieces),
          actor.name,
          certificateWanted,
        ],
      );
      if (entered === undefined) return;
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'enter-offline-gift',
        subject: { kind: 'offline-gift', id: order.id },
        after: {
          method: order.method,
          amountMinor: order.amountMinor,
          target: order.to.kind,
          page: place.pageId,
          receivedOn: order.receivedOn,
          certificateWanted,
        },
      });
    });
  }

  private async placeOf(edition: Edition, to: GiftTo): Promise<Place> {
    switch (to.kind) {
      case 'edition':
        return { pageId: null, walkerId: null, teamId: null, participationTypeId: null };
      case 'team': {
        const team = await this.teams.withoutMembers(edition, to.slug);
        return {
          pageId: team.pageId,
          walkerId: null,
          teamId: team.id,
          participationTypeId: team.participationTypeId,
        };
      }
      case 'walker': {
        const walker = await this.walkers.bySlug(edition, to.slug);
        return {
          pageId: walker.pageId,
          walkerId: walker.id,
          teamId: walker.teamId,
          participationTypeId: walker.participationTypeId,
        };
      }
    }
  }
}
