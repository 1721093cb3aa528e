import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** The files that pages ask for besides themselves. All are ours; nothing comes from elsewhere. */
const ASSET_NAMES = [
  'fonts/display.woff2',
  'fonts/display-ext.woff2',
  'fonts/text.woff2',
  'fonts/text-ext.woff2',
  'site.css',
  'work.css',
  'live.js',
  'icon.svg',
] as const;
export type AssetName = (typeof ASSET_NAMES)[number];

/** A file as it is served. Its address changes with its content, so it may be kept for ever. */
export interface Asset {
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** The same, compressed; `null` where compression gains nothing. */
  readonly brotli: Buffer | null;
  readonly gzip: Buffer | null;
}

/** What an answer with an asset says about keeping it. */
export const ASSET_CACHE_CONTROL = 'public, max-age=31536000, immutable';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

const served = new Map<AssetName, Asset>();

// Read once when the module is loaded: eight small files, and a page then only looks up their addresses.
for (const name of ASSET_NAMES) {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  const read = readFileSync(new URL(name, import.meta.url));
  const body = extension === 'css' ? Buffer.from(withFontAddresses(read.toString('utf8'))) : read;
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  const base = name.slice(name.lastIndexOf('/') + 1, -extension.length - 1);
  const compressible = extension !== 'woff2';
  served.set(name, {
    path: `/assets/${base}.${hash}.${extension}`,
    contentType: CONTENT_TYPES[extension] ?? 'application/octet-stream',
    body,
    brotli: compressible ? brotliCompressSync(body) : null,
    gzip: compressible ? gzipSync(body, { level: 9 }) : null,
  });
}

/** Style sheets name fonts by file; browsers get the address that changes with the font. Fonts stand first in the list. */
function withFontAddresses(css: string): string {
  return css.replace(/url\((fonts\/[a-z-]+\.woff2)\)/g, (_, font: AssetName) => `url(${assetPath(font)})`);
}

/** The address of an asset, to be written into a page. */
export function assetPath(name: AssetName): string {
  const asset = served.get(name);
  if (asset === undefined) throw new RangeError(`No asset ${name}`);
  return asset.path;
}

const byPath = new Map([...served.values()].map((asset) => [asset.path, asset]));

/** The asset at an address such as `/assets/site.Ab3dE.css`; `undefined` for any other. */
export function assetAt(path: string): Asset | undefined {
  return byPath.get(path);
}
