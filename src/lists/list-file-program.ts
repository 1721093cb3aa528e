import { once } from 'node:events';
import pg from 'pg';
import { DomainError } from '../domain/errors.js';
import { postgresErrorCode } from '../platform/database/postgres-errors.js';
import { LISTS } from './all-lists.js';
import { listFile } from './list-file.js';
import type { FileNews, FileWanted } from './list-file-messages.js';
import { listQueryFrom } from './list.js';

/**
 * A process that makes one file of a list and ends: it is told what to make, writes the file to its standard output, and
 * says how far it is to who started it. When that process is gone there is nobody to write for, and it ends too.
 */
const CONNECT_WITHIN_MS = 5_000;

let whole = false;
process.once('disconnect', () => process.exit(whole ? 0 : 1));
process.once('message', (wanted) => {
  // `ExportList` alone speaks on this channel.
  void make(wanted as FileWanted).then((news) => {
    whole = news.kind === 'whole';
    process.send?.(news, () => process.disconnect());
  });
});

function say(news: FileNews): void {
  process.send?.(news);
}

/** Makes the file. @returns how it ended */
async function make({ databaseUrl, list: name, asked, editionId, format, words }: FileWanted): Promise<FileNews> {
  const list = LISTS.find((it) => it.name === name);
  if (list === undefined) return { kind: 'failed', message: `No list ${name}`, postgresCode: undefined };
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    options: '-c timezone=UTC',
  });
  // A connection that is lost fails the statement too, and that is where it is told.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const pieces = listFile(client, {
      list,
      query: listQueryFrom(list, asked, true),
      editionId,
      format,
      words,
      watch: {
        summary: (summary) => say({ kind: 'summary', summary }),
        rows: (count) => say({ kind: 'rows', count }),
      },
    });
    for await (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
    await new Promise<void>((resolve, reject) => {
      process.stdout.write('', (error) => (error == null ? resolve() : reject(error)));
    });
    return { kind: 'whole' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof DomainError) return { kind: 'refused', code: error.code, message };
    return { kind: 'failed', message, postgresCode: postgresErrorCode(error) };
  } finally {
    // Ends a COPY that nobody reads to its end as well.
    await client.end().catch(() => undefined);
  }
}
