import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ClaimedMessage, Delivery, FailedMessage, GivenUpMessage, OutboxHandler } from '../outbox/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { type Mail, MailTransport } from '../platform/mail/mail-transport.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import type { ComposedMail, FailedMail, MailKind } from './define-mail.js';
import { MAILS } from './mails/index.js';
import { signInLinkMail } from './mails/sign-in-link.js';

interface Asked {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Written {
  readonly id: string;
  readonly name: string;
  readonly mail: Mail;
}

/** Writes the mails that the outbox asks for and hands them over, a batch at a time. */
@Injectable()
export class SendMails implements OutboxHandler {
  readonly kind = 'mail';
  private readonly host: string;

  constructor(
    private readonly database: Database,
    private readonly transport: MailTransport,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {
    this.host = new URL(config.publicUrl).hostname;
  }

  /**
   * Sends what can be sent. A mail that fails harms no other, and is left to be tried again under the same Message-ID.
   * One about something that is gone is done without being sent; one whose news is not true now is put aside.
   * One that the mail server refuses for good is not tried again.
   */
  async deliver(messages: readonly ClaimedMessage[]): Promise<Delivery> {
    const done: string[] = [];
    const outdated: string[] = [];
    const written: Written[] = [];
    const { asked: byKind, failed } = this.byKind(messages);
    for (const [kind, asked] of byKind) {
      const outcomes = await this.prepare(kind, asked);
      for (const [index, { id, payload }] of asked.entries()) {
        const outcome = outcomes[index] ?? { kind: 'failed', reason: 'no outcome' };
        switch (outcome.kind) {
          case 'mail':
            written.push({ id, name: kind.name, mail: { ...outcome.mail, messageId: `<outbox-${id}@${this.host}>` } });
            break;
          case 'failed':
            failed.push(this.failed(id, outcome.reason, { mail: kind.name }));
            break;
          case 'unknown':
            this.metrics.mails.inc({ outcome: outcome.kind });
            this.logger.warn({ outboxId: id, ...tellable(payload) }, 'A mail about nothing we know');
            done.push(id);
            break;
          case 'outdated':
            this.metrics.mails.inc({ outcome: outcome.kind });
            outdated.push(id);
        }
      }
    }
    const sent = await this.send(written);
    return { done: [...done, ...sent.done], failed: [...failed, ...sent.failed], outdated };
  }

  /**
   * Which mail, about what, and why; the payload names nobody. A link to sign in is not told: whoever asked sees that no
   * mail came, and anybody can ask for any address.
   */
  aboutGivenUp({ payload, reason }: GivenUpMessage): Readonly<Record<string, unknown>> | null {
    return payload['mail'] === signInLinkMail.name ? null : { ...tellable(payload), reason };
  }

  private byKind(messages: readonly ClaimedMessage[]): { asked: Map<MailKind, Asked[]>; failed: FailedMessage[] } {
    const asked = new Map<MailKind, Asked[]>();
    const failed: FailedMessage[] = [];
    for (const { id, payload } of messages) {
      const kind = typeof payload['mail'] === 'string' ? MAILS.get(payload['mail']) : undefined;
      if (kind === undefined) failed.push(this.failed(id, 'no mail of this kind'));
      else asked.set(kind, [...(asked.get(kind) ?? []), { id, payload }]);
    }
    return { asked, failed };
  }

  /** Where not even the facts of a kind can be read, the other kinds still go out. */
  private async prepare(kind: MailKind, asked: readonly Asked[]): Promise<readonly (ComposedMail | FailedMail)[]> {
    try {
      return await kind.prepare(
        this.database,
        this.config.publicUrl,
        asked.map(({ payload }) => payload),
      );
    } catch (error) {
      this.logger.warn({ err: error, mail: kind.name }, 'The facts of mails could not be read');
      return asked.map(() => ({ kind: 'failed', reason: error instanceof Error ? error.name : 'unknown' }));
    }
  }

  private async send(written: readonly Written[]): Promise<Delivery> {
    if (written.length === 0) return { done: [], failed: [] };
    const outcomes = await this.transport.send(written.map(({ mail }) => mail));
    const done: string[] = [];
    const failed: FailedMessage[] = [];
    for (const [index, { id, name }] of written.entries()) {
      const outcome = outcomes[index] ?? { delivered: false, reason: 'no outcome', final: false };
      if (outcome.delivered) {
        this.metrics.mails.inc({ outcome: 'delivered' });
        done.push(id);
      } else failed.push(this.failed(id, outcome.reason, { mail: name, final: outcome.final }));
    }
    return { done, failed };
  }

  /** The log says which mail and why, never to whom. */
  private failed(
    id: string,
    reason: string,
    { mail, final = false }: { readonly mail?: string; readonly final?: boolean } = {},
  ): FailedMessage {
    this.metrics.mails.inc({ outcome: 'failed' });
    const what = final ? 'A mail was refused for good' : 'A mail was not delivered; it will be tried again';
    this.logger.warn({ outboxId: id, mail, reason }, what);
    return { id, reason, final };
  }
}

/** What may stand in logs and on lists: what a link is signed with opens something, and is left out. */
function tellable(payload: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => name !== 'link'));
}
