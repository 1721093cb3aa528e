import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { Database, type Transaction } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { isToken } from '../platform/http/token.js';
import type { AccountId } from '../domain/ids.js';
import type { Language } from '../domain/language.js';
import { digestOf } from './secrets.js';
import { type NewSession, startSession } from './sessions.js';

/** Wrong codes that a browser may type for one link. */
const MOST_WRONG_CODES = 5;

/** How a try to come in ended. */
export type SignInOutcome =
  | {
      readonly kind: 'signed-in';
      readonly accountId: AccountId;
      readonly session: NewSession;
      readonly returnTo: string;
    }
  /** The link is good, but was asked for in another browser: there its code has to be typed. */
  | { readonly kind: 'other-browser' }
  | { readonly kind: 'wrong-code' }
  /** Used, too old, or never there. */
  | { readonly kind: 'over' };

interface LinkRow {
  id: string;
  email: string;
  language: Language;
  return_to: string;
  own_device: boolean;
  own_browser: boolean;
  usable: boolean;
}

/** Opens a session for who comes with a link or its code, from the browser that asked for it, once. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param browser the secret of the browser that comes; `null` when it has none.
   * @param device how the browser calls itself, to be found again in the list of sessions.
   */
  async byToken(token: string, browser: string | null, device: string): Promise<SignInOutcome> {
    if (!isToken(token)) return this.told('link', { kind: 'over' });
    const outcome = await this.database.transaction(async (tx): Promise<SignInOutcome> => {
      const [link] = await tx.rows<LinkRow>(
        `SELECT id, email, language, return_to, own_device, browser_digest = $2 AS own_browser,
                used_at IS NULL AND expires_at > now() AS usable
           FROM sign_in_link WHERE token_digest = $1 FOR UPDATE`,
        [digestOf(token), digestOf(browser ?? '')],
      );
      if (link === undefined || !link.usable) return { kind: 'over' };
      return link.own_browser ? this.enter(tx, link, device) : { kind: 'other-browser' };
    });
    return this.told('link', outcome);
  }

  /** The code of the link that this browser asked for last. */
  async byCode(code: string, browser: string | null, device: string): Promise<SignInOutcome> {
    if (browser === null) return this.told('code', { kind: 'over' });
    const outcome = await this.database.transaction(async (tx): Promise<SignInOutcome> => {
      const [link] = await tx.rows<LinkRow & { right: boolean | null }>(
        `SELECT id, email, language, return_to, own_device, true AS own_browser, wrong_codes < $3 AS usable,
                code_digest = $2 AS right
           FROM sign_in_link WHERE browser_digest = $1 AND used_at IS NULL AND expires_at > now()
          ORDER BY requested_at DESC LIMIT 1 FOR UPDATE`,
        [digestOf(browser), digestOf(code), MOST_WRONG_CODES],
      );
      if (link === undefined || !link.usable) return { kind: 'over' };
      if (link.right === true) return this.enter(tx, link, device);
      await tx.rows(`UPDATE sign_in_link SET wrong_codes = wrong_codes + 1 WHERE id = $1`, [link.id]);
      return { kind: 'wrong-code' };
    });
    return this.told('code', outcome);
  }

  private async enter(tx: Transaction, link: LinkRow, device: string): Promise<SignInOutcome> {
    await tx.rows(`UPDATE sign_in_link SET used_at = now() WHERE id = $1`, [link.id]);
    const [account] = await tx.rows<{ id: AccountId }>(
      `INSERT INTO account AS a (id, email, language) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT account_email_unique DO UPDATE SET language = excluded.language RETURNING id`,
      [uuidv7(), link.email, link.language],
    );
    if (account === undefined) throw new Error('An upsert of an account returned no row');
    const session = await startSession(tx, account.id, device, link.own_device);
    return { kind: 'signed-in', accountId: account.id, session, returnTo: link.return_to };
  }

  /** Has every try in the log, by who it was and never by what they know. */
  private told(by: 'link' | 'code', outcome: SignInOutcome): SignInOutcome {
    if (outcome.kind === 'signed-in') this.logger.info({ account: outcome.accountId, by }, 'Somebody signed in');
    else this.logger.warn({ by, why: outcome.kind }, 'Nobody was signed in');
    return outcome;
  }
}
