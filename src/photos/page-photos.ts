import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { DomainError } from '../domain/errors.js';
import type { PageId } from '../domain/ids.js';
import { Database, type Queryable } from '../platform/database/database.js';
import { LOGGER } from '../platform/logging/logger.js';
import { type Crop, MIDDLE } from './crop.js';
import { keepPhoto, makePictures } from './make-pictures.js';
import { PhotoStore, type StoredPhoto } from './photo-store.js';

interface PhotoRow {
  id: string;
  width: number;
  height: number;
  focus_x: number;
  focus_y: number;
  zoom_percent: number;
  rendition: string;
}

const COLUMNS = 'id, width, height, focus_x, focus_y, zoom_percent, rendition';

/**
 * The photo of a fundraising page. Pictures are in the store before the database names them, and leave it after the
 * database has forgotten them: a page never names a picture that is not there.
 */
@Injectable()
export class PagePhotos {
  constructor(
    private readonly database: Database,
    private readonly store: PhotoStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The photo of a page; `null` while it has none. For its owner. */
  async of(pageId: PageId): Promise<StoredPhoto | null> {
    const [row] = await this.database.rows<PhotoRow>(`SELECT ${COLUMNS} FROM page_photo WHERE page_id = $1`, [pageId]);
    return row === undefined ? null : photoOf(row);
  }

  /** The photo of a page as everybody may see it; `null` while there is none, or its owner hides it. */
  async shown(pageId: PageId): Promise<StoredPhoto | null> {
    const [row] = await this.database.rows<PhotoRow>(
      `SELECT f.* FROM page_photo f JOIN fundraising_page p ON p.id = f.page_id
        WHERE f.page_id = $1 AND NOT p.photo_hidden`,
      [pageId],
    );
    return row === undefined ? null : photoOf(row);
  }

  /**
   * Gives a page a photo, in place of the one it has.
   * @throws {InputInvalidError} naming `photo`, when the file is none that we take
   * @throws {DomainError} `STORAGE_UNAVAILABLE`, `SERVICE_UNAVAILABLE`; the page is then as it was
   */
  async place(pageId: PageId, file: Buffer): Promise<StoredPhoto> {
    const kept = await keepPhoto(file);
    const pictures = await makePictures(kept, MIDDLE);
    const photo: StoredPhoto = {
      id: randomUUID(),
      rendition: randomUUID(),
      width: kept.width,
      height: kept.height,
      ...MIDDLE,
    };
    await this.store.keep(photo.id, kept);
    try {
      await this.store.putPictures(photo.rendition, pictures);
      const before = await this.database.transaction(async (tx) => {
        const gone = await take(tx, pageId);
        await tx.rows(
          `INSERT INTO page_photo (id, page_id, width, height, focus_x, focus_y, zoom_percent, rendition)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [photo.id, pageId, photo.width, photo.height, photo.focusX, photo.focusY, photo.zoomPercent, photo.rendition],
        );
        return gone;
      });
      if (before !== null) await this.clear(before, { whole: true });
    } catch (error) {
      await this.clear(photo, { whole: true });
      throw error;
    }
    return photo;
  }

  /** Shows another part of the photo. @throws {DomainError} `PAGE_NOT_FOUND` while there is none, `STORAGE_UNAVAILABLE` */
  async crop(pageId: PageId, crop: Crop): Promise<void> {
    const photo = await this.of(pageId);
    const body = photo === null ? null : await this.store.whole(photo.id);
    if (photo === null || body === null) throw new DomainError('PAGE_NOT_FOUND', 'There is no photo to crop');
    const cropped: StoredPhoto = { ...photo, ...crop, rendition: randomUUID() };
    await this.store.putPictures(
      cropped.rendition,
      await makePictures({ body, width: photo.width, height: photo.height }, crop),
    );
    const [changed] = await this.database.rows<{ id: string }>(
      `UPDATE page_photo SET focus_x = $3, focus_y = $4, zoom_percent = $5, rendition = $6
        WHERE page_id = $1 AND rendition = $2 RETURNING id`,
      [pageId, photo.rendition, crop.focusX, crop.focusY, crop.zoomPercent, cropped.rendition],
    );
    // Somebody else was quicker: the photo or its crop is another one by now, and that one stands.
    await this.clear(changed === undefined ? cropped : photo, { whole: false });
  }

  /** Takes the photo away; a page without one stays so. */
  async remove(pageId: PageId): Promise<void> {
    const before = await this.database.transaction((tx) => take(tx, pageId));
    if (before !== null) await this.clear(before, { whole: true });
  }

  /** The whole photo, for its owner. */
  async whole(pageId: PageId): Promise<Buffer | null> {
    const photo = await this.of(pageId);
    return photo === null ? null : this.store.whole(photo.id);
  }

  /** Takes pictures away that nothing names any more; a store that is away keeps them, which harms nobody. */
  private async clear(photo: StoredPhoto, { whole }: { readonly whole: boolean }): Promise<void> {
    try {
      await this.store.removePictures(photo);
      if (whole) await this.store.removeWhole(photo.id);
    } catch (error) {
      this.logger.warn({ err: error, photo: photo.id }, 'Pictures that nothing names stay in the store');
    }
  }
}

async function take(tx: Queryable, pageId: PageId): Promise<StoredPhoto | null> {
  // The page's row is what two uploads at the same moment stand in line for.
  await tx.rows(`SELECT id FROM fundraising_page WHERE id = $1 FOR UPDATE`, [pageId]);
  const [row] = await tx.rows<PhotoRow>(`DELETE FROM page_photo WHERE page_id = $1 RETURNING ${COLUMNS}`, [pageId]);
  return row === undefined ? null : photoOf(row);
}

function photoOf(row: PhotoRow): StoredPhoto {
  return {
    id: row.id,
    width: row.width,
    height: row.height,
    focusX: row.focus_x,
    focusY: row.focus_y,
    zoomPercent: row.zoom_percent,
    rendition: row.rendition,
  };
}
