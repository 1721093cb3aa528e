import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { type Edition, registrationState } from '../domain/edition.js';
import { DomainError } from '../domain/errors.js';
import type { RegistrationId, WalkerId } from '../domain/ids.js';
import { type Minor, minor, ZERO } from '../domain/money.js';
import { AnnounceChanges, placesTopic } from '../live/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { postgresErrorCode } from '../platform/database/postgres-errors.js';
import { newToken } from '../platform/http/token.js';
import { REGISTRATION_KEY } from '../platform/stripe/metadata-keys.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';
import { askToJoin } from '../team-life/index.js';
import { noteVoucher, type TakenVoucher, takeVoucher } from '../vouchers/index.js';
import { type CheckedWalker, checkRegistration } from './check-registration.js';
import { chooseTeam } from './choose-team.js';
import { confirmRegistrations } from './confirm-registrations.js';
import { type HeldPlaces, readHeldPlaces } from './read-held-places.js';
import { type RegistrationOrder, walkerField } from './registration-order.js';
import { releaseRegistrations } from './settle-registrations.js';
import { storeRegistration, storeWalkers } from './store-registration.js';
import { acceptOffer, takePlaces, type TakenOffer } from './take-places.js';

/** A registration that holds its places; `checkoutUrl` is `null` when there is nothing to pay and they are valid. */
export type StartedRegistration = Omit<HeldPlaces, 'amountMinor' | 'holdExpiresAt'>;

