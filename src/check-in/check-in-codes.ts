import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Edition } from '../domain/edition.js';
import type { WalkerId } from '../domain/ids.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Sealing } from '../platform/secrets/sealing.js';

const PURPOSE = 'check-in-code';
/** Of the proof; 128 bits, so that the code stays coarse enough for a poor camera. */
const PROOF_BYTES = 16;
const ID_BYTES = 16;
const CODE = /^[A-Za-z0-9_-]{43}$/;
/** Longer text is no code. */
const MOST_CHARACTERS = 500;

/** The codes by which walkers are checked in: who it is, and a proof that only we can make. */
@Injectable()
export class CheckInCodes {
  constructor(
    private readonly sealing: Sealing,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** What stands in a walker's QR code: an address, so that any camera says what it is for. */
  addressOf(edition: Pick<Edition, 'slug'>, walkerId: WalkerId): string {
    const id = Buffer.from(walkerId.replaceAll('-', ''), 'hex');
    const code = Buffer.concat([id, this.proofOf(walkerId)]).toString('base64url');
    return `${this.config.publicUrl}/check-in/${encodeURIComponent(edition.slug)}?code=${code}`;
  }

  /** Whose code it is, of whichever edition; `null` for what is none of ours. @param text the address, or its code alone */
  walkerOf(text: string): WalkerId | null {
    const code = codeIn(text.trim());
    if (code === null) return null;
    const bytes = Buffer.from(code, 'base64url');
    const hex = bytes.subarray(0, ID_BYTES).toString('hex');
    const walkerId = [8, 12, 16, 20, 32]
      .map((end, index) => hex.slice([0, 8, 12, 16, 20][index], end))
      .join('-') as WalkerId;
    const given = bytes.subarray(ID_BYTES);
    const ours = this.proofOf(walkerId);
    return given.length === ours.length && timingSafeEqual(given, ours) ? walkerId : null;
  }

  private proofOf(walkerId: WalkerId): Buffer {
    return this.sealing.digest(walkerId, PURPOSE).subarray(0, PROOF_BYTES);
  }
}

/** The short number by which people name a walker at the start: the end of their id. */
export function walkerNumber(walkerId: string): string {
  return walkerId.slice(-6).toUpperCase();
}

function codeIn(text: string): string | null {
  if (text.length > MOST_CHARACTERS) return null;
  const code = URL.canParse(text) ? (new URL(text).searchParams.get('code') ?? '') : text;
  return CODE.test(code) ? code : null;
}
