import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../domain/errors.js';
import type { Language } from '../domain/language.js';
import { OutboxBell, writeOutbox } from '../outbox/index.js';
import { Database } from '../platform/database/database.js';
import { digestOf } from './secrets.js';

/** How long a link opens the door; minutes. */
export const LINK_MINUTES = 30;
/** Links that one address can be sent within {@link LINK_MINUTES}, so that nobody's mailbox is filled by a stranger. */
const MOST_LINKS = 5;

/** Who asks to come in, from where, and where they want to go. */
export interface SignInRequest {
  /** Normalised. */
  readonly email: string;
  readonly language: Language;
  readonly editionSlug: string;
  /** A path of ours, such as `/nl/2023/my`. */
  readonly returnTo: string;
  /** The browser is the person's own: the session is a long one. */
  readonly ownDevice: boolean;
  /** A secret that only the browser that asks has. */
  readonly browser: string;
}

/**
 * Sends a link by mail that signs in. It is sent to any address, whether we know it or not, so that nobody learns here
 * who takes part; who has no account gets one with the first sign-in.
 */
@Injectable()
export class RequestSignIn {
  constructor(
    private readonly database: Database,
    private readonly bell: OutboxBell,
  ) {}

  /** @throws {DomainError} `TOO_MANY_REQUESTS` when the address was sent too many links a moment ago. */
  async execute(request: SignInRequest): Promise<void> {
    await this.database.transaction(async (tx) => {
      // One address is counted by one request at a time.
      await tx.rows(`SELECT pg_advisory_xact_lock(hashtextextended('sign-in ' || $1, 0))`, [request.email]);
      await tx.rows(`DELETE FROM sign_in_link WHERE expires_at < now() - interval '1 day'`);
      const [recent] = await tx.rows<{ links: number }>(
        `SELECT count(*)::int AS links FROM sign_in_link
          WHERE email = $1 AND requested_at > now() - $2 * interval '1 minute'`,
        [request.email, LINK_MINUTES],
      );
      if ((recent?.links ?? 0) >= MOST_LINKS)
        throw new DomainError('TOO_MANY_REQUESTS', 'Too many links for one address');
      const id = uuidv7();
      await tx.rows(
        `INSERT INTO sign_in_link (id, email, language, edition_slug, return_to, own_device, browser_digest, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 minute')`,
        [
          id,
          request.email,
          request.language,
          request.editionSlug,
          request.returnTo,
          request.ownDevice,
          digestOf(request.browser),
          LINK_MINUTES,
        ],
      );
      await writeOutbox(tx, [
        {
          kind: 'mail',
          onceKey: `sign-in-link:${id}`,
          payload: { mail: 'sign-in-link', signInLinkId: id },
          afterMs: 0,
        },
      ]);
      tx.onceCommitted(() => {
        this.bell.ring();
      });
    });
  }
}