/** Registers walkers: alone, with a new team, or into a team. Their places are held until the one fee is paid. */
@Injectable()
export class StartRegistration {
  constructor(
    private readonly database: Database,
    private readonly gateway: StripeGateway,
    private readonly announceChanges: AnnounceChanges,
    private readonly bell: OutboxBell,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param once tells an order that is sent again from a new one: the first one is answered again. See `onceHash`.
   * @throws {DomainError} `REGISTRATION_CLOSED`, `PARTICIPATION_TYPE_FULL`, `PLACE_OFFER_OVER`, `TEAM_FULL`,
   *   `PAYMENT_PROVIDER_UNAVAILABLE`, `PAYMENT_PROVIDER_REFUSED` (the places are free again then).
   * @throws {InputInvalidError} for an unknown type or team, a taken team name, a distance that is not offered, a minor
   *   without a guardian, a voucher that is none, and what the edition asks and nobody filled in.
   */
  async execute(
    edition: Edition,
    order: RegistrationOrder,
    now: Date,
    once: Buffer | null = null,
  ): Promise<StartedRegistration> {
    if (registrationState(edition, now) !== 'open') {
      throw new DomainError('REGISTRATION_CLOSED', `Registration for ${edition.slug}`);
    }
    const walkers = checkRegistration(edition, order, now);
    const held = await this.holdOnce(edition, walkers, order, now, once);
    const { amountMinor, holdExpiresAt: _, ...started } = held;
    if (amountMinor === 0 || started.checkoutUrl !== null) return started;
    try {
      return { ...started, checkoutUrl: await this.openCheckout(edition, walkers, order, held) };
    } catch (error) {
      await this.database.transaction((tx) => releaseRegistrations(tx, [held.registrationId]));
      throw error;
    }
  }

  /** Holds the places, or finds those that the same order holds already. */
  private async holdOnce(
    edition: Edition,
    walkers: readonly CheckedWalker[],
    order: RegistrationOrder,
    now: Date,
    once: Buffer | null,
  ): Promise<HeldPlaces> {
    if (once === null) return this.database.transaction((tx) => this.hold(tx, edition, walkers, order, now, null));
    const known = await readHeldPlaces(this.database, once);
    if (known !== null) return known;
    try {
      return await this.database.transaction((tx) => this.hold(tx, edition, walkers, order, now, once));
    } catch (error) {
      // Two of the same at the same moment: the other one was first.
      if (postgresErrorCode(error) !== '23505') throw error;
      const first = await readHeldPlaces(this.database, once);
      if (first === null) throw error;
      return first;
    }
  }

  private async hold(
    tx: Transaction,
    edition: Edition,
    walkers: readonly CheckedWalker[],
    order: RegistrationOrder,
    now: Date,
    once: Buffer | null,
  ): Promise<HeldPlaces> {
    const offer = await take(tx, walkers, order);
    await this.announceChanges.inTransaction(tx, [], [placesTopic(edition.id)]);
    const { amountMinor, voucher } = await reckonFee(tx, edition, walkers, order);
    const registration = {
      id: uuidv7() as RegistrationId,
      token: newToken(),
      amountMinor,
      holdExpiresAt: new Date(now.getTime() + edition.placeHoldMinutes * 60_000),
      once,
    };
    await storeRegistration(tx, edition, order, registration);
    if (voucher !== null) await noteVoucher(tx, registration.id, voucher);
    const ids = walkers.map(() => uuidv7() as WalkerId);
    const [captainId] = ids;
    if (captainId === undefined) throw new RangeError('A registration without a walker');
    const team = await chooseTeam(tx, edition, order.team, captainId, walkers.length);
    const joined = team?.waits === true ? null : team;
    const walkerSlugs = await storeWalkers(tx, edition, order, registration.id, walkers, ids, joined);
    if (team?.waits === true) await askToJoin(tx, team.id, ids);
    if (offer !== null) {
      const places = walkers.filter(({ type }) => type.id === offer.typeId).length;
      await acceptOffer(tx, offer, registration.id, places);
    }
    if (amountMinor === 0) await this.confirmFree(tx, registration.id);
    return {
      registrationId: registration.id,
      token: registration.token,
      walkerSlug: walkerSlugs[0] ?? '',
      walkerSlugs,
      teamSlug: joined?.slug ?? null,
      amountMinor,
      holdExpiresAt: registration.holdExpiresAt,
      checkoutUrl: null,
    };
  }

  private async confirmFree(tx: Transaction, registrationId: RegistrationId): Promise<void> {
    const changed = await confirmRegistrations(tx, [registrationId]);
    await writeOutbox(tx, [
      {
        kind: 'mail',
        onceKey: `registration-confirmed:${registrationId}`,
        payload: { mail: 'registration-confirmed', registrationId },
        afterMs: 0,
      },
    ]);
    await this.announceChanges.inTransaction(tx, changed);
    tx.onceCommitted(() => {
      this.bell.ring();
    });
  }

  private async openCheckout(
    edition: Edition,
    walkers: readonly CheckedWalker[],
    order: RegistrationOrder,
    held: HeldPlaces,
  ): Promise<string> {
    const home = `${this.config.publicUrl}/${order.language}/${edition.slug}`;
    const titles = new Set(walkers.map(({ type }) => type.title[order.language]));
    const several = walkers.length > 1 ? ` × ${String(walkers.length)}` : '';
    const page = await this.gateway.openCheckout({
      id: held.registrationId,
      purpose: 'registration',
      amountMinor: held.amountMinor,
      currency: edition.currency,
      description: `${edition.title[order.language]} · ${[...titles].join(', ')}${several}`,
      email: order.email,
      language: order.language,
      metadata: { [REGISTRATION_KEY]: held.registrationId, edition: edition.slug },
      successUrl: `${home}/registered/${held.token}`,
      cancelUrl: `${home}/registered/${held.token}`,
      expiresAt: held.holdExpiresAt,
    });
    await this.database.rows(`UPDATE registration SET checkout_session_id = $2, checkout_url = $3 WHERE id = $1`, [
      held.registrationId,
      page.sessionId,
      page.url,
    ]);
    return page.url;
  }
}

/** Takes a place for each walker, or none at all. */
async function take(
  tx: Transaction,
  walkers: readonly CheckedWalker[],
  order: RegistrationOrder,
): Promise<TakenOffer | null> {
  const requests = walkers.map(({ type }) => ({ participation_type_id: type.id, places: 1 }));
  const { full, offer } = await takePlaces(
    tx,
    requests,
    order.offerToken === null ? { kind: 'newcomer' } : { kind: 'offered', token: order.offerToken },
  );
  if (full.length === 0) return offer;
  throw new DomainError(
    'PARTICIPATION_TYPE_FULL',
    full.join(', '),
    walkers.flatMap(({ type }, index) =>
      full.includes(type.id)
        ? [{ field: walkerField(index, 'participationType'), code: 'PARTICIPATION_TYPE_FULL' as const }]
        : [],
    ),
  );
}

/** What all of them pay together. A voucher pays the highest fees first. */
async function reckonFee(
  tx: Transaction,
  edition: Edition,
  walkers: readonly CheckedWalker[],
  order: RegistrationOrder,
): Promise<{ amountMinor: Minor; voucher: TakenVoucher | null }> {
  const fees = walkers.map(({ type }) => type.feeMinor).filter((feeMinor) => feeMinor > 0);
  if (order.freePlace || fees.length === 0) return { amountMinor: ZERO, voucher: null };
  const voucher = order.voucherCode === null ? null : await takeVoucher(tx, edition.id, order.voucherCode, fees.length);
  const paid = fees.sort((a, b) => b - a).slice(voucher?.places ?? 0);
  return { amountMinor: minor(paid.reduce((sum, feeMinor) => sum + feeMinor, 0)), voucher };
}
