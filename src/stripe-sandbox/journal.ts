import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What the journal keeps: an object as it was after a change, or what became of a delivery. */
export interface JournalLine {
  readonly kind: string;
  readonly value: unknown;
}

const FLUSH_MS = 50;

/** An append-only file of JSON lines; written in the background, read once at the start. */
export class Journal {
  private waiting: string[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly file: string | null) {}

  /** Every whole line; a last line that was cut by a crash is left out. */
  async read(): Promise<JournalLine[]> {
    if (this.file === null) return [];
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    const lines: JournalLine[] = [];
    for (const line of text.split('\n')) {
      if (line === '') continue;
      try {
        lines.push(JSON.parse(line) as JournalLine);
      } catch {
        // Cut by a crash: what it told was never answered either.
      }
    }
    return lines;
  }

  append(kind: string, value: unknown): void {
    if (this.file === null) return;
    this.waiting.push(JSON.stringify({ kind, value }));
    this.timer ??= setTimeout(() => {
      void this.flush();
    }, FLUSH_MS);
  }

  /** Forgets everything that was written. */
  async clear(): Promise<void> {
    await this.flush();
    if (this.file !== null) await truncate(this.file);
  }

  /** Resolves when everything appended so far is in the file. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { file } = this;
    if (file !== null && this.waiting.length > 0) {
      // A line of its own first: after a crash the file may end in the middle of a line.
      const text = `\n${this.waiting.join('\n')}\n`;
      this.waiting = [];
      this.writing = this.writing.then(async () => {
        await mkdir(dirname(file), { recursive: true });
        await appendFile(file, text);
      });
    }
    return this.writing;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
