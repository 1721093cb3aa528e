import type { FastifyInstance } from 'fastify';
import type { Config } from '../../platform/config/config.js';

/** Where Stripe's own payment pages are; a form of ours ends there by a redirect, which `form-action` counts too. */
const STRIPE_CHECKOUT = 'https://checkout.stripe.com';
const TWO_YEARS_SECONDS = 63_072_000;

/**
 * What a page may do: show what comes from us, run our one script, send forms to us and on to the payment page. Nothing
 * inline, nothing framed, nothing from elsewhere.
 */
export function contentSecurityPolicy({ stripe }: Config): string {
  const payment = stripe.apiBase === undefined ? [STRIPE_CHECKOUT] : [STRIPE_CHECKOUT, new URL(stripe.apiBase).origin];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${payment.join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** Of an answer that no browser is meant to see, and that does nothing where one does. */
export function headersOfMachines(config: Config): Readonly<Record<string, string>> {
  return {
    ...strictTransport(config),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  };
}

function strictTransport({ publicUrl }: Config): Readonly<Record<string, string>> {
  if (!publicUrl.startsWith('https:')) return {};
  return { 'strict-transport-security': `max-age=${String(TWO_YEARS_SECONDS)}; includeSubDomains` };
}

/** The headers that keep browsers strict. */
export function securityHeaders(config: Config): Readonly<Record<string, string>> {
  return {
    ...strictTransport(config),
    'content-security-policy': contentSecurityPolicy(config),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    'cross-origin-opener-policy': 'same-origin',
  };
}

/** Puts them on every answer; one that an answer set by itself is left. */
export function setSecurityHeaders(fastify: FastifyInstance, config: Config): void {
  const headers = securityHeaders(config);
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    for (const [name, value] of Object.entries(headers)) {
      if (!reply.hasHeader(name)) void reply.header(name, value);
    }
    done(null, payload);
  });
}
