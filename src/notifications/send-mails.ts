import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ClaimedMessage, OutboxHandler } from '../outbox/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { type Mail, MailTransport } from '../platform/mail/mail-transport.js';
import { METRICS, type Metrics } from '../platform/metrics/metrics.js';
import { type ComposedMail, composeMail, type MailFacts } from './compose-mail.js';
import { type MailPayload, parseMailPayload } from './mail-payload.js';
import { readGiftFacts, readRegistrationFacts } from './read-mail-facts.js';

interface Asked {
  readonly id: string;
  readonly payload: MailPayload;
}

interface Written extends Asked {
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
    const asked = this.read(messages);
    const facts = await this.readFacts(asked);
    const done: string[] = [];
    const written: Written[] = [];
    for (const { id, payload } of asked) {
      const composed = this.compose(id, payload, facts);
      if (composed === null) continue;
      if (composed.kind === 'mail') {
        written.push({ id, payload, mail: { ...composed.mail, messageId: `<outbox-${id}@${this.host}>` } });
        continue;
      }
      this.metrics.mails.inc({ outcome: composed.kind });
      if (composed.kind === 'unknown') this.logger.warn({ outboxId: id, ...payload }, 'A mail about nothing we know');
      done.push(id);
    }
    done.push(...(await this.send(written)));
    return done;
  }

  private read(messages: readonly ClaimedMessage[]): Asked[] {
    const asked: Asked[] = [];
    for (const { id, payload } of messages) {
      const known = parseMailPayload(payload);
      if (known !== null) asked.push({ id, payload: known });
      else this.fail(id, 'no mail of this kind');
    }
    return asked;
  }

  private async readFacts(asked: readonly Asked[]): Promise<MailFacts> {
    const donationIds = new Set<string>();
    const registrationIds = new Set<string>();
    for (const { payload } of asked) {
      if (payload.mail === 'registration-confirmed') registrationIds.add(payload.registrationId);
      else donationIds.add(payload.donationId);
    }
    const { publicUrl } = this.config;
    const [gifts, registrations] = await Promise.all([
      readGiftFacts(this.database, publicUrl, [...donationIds]),
      readRegistrationFacts(this.database, publicUrl, [...registrationIds]),
    ]);
    return { gifts, registrations };
  }

  private compose(id: string, payload: MailPayload, facts: MailFacts): ComposedMail | null {
    try {
      return composeMail(payload, facts);
    } catch (error) {
      this.fail(id, error instanceof Error ? error.name : 'unknown', payload.mail);
      return null;
    }
  }

  private async send(written: readonly Written[]): Promise<string[]> {
    if (written.length === 0) return [];
    const outcomes = await this.transport.send(written.map(({ mail }) => mail));
    return written.flatMap(({ id, payload }, index) => {
      const outcome = outcomes[index];
      if (outcome?.delivered === true) {
        this.metrics.mails.inc({ outcome: 'delivered' });
        return [id];
      }
      this.fail(id, outcome?.reason ?? 'no outcome', payload.mail);
      return [];
    });
  }

  /** The log says which mail and why, never to whom. */
  private fail(id: string, reason: string, mail?: string): void {
    this.metrics.mails.inc({ outcome: 'failed' });
    this.logger.warn({ outboxId: id, mail, reason }, 'A mail was not delivered; it will be tried again');
  }
}
