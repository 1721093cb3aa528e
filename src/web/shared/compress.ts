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

/** What is compressed for one answer alone is not compressed as hard as what is kept: half a millisecond for a long page. */
const AT_ONCE = { br: 4, gzip: 5 } as const;

/** What was compressed last, by coding and page: those who are shown one rendering together share its bytes, too. */
const lately: Readonly<Record<Coding, Map<string, Buffer>>> = { br: new Map(), gzip: new Map() };
/** Renderings of each coding that are held; of some 30 kB each, with their bytes. */
const MOST_HELD = 16;

/** A page compressed for an answer, once for all who are sent the same rendering at the same time. */
export function compressPage(html: string, coding: Coding): Buffer {
  const held = lately[coding];
  const known = held.get(html);
  if (known !== undefined) return known;
  const bytes = compress(html, coding);
  held.set(html, bytes);
  const [oldest] = held.keys();
  if (held.size > MOST_HELD && oldest !== undefined) held.delete(oldest);
  return bytes;
}

function compress(html: string, coding: Coding): Buffer {
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
