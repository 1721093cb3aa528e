import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** An answer as it came; the body is read whole. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfterSeconds: number | null;
  readonly body: string;
  /** What a browser would keep, as `name=value`. */
  readonly cookies: readonly string[];
}

/** A service answered something else than the rehearsal can go on with. */
export class UnexpectedAnswerError extends Error {
  constructor(
    readonly request: string,
    readonly status: number,
    readonly body: string,
  ) {
    super(`${request} answered ${String(status)}: ${body.replace(/\s+/g, ' ').slice(0, 400)}`);
    this.name = 'UnexpectedAnswerError';
  }
}

type Method = 'GET' | 'POST' | 'PUT';
type Fields = Readonly<Record<string, string>>;
type Headers = Readonly<Record<string, string>>;

const REQUEST_TIMEOUT_MS = 60_000;
/** "Not now": nothing was done, so the same request may be made again. */
const NOT_NOW = new Set([429, 503]);
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Stands for an answer that never came. */
const NO_ANSWER: Answer = { status: 599, location: null, retryAfterSeconds: null, body: '', cookies: [] };

/** One service, spoken to over a bounded number of connections that are kept open. */
export class HttpClient {
  readonly #pool: Pool;
  #answeredNotNow = 0;

  constructor(
    readonly origin: string,
    connections: number,
    private readonly headers: Headers = {},
    /**
     * How long somebody tries again whose request got no answer, or a fault for one (5xx); ms. 0: not at all, the fault is
     * the answer. Whatever is asked for must bear to be asked for twice.
     */
    private readonly patienceMs = 0,
  ) {
    this.#pool = new Pool(origin, {
      connections,
      headersTimeout: REQUEST_TIMEOUT_MS,
      bodyTimeout: REQUEST_TIMEOUT_MS,
      connectTimeout: 10_000,
    });
  }

  /** How often the service asked to come back later. */
  get answeredNotNow(): number {
    return this.#answeredNotNow;
  }

  get(path: string, headers: Headers = {}): Promise<Answer> {
    return this.#request('GET', path, undefined, headers);
  }

  /** Posts a form the way a browser does. */
  postForm(path: string, fields: Fields, headers: Headers = {}): Promise<Answer> {
    return this.#request('POST', path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    });
  }

  postJson(path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
    return this.#request('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  putJson(path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
    return this.#request('PUT', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  /** @throws {UnexpectedAnswerError} unless the answer is 200 with JSON */
  async getJson<T>(path: string, parse: (value: unknown) => T): Promise<T> {
    const answer = await this.get(path, { accept: 'application/json' });
    if (answer.status !== 200) throw new UnexpectedAnswerError(`GET ${path}`, answer.status, answer.body);
    return parse(JSON.parse(answer.body));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #request(method: Method, path: string, body: string | undefined, headers: Headers): Promise<Answer> {
    const deadline = performance.now() + this.patienceMs;
    let pauseMs = FIRST_PAUSE_MS;
    for (let attempt = 1; ; attempt += 1) {
      const patient = performance.now() < deadline;
      const answer = await this.#once(method, path, body, headers).catch((error: unknown) => {
        if (!patient) throw error;
        return NO_ANSWER;
      });
      const notNow = NOT_NOW.has(answer.status);
      const again = patient ? notNow || answer.status >= 500 : notNow && attempt < MOST_TRIES;
      if (!again) return answer;
      this.#answeredNotNow += 1;
      await sleep(
        answer.retryAfterSeconds === null ? pauseMs : Math.min(answer.retryAfterSeconds * 1000, LONGEST_PAUSE_MS),
      );
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async #once(method: Method, path: string, body: string | undefined, headers: Headers): Promise<Answer> {
    const response = await this.#pool.request({
      method,
      path,
      headers: { 'x-forwarded-for': anAddress(), ...this.headers, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const retryAfter = Number(one(response.headers['retry-after']) ?? Number.NaN);
    return {
      status: response.statusCode,
      location: one(response.headers['location']),
      retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
      body: await response.body.text(),
      cookies: [response.headers['set-cookie'] ?? []].flat().flatMap((cookie) => cookie.split(';', 1)),
    };
  }
}

/** Whoever is played comes from an address of their own, as in life: one of those kept for trials (RFC 2544). */
function anAddress(): string {
  return `198.18.${String(randomInt(256))}.${String(randomInt(256))}`;
}

function one(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}
