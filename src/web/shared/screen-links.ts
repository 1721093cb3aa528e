import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { Sealing } from '../../platform/secrets/sealing.js';

/** A link is made for the days around a walk; then the next one is made. */
const GOOD_FOR_MS = 14 * 86_400_000;
const PURPOSE = 'big-screen';

/** Links that open the big screen without signing in, on a computer that belongs to nobody. They show what is public. */
@Injectable()
export class ScreenLinks {
  constructor(private readonly sealing: Sealing) {}

  /** A path that is good for two weeks from `now`. */
  linkTo(edition: Edition, language: Language, now: Date): string {
    // By the day, so that the link on a page stays the same while people copy it.
    const until = String(Math.ceil((now.getTime() + GOOD_FOR_MS) / 86_400_000) * 86_400);
    const query = new URLSearchParams({ language, until, proof: this.proofOf(edition, until) });
    return `/screen/${encodeURIComponent(edition.slug)}?${query.toString()}`;
  }

  /** Whether a link was made by us for this edition, and is not over. */
  isGood(edition: Edition, until: unknown, proof: unknown, now: Date): boolean {
    if (typeof until !== 'string' || typeof proof !== 'string' || !/^\d{1,12}$/.test(until)) return false;
    const [given, ours] = [Buffer.from(proof), Buffer.from(this.proofOf(edition, until))];
    return given.length === ours.length && timingSafeEqual(given, ours) && Number(until) * 1_000 > now.getTime();
  }

  private proofOf({ id }: Edition, until: string): string {
    return this.sealing.digest(`${id} ${until}`, PURPOSE).toString('base64url');
  }
}
