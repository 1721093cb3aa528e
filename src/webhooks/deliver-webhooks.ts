import { Inject, Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import {
  type ClaimedMessage,
  type Delivery,
  type FailedMessage,
  OUTBOX_ATTEMPTS,
  type OutboxHandler,
} from '../outbox/index.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { Sealing } from '../platform/secrets/sealing.js';
import { AddressRefusedError } from './safe-address.js';
import { postToEndpoint } from './post-to-endpoint.js';
import { isLocal, sealedFor } from './webhook-endpoints.js';

/** Calls at the same moment; with their deadline, a batch of the outbox is done well before its claim ends. */
const AT_ONCE = 25;
/** The endpoint says that it is no more (RFC 9110). */
const GONE = 410;

interface Due {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly body: string;
  readonly endpoint_id: string;
  readonly url: string;
  readonly secret_sealed: Buffer;
  readonly closed: boolean;
}

interface Outcome {
  readonly delivered: boolean;
  readonly final: boolean;
  readonly status: number | null;
  readonly answer: string;
}

/** Calls endpoints as Standard Webhooks has it, and keeps what each said. */
@Injectable()
export class DeliverWebhooks implements OutboxHandler {
  readonly kind = 'webhook-delivery';

  constructor(
    private readonly database: Database,
    private readonly sealing: Sealing,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Each is tried once here; the outbox has it tried again, later each time. An endpoint that fails harms no other. */
  async deliver(messages: readonly ClaimedMessage[]): Promise<Delivery> {
    const done: string[] = [];
    const failed: FailedMessage[] = [];
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const outcomes = await Promise.all(
        messages.slice(from, from + AT_ONCE).map(async (message) => ({ message, outcome: await this.one(message) })),
      );
      for (const { message, outcome } of outcomes) {
        if (outcome === null || outcome.delivered) done.push(message.id);
        else failed.push({ id: message.id, reason: outcome.answer.slice(0, 200), final: outcome.final });
      }
    }
    return { done, failed };
  }

  aboutGivenUp(): null {
    return null;
  }

  private async one({ payload, attempt }: ClaimedMessage): Promise<Outcome | null> {
    const [due] = await this.database.rows<Due>(
      `SELECT d.id, d.event_id, d.event_type, d.body, p.id AS endpoint_id, p.url, p.secret_sealed,
              p.closed_at IS NOT NULL AS closed
         FROM webhook_delivery d JOIN webhook_endpoint p ON p.id = d.endpoint_id WHERE d.id::text = $1`,
      [typeof payload['id'] === 'string' ? payload['id'] : ''],
    );
    if (due === undefined) return null;
    const outcome = await this.call(due);
    const state = outcome.delivered ? 'delivered' : outcome.final || attempt >= OUTBOX_ATTEMPTS ? 'failed' : 'waiting';
    await this.database.rows(
      `UPDATE webhook_delivery SET state = $2, tries = tries + 1, status = $3, answer = $4, tried_at = now() WHERE id = $1`,
      [due.id, state, outcome.status, outcome.answer.replaceAll('\0', '').slice(0, 2_000)],
    );
    return outcome;
  }

  private async call(due: Due): Promise<Outcome> {
    if (due.closed) return { delivered: false, final: true, status: null, answer: 'The endpoint is closed' };
    const at = new Date();
    try {
      const secret = this.sealing.open(due.secret_sealed, sealedFor(due.endpoint_id));
      const { status, text } = await postToEndpoint(
        due.url,
        due.body,
        {
          'content-type': 'application/json',
          'user-agent': 'RefugeeWalk-Webhooks/1',
          'webhook-id': due.event_id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(secret).sign(due.event_id, at, due.body),
        },
        isLocal(this.config),
      );
      return { delivered: status >= 200 && status < 300, final: status === GONE, status, answer: text };
    } catch (error) {
      const final = error instanceof AddressRefusedError;
      return { delivered: false, final, status: null, answer: error instanceof Error ? error.message : String(error) };
    }
  }
}
