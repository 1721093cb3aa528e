import type { VNode } from 'preact';
import { hillsOf, RouteCurve, seedOf } from '../route/route-geometry.js';

/** A photo, already cropped and re-encoded by us. */
export interface Photo {
  readonly src: string;
  readonly width: number;
  readonly height: number;
  /** What is to be seen, for those who do not see it. */
  readonly alt: string;
  /** The same in other sizes, as `srcset` says them: in the format that every browser knows, and in a lighter one. */
  readonly sizes?: { readonly srcset: string; readonly lighter: string };
}

const TINTS = 6;
const SKIES = 4;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One or two letters for a name: of its first two words, or its first sign where it has no letters. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '');
  const signs = (words.length === 0 ? [name.trim()] : words.slice(0, 2)).map(
    (word) => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '',
  );
  return signs.join('').toLocaleUpperCase();
}

/** A heading with a very long name in it is set smaller, so that the page below it is still to be seen. */
export function headingClass(text: string): 'long' | undefined {
  return text.length > 48 ? 'long' : undefined;
}

/** The round tint with initials beside a name. */
export function Avatar({ name, seed }: { readonly name: string; readonly seed: string }): VNode {
  return (
    <span class={`avatar tint-${String(seedOf(seed) % TINTS)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

interface BannerProps {
  readonly name: string;
  readonly seed: string;
  readonly photo: Photo | null;
}

/** The picture at the head of a page: its photo, or a landscape of its own with initials where there is none. */
export function Banner({ name, seed, photo }: BannerProps): VNode {
  return photo === null ? (
    <div class="banner">
      <Landscape seed={seed} />
      <Avatar name={name} seed={seed} />
    </div>
  ) : (
    <div class="banner photo">
      <PhotoImage photo={photo} sizes="(min-width: 56rem) 41rem, 100vw" />
    </div>
  );
}

/** A photo in the size that a screen needs. @param sizes how wide it is shown, as the attribute `sizes` says it */
export function PhotoImage({ photo, sizes }: { readonly photo: Photo; readonly sizes: string }): VNode {
  const { src, width, height, alt } = photo;
  if (photo.sizes === undefined) return <img src={src} width={width} height={height} alt={alt} />;
  return (
    <picture>
      <source type="image/webp" srcset={photo.sizes.lighter} sizes={sizes} />
      <img src={src} srcset={photo.sizes.srcset} sizes={sizes} width={width} height={height} alt={alt} />
    </picture>
  );
}

const WIDTH = 800;
const HEIGHT = 300;

function Landscape({ seed }: { readonly seed: string }): VNode {
  const hills = (layer: string, top: number, bottom: number): string =>
    new RouteCurve({
      width: WIDTH,
      height: HEIGHT,
      margin: 0,
      top,
      bottom,
      hills: hillsOf(`${seed} ${layer}`, 6),
      labelSize: 0,
    }).land();
  const sun = 380 + (seedOf(seed) % 320);
  return (
    <svg
      class={`sky-${String(seedOf(seed) % SKIES)}`}
      viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
    >
      <circle class="halo" cx={sun} cy="118" r="170" />
      <circle class="halo" cx={sun} cy="118" r="110" />
      <circle class="sun" cx={sun} cy="118" r="54" />
      <path class="far" d={hills('far', 110, 215)} />
      <path class="mid" d={hills('mid', 170, 250)} />
      <path class="near" d={hills('near', 225, 285)} />
    </svg>
  );
}
