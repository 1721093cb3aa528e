import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/index.js';
import { EditionsModule } from '../editions/index.js';
import { ListsModule } from '../lists/index.js';
import { OrganisersModule } from '../organisers/index.js';
import { OutboxModule } from '../outbox/index.js';
import { Sealing } from '../platform/secrets/sealing.js';
import { StorageModule } from '../platform/storage/storage.module.js';
import { ExportFiles } from './export-files.js';
import { ExportLinks } from './export-links.js';
import { EXPORTS_QUEUE, ExportsBell } from './exports-bell.js';
import { ListExports } from './list-exports.js';
import { ExportSchedules } from './export-schedules.js';
import { MakeExports } from './make-exports.js';

@Module({
  imports: [
    ApiKeysModule,
    BullModule.registerQueue({ name: EXPORTS_QUEUE }),
    EditionsModule,
    ListsModule,
    OrganisersModule,
    OutboxModule,
    StorageModule,
  ],
  providers: [ExportFiles, ExportLinks, ExportsBell, ExportSchedules, ListExports, MakeExports, Sealing],
  exports: [ExportLinks, ExportSchedules, ListExports, MakeExports],
})
export class ExportsModule {}
