import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { cutout, MIDDLE } from './crop.js';
import { keepPhoto, makePictures } from './make-pictures.js';
import { nearestPosition, parseCrop, POSITIONS } from './parse-crop.js';
import { kindOfUpload, UPLOAD_BOUNDS } from './read-upload.js';
import { renditionsOf } from './renditions.js';

const SIZE = { width: 400, height: 300 };
const picture = (width = SIZE.width, height = SIZE.height) =>
  sharp({ create: { width, height, channels: 3, background: '#c8431b' } });
const refusal = (code: string) => expect.objectContaining({ fields: [{ field: 'photo', code }] });

/** A PNG whose header claims to be huge and whose body holds nothing to speak of. */
async function bomb(): Promise<Buffer> {
  const small = await picture(300, 300).png().toBuffer();
  small.writeUInt32BE(60_000, 16);
  small.writeUInt32BE(60_000, 20);
  small.writeUInt32BE(crc32(small.subarray(12, 29)), 29);
  return small;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe('A photo that somebody sends', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('is taken as %s', async (format) => {
    const { width, height, body } = await keepPhoto(await picture().toFormat(format, { effort: 1 }).toBuffer());
    expect({ width, height }).toEqual(SIZE);
    expect((await sharp(body).metadata()).format).toBe('webp');
  });

  it('loses its EXIF and its place, and keeps its upright', async () => {
    const sent = await picture()
      .withExif({ IFD0: { Copyright: 'Nele' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 13/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(sent).metadata()).exif).toBeDefined();
    const kept = await keepPhoto(sent);
    expect({ width: kept.width, height: kept.height }).toEqual({ width: 300, height: 400 });
    const made = await makePictures(kept, MIDDLE);
    for (const body of [kept.body, ...made.map((it) => it.body)]) {
      const { exif, icc, xmp, orientation } = await sharp(body).metadata();
      expect({ exif, icc, xmp, orientation: orientation ?? 1 }).toEqual({ orientation: 1 });
      expect(body.includes('GPS')).toBe(false);
    }
  });

  it('is made into pictures of bounded sizes, in two formats, none larger than the photo', async () => {
    const kept = await keepPhoto(await picture(1_200, 900).jpeg().toBuffer());
    const made = await makePictures(kept, MIDDLE);
    expect(made.map(({ fileName }) => fileName)).toEqual([
      'wide-480.webp',
      'wide-480.jpg',
      'wide-960.webp',
      'wide-960.jpg',
      'square-96.webp',
      'square-96.jpg',
      'square-320.webp',
      'square-320.jpg',
    ]);
    for (const { fileName, body } of made) {
      const { width, height, format } = await sharp(body).metadata();
      const asked = Number(/\d+/.exec(fileName)?.[0]);
      expect(width).toBe(asked);
      expect(height).toBe(fileName.startsWith('wide') ? (asked * 3) / 8 : asked);
      expect(fileName.endsWith(format === 'jpeg' ? 'jpg' : 'webp')).toBe(true);
    }
  });

  it('is refused as an SVG, a PDF, a text, a HEIC or nothing, before any decoder sees it', () => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic')]);
    for (const file of [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      Buffer.from('%PDF-1.7\n1 0 obj'),
      Buffer.from('<?php echo 1;'),
      Buffer.from('II*\0'),
      heic,
    ]) {
      expect(() => kindOfUpload(file)).toThrow(refusal('FILE_TYPE_UNSUPPORTED'));
    }
    expect(() => kindOfUpload(Buffer.alloc(0))).toThrow(refusal('FILE_REQUIRED'));
    expect(() => kindOfUpload(Buffer.alloc(UPLOAD_BOUNDS.mostBytes + 1))).toThrow(refusal('FILE_TOO_LARGE'));
  });

  it('is refused when it moves: as GIF, as animated WebP, as APNG', async () => {
    const stills = await Promise.all(
      ['#123456', '#c8431b'].map((background) => {
        return sharp({ create: { width: 300, height: 300, channels: 3, background } })
          .png()
          .toBuffer();
      }),
    );
    const frames = await sharp(stills, { join: { animated: true } })
      .webp()
      .toBuffer();
    const png = await picture(300, 300).png().toBuffer();
    const control = Buffer.concat([Buffer.from([0, 0, 0, 8]), Buffer.from('acTL'), Buffer.alloc(12)]);
    const apng = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
    for (const file of [Buffer.from('GIF89a'), frames, apng]) {
      expect(() => kindOfUpload(file)).toThrow(refusal('PICTURE_MOVES'));
    }
  });

  it('is refused when it is too small, or unpacks into more pixels than fit', async () => {
    await expect(keepPhoto(await picture(199, 600).png().toBuffer())).rejects.toThrow(refusal('PICTURE_TOO_SMALL'));
    await expect(keepPhoto(await bomb())).rejects.toThrow(refusal('PICTURE_TOO_LARGE'));
  });

  it('is refused when its head is a picture’s and the rest is not', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><rect width="9" height="9"/></svg>';
    for (const head of [
      [0xff, 0xd8, 0xff],
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      Buffer.from('RIFF....WEBP'),
    ]) {
      await expect(keepPhoto(Buffer.concat([Buffer.from(head), Buffer.from(svg)]))).rejects.toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      );
    }
  });

  it('is taken or refused in our own words, however it was cut off or damaged', async () => {
    const noisy = sharp({
      create: {
        width: 320,
        height: 240,
        channels: 3,
        background: '#fff',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    });
    const whole = await Promise.all([
      noisy.clone().jpeg().toBuffer(),
      noisy.clone().png().toBuffer(),
      noisy.clone().webp().toBuffer(),
      noisy.clone().avif({ effort: 0 }).toBuffer(),
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { maxLength: 6 }),
        async (file, cut, damages) => {
          const sent = Buffer.from(file.subarray(0, Math.ceil(file.length * cut)));
          for (const [at, byte] of damages) if (sent.length > 0) sent[Math.floor(at * sent.length)] = byte;
          try {
            const { width, height } = await keepPhoto(sent);
            expect(width * height).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toMatchObject({ code: 'INPUT_INVALID', fields: [{ field: 'photo' }] });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is refused when half of it is missing', async () => {
    const whole = await picture(900, 900).jpeg().toBuffer();
    await expect(keepPhoto(whole.subarray(0, whole.length / 2))).rejects.toThrow(refusal('FILE_BROKEN'));
  });
});

describe('The part of a photo that shows', () => {
  it('has the shape asked for, as large as fits, around what was pointed at', () => {
    const wide = { width: 8, height: 3 };
    expect(cutout({ width: 1_600, height: 1_200 }, wide, MIDDLE)).toEqual({
      left: 0,
      top: 300,
      width: 1_600,
      height: 600,
    });
    expect(cutout({ width: 1_600, height: 1_200 }, wide, { focusX: 0, focusY: 0, zoomPercent: 200 })).toEqual({
      left: 0,
      top: 0,
      width: 800,
      height: 300,
    });
  });

  it('never leaves the photo', () => {
    const side = fc.integer({ min: 1, max: 4_000 });
    const part = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(side, side, part, part, fc.integer({ min: 100, max: 300 }), (width, height, focusX, focusY, zoom) => {
        for (const shape of [
          { width: 8, height: 3 },
          { width: 1, height: 1 },
        ]) {
          const cut = cutout({ width, height }, shape, { focusX, focusY, zoomPercent: zoom });
          expect(Math.min(cut.left, cut.top, cut.width - 1, cut.height - 1)).toBeGreaterThanOrEqual(0);
          expect(cut.left + cut.width).toBeLessThanOrEqual(width);
          expect(cut.top + cut.height).toBeLessThanOrEqual(height);
        }
      }),
    );
  });

  it('always has a smallest picture, even of a small photo', () => {
    const photo = { width: 200, height: 200, ...MIDDLE };
    expect(renditionsOf(photo, 'wide')).toEqual([{ shape: 'wide', width: 480, height: 180 }]);
  });

  it('is chosen by one of nine positions, or by pointing, which goes before', () => {
    expect(parseCrop({ position: '1000-0', zoom: '150', focusX: '', focusY: '' })).toEqual({
      focusX: 1_000,
      focusY: 0,
      zoomPercent: 150,
    });
    expect(parseCrop({ position: '0-0', zoom: '100', focusX: '333', focusY: '667' })).toEqual({
      focusX: 333,
      focusY: 667,
      zoomPercent: 100,
    });
    expect(() => parseCrop({ position: '7-7', zoom: '999' })).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
    for (const position of POSITIONS) {
      expect(nearestPosition(parseCrop({ position, zoom: '100' }))).toBe(position);
    }
  });
});
