import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { type Edition, givingState } from '../domain/edition.js';
import type { EnterpriseNumber } from '../domain/enterprise-number.js';
import { DomainError } from '../domain/errors.js';
import { feeCoverOf } from '../domain/fee-cover.js';
import type { DonationId, PageId, ParticipationTypeId, TeamId, WalkerId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { type Minor, sum, ZERO } from '../domain/money.js';
import { shown } from '../domain/shown-page.js';
import { certificateWish } from '../domain/tax-certificate.js';
import { LOGGER } from '../platform/logging/logger.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { DONATION_KEY } from '../platform/stripe/metadata-keys.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';
import { ReadTeams } from '../teams/index.js';
import { ReadWalkers } from '../walkers/index.js';
import { mayBeShown } from './gift-texts.js';

/** What an online gift may come to; minor units. */
export const GIFT_BOUNDS = { leastMinor: 100, mostMinor: 5_000_000 } as const;

/** Whom a gift is for, as its link says. */
export type GiftTo =
  | { readonly kind: 'edition' }
  | { readonly kind: 'team'; readonly slug: string }
  | { readonly kind: 'walker'; readonly slug: string };

/** A gift as its donor filled it in, already valid field by field, its amount within {@link GIFT_BOUNDS}. */
export interface DonationOrder {
  readonly to: GiftTo;
  readonly amountMinor: Minor;
  readonly name: string;
  readonly email: string;
  readonly message: string | null;
  readonly company: string | null;
  readonly companyNumber?: EnterpriseNumber | null;
  readonly anonymous: boolean;
  /** Agrees to get news of the organisation. */
  readonly newsletter?: boolean;
  /** Adds what the payment costs, by the edition's rule; nothing where the edition has none. */
  readonly coverFee?: boolean;
  /** Wants a tax certificate; nothing where the edition gives none. */
  readonly certificateWanted?: boolean;
  readonly language: Language;
  /** The path of ours that giving up leads back to; without it, the form to give. */
  readonly cancelPath?: string;
}

/** A gift that waits to be paid. */
export interface StartedDonation {
  readonly donationId: DonationId;
  /** Opens the donor's own view of the gift; known to nobody else. */
  readonly token: string;
  readonly checkoutUrl: string;
}

interface Target {
  readonly kind: GiftTo['kind'];
  readonly pageId: PageId | null;
  readonly walkerId: WalkerId | null;
  readonly teamId: TeamId | null;
  readonly participationTypeId: ParticipationTypeId | null;
  readonly name: string;
  readonly path: string;
}

interface NewDonation {
  readonly donationId: DonationId;
  readonly token: string;
  readonly target: Target;
  readonly chargedMinor: Minor;
  readonly coveredFeeMinor: Minor;
}

/** Takes a gift from a donor as far as Stripe's page. Nothing is counted here: money counts when Stripe says it came. */
@Injectable()
export class StartDonation {
  constructor(
    private readonly database: Database,
    private readonly gateway: StripeGateway,
    private readonly teams: ReadTeams,
    private readonly walkers: ReadWalkers,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Stores the gift, then opens a page of Stripe's for it. The donation's id is the idempotency key, so that a retry
   * never opens a second page.
   * @param once tells an order that is sent again from a new one: while the first still waits to be paid, its page is
   *   answered again. See `onceHash`.
   * @throws {DomainError} `GIVING_CLOSED`, `TEAM_NOT_FOUND`, `WALKER_NOT_FOUND`, `PAYMENT_PROVIDER_UNAVAILABLE`,
   *   `PAYMENT_PROVIDER_REFUSED`.
   */
  async execute(
    edition: Edition,
    order: DonationOrder,
    now: Date,
    once: Buffer | null = null,
  ): Promise<StartedDonation> {
    if (givingState(edition, now) !== 'open') throw new DomainError('GIVING_CLOSED', `Giving to ${edition.slug}`);
    const target = await this.targetOf(edition, order.to, order.language);
    const coveredFeeMinor = order.coverFee === true ? feeCoverOf(edition, order.amountMinor) : ZERO;
    const chargedMinor = sum(order.amountMinor, coveredFeeMinor);
    const fresh = { donationId: uuidv7() as DonationId, token: newToken(), target, chargedMinor, coveredFeeMinor };
    const { donationId, token } = await this.storeOnce(edition, order, fresh, once);

    const { publicUrl } = this.config;
    const home = `${publicUrl}/${order.language}/${edition.slug}`;
    const page = await this.gateway.openCheckout({
      id: donationId,
      purpose: 'donation',
      amountMinor: chargedMinor,
      currency: edition.currency,
      description: `${edition.title[order.language]} · ${target.name}`,
      email: order.email,
      language: order.language,
      metadata: { [DONATION_KEY]: donationId, edition: edition.slug },
      successUrl: `${home}/thanks/${token}`,
      cancelUrl:
        order.cancelPath === undefined
          ? `${home}${target.path}/give?amount=${String(order.amountMinor)}`
          : `${publicUrl}${order.cancelPath}`,
      expiresAt: null,
    });
    await this.database.rows(`UPDATE donation SET checkout_session_id = $2, checkout_url = $3 WHERE id = $1`, [
      donationId,
      page.sessionId,
      page.url,
    ]);
    this.logger.info({ donation: donationId, session: page.sessionId }, 'A gift is started');
    return { donationId, token, checkoutUrl: page.url };
  }

  private async targetOf(edition: Edition, to: GiftTo, language: Language): Promise<Target> {
    switch (to.kind) {
      case 'edition':
        return {
          kind: 'edition',
          pageId: null,
          walkerId: null,
          teamId: null,
          participationTypeId: null,
          name: edition.title[language],
          path: '',
        };
      case 'team': {
        const team = shown(await this.teams.withoutMembers(edition, to.slug));
        return {
          kind: 'team',
          pageId: team.pageId,
          walkerId: null,
          teamId: team.id,
          participationTypeId: team.participationTypeId,
          name: team.name,
          path: `/teams/${team.slug}`,
        };
      }
      case 'walker': {
        const walker = shown(await this.walkers.bySlug(edition, to.slug));
        return {
          kind: 'walker',
          pageId: walker.pageId,
          walkerId: walker.id,
          teamId: walker.teamId,
          participationTypeId: walker.participationTypeId,
          name: walker.name,
          path: `/walkers/${walker.slug}`,
        };
      }
    }
  }

  /** @returns what was stored, or the same order that was stored before and waits to be paid. */
  private async storeOnce(
    edition: Edition,
    order: DonationOrder,
    fresh: NewDonation,
    once: Buffer | null,
  ): Promise<Pick<NewDonation, 'donationId' | 'token'>> {
    if (await this.store(edition, order, fresh, once)) return fresh;
    const [known] = await this.database.rows<{ id: DonationId; token: string }>(
      `SELECT id, token FROM donation
        WHERE once_hash = $1 AND status = 'started' AND amount_minor = $2 AND created_at > now() - interval '1 hour'`,
      [once, fresh.chargedMinor],
    );
    if (known !== undefined) return { donationId: known.id, token: known.token };
    await this.store(edition, order, fresh, null);
    return fresh;
  }

  /** @returns `false` where an order of the same `once` is there already, and nothing was stored. */
  private async store(
    edition: Edition,
    order: DonationOrder,
    { donationId, token, target, chargedMinor, coveredFeeMinor }: NewDonation,
    once: Buffer | null,
  ): Promise<boolean> {
    const stored = await this.database.rows<{ id: DonationId }>(
      `WITH donor AS (
         INSERT INTO donor AS d (id, email, name, language) VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT donor_email_unique DO UPDATE SET language = excluded.language RETURNING id),
       agreed AS (
         INSERT INTO newsletter_opt_in (email, language) SELECT $2, $4 WHERE $22
         ON CONFLICT ON CONSTRAINT newsletter_opt_in_pk DO NOTHING)
       INSERT INTO donation (id, edition_id, donor_id, target, page_id, walker_id, team_id, participation_type_id,
         amount_minor, currency, name, company, message, anonymous, language, token, covered_fee_minor, company_number,
         hidden_reason, once_hash, certificate_wanted)
       SELECT $5, $6, donor.id, $7, $8, $9, $10, $11, $12, $13, $3, $14, $15, $16, $4, $17, $18, $19, $20, $21, $23 FROM donor
       ON CONFLICT (once_hash) WHERE once_hash IS NOT NULL DO NOTHING RETURNING id`,
      [
        uuidv7(),
        order.email,
        order.name,
        order.language,
        donationId,
        edition.id,
        target.kind,
        target.pageId,
        target.walkerId,
        target.teamId,
        target.participationTypeId,
        chargedMinor,
        edition.currency,
        order.company,
        order.message,
        order.anonymous,
        token,
        coveredFeeMinor,
        order.companyNumber ?? null,
        mayBeShown(order) ? null : 'word-filter',
        once,
        order.newsletter === true,
        certificateWish(edition, order.certificateWanted === true),
      ],
    );
    return stored.length > 0;
  }
}
