import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import { BadRequestException, Body, Controller, Get, Headers, HttpCode, Module, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { signatureOf } from './events.js';

const SECRET = 'whsec_local';

/** The least that could be: a server on the same framework that keeps nothing. */
export interface BareEndpoint {
  readonly url: string;
  close(): Promise<void>;
}

/** Who watches, and how many gifts were posted. */
const watchers = new Set<ServerResponse>();
let gifts = 0;

/** Checks a signature, answers, and tells whoever watches with one shared buffer, at once and without a database. */
@Controller()
class BareController {
  @Post('webhooks/stripe')
  @HttpCode(200)
  receive(@Headers('stripe-signature') header: string, @Body() body: string): { received: boolean } {
    const [timestamp = '', signature = ''] = header.split(',v1=');
    const expected = signatureOf(body, SECRET, timestamp.slice(2)).split(',v1=')[1];
    if (expected !== signature) throw new BadRequestException();
    gifts += 1;
    if (watchers.size > 0) {
      const message = Buffer.from(`event: total\ndata: ${JSON.stringify({ gifts })}\n\n`);
      for (const watcher of watchers) watcher.write(message);
    }
    return { received: true };
  }

  @Get('live/editions/2023')
  watch(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write(`event: total\ndata: ${JSON.stringify({ gifts })}\n\n`);
    watchers.add(reply.raw);
    reply.raw.once('close', () => watchers.delete(reply.raw));
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

/** Opens the endpoint on a free port of this machine. */
export async function openBareEndpoint(): Promise<BareEndpoint> {
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(BareModule, adapter, {
    logger: false,
    bodyParser: false,
  });
  adapter.getInstance().addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
}
