import { Module } from '@nestjs/common';
import { StorageModule } from '../platform/storage/storage.module.js';
import { Logos } from './logos.js';
import { PagePhotos } from './page-photos.js';
import { PhotoStore } from './photo-store.js';

@Module({
  imports: [StorageModule],
  providers: [Logos, PagePhotos, PhotoStore],
  exports: [Logos, PagePhotos, PhotoStore],
})
export class PhotosModule {}
