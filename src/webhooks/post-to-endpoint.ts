import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { AddressRefusedError, endpointUrl, hostOf, isAllowed, safeLookup } from './safe-address.js';

/** For the whole call, from the look-up to the last byte that is read; ms. */
const DEADLINE_MS = 8_000;
/** Of an answer no more is read; bytes. */
const MOST_ANSWER_BYTES = 2_000;

/** What an endpoint said. */
export interface EndpointAnswer {
  readonly status: number;
  /** Its beginning. */
  readonly text: string;
}

/**
 * Posts a body to an endpoint: once, to a public address only, following nothing.
 * @throws {AddressRefusedError} before anything is sent to an address that is not public
 * @throws {Error} when nothing came back in time
 */
export async function postToEndpoint(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  local: boolean,
): Promise<EndpointAnswer> {
  const url = endpointUrl(address, local);
  // Node looks up names only: a number is judged here.
  if (url === null || (isIP(hostOf(url)) !== 0 && !isAllowed(hostOf(url), local))) {
    throw new AddressRefusedError('The address is not public, or not https');
  }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise<EndpointAnswer>((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        agent: false,
        lookup: safeLookup(local),
        signal: AbortSignal.timeout(DEADLINE_MS),
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      },
      (response) => {
        const pieces: Buffer[] = [];
        let length = 0;
        const end = (): void => {
          const text = Buffer.concat(pieces).subarray(0, MOST_ANSWER_BYTES).toString('utf8');
          resolve({ status: response.statusCode ?? 0, text });
          response.destroy();
        };
        response.on('data', (piece: Buffer) => {
          pieces.push(piece);
          length += piece.length;
          if (length >= MOST_ANSWER_BYTES) end();
        });
        response.on('end', end);
        response.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}
