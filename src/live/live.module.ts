import { Module } from '@nestjs/common';
import { TotalsModule } from '../totals/index.js';
import { AnnounceChanges } from './announce-changes.js';

/** Announcing only; who listens is put together in the web's module, by {@link LiveStreamsModule}. */
@Module({ imports: [TotalsModule], providers: [AnnounceChanges], exports: [AnnounceChanges] })
export class LiveModule {}
