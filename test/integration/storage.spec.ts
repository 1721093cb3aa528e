import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DiskStorage } from '../../src/platform/storage/disk-storage.js';
import { S3Storage } from '../../src/platform/storage/s3-storage.js';
import type { Storage } from '../../src/platform/storage/storage.js';
import { TinyStore } from '../support/tiny-store.js';

const BODY = Buffer.from([0, 1, 2, 255, 254]);
const KEY = 'photos/3f2a/wide-960.webp';

describe('Uploads', () => {
  let folder: string;
  let store: TinyStore;
  let s3: S3Storage;
  const storages = (): Readonly<Record<string, Storage>> => ({ 'a folder': new DiskStorage(folder), 'a bucket': s3 });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refugee-walk-test-storage-'));
    store = new TinyStore();
    s3 = new S3Storage({
      endpoint: await store.listen(),
      region: 'eu-west-1',
      bucket: 'walk-uploads',
      accessKeyId: 'AKIATEST',
      secretAccessKey: 'secret',
    });
  });

  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it.each(['a folder', 'a bucket'])('are kept in %s byte for byte, replaced and removed', async (kind) => {
    const storage = storages()[kind] as Storage;
    expect(await storage.get(KEY)).toBeNull();
    await storage.put(KEY, Buffer.from('before'), 'image/webp');
    await storage.put(KEY, BODY, 'image/webp');
    expect(await storage.get(KEY)).toEqual(BODY);
    await storage.remove([KEY, 'photos/nothing.webp']);
    expect(await storage.get(KEY)).toBeNull();
  });

  it.each(['../secret', '/etc/passwd', 'a//b', 'A.webp', 'a/../b', 'a b', ''])(
    'are kept under no key such as %j',
    async (key) => {
      for (const storage of Object.values(storages())) {
        await expect(storage.put(key, BODY, 'image/webp')).rejects.toThrow(RangeError);
        await expect(storage.get(key)).rejects.toThrow(RangeError);
      }
    },
  );

  it('leave no half file behind, and no draft', async () => {
    const disk = new DiskStorage(folder);
    await disk.put('whole/one.webp', BODY);
    // A folder stands where the file should be: the draft is written, and cannot be moved there.
    await disk.put('taken.webp/inside.webp', BODY).catch(() => undefined);
    await expect(disk.put('whole', BODY)).rejects.toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
    expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.draft'))).toEqual([]);
    expect(await disk.get('whole/one.webp')).toEqual(BODY);
  });

  it('go to the bucket signed, with their type', async () => {
    await s3.put(KEY, BODY, 'image/webp');
    expect(store.objects.get(`/walk-uploads/${KEY}`)?.contentType).toBe('image/webp');
    expect(store.authorizations.at(-1)).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
    );
  });

  it('are refused in our own words when the store is full or away', async () => {
    store.full = true;
    await expect(s3.put(KEY, BODY, 'image/webp')).rejects.toThrow(
      expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }),
    );
    store.full = false;
    const away = new S3Storage({
      endpoint: 'http://127.0.0.1:9',
      region: 'eu-west-1',
      bucket: 'walk-uploads',
      accessKeyId: 'AKIATEST',
      secretAccessKey: 'secret',
    });
    await expect(away.get(KEY)).rejects.toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
  });
});
