import { Injectable } from '@nestjs/common';
import { networkOf } from '../../platform/http/network-of.js';
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
