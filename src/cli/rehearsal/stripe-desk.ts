import { z } from 'zod';
import type { Minor } from '../../domain/money.js';
import { HttpClient, UnexpectedAnswerError, type Answer } from './http-client.js';
import type { PaymentCourse } from './steps.js';

/** What became of the stand-in's events so far. */
export interface Delivered {
  /** Different events. */
  readonly events: number;
  /** Requests made, copies and retries included. */
  readonly deliveries: number;
}

/** A checkout page that is not the stand-in's: nobody pays there in a rehearsal. */
export class ForeignCheckoutError extends Error {
  constructor(readonly url: string) {
    super(`The checkout page ${url} is not the stand-in's`);
    this.name = 'ForeignCheckoutError';
  }
}

type Choice = 'card' | 'card_declined' | 'bancontact' | 'ideal' | 'sepa_succeeds' | 'sepa_fails';

/** Opens the stand-in and Stripe's test mode, and nothing that is live. */
const KEY = 'sk_sandbox_rehearsal';
const CHECKOUT_PATH = /^\/c\/pay\/(cs_test_[A-Za-z0-9]+)$/;

/** Deliveries on a bad day: every seventh event twice, some never, all of them out of order. */
const BAD_DAY = { duplicateRatio: 0.15, extraCopies: 1, dropRatio: 0.003, shuffleWindow: 150 };

const Session = z.object({ id: z.string(), payment_intent: z.string().nullable() });
const WithId = z.object({ id: z.string() });
const Deliveries = z.object({ events: z.number(), deliveries: z.number(), failed: z.number(), pending: z.number() });
const State = z.object({ deliveries: Deliveries });

/**
 * Stripe's side of the story: people on the hosted page, an organiser in the dashboard, banks. The page and the API are
 * Stripe's own; only what no caller of Stripe can do (banks, and bad days of delivery) goes through the stand-in's
 * controls.
 */
export class StripeDesk {
  readonly #http: HttpClient;

  /** @param patienceMs how long people and banks try again where the stand-in fails on purpose; ms */
  constructor(origin: string, connections: number, patienceMs = 0) {
    this.#http = new HttpClient(origin, connections, {}, patienceMs);
  }

  /** Makes sure that the stand-in is there, with its controls. @throws {UnexpectedAnswerError} */
  async introduce(): Promise<void> {
    await this.#http.getJson('/_sandbox/state', (json) => State.parse(json));
  }

