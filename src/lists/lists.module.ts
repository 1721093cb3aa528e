import { Module } from '@nestjs/common';
import { ExportList } from './export-list.js';
import { ReadList } from './read-list.js';

@Module({ providers: [ReadList, ExportList], exports: [ReadList, ExportList] })
export class ListsModule {}
