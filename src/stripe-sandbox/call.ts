import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './errors.js';
import type { Failures } from './failures.js';
import type { Idempotency } from './idempotency.js';
import type { Journal } from './journal.js';
import { newId } from './objects.js';
import { type Parameters, parseParameters } from './parameters.js';
import { API_VERSION } from './settings.js';

/** What a route is given of a call. */
export interface Call {
  readonly parameters: Parameters;
  /** The id in the path, `''` where there is none. */
  readonly id: string;
}

/** The work of a route: what it returns is the answer's JSON. */
export type Handler = (call: Call) => unknown;

/** JSON that is ready to be sent. */
export class RawJson {
  constructor(readonly json: string) {}
}

/** What answering needs besides the route's own work. */
export interface Answering {
  readonly idempotency: Idempotency;
  readonly journal: Journal;
  readonly failures: Failures;
  /** Fills in what `expand[]` asks for. @throws {ApiError} */
  readonly expand: (result: unknown, parameters: Parameters) => unknown;
}

/**
 * Stripe's API as routes: the key first, then idempotency, then the work; errors in Stripe's shape, and its headers on
 * every answer.
 */
export class Routes {
  constructor(
    private readonly app: FastifyInstance,
    private readonly around: Answering,
  ) {}

  get(path: string, handler: Handler): void {
    this.app.get(path, (request, reply) => this.answer(request, reply, this.expanding(handler)));
  }

  /** Objects as they are, without `expand[]`: a list of events can be long, and its JSON stands ready. */
  getRaw(path: string, handler: (call: Call) => RawJson): void {
    this.app.get(path, (request, reply) => this.answer(request, reply, handler));
  }

  post(path: string, handler: Handler): void {
    this.app.post(path, (request, reply) => this.answer(request, reply, this.expanding(handler)));
  }

  delete(path: string, handler: Handler): void {
    this.app.delete(path, (request, reply) => this.answer(request, reply, this.expanding(handler)));
  }

  /** What nobody has mounted: in the words in which Stripe says it. */
  refuseTheRest(): void {
    this.app.all('/v1/*', (request, reply) =>
      this.answer(request, reply, () => {
        throw new ApiError(
          404,
          'invalid_request_error',
          null,
          `Unrecognized request URL (${request.method}: ${pathOf(request)}).`,
        );
      }),
    );
  }

  private expanding(handler: Handler): Handler {
    return (call) => this.around.expand(handler(call), call.parameters);
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, handler: Handler): Promise<FastifyReply> {
    const { idempotency, journal, failures } = this.around;
    const encoded = typeof request.body === 'string' ? request.body : '';
    const query = request.url.split('?', 2)[1] ?? '';
    const path = pathOf(request);
    const requestId = newId('req');
    const key = request.method === 'POST' ? header(request, 'idempotency-key') : undefined;
    void reply
      .header('content-type', 'application/json')
      .header('request-id', requestId)
      .header('stripe-version', header(request, 'stripe-version') ?? API_VERSION);
    if (key !== undefined) void reply.header('idempotency-key', key);
    const remember = (status: number, body: string): void => {
      if (key === undefined) return;
      journal.append('idempotency', {
        key,
        answer: idempotency.remember(key, path, encoded, { status, body, requestId }),
      });
    };
    let begun = false;
    try {
      checkKey(request);
      const earlier = key === undefined ? undefined : idempotency.begin(key, path, encoded);
      if (earlier !== undefined) {
        void reply.header('idempotent-replayed', 'true').header('original-request', earlier.requestId);
        return await reply.status(earlier.status).send(earlier.body);
      }
      begun = key !== undefined;
      await failures.next();
      const id = (request.params as { id?: string }).id ?? '';
      const result = handler({ parameters: parseParameters(request.method === 'POST' ? encoded : query), id });
      const body = result instanceof RawJson ? result.json : JSON.stringify(result);
      remember(200, body);
      return await reply.status(200).send(body);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const body = JSON.stringify(error.body());
      if (begun && error.saved) remember(error.status, body);
      return await reply.headers(error.headers).status(error.status).send(body);
    } finally {
      if (begun && key !== undefined) idempotency.end(key);
    }
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Any key of a stand-in or of test mode opens it; a live key must never come here. @throws {ApiError} */
function checkKey(request: FastifyRequest): void {
  const authorization = header(request, 'authorization') ?? '';
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  const key =
    basic === undefined
      ? (/^Bearer (.+)$/.exec(authorization)?.[1] ?? '')
      : (Buffer.from(basic, 'base64').toString('utf8').split(':')[0] ?? '');
  if (key === '') {
    throw new ApiError(401, 'invalid_request_error', null, 'You did not provide an API key.');
  }
  if (!/^(sk|rk)_(sandbox|test)_/.test(key)) {
    throw new ApiError(401, 'invalid_request_error', 'api_key_invalid', 'Invalid API Key provided.');
  }
}
