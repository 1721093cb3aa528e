import { timingSafeEqual } from 'node:crypto';
import { type Actor, writeAudit } from '../../audit/index.js';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import type { Database } from '../../platform/database/database.js';
import type { Sealing } from '../../platform/secrets/sealing.js';

/** What tells one kind of link from the others. */
interface LinkKind {
  /** What its proof is bound to. */
  readonly purpose: string;
  /** Of the edition, counted up to take back all that were made before. */
  readonly endedColumn: 'screen_links_ended' | 'check_in_links_ended';
  readonly path: '/screen' | '/check-in';
  readonly endAction: 'end-screen-links' | 'end-check-in-links';
  /** A link is made for the days around a walk; then the next one is made. */
  readonly goodForMs: number;
}

/** Links that open one page of one edition without signing in, until a day or until they are taken back. */
export abstract class EditionLinks {
  protected constructor(
    private readonly sealing: Sealing,
    private readonly database: Database,
    private readonly kind: LinkKind,
  ) {}

  /** A path that is good until it is over or taken back. */
  async linkTo(edition: Edition, language: Language, now: Date): Promise<string> {
    // By the day, so that the link on a page stays the same while people copy it.
    const until = String(Math.ceil((now.getTime() + this.kind.goodForMs) / 86_400_000) * 86_400);
    const query = new URLSearchParams({ language, until, proof: await this.proofOf(edition, until) });
    return `${this.kind.path}/${encodeURIComponent(edition.slug)}?${query.toString()}`;
  }

  /** Whether a link was made by us for this edition, is not over, and was not taken back. */
  async isGood(edition: Edition, until: unknown, proof: unknown, now: Date): Promise<boolean> {
    if (typeof until !== 'string' || typeof proof !== 'string' || !/^\d{1,12}$/.test(until)) return false;
    const [given, ours] = [Buffer.from(proof), Buffer.from(await this.proofOf(edition, until))];
    return given.length === ours.length && timingSafeEqual(given, ours) && Number(until) * 1_000 > now.getTime();
  }

  /** Takes back every link that was made until now; whoever may was decided before. */
  async end(edition: Edition, actor: Actor): Promise<void> {
    const { endedColumn, endAction } = this.kind;
    await this.database.transaction(async (tx) => {
      await tx.rows(`UPDATE edition SET ${endedColumn} = ${endedColumn} + 1 WHERE id = $1`, [edition.id]);
      await writeAudit(tx, {
        editionId: edition.id,
        actor,
        action: endAction,
        subject: { kind: 'edition', id: edition.slug },
      });
    });
  }

  private async proofOf({ id }: Edition, until: string): Promise<string> {
    const { endedColumn, purpose } = this.kind;
    const [row] = await this.database.rows<{ ended: number }>(
      `SELECT ${endedColumn} AS ended FROM edition WHERE id = $1`,
      [id],
    );
    return this.sealing.digest(`${id} ${until} ${String(row?.ended ?? 0)}`, purpose).toString('base64url');
  }
}
