import { createHash } from 'node:crypto';
import { type Coding, compress } from './compress.js';

/** When a page's figures were read, to the millisecond: two that differ in nothing else say the same. */
const READ_AT = / data-as-of="[^"]*"/;

/** A page as it goes out, and what answers need of it: each made once, when it is first asked for. */
export class RenderedPage {
  private bytes: Buffer | undefined;
  private digest: string | undefined;
  private readonly compressed = new Map<Coding, Buffer>();

  constructor(readonly html: string) {}

  /** UTF-8. */
  get body(): Buffer {
    return (this.bytes ??= Buffer.from(this.html));
  }

  /** Tells it from other pages at its address; the same for pages that say the same. */
  get tag(): string {
    // Only to tell pages apart: a digest of 128 bits is enough, and this one is the cheapest that processors help with.
    return (this.digest ??= createHash('sha1').update(this.html.replace(READ_AT, '')).digest('base64url').slice(0, 22));
  }

  compressedBy(coding: Coding): Buffer {
    const known = this.compressed.get(coding);
    if (known !== undefined) return known;
    const bytes = compress(this.body, coding);
    this.compressed.set(coding, bytes);
    return bytes;
  }
}
