import { z } from 'zod';
import { parseInput, type RawInput } from '../platform/http/input.js';
import { type Crop, ZOOMS } from './crop.js';

/** The nine positions of those who do not point: where the eye of the photo is, across and down. */
export const POSITIONS = [
  '0-0',
  '500-0',
  '1000-0',
  '0-500',
  '500-500',
  '1000-500',
  '0-1000',
  '500-1000',
  '1000-1000',
] as const;
export type Position = (typeof POSITIONS)[number];

const pointed = z.coerce.number().int().min(0).max(1000).optional().catch(undefined);

const CropForm = z.object({
  position: z.enum(POSITIONS, { error: 'CHOICE_INVALID' }),
  zoom: z.enum(ZOOMS.map(String), { error: 'CHOICE_INVALID' }),
  focusX: z.preprocess((value) => (value === '' ? undefined : value), pointed),
  focusY: z.preprocess((value) => (value === '' ? undefined : value), pointed),
});

/** Reads a crop from its form: the point that was pointed at, else the position that was chosen. @throws {InputInvalidError} */
export function parseCrop(input: RawInput): Crop {
  const { position, zoom, focusX, focusY } = parseInput(CropForm, input);
  const [x = 500, y = 500] = position.split('-').map(Number);
  const wasPointed = focusX !== undefined && focusY !== undefined;
  return { focusX: wasPointed ? focusX : x, focusY: wasPointed ? focusY : y, zoomPercent: Number(zoom) };
}

/** The position that is nearest to where the eye of a photo is. */
export function nearestPosition({ focusX, focusY }: Crop): Position {
  const near = (value: number): number => Math.round(value / 500) * 500;
  const position = `${String(near(focusX))}-${String(near(focusY))}`;
  return POSITIONS.find((it) => it === position) ?? '500-500';
}
