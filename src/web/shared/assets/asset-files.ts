import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Coding } from '../compress.js';

/** What pages ask for besides themselves, and the files that each is made of, in their order. Nothing comes from elsewhere. */
const SOURCES = {
  'display.woff2': ['fonts/display.woff2'],
  'display-ext.woff2': ['fonts/display-ext.woff2'],
  'text.woff2': ['fonts/text.woff2'],
  'text-ext.woff2': ['fonts/text-ext.woff2'],
  'site.css': [
    'styles/foundations.css',
    'styles/frame.css',
    'styles/route.css',
    'styles/home.css',
    'styles/lists.css',
    'styles/fundraising-page.css',
    'styles/forms.css',
    'styles/moments-and-texts.css',
  ],
  'work.css': ['styles/work.css'],
  'screen.css': ['styles/screen.css'],
  'my-pages.css': ['styles/my-pages.css'],
  'register.css': ['styles/register.css'],
  'live.js': ['live.js'],
  'copy.js': ['copy.js'],
  'long-list.js': ['long-list.js'],
  'my-pages.js': ['my-pages.js'],
  'register.js': ['register.js'],
  'proof-of-work.js': ['proof-of-work.js'],
  // Of the package `altcha`; its window with marks, sounds and movements of the mouse is not needed.
  'proof-worker.js': [
    new URL('../workers/pbkdf2.js', pathToFileURL(createRequire(import.meta.url).resolve('altcha'))).href,
  ],
  'check-in.js': ['check-in.js'],
  'check-in-kept.js': ['check-in-kept.js'],
  'check-in-worker.js': ['check-in-worker.js'],
  'sign-out.js': ['sign-out.js'],
  // Of the package `qr`, for browsers that read no codes themselves; a phone asks for it when its camera is turned on.
  'qr-tables.js': [pathToFileURL(createRequire(import.meta.url).resolve('qr')).href],
  'qr-reader.js': [pathToFileURL(createRequire(import.meta.url).resolve('qr/decode.js')).href],
  'icon.svg': ['icon.svg'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type AssetName = keyof typeof SOURCES;

/** A file as it is served. Its address changes with its content, so it may be kept for ever. */
export interface Asset {
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** The same, compressed; `null` where compression gains nothing. */
  readonly compressed: Readonly<Record<Coding, Buffer | null>>;
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

// Read once when the module is loaded; a page then only looks up addresses. Fonts stand before the style sheets that
// name them.
for (const [name, sources] of Object.entries(SOURCES) as [AssetName, readonly string[]][]) {
  const [base = '', extension = ''] = name.split('.');
  const read = Buffer.concat(sources.map((source) => readFileSync(new URL(source, import.meta.url))));
  const body = bodyOf(extension, read);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  const compressible = extension !== 'woff2';
  served.set(name, {
    path: `/assets/${base}.${hash}.${extension}`,
    contentType: CONTENT_TYPES[extension] ?? 'application/octet-stream',
    body,
    compressed: {
      br: compressible ? brotliCompressSync(body) : null,
      gzip: compressible ? gzipSync(body, { level: 9 }) : null,
    },
  });
}

function bodyOf(extension: string, read: Buffer): Buffer {
  switch (extension) {
    case 'css':
      return Buffer.from(withFontAddresses(withoutSpace(read.toString('utf8'))));
    case 'js':
      return Buffer.from(withModuleAddresses(withoutComments(read.toString('utf8'))));
    default:
      return read;
  }
}

/** Scripts are written for people who read the source, and sent to phones: comments that stand on lines of their own stay here. */
function withoutComments(script: string): string {
  return script.replace(/^[ \t]*\/\*\*(?:(?!\*\/)[^])*\*\/[ \t]*\n/gmu, '').replace(/^[ \t]*\/\/.*\n/gmu, '');
}

/** The reader of codes imports its tables by the name of their file; browsers get the address that changes with them. */
function withModuleAddresses(script: string): string {
  return script.replace(/ from '\.\/index\.js'/g, () => ` from '${assetPath('qr-tables.js')}'`);
}

/** A style sheet without comments and indentation; our own sheets have no strings in which either could stand. */
function withoutSpace(css: string): string {
  return css
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/;\}/g, '}')
    .trim();
}

/** Style sheets name fonts by file; browsers get the address that changes with the font. */
function withFontAddresses(css: string): string {
  return css.replace(/url\(fonts\/([a-z-]+\.woff2)\)/g, (_, font: AssetName) => `url(${assetPath(font)})`);
}

/** What an asset is, for an address of its own that does not change with it. */
export function assetNamed(name: AssetName): Asset {
  const asset = served.get(name);
  if (asset === undefined) throw new RangeError(`No asset ${name}`);
  return asset;
}

/** The address of an asset, to be written into a page. */
export function assetPath(name: AssetName): string {
  return assetNamed(name).path;
}

const byPath = new Map([...served.values()].map((asset) => [asset.path, asset]));

/** The asset at an address such as `/assets/site.Ab3dE.css`; `undefined` for any other. */
export function assetAt(path: string): Asset | undefined {
  return byPath.get(path);
}
