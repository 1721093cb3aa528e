import type { Language } from '../../domain/language.js';
import { fileName, type PictureFormat, renditionsOf, type Shape, type StoredPhoto } from '../../photos/index.js';
import type { Photo } from './components/portrait.js';
import { translatorOf } from './messages/translators.js';

/** Which of the pictures stands in for all where a browser knows no sizes; the second smallest, if there is one. */
const ORDINARY = 1;

/** A photo as pages show it, with the addresses of its pictures. @param name who or which team it shows */
export function photoView(photo: StoredPhoto, shape: Shape, name: string, language: Language): Photo {
  const renditions = renditionsOf(photo, shape);
  const addressOf = (width: number, format: PictureFormat): string =>
    `/photos/${photo.rendition}/${fileName({ shape, width }, format)}`;
  const srcset = (format: PictureFormat): string =>
    renditions.map(({ width }) => `${addressOf(width, format)} ${String(width)}w`).join(', ');
  const ordinary = renditions[ORDINARY] ?? renditions[0] ?? { width: 0, height: 0 };
  return {
    src: addressOf(ordinary.width, 'jpg'),
    width: ordinary.width,
    height: ordinary.height,
    alt: translatorOf(language)('photo.of', { name }),
    sizes: { srcset: srcset('jpg'), lighter: srcset('webp') },
  };
}
