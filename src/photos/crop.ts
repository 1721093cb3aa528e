/** Where the eye of a photo is, in parts of a thousand of its width and height, and how near it is shown. */
export interface Crop {
  readonly focusX: number;
  readonly focusY: number;
  /** 100: as much of the photo as fits; 300: a third of that. */
  readonly zoomPercent: number;
}

export const MIDDLE: Crop = { focusX: 500, focusY: 500, zoomPercent: 100 };
export const ZOOMS = [100, 150, 200] as const;

/** A part of a photo, in its pixels. */
export interface Cutout {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a photo that has the shape of `shape`, is as large as the zoom allows, and has the focus as near its
 * middle as the edges of the photo allow. It always lies within the photo and has at least one pixel.
 */
export function cutout(photo: Size, shape: Size, { focusX, focusY, zoomPercent }: Crop): Cutout {
  const ratio = shape.width / shape.height;
  const fits = photo.width / photo.height > ratio ? photo.height : photo.width / ratio;
  const height = within(Math.round((fits * 100) / zoomPercent), 1, photo.height);
  const width = within(Math.round(height * ratio), 1, photo.width);
  return {
    left: within(Math.round((photo.width * focusX) / 1000 - width / 2), 0, photo.width - width),
    top: within(Math.round((photo.height * focusY) / 1000 - height / 2), 0, photo.height - height),
    width,
    height,
  };
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
