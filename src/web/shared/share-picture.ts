import { type PageContext, type Target, targetPath } from './page-context.js';

/** Names what a picture shows: the revision of the total, and the photo. */
export function pictureRevision(totalRevision: number, rendition: string | null): string {
  return `${String(totalRevision)}-${rendition?.slice(0, 8) ?? '0'}`;
}

/** The rendition that a photo is shown in, as its addresses say. */
export function renditionOf(photo: { readonly src: string } | null): string | null {
  return photo?.src.split('/')[2] ?? null;
}

/** The address of a page's picture for shared links, another one for each revision, so that it may be kept for ever. */
export function picturePath(context: PageContext, target: Target, revision: string): string {
  return `${targetPath(context, target)}/picture.png?v=${encodeURIComponent(revision)}`;
}
