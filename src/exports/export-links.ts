import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ListExportId } from '../domain/ids.js';
import { Sealing } from '../platform/secrets/sealing.js';

/** Signs where a file is fetched, until a moment. Whoever follows a link still has to be somebody who may. */
@Injectable()
export class ExportLinks {
  constructor(private readonly sealing: Sealing) {}

  /** What stands in the address after `?`. */
  signed(id: ListExportId, until: Date): string {
    const seconds = secondsOf(until);
    return new URLSearchParams({ until: seconds, proof: this.proof(id, seconds).toString('base64url') }).toString();
  }

  /** Whether we signed it for this file and its time is not over. */
  holds(id: ListExportId, until: unknown, proof: unknown, now: Date): boolean {
    if (typeof until !== 'string' || typeof proof !== 'string' || !/^\d{1,12}$/.test(until)) return false;
    const given = Buffer.from(proof, 'base64url');
    const own = this.proof(id, until);
    if (given.length !== own.length || !timingSafeEqual(given, own)) return false;
    return Number(until) * 1_000 > now.getTime();
  }

  private proof(id: ListExportId, seconds: string): Buffer {
    return this.sealing.digest(`${id} ${seconds}`, 'export link');
  }
}

/** Whole seconds: what a link says, and what it is held against. */
function secondsOf(moment: Date): string {
  return moment.getTime().toString().slice(0, -3);
}
