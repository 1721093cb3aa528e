import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ClaimedMessage, OutboxHandler } from '../outbox/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { type Mail, MailTransport } from '../platform/mail/mail-transport.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import type { ComposedMail, FailedMail, MailKind } from './define-mail.js';
import { MAILS } from './mails/index.js';

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
   * One about something that is gone, or whose news is no longer true, is done without being sent.
   * @returns the ids of the messages that need no further try.
   */
  async deliver(messages: readonly ClaimedMessage[]): Promise<readonly string[]> {
    const done: string[] = [];
    const written: Written[] = [];
    for (const [kind, asked] of this.byKind(messages)) {
      const outcomes = await this.prepare(kind, asked);
      for (const [index, { id, payload }] of asked.entries()) {
        const outcome = outcomes[index] ?? { kind: 'failed', reason: 'no outcome' };
        switch (outcome.kind) {
          case 'mail':
            written.push({ id, name: kind.name, mail: { ...outcome.mail, messageId: `<outbox-${id}@${this.host}>` } });
            break;
          case 'failed':
            this.fail(id, outcome.reason, kind.name);
            break;
          case 'unknown':
          case 'outdated':
            this.metrics.mails.inc({ outcome: outcome.kind });
            if (outcome.kind === 'unknown') {
              this.logger.warn({ outboxId: id, ...payload }, 'A mail about nothing we know');
            }
            done.push(id);
        }
      }
    }
    done.push(...(await this.send(written)));
    return done;
  }

  private byKind(messages: readonly ClaimedMessage[]): Map<MailKind, Asked[]> {
    const asked = new Map<MailKind, Asked[]>();
    for (const { id, payload } of messages) {
      const kind = typeof payload['mail'] === 'string' ? MAILS.get(payload['mail']) : undefined;
      if (kind === undefined) this.fail(id, 'no mail of this kind');
      else asked.set(kind, [...(asked.get(kind) ?? []), { id, payload }]);
    }
    return asked;
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

  private async send(written: readonly Written[]): Promise<string[]> {
    if (written.length === 0) return [];
    const outcomes = await this.transport.send(written.map(({ mail }) => mail));
    return written.flatMap(({ id, name }, index) => {
      const outcome = outcomes[index];
      if (outcome?.delivered === true) {
        this.metrics.mails.inc({ outcome: 'delivered' });
        return [id];
      }
      this.fail(id, outcome?.reason ?? 'no outcome', name);
      return [];
    });
  }

  /** The log says which mail and why, never to whom. */
  private fail(id: string, reason: string, mail?: string): void {
    this.metrics.mails.inc({ outcome: 'failed' });
    this.logger.warn({ outboxId: id, mail, reason }, 'A mail was not delivered; it will be tried again');
  }
}
