import { Module } from '@nestjs/common';
import { ExportList } from './export-list.js';
import { ReadList } from './read-list.js';
import { SavedViews } from './saved-views.js';
import { SearchEverything } from './search-everything.js';

@Module({
  providers: [ReadList, ExportList, SearchEverything, SavedViews],
  exports: [ReadList, ExportList, SearchEverything, SavedViews],
})
export class ListsModule {}
