import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../platform/config/config.js';
import { refusalOf } from './problem.js';

/** The one place where an error becomes an answer: problem details (RFC 9457) for machines, a page for people. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const refusal = refusalOf(error);
    const about = {
      method: request.method,
      path: request.url.split('?')[0],
      status: refusal.status,
      code: refusal.code,
    };
    if (refusal.unexpected) this.logger.error({ ...about, err: error }, 'An unforeseen error');
    else if (refusal.status >= 500) this.logger.warn({ ...about, err: error }, 'Not able to answer');
    else this.logger.info(about, 'Refused');
    if (reply.sent) return;
    if (refusal.retryAfterSeconds !== null) void reply.header('retry-after', String(refusal.retryAfterSeconds));
    void reply
      .status(refusal.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(
        JSON.stringify({
          type: `${this.config.publicUrl}/problems/${refusal.code}`,
          title: refusal.code,
          status: refusal.status,
          code: refusal.code,
          ...(refusal.fields.length === 0
            ? {}
            : { errors: refusal.fields.map(({ field, code }) => ({ field, code, detail: code })) }),
        }),
      );
  }
}
