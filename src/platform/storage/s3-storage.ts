import { AwsClient } from 'aws4fetch';
import { DomainError } from '../../domain/errors.js';
import { requireKey, type Storage } from './storage.js';

/** Which bucket of which store. */
export interface S3Settings {
  /** Such as `https://s3.fr-par.scw.cloud`, without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const PATIENCE_MS = 20_000;
/** Tries after the first, where the store is busy or away. */
const RETRIES = 2;
/** Objects that we keep are at most some MB; more is not ours and is not read. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Keeps uploads in a bucket. Addresses have the bucket in their path, which every S3-compatible store understands. */
export class S3Storage implements Storage {
  private readonly client: AwsClient;

  constructor(private readonly settings: S3Settings) {
    this.client = new AwsClient({
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey,
      region: settings.region,
      service: 's3',
      retries: RETRIES,
    });
  }

  async put(key: string, body: Buffer, contentType: string): Promise<void> {
    const response = await this.ask('PUT', key, {
      body: new Uint8Array(body),
      headers: { 'content-type': contentType, 'content-length': String(body.byteLength) },
    });
    await response.arrayBuffer();
    if (!response.ok) throw this.refused('PUT', key, response);
  }

  async get(key: string): Promise<Buffer | null> {
    const response = await this.ask('GET', key);
    if (Number(response.headers.get('content-length') ?? 0) > MOST_BYTES) {
      await response.body?.cancel();
      throw new DomainError('STORAGE_UNAVAILABLE', `${key} is larger than anything of ours`);
    }
    const body = await response.arrayBuffer();
    if (response.status === 404) return null;
    if (!response.ok) throw this.refused('GET', key, response);
    return Buffer.from(body);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const response = await this.ask('DELETE', key);
      await response.arrayBuffer();
      if (!response.ok && response.status !== 404) throw this.refused('DELETE', key, response);
    }
  }

  private async ask(method: 'PUT' | 'GET' | 'DELETE', key: string, more: RequestInit = {}): Promise<Response> {
    requireKey(key);
    try {
      return await this.client.fetch(`${this.settings.endpoint}/${this.settings.bucket}/${key}`, {
        method,
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...more,
      });
    } catch (cause) {
      throw new DomainError('STORAGE_UNAVAILABLE', `${method} ${key} was not answered`, [], { cause });
    }
  }

  private refused(method: string, key: string, { status }: Response): DomainError {
    return new DomainError('STORAGE_UNAVAILABLE', `${method} ${key} was answered with ${String(status)}`);
  }
}
