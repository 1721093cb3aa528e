import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLanguage, type Language } from '../domain/language.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { requestIdOf } from '../platform/logging/log-context.js';
import { renderFrontPageOfBefore, renderProblemPage } from './public/pages/index.js';
import { acceptedCoding, type Coding, compress } from './shared/compress.js';
import { type LastFrontPage, LastFrontPages } from './shared/last-front-pages.js';
import { problemDetails } from './shared/problem.js';
import { acceptedLanguage, languageOfPath } from './shared/request-language.js';
import { securityHeaders } from './shared/security-headers.js';
import { wantsJson } from './shared/send-page.js';

/** Whoever is turned away comes back after so long; s. By then what was under way is done many times over. */
const RETRY_AFTER_SECONDS = 5;
const CODE = 'SERVICE_UNAVAILABLE';
const MACHINES = /^\/(api|webhooks|health)\//;
const LANGUAGE_ASKED_FOR = /[?&]language=([a-z]{2})(?:&|$)/;

/** An answer made ready: the same bytes for everybody who is given it. */
interface Ready {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

/** By coding; `null` is a body as it is. */
type Codings = Map<Coding | null, Ready>;

/**
 * What they are told who are turned away: 503, when to come back, and problem details, a page in their language, or the front
 * page of an edition as it was last shown. Each answer is made once and then only written, because whoever floods a process
 * must not have it work for them.
 */
@Injectable()
export class TurnedAway {
  private readonly everywhere: Readonly<Record<string, string>>;
  private readonly problems = new Map<Language, Ready>();
  private readonly pages = new Map<Language, Codings>();
  private readonly frontPages = new WeakMap<LastFrontPage, Codings>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly lastFrontPages: LastFrontPages,
  ) {
    this.everywhere = {
      ...securityHeaders(config),
      'retry-after': String(RETRY_AFTER_SECONDS),
      'cache-control': 'no-store',
    };
  }

  /** @param last whether the connection ends with this answer, since the process does */
  answer(request: IncomingMessage, response: ServerResponse, last: boolean): void {
    const { headers, body } = this.ready(request);
    response.writeHead(503, {
      ...headers,
      'x-request-id': requestIdOf(request.headers['x-request-id']),
      ...(last ? { connection: 'close' } : {}),
    });
    response.end(body);
  }

  private ready({ url = '/', method, headers }: IncomingMessage): Ready {
    const language = languageOfPath(url) ?? languageAskedFor(url) ?? acceptedLanguage(headers['accept-language']);
    if (MACHINES.test(url) || wantsJson(headers.accept)) return this.problem(language);
    const coding = acceptedCoding({ headers });
    const before = method === 'GET' ? this.lastFrontPages.at(url) : undefined;
    if (before !== undefined) {
      const held = heldIn(this.frontPages, before);
      return madeOnce(held, coding, () => this.page(renderFrontPageOfBefore(before, language), language, coding));
    }
    return madeOnce(heldIn(this.pages, language), coding, () => {
      const context = { language, editionSlug: null, path: '', publicUrl: this.config.publicUrl };
      return this.page(renderProblemPage({ status: 503, code: CODE, reference: null }, context), language, coding);
    });
  }

  private problem(language: Language): Ready {
    return madeOnce(this.problems, language, () => {
      const problem = problemDetails({ status: 503, code: CODE, fields: [] }, language, this.config);
      return this.whole('application/problem+json; charset=utf-8', language, Buffer.from(JSON.stringify(problem)));
    });
  }

  private page(html: string, language: Language, coding: Coding | null): Ready {
    const whole = Buffer.from(html);
    const body = coding === null ? whole : compress(whole, coding);
    const { headers } = this.whole('text/html; charset=utf-8', language, body);
    const coded = coding === null ? {} : { 'content-encoding': coding };
    return { headers: { ...headers, vary: 'accept-encoding', ...coded }, body };
  }

  private whole(type: string, language: Language, body: Buffer): Ready {
    const about = { 'content-type': type, 'content-language': language, 'content-length': body.length };
    return { headers: { ...this.everywhere, ...about }, body };
  }
}

function languageAskedFor(url: string): Language | undefined {
  const asked = LANGUAGE_ASKED_FOR.exec(url)?.[1];
  return isLanguage(asked) ? asked : undefined;
}

function heldIn<Key extends WeakKey | Language>(
  all: { get(key: Key): Codings | undefined; set(key: Key, codings: Codings): unknown },
  key: Key,
): Codings {
  const held = all.get(key) ?? new Map<Coding | null, Ready>();
  all.set(key, held);
  return held;
}

function madeOnce<Key>(made: Map<Key, Ready>, key: Key, make: () => Ready): Ready {
  const ready = made.get(key) ?? make();
  made.set(key, ready);
  return ready;
}
