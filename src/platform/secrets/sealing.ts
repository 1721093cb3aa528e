import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';

const CIPHER = 'aes-256-gcm';
/** Bytes, as NIST SP 800-38D recommends for GCM. */
const NONCE = 12;
const TAG = 16;
const FORM = 1;

/**
 * Encrypts what must be stored and yet be read by nobody who only has the database. A sealed text is bound to its purpose
 * (such as the account it belongs to): moved to another row, it does not open.
 */
@Injectable()
export class Sealing {
  private readonly sealingKey: Buffer;
  private readonly digestKey: Buffer;

  constructor(@Inject(CONFIG) { secretsKey }: Pick<Config, 'secretsKey'>) {
    const derived = (use: string): Buffer => Buffer.from(hkdfSync('sha256', secretsKey, 'refugee-walk', use, 32));
    this.sealingKey = derived('seal');
    this.digestKey = derived('digest');
  }

  seal(text: string, purpose: string): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, this.sealingKey, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([FORM]), nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws {Error} when it was sealed with another key or for another purpose, or was changed since */
  open(sealed: Buffer, purpose: string): string {
    if (sealed[0] !== FORM) throw new Error('Sealed in a form that is not ours');
    const nonce = sealed.subarray(1, 1 + NONCE);
    const tag = sealed.subarray(1 + NONCE, 1 + NONCE + TAG);
    const cipher = createDecipheriv(CIPHER, this.sealingKey, nonce, { authTagLength: TAG });
    cipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
    return Buffer.concat([cipher.update(sealed.subarray(1 + NONCE + TAG)), cipher.final()]).toString('utf8');
  }

  /** What is kept of a secret that is only compared; of no use to who has the database alone. */
  digest(text: string, purpose: string): Buffer {
    return createHmac('sha256', this.digestKey).update(`${purpose}\0${text}`).digest();
  }
}
