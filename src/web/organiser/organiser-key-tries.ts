import { Injectable } from '@nestjs/common';
import { Tries, type TriesRule } from '../../platform/redis/tries.js';

/** So many tries an address has in a while; whoever has the key needs one. */
const RULE: TriesRule = { name: 'organiser-key', most: 10, seconds: 900 };

/** How often an address names an organisers' key. Organisers who are in already stay in while nobody can count. */
@Injectable()
export class OrganiserKeyTries {
  constructor(private readonly tries: Tries) {}

  /** @throws {DomainError} `TOO_MANY_REQUESTS`; `SERVICE_UNAVAILABLE` while Redis is away */
  count(ip: string): Promise<void> {
    return this.tries.count(RULE, networkOf(ip));
  }

  /** Forgets the tries of an address that named the right key. It never throws. */
  forget(ip: string): Promise<void> {
    return this.tries.forget(RULE, networkOf(ip));
  }
}

/** An IPv4 address, or the network of 64 bits that one household or server has of IPv6. */
function networkOf(ip: string): string {
  const mapped = /(?:^|:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = ip.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return groups.slice(0, 4).join(':');
}