  /** From now on deliveries are repeated, shuffled and dropped, by the seed's chance. */
  async makeTrouble(seed: number): Promise<void> {
    expectStatus('PUT deliveries', await this.#http.putJson('/_sandbox/deliveries', { ...BAD_DAY, seed }), 200);
  }

  /** From now on every event is delivered as it comes; those that were held back for shuffling leave at once. */
  async calmDown(): Promise<void> {
    const calm = { duplicateRatio: 0, dropRatio: 0, shuffleWindow: 0 };
    expectStatus('PUT deliveries', await this.#http.putJson('/_sandbox/deliveries', calm), 200);
    expectStatus('POST flush', await this.#http.postJson('/_sandbox/deliveries/flush', {}), 200);
  }

  /**
   * Does on a checkout page what the course says: opens it, pays, is declined, or leaves.
   * @returns the session's id
   * @throws {ForeignCheckoutError} when the page is not the stand-in's
   */
  async checkOut(url: string, course: PaymentCourse): Promise<string> {
    const sessionId = CHECKOUT_PATH.exec(new URL(url).pathname)?.[1];
    if (sessionId === undefined) throw new ForeignCheckoutError(url);
    const page = expectStatus('the checkout page', await this.#http.get(`/c/pay/${sessionId}`), 200);
    switch (course.kind) {
      case 'paid':
        if (course.declinedFirst) await this.#choose(page, 'card_declined', 402);
        await this.#choose(page, course.method, 303);
        break;
      case 'sepa':
        await this.#choose(page, course.outcome === 'succeeds' ? 'sepa_succeeds' : 'sepa_fails', 303);
        break;
      case 'declined':
        await this.#choose(page, 'card_declined', 402);
        break;
      case 'expired':
        expectStatus('expiring', await this.#stripe(`/v1/checkout/sessions/${sessionId}/expire`, {}, sessionId), 200);
        break;
      case 'abandoned':
        break;
    }
    return sessionId;
  }

  /** The bank answers to a debit. */
  async settle(sessionId: string, outcome: 'succeeds' | 'fails'): Promise<void> {
    const intent = await this.#paymentIntentOf(sessionId);
    const told = { outcome: outcome === 'succeeds' ? 'succeeded' : 'failed' };
    expectStatus('settling', await this.#http.postJson(`/_sandbox/payment_intents/${intent}/settle`, told), 200);
  }

  /** An organiser refunds in the dashboard; where it `fails`, the donor's bank sends the money back afterwards. */
  async refund(
    sessionId: string,
    refund: { readonly key: string; readonly amountMinor: Minor; readonly outcome: 'succeeds' | 'fails' },
  ): Promise<void> {
    const fields = {
      payment_intent: await this.#paymentIntentOf(sessionId),
      amount: String(refund.amountMinor),
      reason: 'requested_by_customer',
    };
    const answer = expectStatus(
      'POST /v1/refunds',
      await this.#stripe('/v1/refunds', fields, `${sessionId}-${refund.key}`),
      200,
    );
    if (refund.outcome === 'succeeds') return;
    const { id } = WithId.parse(JSON.parse(answer.body));
    const told = { status: 'failed' };
    expectStatus('failing a refund', await this.#http.postJson(`/_sandbox/refunds/${id}/settle`, told), 200);
  }

  /** The donor's bank disputes the payment, or only asks. @returns the dispute's id */
  async openDispute(sessionId: string, outcome: 'won' | 'lost' | 'inquiry', amountMinor: Minor): Promise<string> {
    const answer = await this.#http.postJson('/_sandbox/disputes', {
      payment_intent: await this.#paymentIntentOf(sessionId),
      amount: amountMinor,
      status: outcome === 'inquiry' ? 'warning_needs_response' : 'needs_response',
    });
    return WithId.parse(JSON.parse(expectStatus('opening a dispute', answer, 200).body)).id;
  }

  /** The bank decides; an inquiry just ends. */
  async closeDispute(id: string, outcome: 'won' | 'lost' | 'inquiry'): Promise<void> {
    const told = { outcome: outcome === 'lost' ? 'lost' : 'won' };
    expectStatus('closing a dispute', await this.#http.postJson(`/_sandbox/disputes/${id}/close`, told), 200);
  }

  /** Deliveries that are still to be made. */
  async waiting(): Promise<number> {
    return (await this.#deliveries()).pending;
  }

  async delivered(): Promise<Delivered> {
    const { events, deliveries } = await this.#deliveries();
    return { events, deliveries };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #deliveries(): Promise<z.infer<typeof Deliveries>> {
    return this.#http.getJson('/_sandbox/deliveries', (json) => Deliveries.parse(json));
  }

  /** Chooses a method on the page that was opened, and sends its form where the page says. */
  async #choose(page: Answer, choice: Choice, expected: 303 | 402): Promise<void> {
    const action = /<form method="post" action="([^"]+)"/.exec(page.body)?.[1];
    if (action === undefined || !page.body.includes(`name="method" value="${choice}"`)) {
      throw new UnexpectedAnswerError(`the checkout page, which should offer ${choice},`, page.status, page.body);
    }
    expectStatus(`paying by ${choice}`, await this.#http.postForm(action, { method: choice }), expected);
  }

  async #paymentIntentOf(sessionId: string): Promise<string> {
    const path = `/v1/checkout/sessions/${sessionId}`;
    const answer = expectStatus(`GET ${path}`, await this.#http.get(path, { authorization: `Bearer ${KEY}` }), 200);
    const { payment_intent: intent } = Session.parse(JSON.parse(answer.body));
    if (intent === null) throw new UnexpectedAnswerError(`GET ${path}, a session that was paid,`, 200, answer.body);
    return intent;
  }

  /** A call of Stripe's API as its documentation writes it. */
  #stripe(path: string, fields: Readonly<Record<string, string>>, idempotencyKey: string): Promise<Answer> {
    return this.#http.postForm(path, fields, {
      authorization: `Bearer ${KEY}`,
      'idempotency-key': `rehearsal-${idempotencyKey}`,
    });
  }
}

function expectStatus(request: string, answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new UnexpectedAnswerError(request, answer.status, answer.body);
  return answer;
}
