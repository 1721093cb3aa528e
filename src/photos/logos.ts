import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '../platform/logging/logger.js';
import { keepPhoto, LOGO } from './make-pictures.js';
import { PhotoStore } from './photo-store.js';

/** A logo in the store; sizes in pixels. */
export interface StoredLogo {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** Keeps logos: encoded anew as photos are, and shown as they are. */
@Injectable()
export class Logos {
  constructor(
    private readonly store: PhotoStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @throws {InputInvalidError} naming `photo`, when the file is none that we take
   * @throws {DomainError} `STORAGE_UNAVAILABLE`, `SERVICE_UNAVAILABLE`
   */
  async keep(file: Buffer): Promise<StoredLogo> {
    const kept = await keepPhoto(file, LOGO);
    const id = randomUUID();
    await this.store.putLogo(id, kept);
    return { id, width: kept.width, height: kept.height };
  }

  /** Takes away what nothing names any more; a store that is away keeps it, which harms nobody. */
  async remove(id: string): Promise<void> {
    try {
      await this.store.removeLogo(id);
    } catch (error) {
      this.logger.warn({ err: error, logo: id }, 'A logo that nothing names stays in the store');
    }
  }
}

/** Where a logo is served. */
export function logoPath(id: string): string {
  return `/photos/${id}/logo.webp`;
}
