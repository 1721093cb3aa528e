import type { FastifyReply } from 'fastify';

/** Sends a page. Browsers keep it and ask each time whether it still holds: amounts on it move. */
export function sendPage(reply: FastifyReply, html: string, status = 200): void {
  void reply
    .status(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(html);
}

/**
 * Sends a page that only the owner of its link may see: kept by no cache between us and them, and its address is told to
 * no other site. (`no-referrer` would hide it from ourselves too, and browsers then send the page's forms with the
 * origin `null`, which is refused.)
 */
export function sendPersonalPage(reply: FastifyReply, html: string): void {
  void reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'private, no-cache')
    .header('referrer-policy', 'same-origin')
    .header('vary', 'accept')
    .send(html);
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
