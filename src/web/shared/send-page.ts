import type { FastifyReply } from 'fastify';
import { acceptedCoding } from './compress.js';
import { RenderedPage } from './rendered-page.js';

/** Below this, compressing gains less than a packet; bytes. */
const WORTH_COMPRESSING = 1_400;

/**
 * Sends a page that is the same for everybody, compressed. Browsers keep it and ask each time whether it still holds,
 * because amounts on it move; where nothing did, the answer is 304 and no page.
 * What comes back on a form is not compressed, and no page of one person is: the length of a compressed page tells of the
 * secrets in it to whoever can put text beside them (BREACH).
 */
export function sendPage(reply: FastifyReply, given: string | RenderedPage, status = 200): void {
  const page = typeof given === 'string' ? new RenderedPage(given) : given;
  const coding = acceptedCoding(reply.request);
  void reply.status(status).header('cache-control', 'no-cache').header('vary', 'accept-encoding');
  if (coding === null || reply.request.method !== 'GET' || page.html.length < WORTH_COMPRESSING) {
    sendUnlessKept(reply, page);
    return;
  }
  sendUnlessKept(reply, page, () => {
    void reply.header('content-encoding', coding);
    return page.compressedBy(coding);
  });
}

/**
 * Sends a page that only the owner of its link may see: kept by no cache between us and them, and its address is told to
 * no other site. (`no-referrer` would hide it from ourselves too, and browsers then send the page's forms with the
 * origin `null`, which is refused.)
 */
export function sendPersonalPage(reply: FastifyReply, html: string): void {
  void reply
    .header('cache-control', 'private, no-cache')
    .header('referrer-policy', 'same-origin')
    .header('vary', 'accept');
  sendUnlessKept(reply, new RenderedPage(html));
}

/** The tag is weak, because a proxy may compress the page; a form that came back is nobody's copy (RFC 9110, 13.1.2). */
function sendUnlessKept(reply: FastifyReply, page: RenderedPage, bodyOf: () => Buffer = () => page.body): void {
  const { method, headers } = reply.request;
  if ((method === 'GET' || method === 'HEAD') && reply.statusCode === 200) {
    const { tag } = page;
    void reply.header('etag', `W/"${tag}"`);
    if (isKept(headers['if-none-match'], tag)) {
      void reply.status(304).send();
      return;
    }
  }
  void reply.header('content-type', 'text/html; charset=utf-8').send(bodyOf());
}

/** Whether a browser has the page with this tag, compared weakly. */
function isKept(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((given) => {
    const named = given.trim();
    return named === '*' || named.replace(/^W\//, '') === `"${tag}"`;
  });
}

/** The same address asked by the page's own script: where it stands, in a word. */
export function sendStatus(reply: FastifyReply, status: string): void {
  void reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
    .header('vary', 'accept')
    .send(JSON.stringify({ status }));
}

/** Whether who asks wants data rather than a page. */
export function wantsJson(accept: string | undefined): boolean {
  return accept !== undefined && /\bapplication\/(problem\+)?json\b/i.test(accept) && !/\btext\/html\b/i.test(accept);
}
