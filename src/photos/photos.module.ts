import { Module } from '@nestjs/common';
import { StorageModule } from '../platform/storage/storage.module.js';
import { PagePhotos } from './page-photos.js';
import { PhotoStore } from './photo-store.js';

@Module({ imports: [StorageModule], providers: [PagePhotos, PhotoStore], exports: [PagePhotos, PhotoStore] })
export class PhotosModule {}
