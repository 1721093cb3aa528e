import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../../domain/errors.js';
import { requireKey, type Storage } from './storage.js';

/** Keeps uploads in a folder. A file is written beside its place, and moved there when it is whole and on the disk. */
export class DiskStorage implements Storage {
  constructor(private readonly folder: string) {}

  async put(key: string, body: Buffer): Promise<void> {
    requireKey(key);
    const path = join(this.folder, key);
    const draft = `${path}.${uuidv7()}.draft`;
    try {
      await mkdir(dirname(path), { recursive: true });
      try {
        const file = await open(draft, 'wx', 0o640);
        try {
          await file.writeFile(body);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    } catch (error) {
      throw unavailable(`${key} could not be written`, error);
    }
  }

  async get(key: string): Promise<Buffer | null> {
    requireKey(key);
    try {
      return await readFile(join(this.folder, key));
    } catch (error) {
      if (isNotThere(error)) return null;
      throw unavailable(`${key} could not be read`, error);
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      requireKey(key);
      try {
        await rm(join(this.folder, key), { force: true });
      } catch (error) {
        throw unavailable(`${key} could not be removed`, error);
      }
    }
  }
}

function isNotThere(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ENOENT' || error.code === 'ENOTDIR';
}

/** A full disk, a folder that is away or that we may not write to: for whoever waits it is the same. */
function unavailable(what: string, cause: unknown): DomainError {
  return new DomainError('STORAGE_UNAVAILABLE', what, [], { cause });
}
