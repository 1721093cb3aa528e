import { z } from 'zod';
import { type Figure, FIGURES, type Figures as PressFigures } from '../../press-snapshots/index.js';
import { Count, Minor } from './schemas.js';

/** All figures of one moment as they are answered: those of a snapshot, under the same names. */
export const Figures = z
  .strictObject(Object.fromEntries(FIGURES.map((figure) => [nameOf(figure), figure.kind === 'money' ? Minor : Count])))
  .describe('All of one moment; what went back is ≤ 0, and what is on its way is part of nothing else');

export function figuresAsJson(figures: PressFigures): z.input<typeof Figures> {
  return Object.fromEntries(FIGURES.map((figure) => [nameOf(figure), figures[figure.key]]));
}

function nameOf({ key, kind }: Figure): string {
  return kind === 'money' ? `${key}Minor` : key;
}
