import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { DiskStorage } from './disk-storage.js';
import { S3Storage } from './s3-storage.js';
import { STORAGE, type Storage } from './storage.js';

/** The store of uploads that the settings name. */
@Module({
  providers: [
    {
      provide: STORAGE,
      inject: [CONFIG],
      useFactory: ({ storage }: Config): Storage => {
        switch (storage.kind) {
          case 'disk':
            return new DiskStorage(storage.folder);
          case 's3':
            return new S3Storage(storage);
        }
      },
    },
  ],
  exports: [STORAGE],
})
export class StorageModule {}
