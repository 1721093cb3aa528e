/** Where uploads are kept: by default a folder, by configuration a bucket of an S3-compatible store. */
export interface Storage {
  /**
   * Keeps `body` under `key`, whole or not at all; what was there before is replaced.
   * @param key lower-case segments parted by `/`, such as `photos/3f2a/wide-960.webp`
   * @throws {DomainError} `STORAGE_UNAVAILABLE` when it is full or away
   */
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /**
   * What is kept under a key; `null` where nothing is.
   * @throws {DomainError} `STORAGE_UNAVAILABLE`
   */
  get(key: string): Promise<Buffer | null>;
  /**
   * Takes away what is kept under the keys; what is not there stays so.
   * @throws {DomainError} `STORAGE_UNAVAILABLE`
   */
  remove(keys: readonly string[]): Promise<void>;
}

export const STORAGE = Symbol('Storage');

const KEY = /^[a-z0-9][a-z0-9-]{0,79}(?:\/[a-z0-9][a-z0-9-]{0,79}){0,5}(?:\.[a-z0-9]{1,8})?$/;

/**
 * Holds that a key is one of ours: no dots that lead out of a folder, nothing that an address would have to escape.
 * @throws {RangeError}
 */
export function requireKey(key: string): void {
  if (!KEY.test(key)) throw new RangeError(`${key} is no key of the storage`);
}
