import { lookup as lookUp } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that we do not speak to: it is not public, or not safe on its way. */
export class AddressRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AddressRefusedError';
  }
}

const LONGEST = 500;

/**
 * The URL of an endpoint, as far as it can be judged without asking for its addresses: https, no password, no fragment,
 * and no number of a network that is not public.
 * @param local whether this is a machine of a developer, where http to itself is fine
 * @returns `null` for any other
 */
export function endpointUrl(typed: string, local: boolean): URL | null {
  if (typed.length > LONGEST || !URL.canParse(typed)) return null;
  const url = new URL(typed);
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  const host = hostOf(url);
  if (isIP(host) !== 0 && !isAllowed(host, local)) return null;
  if (!local && (host === 'localhost' || host.endsWith('.localhost'))) return null;
  if (url.protocol === 'https:') return url;
  return local && url.protocol === 'http:' && (host === 'localhost' || isLoopback(host)) ? url : null;
}

/** The host of a URL, without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Whether an address is a public one (RFC 6890), or this very machine where that is fine. */
export function isAllowed(address: string, local: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  return range === 'unicast' || (local && range === 'loopback');
}

/**
 * Looks a name up as the connection is made and lets it be made only to what was judged here, so that a name cannot mean
 * one thing when it is judged and another one when it is called. One bad address among several refuses the name.
 */
export function safeLookup(local: boolean): LookupFunction {
  return (hostname, _options, callback) => {
    lookUp(hostname, { all: true, verbatim: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 4);
        return;
      }
      const bad = addresses.find(({ address }) => !isAllowed(address, local));
      if (bad !== undefined || addresses.length === 0) {
        callback(new AddressRefusedError(`${hostname} is at an address that is not public`), '', 4);
        return;
      }
      if (_options.all === true) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4);
    });
  };
}

function isLoopback(host: string): boolean {
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
}
