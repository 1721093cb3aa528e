import { Inject, Injectable } from '@nestjs/common';
import type { ListExportId } from '../domain/ids.js';
import { DomainError } from '../domain/errors.js';
import { STORAGE, type Storage } from '../platform/storage/storage.js';

/** Which pieces a file is made of. */
export interface FileParts {
  readonly id: ListExportId;
  /** From 1. */
  readonly attempt: number;
  /** For each attempt, how many pieces of it were begun. */
  readonly parts: readonly number[];
}

/** Where a file is kept as one object as well; `null`: nowhere. */
interface KeptAs {
  readonly keepAs: string | null;
}

/** A file that is kept as one object is never longer: it is held in memory once. 32 MB. */
const MOST_KEPT_PARTS = 16;

/**
 * Keeps files of any size in a store of small objects: in pieces, so that whoever writes or reads one never holds more
 * than a piece of it. Each attempt has keys of its own: a process that was thought dead writes over nobody's file.
 */
@Injectable()
export class ExportFiles {
  constructor(@Inject(STORAGE) private readonly storage: Storage) {}

  /** @throws {DomainError} `STORAGE_UNAVAILABLE` */
  put(id: ListExportId, attempt: number, part: number, body: Buffer): Promise<void> {
    return this.storage.put(keyOf(id, attempt, part), body, 'application/octet-stream');
  }

  /** The file of the last attempt, a piece at a time. @throws {DomainError} `STORAGE_UNAVAILABLE` where a piece is missing */
  async *read({ id, attempt, parts }: FileParts): AsyncGenerator<Buffer> {
    const count = parts[attempt - 1] ?? 0;
    for (let part = 1; part <= count; part += 1) {
      const body = await this.storage.get(keyOf(id, attempt, part));
      if (body === null)
        throw new DomainError('STORAGE_UNAVAILABLE', `Piece ${String(part)} of an export is not there`);
      yield body;
    }
  }

  /**
   * Keeps a file that is made as one object as well, where it has a key of its own for that.
   * @param parts how many pieces it has
   * @throws {DomainError} `STORAGE_UNAVAILABLE`, `EXPORT_TOO_LARGE` above {@link MOST_KEPT_PARTS} pieces
   */
  async keep({ id, attempt, keepAs }: Pick<FileParts, 'id' | 'attempt'> & KeptAs, parts: number): Promise<void> {
    if (keepAs === null) return;
    if (parts > MOST_KEPT_PARTS) throw new DomainError('EXPORT_TOO_LARGE', 'Longer than one object may be');
    const pieces: Buffer[] = [];
    const file = { id, attempt, parts: Array.from({ length: attempt }, () => parts) };
    for await (const piece of this.read(file)) pieces.push(piece);
    await this.storage.put(keepAs, Buffer.concat(pieces), 'application/octet-stream');
  }

  /** Takes away what was written of all attempts; what is not there stays so. @throws {DomainError} `STORAGE_UNAVAILABLE` */
  async remove({ id, parts }: Pick<FileParts, 'id' | 'parts'>): Promise<void> {
    for (const [index, count] of parts.entries()) {
      const keys = Array.from({ length: count }, (_, part) => keyOf(id, index + 1, part + 1));
      await this.storage.remove(keys);
    }
  }
}

function keyOf(id: ListExportId, attempt: number, part: number): string {
  return `exports/${id}-${String(attempt)}-${String(part)}`;
}
