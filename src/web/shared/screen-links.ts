import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, writeAudit } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { Database } from '../../platform/database/database.js';
import { Sealing } from '../../platform/secrets/sealing.js';

/** A link is made for the days around a walk; then the next one is made. */
const GOOD_FOR_MS = 14 * 86_400_000;
const PURPOSE = 'big-screen';

/** Links that open the big screen without signing in, on a computer that belongs to nobody. They show what is public. */
@Injectable()
export class ScreenLinks {
  constructor(
    private readonly sealing: Sealing,
    private readonly database: Database,
  ) {}

  /** A path that is good for two weeks from `now`, unless it is taken back. */
  async linkTo(edition: Edition, language: Language, now: Date): Promise<string> {
    // By the day, so that the link on a page stays the same while people copy it.
    const until = String(Math.ceil((now.getTime() + GOOD_FOR_MS) / 86_400_000) * 86_400);
    const query = new URLSearchParams({ language, until, proof: await this.proofOf(edition, until) });
    return `/screen/${encodeURIComponent(edition.slug)}?${query.toString()}`;
  }

  /** Whether a link was made by us for this edition, is not over, and was not taken back. */
  async isGood(edition: Edition, until: unknown, proof: unknown, now: Date): Promise<boolean> {
    if (typeof until !== 'string' || typeof proof !== 'string' || !/^\d{1,12}$/.test(until)) return false;
    const [given, ours] = [Buffer.from(proof), Buffer.from(await this.proofOf(edition, until))];
    return given.length === ours.length && timingSafeEqual(given, ours) && Number(until) * 1_000 > now.getTime();
  }

  /** Takes back every link that was made until now; whoever may was decided before. */
  async end(edition: Edition, actor: Actor): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.rows(`UPDATE edition SET screen_links_ended = screen_links_ended + 1 WHERE id = $1`, [edition.id]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: 'end-screen-links',
        subject: { kind: 'edition', id: edition.slug },
      });
    });
  }

  private async proofOf({ id }: Edition, until: string): Promise<string> {
    const [row] = await this.database.rows<{ ended: number }>(
      `SELECT screen_links_ended AS ended FROM edition WHERE id = $1`,
      [id],
    );
    return this.sealing.digest(`${id} ${until} ${String(row?.ended ?? 0)}`, PURPOSE).toString('base64url');
  }
}
