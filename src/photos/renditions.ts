import { type Crop, cutout, type Cutout } from './crop.js';

/** The shapes that pages show a photo in: across the head of a page, and beside a name. */
export const SHAPES = {
  wide: { width: 8, height: 3, widths: [480, 960, 1600] },
  square: { width: 1, height: 1, widths: [96, 320] },
} as const;
export type Shape = keyof typeof SHAPES;

/** Each picture comes in both: the lighter one, and the one that every browser knows. */
export const FORMATS = ['webp', 'jpg'] as const;
export type PictureFormat = (typeof FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<PictureFormat, string>> = { webp: 'image/webp', jpg: 'image/jpeg' };

/** A picture made from a photo; sizes in pixels. */
export interface Rendition {
  readonly shape: Shape;
  readonly width: number;
  readonly height: number;
}

interface CroppedPhoto extends Crop {
  readonly width: number;
  readonly height: number;
}

/** The part of a photo that a shape shows. */
export function cutoutOf(photo: CroppedPhoto, shape: Shape): Cutout {
  return cutout(photo, SHAPES[shape], photo);
}

/** The pictures of one shape, small to large. None has more pixels than the photo gives, but the smallest is always there. */
export function renditionsOf(photo: CroppedPhoto, shape: Shape): Rendition[] {
  const { width: partWidth, height: partHeight, widths } = SHAPES[shape];
  const most = cutoutOf(photo, shape).width;
  return widths
    .filter((width, index) => index === 0 || width <= most)
    .map((width) => ({ shape, width, height: Math.round((width * partHeight) / partWidth) }));
}

/** The last part of a picture's address and of its key, such as `wide-960.webp`. */
export function fileName({ shape, width }: Pick<Rendition, 'shape' | 'width'>, format: PictureFormat): string {
  return `${shape}-${String(width)}.${format}`;
}
