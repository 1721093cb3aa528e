import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import {
  BadRequestException,
  Body,
  Controller,
  type DynamicModule,
  Get,
  Headers,
  HttpCode,
  Module,
  Post,
  Res,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { WRITING_PART } from '../../live/index.js';
import { signatureOf } from './events.js';

/** The least that could be: a server on the same framework that keeps nothing. */
export interface BareEndpoint {
  readonly url: string;
  /** What `/page` answers from now on. */
  keepPage(html: string): void;
  close(): Promise<void>;
}

/** Who watches, how many gifts were posted, and when all were told last. */
class FanOut {
  private readonly watchers = new Set<Writable>();
  private gifts = 0;
  private toldAt = -Infinity;
  private writingMs = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param pauseMs at most one message in this time, as the platform has it; 0: one for each gift */
  constructor(private readonly pauseMs: number) {}

  count(): void {
    this.gifts += 1;
    if (this.timer !== undefined) return;
    const waitMs = this.toldAt + Math.max(this.pauseMs, WRITING_PART * this.writingMs) - performance.now();
    if (waitMs <= 0) this.tell();
    else this.timer = setTimeout(() => this.tell(), waitMs);
  }

  watch(response: ServerResponse): void {
    const { socket } = response;
    if (socket === null) return;
    response.removeHeader('transfer-encoding');
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
    response.write(this.message());
    this.watchers.add(socket);
    socket.once('close', () => this.watchers.delete(socket));
  }

  close(): void {
    clearTimeout(this.timer);
  }

  /** One buffer to all who watch. */
  private tell(): void {
    this.timer = undefined;
    this.toldAt = performance.now();
    const message = this.message();
    for (const watcher of this.watchers) watcher.write(message);
    this.writingMs = performance.now() - this.toldAt;
  }

  private message(): Buffer {
    return Buffer.from(`event: total\ndata: ${JSON.stringify({ gifts: this.gifts, revision: this.gifts })}\n\n`);
  }
}

/** Checks a signature, answers, and tells whoever watches, without a database. */
@Controller()
class BareController {
  constructor(private readonly fanOut: FanOut) {}

  @Post('webhooks/stripe')
  @HttpCode(200)
  receive(@Headers('stripe-signature') header: string, @Body() body: string): { received: boolean } {
    const [timestamp = '', signature = ''] = header.split(',v1=');
    const expected = signatureOf(body, timestamp.slice(2)).split(',v1=')[1];
    if (expected !== signature) throw new BadRequestException();
    this.fanOut.count();
    return { received: true };
  }

  @Get('live/editions/2023')
  watch(@Res() reply: FastifyReply): void {
    reply.hijack();
    this.fanOut.watch(reply.raw);
  }
}

@Module({})
class BareModule {
  static with(fanOut: FanOut): DynamicModule {
    return {
      module: BareModule,
      controllers: [BareController],
      providers: [{ provide: FanOut, useValue: fanOut }],
    };
  }
}

/**
 * Opens the endpoint on a free port of this machine.
 * @param pauseMs the least time between two messages to watchers
 */
export async function openBareEndpoint({ pauseMs = 0 }: { readonly pauseMs?: number } = {}): Promise<BareEndpoint> {
  const fanOut = new FanOut(pauseMs);
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(BareModule.with(fanOut), adapter, {
    logger: false,
    bodyParser: false,
  });
  adapter.getInstance().addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  let page = '';
  adapter.getInstance().get('/page', (_request, reply) => {
    void reply.header('content-type', 'text/html; charset=utf-8').send(page);
  });
  await app.listen(0, '127.0.0.1');
  return {
    url: await app.getUrl(),
    keepPage(html) {
      page = html;
    },
    close: () => {
      fanOut.close();
      return app.close();
    },
  };
}
