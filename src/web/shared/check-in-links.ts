import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Sealing } from '../../platform/secrets/sealing.js';
import { EditionLinks } from './edition-links.js';

/** Links with which volunteers check walkers in without an account. They show names and nothing else that is private. */
@Injectable()
export class CheckInLinks extends EditionLinks {
  constructor(sealing: Sealing, database: Database) {
    super(sealing, database, {
      purpose: 'check-in',
      endedColumn: 'check_in_links_ended',
      path: '/check-in',
      endAction: 'end-check-in-links',
      goodForMs: 4 * 86_400_000,
    });
  }
}
