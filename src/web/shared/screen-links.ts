import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Sealing } from '../../platform/secrets/sealing.js';
import { EditionLinks } from './edition-links.js';

/** Links that open the big screen without signing in, on a computer that belongs to nobody. They show what is public. */
@Injectable()
export class ScreenLinks extends EditionLinks {
  constructor(sealing: Sealing, database: Database) {
    super(sealing, database, {
      purpose: 'big-screen',
      endedColumn: 'screen_links_ended',
      path: '/screen',
      endAction: 'end-screen-links',
      goodForMs: 14 * 86_400_000,
    });
  }
}
