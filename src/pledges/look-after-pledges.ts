import { Injectable } from '@nestjs/common';
import type { EditionId } from '../domain/ids.js';
import { Database } from '../platform/database/database.js';
import { FollowUpPledges } from './follow-up-pledges.js';
import { SettlePledges } from './settle-pledges.js';

/** Editions with promises at one time; a round looks at no more. */
const MOST_EDITIONS = 50;

/** What the worker does about promises by the clock: settle those whose kilometres are confirmed, remind, let go. */
@Injectable()
export class LookAfterPledges {
  constructor(
    private readonly database: Database,
    private readonly settle: SettlePledges,
    private readonly followUp: FollowUpPledges,
  ) {}

  async execute(now: Date): Promise<void> {
    const editions = await this.database.rows<{ edition_id: EditionId }>(
      `SELECT DISTINCT p.edition_id FROM pledge p
         JOIN walker_kilometres k ON k.walker_id = p.walker_id AND k.confirmed_at IS NOT NULL
        WHERE p.state = 'promised' LIMIT $1`,
      [MOST_EDITIONS],
    );
    for (const { edition_id: editionId } of editions) await this.settle.execute(editionId);
    await this.followUp.execute(now);
  }
}
