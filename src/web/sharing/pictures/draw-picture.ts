import sharp from 'sharp';
import type { Currency } from '../../../domain/money.js';
import type { Language } from '../../../domain/language.js';
import { fitText, outlineOf } from '../../../platform/documents/text-paths.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { hillsOf, RouteCurve, round } from '../../shared/route/route-geometry.js';
import { routeScale } from '../../shared/route/route-scale.js';

/** What a picture for shared links shows. */
export interface PictureView {
  readonly language: Language;
  readonly currency: Currency;
  /** The edition's title, small at the top. */
  readonly edition: string;
  /** Whose page it is, as it is shown; the edition's own promise otherwise. */
  readonly name: string;
  readonly raisedMinor: number;
  readonly goalMinor: number;
  readonly milestonesMinor: readonly number[];
  /** Gives the road its hills. */
  readonly seed: string;
  /** A square photo, re-encoded by us; `null`: initials where there is a person or team, and nothing for the edition. */
  readonly photo: Buffer | null;
  readonly initials: string | null;
}

/** The size that networks ask for (Open Graph, 1.91 : 1). */
export const PICTURE_SIZE = { width: 1200, height: 630 } as const;

const DISPLAY = { family: 'bricolage-grotesque', weight: 700 } as const;
const TEXT = { family: 'source-sans-3', weight: 600 } as const;
const LEFT = 72;
const PHOTO = { x: 1000, y: 200, radius: 132 } as const;
const ROAD = { width: 1200, height: 250, margin: 60, top: 40, bottom: 170, labelSize: 24 } as const;
const ROAD_TOP = 380;

/** Draws the picture as PNG, off the event loop. Whoever shares a link is seen by name, road and amount. */
export async function drawPicture(view: PictureView): Promise<Buffer> {
  const svg = Buffer.from(svgOf(view));
  const base = sharp(svg);
  if (view.photo === null) return base.png({ palette: true, quality: 90 }).toBuffer();
  const side = PHOTO.radius * 2;
  const circle = Buffer.from(
    `<svg width="${String(side)}" height="${String(side)}"><circle cx="${String(PHOTO.radius)}" cy="${String(PHOTO.radius)}" r="${String(PHOTO.radius)}"/></svg>`,
  );
  const photo = await sharp(view.photo)
    .resize(side, side, { fit: 'cover' })
    .composite([{ input: circle, blend: 'dest-in' }])
    .png()
    .toBuffer();
  return base
    .composite([{ input: photo, left: PHOTO.x - PHOTO.radius, top: PHOTO.y - PHOTO.radius }])
    .png({ palette: true, quality: 90 })
    .toBuffer();
}

function svgOf(view: PictureView): string {
  const { language, currency, raisedMinor, goalMinor, milestonesMinor, seed, initials, photo } = view;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, currency);
  const beside = photo !== null || initials !== null;
  const width = beside ? PHOTO.x - PHOTO.radius - LEFT - 40 : PICTURE_SIZE.width - 2 * LEFT;
  const name = fitText(view.name, DISPLAY, [76, 64, 54, 46], width, 2);
  const nameTop = 150;
  const lineHeight = name.size * 1.08;
  const amountTop = nameTop + name.lines.length * lineHeight + 36;
  const amount = fitText(
    t('picture.raised', { amount: money(raisedMinor), goal: money(goalMinor) }),
    TEXT,
    [38, 34, 30],
    width,
    1,
  );
  const curve = new RouteCurve({ ...ROAD, hills: hillsOf(seed, 7) });
  const scale = routeScale({ raisedMinor, goalMinor, milestonesMinor });
  const road = curve.path();
  const here = curve.pointAt(scale.walked);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(PICTURE_SIZE.width)}" height="${String(PICTURE_SIZE.height)}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#FDF7EC"/><stop offset="1" stop-color="#FBDFC5"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#sky)"/>
<circle cx="860" cy="470" r="210" fill="#FBD2AB" opacity=".6"/><circle cx="860" cy="470" r="140" fill="#FBC58F" opacity=".6"/>
<g transform="translate(${String(LEFT)} 52)"><rect width="44" height="44" rx="12" fill="#C8431B"/><path d="M7 31c7-12 10 3 16-7s7-11 14-12" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/></g>
${written(outlineOf(view.edition, { ...TEXT, size: 30 }).path, LEFT + 62, 84, '#14233C')}
${name.lines.map(({ path }, index) => written(path, LEFT, nameTop + name.size * 0.8 + index * lineHeight, '#14233C')).join('')}
${amount.lines.map(({ path }) => written(path, LEFT, amountTop + amount.size * 0.8, '#A63412')).join('')}
<g transform="translate(0 ${String(ROAD_TOP)})"><path d="${curve.land(400)}" fill="#fff"/>
<path d="${road}" fill="none" stroke="#E9DDC6" stroke-width="20" stroke-linecap="round"/>
<path d="${road}" fill="none" stroke="#C8431B" stroke-width="20" stroke-linecap="round" stroke-dasharray="${round(scale.walked * curve.length)} ${round(curve.length * 2)}"/>
<circle cx="${round(here.x)}" cy="${round(here.y)}" r="17" fill="#14233C" stroke="#fff" stroke-width="6"/></g>
${beside && photo === null ? initialsAt(initials ?? '') : ''}
</svg>`;
}

function written(path: string, x: number, y: number, colour: string): string {
  return path === '' ? '' : `<path transform="translate(${round(x)} ${round(y)})" d="${path}" fill="${colour}"/>`;
}

function initialsAt(initials: string): string {
  const { path, width } = outlineOf(initials, { ...DISPLAY, size: 96 });
  return `<circle cx="${String(PHOTO.x)}" cy="${String(PHOTO.y)}" r="${String(PHOTO.radius)}" fill="#BFE0DA"/>${written(path, PHOTO.x - width / 2, PHOTO.y + 34, '#14233C')}`;
}
