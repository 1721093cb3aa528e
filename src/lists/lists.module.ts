import { Module } from '@nestjs/common';
import { ExportList } from './export-list.js';
import { ReadList } from './read-list.js';
import { SearchEverything } from './search-everything.js';

@Module({ providers: [ReadList, ExportList, SearchEverything], exports: [ReadList, ExportList, SearchEverything] })
export class ListsModule {}
