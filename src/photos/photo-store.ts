import { Inject, Injectable } from '@nestjs/common';
import { STORAGE, type Storage } from '../platform/storage/storage.js';
import type { Crop } from './crop.js';
import type { KeptPhoto, MadePicture } from './make-pictures.js';
import { CONTENT_TYPES, fileName, FORMATS, renditionsOf } from './renditions.js';

/** A photo whose pictures are in the store. */
export interface StoredPhoto extends Crop {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly rendition: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LOGO_FILE = 'logo.webp';
const PICTURE = /^(?:(?:wide|square)-[0-9]{2,4}\.(?:webp|jpg)|logo\.webp)$/;

/** Puts photos and their pictures into the store, and finds them there. */
@Injectable()
export class PhotoStore {
  constructor(@Inject(STORAGE) private readonly storage: Storage) {}

  /** Keeps what later crops are cut from. Nobody but its owner is ever shown it. */
  keep(id: string, { body }: KeptPhoto): Promise<void> {
    return this.storage.put(wholeKey(id), body, CONTENT_TYPES.webp);
  }

  /** The photo without a crop; `null` when the store lost it. */
  whole(id: string): Promise<Buffer | null> {
    return this.storage.get(wholeKey(id));
  }

  /** Puts the pictures of a rendition into the store, all of them or none. */
  async putPictures(rendition: string, pictures: readonly MadePicture[]): Promise<void> {
    const put: string[] = [];
    try {
      for (const { fileName: name, format, body } of pictures) {
        const key = pictureKey(rendition, name);
        put.push(key);
        await this.storage.put(key, body, CONTENT_TYPES[format]);
      }
    } catch (error) {
      // The first error is the one that matters; what stays behind is named by nothing.
      await this.storage.remove(put).catch(() => undefined);
      throw error;
    }
  }

  /** A picture by the two parts of its address; `null` for whatever is none. */
  async picture(rendition: string, name: string): Promise<{ body: Buffer; contentType: string } | null> {
    if (!UUID.test(rendition) || !PICTURE.test(name)) return null;
    const body = await this.storage.get(pictureKey(rendition, name));
    if (body === null) return null;
    return { body, contentType: name.endsWith('.webp') ? CONTENT_TYPES.webp : CONTENT_TYPES.jpg };
  }

  /** Takes the pictures of a photo's crop away. */
  async removePictures(photo: StoredPhoto): Promise<void> {
    const names = (['wide', 'square'] as const).flatMap((shape) =>
      renditionsOf(photo, shape).flatMap((rendition) => FORMATS.map((format) => fileName(rendition, format))),
    );
    await this.storage.remove(names.map((name) => pictureKey(photo.rendition, name)));
  }

  /** Puts a logo into the store, which everybody may see as it is. */
  async putLogo(id: string, { body }: KeptPhoto): Promise<void> {
    await this.storage.put(pictureKey(id, LOGO_FILE), body, CONTENT_TYPES.webp);
  }

  async removeLogo(id: string): Promise<void> {
    await this.storage.remove([pictureKey(id, LOGO_FILE)]);
  }

  async removeWhole(id: string): Promise<void> {
    await this.storage.remove([wholeKey(id)]);
  }
}

function wholeKey(id: string): string {
  return `photos/${id}/whole.webp`;
}

function pictureKey(rendition: string, name: string): string {
  return `pictures/${rendition}/${name}`;
}
