import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Edition } from '../../domain/edition.js';
import type { Language } from '../../domain/language.js';
import { fileName, PagePhotos, PhotoStore, renditionsOf } from '../../photos/index.js';
import { initialsOf } from '../shared/components/portrait.js';
import { pictureRevision } from '../shared/share-picture.js';
import type { PictureView } from './pictures/draw-picture.js';
import type { SharedPage } from './shared-pages.js';

/** About 60 kB each. */
const KEPT = 300;

/** A picture for shared links, and the revision of what it shows. */
export interface SharePicture {
  readonly body: Buffer;
  readonly revision: string;
}

/** Draws each picture once for what it shows, however many ask for it at the same moment. */
@Injectable()
export class SharePictures {
  private readonly drawn = new LRUCache<string, Promise<Buffer>>({ max: KEPT });

  constructor(
    private readonly photos: PagePhotos,
    private readonly store: PhotoStore,
  ) {}

  async of(edition: Edition, language: Language, page: SharedPage): Promise<SharePicture> {
    const { target, total, goalMinor, pageId } = page;
    const photo = pageId === null ? null : await this.photos.shown(pageId);
    const revision = pictureRevision(total.revision, photo?.rendition ?? null);
    const key = `${language} ${edition.id} ${pageId ?? ''} ${revision} ${'name' in target ? target.name : ''} ${String(goalMinor)}`;
    let drawing = this.drawn.get(key);
    if (drawing === undefined) {
      const largest = photo === null ? undefined : renditionsOf(photo, 'square').at(-1);
      const file =
        photo === null || largest === undefined
          ? null
          : await this.store.picture(photo.rendition, fileName(largest, 'jpg'));
      const view: PictureView = {
        language,
        currency: edition.currency,
        edition: edition.title[language],
        name: target.kind === 'edition' ? edition.title[language] : target.name,
        raisedMinor: total.raisedMinor,
        goalMinor,
        milestonesMinor: target.kind === 'edition' ? edition.milestonesMinor : [],
        seed: target.kind === 'edition' ? edition.slug : target.slug,
        photo: file?.body ?? null,
        initials: target.kind === 'edition' ? null : initialsOf(target.name),
      };
      drawing = import('./pictures/draw-picture.js').then(({ drawPicture }) => drawPicture(view));
      this.drawn.set(key, drawing);
      drawing.catch(() => this.drawn.delete(key));
    }
    return { body: await drawing, revision };
  }
}
