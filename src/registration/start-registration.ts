import { Inject, Injectable } from '@nestjs/common';
import slugify from '@sindresorhus/slugify';
import { v7 as uuidv7 } from 'uuid';
import { type Edition, needsGuardian, type ParticipationType, registrationState, ageOn } from '../domain/edition.js';
import { DomainError, InputInvalidError } from '../domain/errors.js';
import type { AccountId, RegistrationId, TeamId, WalkerId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { type Minor, ZERO } from '../domain/money.js';
import { AnnounceChanges } from '../live/index.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database, type Transaction } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { REGISTRATION_KEY } from '../platform/stripe/metadata-keys.js';
import { StripeGateway } from '../platform/stripe/stripe-gateway.js';
import { confirmRegistrations } from './confirm-registrations.js';
import { releaseRegistrations } from './settle-registrations.js';
import { takePlaces } from './take-places.js';

/** With whom somebody walks. */
export type TeamChoice =
  | { readonly kind: 'alone' }
  | { readonly kind: 'new'; readonly name: string }
  | { readonly kind: 'join'; readonly slug: string };

/** A registration as its walker filled it in, already valid field by field. */
export interface RegistrationOrder {
  readonly participationTypeCode: string;
  readonly team: TeamChoice;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** YYYY-MM-DD */
  readonly birthOn: string;
  readonly guardian: { readonly name: string; readonly email: string } | null;
  readonly distanceKm: number | null;
  readonly freePlace: boolean;
  readonly newsletter: boolean;
  readonly language: Language;
}

/** A registration that holds its place; `checkoutUrl` is `null` when there is nothing to pay and the place is valid. */
export interface StartedRegistration {
  readonly registrationId: RegistrationId;
  readonly token: string;
  readonly walkerSlug: string;
  readonly teamSlug: string | null;
  readonly checkoutUrl: string | null;
}

interface HeldPlace {
  readonly registrationId: RegistrationId;
  readonly token: string;
  readonly walkerSlug: string;
  readonly teamSlug: string | null;
  readonly holdExpiresAt: Date;
}

/** Registers a walker: alone, with a new team, or into a team. The place is held until the fee is paid. */
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
   * @throws {DomainError} `REGISTRATION_CLOSED`, `PARTICIPATION_TYPE_FULL`, `PAYMENT_PROVIDER_UNAVAILABLE`,
   *   `PAYMENT_PROVIDER_REFUSED` (the place is free again then).
   * @throws {InputInvalidError} for an unknown type or team, a taken team name, a distance that is not offered, or a
   *   minor without a guardian.
   */
  async execute(edition: Edition, order: RegistrationOrder, now: Date): Promise<StartedRegistration> {
    if (registrationState(edition, now) !== 'open') {
      throw new DomainError('REGISTRATION_CLOSED', `Registration for ${edition.slug}`);
    }
    const type = typeOf(edition, order);
    checkRules(edition, type, order, now);
    const amountMinor = order.freePlace ? ZERO : type.feeMinor;
    const held = await this.database.transaction((tx) => this.hold(tx, edition, type, order, amountMinor, now));
    if (amountMinor === 0) return { ...held, checkoutUrl: null };
    try {
      return { ...held, checkoutUrl: await this.openCheckout(edition, type, order, held, amountMinor) };
    } catch (error) {
      await this.database.transaction((tx) => releaseRegistrations(tx, [held.registrationId]));
      throw error;
    }
  }

  private async hold(
    tx: Transaction,
    edition: Edition,
    type: ParticipationType,
    order: RegistrationOrder,
    amountMinor: Minor,
    now: Date,
  ): Promise<HeldPlace> {
    if (!(await takePlaces(tx, [{ participation_type_id: type.id, places: 1 }], null))) {
      throw new DomainError('PARTICIPATION_TYPE_FULL', type.code, [
        { field: 'participationType', code: 'PARTICIPATION_TYPE_FULL' },
      ]);
    }
    const accountId = await this.storeAccount(tx, order);
    const registrationId = uuidv7() as RegistrationId;
    const walkerId = uuidv7() as WalkerId;
    const token = newToken();
    const holdExpiresAt = new Date(now.getTime() + edition.placeHoldMinutes * 60_000);
    await tx.rows(
      `INSERT INTO registration (id, edition_id, account_id, language, token, amount_minor, currency, state,
         hold_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', $8)`,
      [registrationId, edition.id, accountId, order.language, token, amountMinor, edition.currency, holdExpiresAt],
    );
    const team = await this.chooseTeam(tx, edition, order.team, walkerId);
    const publicName = publicNameOf(edition, type, order);
    const walkerSlug = await insertWithSlug(publicName, 'walker', (slug) =>
      tx.rows(
        `INSERT INTO walker (id, edition_id, registration_id, participation_type_id, team_id, slug, first_name,
           last_name, public_name, birth_on, guardian_name, guardian_email, distance_km)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT ON CONSTRAINT walker_slug_unique DO NOTHING RETURNING slug`,
        [
          walkerId,
          edition.id,
          registrationId,
          type.id,
          team?.id ?? null,
          slug,
          order.firstName,
          order.lastName,
          publicName,
          order.birthOn,
          order.guardian?.name ?? null,
          order.guardian?.email ?? null,
          order.distanceKm ?? (type.distancesKm?.length === 1 ? (type.distancesKm[0] ?? null) : null),
        ],
      ),
    );
    await tx.rows(`INSERT INTO fundraising_page (id, edition_id, walker_id, goal_minor) VALUES ($1, $2, $3, $4)`, [
      uuidv7(),
      edition.id,
      walkerId,
      Math.max(type.minimumMinor, 100),
    ]);
    if (order.freePlace) await tx.rows(`INSERT INTO free_place (walker_id) VALUES ($1)`, [walkerId]);
    if (order.newsletter) {
      await tx.rows(
        `INSERT INTO newsletter_opt_in (email, language) VALUES ($1, $2)
         ON CONFLICT ON CONSTRAINT newsletter_opt_in_pk DO NOTHING`,
        [order.email, order.language],
      );
    }
    if (amountMinor === 0) await this.confirmFree(tx, registrationId);
    return { registrationId, token, walkerSlug, teamSlug: team?.slug ?? null, holdExpiresAt };
  }

  private async storeAccount(tx: Transaction, order: RegistrationOrder): Promise<AccountId> {
    const [account] = await tx.rows<{ id: AccountId }>(
      `INSERT INTO account AS a (id, email, language) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT account_email_unique DO UPDATE SET language = excluded.language RETURNING id`,
      [uuidv7(), order.email, order.language],
    );
    if (account === undefined) throw new Error('An upsert of an account returned no row');
    return account.id;
  }

  /** A new team is born with its captain; it shows, and can be joined, once the captain's place is valid. */
  private async chooseTeam(
    tx: Transaction,
    edition: Edition,
    choice: TeamChoice,
    captainId: WalkerId,
  ): Promise<{ id: TeamId; slug: string } | null> {
    switch (choice.kind) {
      case 'alone':
        return null;
      case 'join':
        return this.joinTeam(tx, edition, choice.slug);
      case 'new':
        return this.foundTeam(tx, edition, choice.name, captainId);
    }
  }

  private async joinTeam(tx: Transaction, edition: Edition, slug: string): Promise<{ id: TeamId; slug: string }> {
    const [team] = await tx.rows<{ id: TeamId; slug: string }>(
      `SELECT id, slug FROM team WHERE edition_id = $1 AND slug = $2 AND confirmed_at IS NOT NULL FOR NO KEY UPDATE`,
      [edition.id, slug],
    );
    if (team === undefined) throw new InputInvalidError([{ field: 'teamSlug', code: 'TEAM_NOT_FOUND' }]);
    if (edition.teamSizeLimit === null) return team;
    const [members] = await tx.rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM walker w JOIN registration r ON r.id = w.registration_id
        WHERE w.team_id = $1 AND w.released_at IS NULL
          AND (w.confirmed_at IS NOT NULL OR (r.state = 'held' AND r.hold_expires_at > now()))`,
      [team.id],
    );
    if ((members?.count ?? 0) >= edition.teamSizeLimit) throw new DomainError('TEAM_FULL', slug);
    return team;
  }

  private async foundTeam(
    tx: Transaction,
    edition: Edition,
    name: string,
    captainId: WalkerId,
  ): Promise<{ id: TeamId; slug: string }> {
    const [namesake] = await tx.rows(
      `SELECT 1 FROM team WHERE edition_id = $1 AND lower(name) = lower($2) AND confirmed_at IS NOT NULL LIMIT 1`,
      [edition.id, name],
    );
    if (namesake !== undefined) throw new InputInvalidError([{ field: 'teamName', code: 'TEAM_NAME_TAKEN' }]);
    const id = uuidv7() as TeamId;
    const slug = await insertWithSlug(name, 'team', (candidate) =>
      tx.rows(
        `INSERT INTO team (id, edition_id, slug, name, captain_walker_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT team_slug_unique DO NOTHING RETURNING slug`,
        [id, edition.id, candidate, name, captainId],
      ),
    );
    await tx.rows(`INSERT INTO fundraising_page (id, edition_id, team_id, goal_minor) VALUES ($1, $2, $3, $4)`, [
      uuidv7(),
      edition.id,
      id,
      Math.max(edition.minimumPerWalkerMinor, 100),
    ]);
    return { id, slug };
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
    type: ParticipationType,
    order: RegistrationOrder,
    held: HeldPlace,
    amountMinor: Minor,
  ): Promise<string> {
    const home = `${this.config.publicUrl}/${order.language}/${edition.slug}`;
    const page = await this.gateway.openCheckout({
      id: held.registrationId,
      purpose: 'registration',
      amountMinor,
      currency: edition.currency,
      description: `${edition.title[order.language]} · ${type.title[order.language]}`,
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

function typeOf(edition: Edition, order: RegistrationOrder): ParticipationType {
  const type = edition.participationTypes.find((it) => it.code === order.participationTypeCode);
  if (type === undefined) throw new InputInvalidError([{ field: 'participationType', code: 'CHOICE_INVALID' }]);
  return type;
}

function checkRules(edition: Edition, type: ParticipationType, order: RegistrationOrder, now: Date): void {
  const today = now.toISOString().slice(0, 10);
  if (order.birthOn > today) throw new InputInvalidError([{ field: 'birthDate', code: 'DATE_IN_FUTURE' }]);
  if (ageOn(today, order.birthOn) > 120) throw new InputInvalidError([{ field: 'birthDate', code: 'DATE_INVALID' }]);
  if (needsGuardian(edition, type, order.birthOn) && order.guardian === null) {
    throw new InputInvalidError([
      { field: 'guardianName', code: 'GUARDIAN_REQUIRED', params: { age: type.ageOfConsent } },
      { field: 'guardianEmail', code: 'GUARDIAN_REQUIRED', params: { age: type.ageOfConsent } },
    ]);
  }
  if (order.distanceKm !== null && type.distancesKm !== null && !type.distancesKm.includes(order.distanceKm)) {
    throw new InputInvalidError([{ field: 'distanceKm', code: 'DISTANCE_INVALID' }]);
  }
}

/** Who needs a guardian is shown by first name only. */
function publicNameOf(edition: Edition, type: ParticipationType, order: RegistrationOrder): string {
  return needsGuardian(edition, type, order.birthOn) ? order.firstName : `${order.firstName} ${order.lastName}`;
}

/**
 * Finds an address of its own for a name: the name itself, then the name with a few random letters.
 * @param insert returns no row when the address is taken.
 */
async function insertWithSlug(
  name: string,
  fallback: string,
  insert: (slug: string) => Promise<unknown[]>,
): Promise<string> {
  const base = slugify(name).slice(0, 60).replace(/-+$/, '') || fallback;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const suffix = newToken()
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .slice(0, 5);
    const slug = attempt === 0 && base !== fallback ? base : `${base}-${suffix}`;
    if ((await insert(slug)).length > 0) return slug;
  }
  throw new Error(`No free address found for a ${fallback}`);
}
