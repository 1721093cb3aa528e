import { randomBytes } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ProofOfWorkNeededError } from '../../domain/errors.js';
import type { Language } from '../../domain/language.js';
import type { Config } from '../../platform/config/config.js';
import { renderHeldFormPage, typedFields } from '../limits/pages/held-form.js';
import { renderFrontPageOfBefore, renderProblemPage } from '../public/pages/index.js';
import type { LastFrontPages } from './last-front-pages.js';
import { isFromOwnSite } from './own-site.guard.js';
import type { PageContext } from './page-context.js';
import { problemDetails, type Refusal, refusalOf } from './problem.js';
import { languageOfPath, languageOfRequest } from './request-language.js';
import { routeOf } from './route-of.js';
import { wantsJson } from './send-page.js';

/** Addresses that only machines ask. */
const FOR_MACHINES = /^\/(api|webhooks|live|health|metrics)(\/|$)/;

/** The one place where an error becomes an answer: problem details (RFC 9457) for machines, a page for people. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
    private readonly lastFrontPages: LastFrontPages,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** The same for what is no controller. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const path = request.url.split('?', 1)[0] ?? '/';
    const refusal = refusalOf(error);
    const reference = refusal.unexpected ? randomBytes(4).toString('hex') : null;
    const about = { method: request.method, route: routeOf(request), status: refusal.status, code: refusal.code };
    if (reference !== null) this.logger.error({ ...about, reference, err: error }, 'An unforeseen error');
    else if (refusal.status >= 500) this.logger.warn({ ...about, err: error }, 'Not able to answer');
    else this.logger.info(about, 'Refused');
    if (reply.sent) return;

    const language = languageOfPath(path) ?? languageOfRequest(request);
    const wayIn = wayInOf(refusal, request, language);
    if (wayIn !== null) {
      void reply.header('cache-control', 'no-store').redirect(wayIn, 303);
      return;
    }
    if (refusal.retryAfterSeconds !== null) void reply.header('retry-after', String(refusal.retryAfterSeconds));
    void reply
      .status(refusal.status)
      .header('cache-control', 'no-store')
      .header('content-language', language)
      // Not `no-referrer`, with which browsers send a page's forms as from nowhere.
      .header('referrer-policy', 'same-origin');
    if (FOR_MACHINES.test(path) || wantsJson(request.headers.accept)) {
      void reply
        .header('content-type', 'application/problem+json; charset=utf-8')
        .send(JSON.stringify(problemDetails(refusal, language, this.config)));
      return;
    }
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .send(this.page(error, refusal, reference, request, language));
  }

  private page(
    error: unknown,
    refusal: Refusal,
    reference: string | null,
    request: FastifyRequest,
    language: Language,
  ): string {
    const context = this.contextOf(request.url, refusal, language);
    const { status, code, retryAfterSeconds } = refusal;
    // While Postgres is away, for one.
    const before = status === 503 && request.method === 'GET' ? this.lastFrontPages.at(request.url) : undefined;
    if (before !== undefined) return renderFrontPageOfBefore(before, language);
    // What another site sent is not handed on as if it had been typed here.
    if (status !== 429 || request.method !== 'POST' || !isFromOwnSite(request, this.config))
      return renderProblemPage({ status, code, reference }, context);
    const withFile = request.headers['content-type']?.startsWith('multipart/') === true;
    const fields = typedFields(request.body);
    const challenge = error instanceof ProofOfWorkNeededError ? error.challenge : null;
    const view = { action: request.url, fields, retryAfterSeconds: retryAfterSeconds ?? 60, withFile, challenge };
    return renderHeldFormPage(view, context);
  }

  /** A page that belongs to an edition leads back to it; one of an edition that is not there leads to the way in. */
  private contextOf(url: string, { code }: Refusal, language: Language): PageContext {
    const { publicUrl } = this.config;
    if (languageOfPath(url) === undefined) return { language, editionSlug: null, path: '', publicUrl };
    const path = url.slice(language.length + 1);
    const slug = code === 'EDITION_NOT_FOUND' ? undefined : /^\/([a-z0-9-]{1,63})(?:[/?]|$)/.exec(path)?.[1];
    return { language, editionSlug: slug ?? null, path: slug === undefined ? '' : path, publicUrl };
  }
}

/** Where a person proves who they are before going on; `null` where that is not what is wrong, and for a machine. */
function wayInOf({ code }: Refusal, request: FastifyRequest, language: Language): string | null {
  if (code !== 'SIGN_IN_REQUIRED' && code !== 'SECOND_FACTOR_REQUIRED') return null;
  if (!/^\/organise(?:[/?]|$)/.test(request.url)) return signInPath(request, language);
  if (wantsJson(request.headers.accept)) return null;
  const to = request.method === 'GET' ? request.url : '/organise';
  const page = code === 'SIGN_IN_REQUIRED' ? 'sign-in' : 'second-factor';
  return `/organise/${page}?${new URLSearchParams({ language, to }).toString()}`;
}

/** Where a person signs in before going on; `null` for a machine, and where the address belongs to no edition. */
function signInPath({ url, method, headers }: FastifyRequest, language: Language): string | null {
  const home = /^\/[a-z]{2}\/[a-z0-9-]{1,63}(?=\/)/.exec(url)?.[0];
  if (home === undefined || wantsJson(headers.accept)) return null;
  const to = method === 'GET' ? url : `/${language}${home.slice(3)}/my`;
  return `${home}/sign-in?to=${encodeURIComponent(to)}`;
}
