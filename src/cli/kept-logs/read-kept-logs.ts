import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { secretsIn } from './secrets-in-log.js';

/** So many findings tell what is wrong. */
const MOST_TOLD = 30;

/** What was read of the logs of a run, and what in them must not be there. */
export interface KeptLogs {
  readonly files: number;
  readonly lines: number;
  /** In words: file, line, kind and a little of it. */
  readonly found: readonly string[];
}

/** Reads every log in a folder, line by line. */
export async function readKeptLogs(folder: string): Promise<KeptLogs> {
  const found: string[] = [];
  let lines = 0;
  const files = await readdir(folder);
  for (const file of files) {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(join(folder, file)) })) {
      number += 1;
      for (const { kind, seen } of secretsIn(line)) {
        if (found.length < MOST_TOLD) found.push(`${file}:${String(number)} has a ${kind}: ${seen}`);
      }
    }
    lines += number;
  }
  return { files: files.length, lines, found };
}
