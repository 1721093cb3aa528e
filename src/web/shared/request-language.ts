import type { FastifyRequest } from 'fastify';
import { DEFAULT_LANGUAGE, isLanguage, type Language } from '../../domain/language.js';

/** More languages than these nobody reads; the rest of a long header is not looked at. */
const MOST_RANGES = 20;

/** The language of ours that a browser's `Accept-Language` likes best (RFC 9110, 12.5.4); Dutch when it names none. */
export function acceptedLanguage(header: string | undefined): Language {
  let best: { readonly language: Language; readonly weight: number } | undefined;
  for (const range of (header ?? '').split(',', MOST_RANGES)) {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const language = tag.split('-')[0];
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (isLanguage(language) && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language ?? DEFAULT_LANGUAGE;
}

/** The language that an address begins with, such as `/fr/2023`; `undefined` where it begins with none. */
export function languageOfPath(path: string): Language | undefined {
  const first = path.split(/[/?]/, 2)[1];
  return isLanguage(first) ? first : undefined;
}

/**
 * The language to answer a person in whose address has none in it: the one asked for (`?language=fr`, or `language` in
 * the body), else the one their browser likes best.
 */
export function languageOfRequest({ query, body, headers }: FastifyRequest): Language {
  for (const source of [query, body]) {
    if (typeof source === 'object' && source !== null && 'language' in source && isLanguage(source.language)) {
      return source.language;
    }
  }
  return acceptedLanguage(headers['accept-language']);
}
