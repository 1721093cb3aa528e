import type { FastifyRequest } from 'fastify';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** How a body may be compressed on its way, the smaller one first. */
export const CODINGS = ['br', 'gzip'] as const;
export type Coding = (typeof CODINGS)[number];

/** More codings than anybody lists. */
const MOST_CODINGS = 20;

/** The best coding that whoever asks takes; `null` for none (RFC 9110, 12.5.3). */
export function acceptedCoding({ headers }: Pick<FastifyRequest, 'headers'>): Coding | null {
  const accepted = new Set<string>();
  for (const part of [headers['accept-encoding'] ?? ''].flat().join(',').split(',', MOST_CODINGS)) {
    const [coding = '', ...parameters] = part.split(';').map((it) => it.trim().toLowerCase());
    if (!parameters.some((it) => /^q=0(\.0*)?$/.test(it))) accepted.add(coding);
  }
  return CODINGS.find((coding) => accepted.has(coding)) ?? null;
}

/** What is shown for a moment is not compressed as hard as what is kept: half a millisecond for a long page. */
const AT_ONCE = { br: 4, gzip: 5 } as const;

/** Compresses a page for an answer. */
export function compress(html: Buffer, coding: Coding): Buffer {
  switch (coding) {
    case 'br':
      return brotliCompressSync(html, {
        params: {
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_QUALITY]: AT_ONCE.br,
        },
      });
    case 'gzip':
      return gzipSync(html, { level: AT_ONCE.gzip });
  }
}
