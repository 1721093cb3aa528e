import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { sendPage } from './send-page.js';

const compress = promisify(gzip);

/**
 * Sends a long page compressed to whoever takes it so, where no proxy before us does. Only for pages that are the same for
 * everybody: the length of a compressed page tells of the secrets in it to whoever can put text beside them (BREACH).
 */
export async function sendLongPage(reply: FastifyReply, html: string): Promise<void> {
  void reply.header('vary', 'accept-encoding');
  const accepted = [reply.request.headers['accept-encoding'] ?? ''].flat().join(',');
  if (!/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted)) {
    sendPage(reply, html);
    return;
  }
  const body = await compress(html);
  void reply
    .status(200)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-encoding', 'gzip')
    .header('cache-control', 'no-cache')
    .send(body);
}
