/** The curve of a road, and where things stand on it. Pure: amounts and shapes in, coordinates out. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The box a route is drawn in, in units of its own view box. */
export interface RouteBox {
  readonly width: number;
  readonly height: number;
  /** Free room left and right of the road. */
  readonly margin: number;
  /** The road runs between these two heights. */
  readonly top: number;
  readonly bottom: number;
  /** Heights of the hills, 0 (bottom) to 1 (top), at equal steps from start to end; at least two. */
  readonly hills: readonly number[];
  readonly labelSize: number;
}

/** A label beneath the road; `x` is its middle. */
export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** What is to stand on the road. `priority`: who keeps a label when two do not fit side by side; more is stronger. */
export interface StoneToPlace {
  /** 0 is the start of the road, 1 its end, along the road and not across the page. */
  readonly share: number;
  readonly text: string;
  readonly priority: number;
}

export interface PlacedStone extends Point {
  readonly share: number;
  /** `null` where it would touch a stronger one; the stone itself stays. */
  readonly label: PlacedLabel | null;
}

/** The free room that labels keep from each other. */
const LABEL_GAP = 10;
/** Steps per piece of curve when its length is measured; more change nothing that an eye could see. */
const STEPS = 48;

/** A smooth road through the hills of a box. */
export class RouteCurve {
  readonly #anchors: readonly Point[];
  readonly #slopes: readonly number[];
  readonly #samples: readonly (Point & { readonly length: number })[];

  constructor(private readonly box: RouteBox) {
    const last = box.hills.length - 1;
    if (last < 1) throw new RangeError('A road needs two hills or more');
    this.#anchors = box.hills.map((hill, index) => ({
      x: box.margin + ((box.width - 2 * box.margin) * index) / last,
      y: box.bottom - hill * (box.bottom - box.top),
    }));
    this.#slopes = this.#anchors.map((_, index) => {
      const before = this.#anchors[Math.max(0, index - 1)] as Point;
      const after = this.#anchors[Math.min(last, index + 1)] as Point;
      return (after.y - before.y) / (after.x - before.x);
    });
    this.#samples = this.measure();
  }

  get start(): Point {
    return this.#anchors[0] as Point;
  }

  get end(): Point {
    return this.#anchors.at(-1) as Point;
  }

  /** The length of the road in units of its box. */
  get length(): number {
    return this.#samples.at(-1)?.length ?? 0;
  }

  /** The point after this part of the road's length; beyond its ends, the ends. */
  pointAt(share: number): Point {
    const wanted = Math.min(1, Math.max(0, share)) * this.length;
    const index = this.#samples.findIndex((sample) => sample.length >= wanted);
    const after = this.#samples[index];
    const before = this.#samples[index - 1];
    if (after === undefined) return this.end;
    if (before === undefined) return this.start;
    const part = (wanted - before.length) / (after.length - before.length || 1);
    return { x: before.x + (after.x - before.x) * part, y: before.y + (after.y - before.y) * part };
  }

  /** The road as SVG path data. */
  path(): string {
    return `M${pair(this.start)}${this.pieces()}`;
  }

  /** The land beneath the road down to the foot of the box; `beyond` makes it run on past both sides. */
  land(beyond = 0): string {
    const { start, end, box } = this;
    const left = box.margin + beyond;
    const right = box.width - end.x + beyond;
    const from = { x: start.x - left, y: start.y + Math.min(24, left / 4, box.height - start.y) };
    const to = { x: end.x + right, y: end.y + Math.min(18, right / 4, box.height - end.y) };
    const into = `C${pair({ x: from.x + left / 2, y: from.y })} ${pair(this.along(0, -Math.min(left / 2, 90)))} ${pair(start)}`;
    const out = `C${pair(this.along(-1, Math.min(right / 2, 90)))} ${pair({ x: to.x - right / 2, y: to.y })} ${pair(to)}`;
    return `M${pair(from)}${into}${this.pieces()}${out}V${round(box.height + (beyond > 0 ? 8 : 0))}H${round(from.x)}Z`;
  }

  /** The stones where they stand, with the labels that fit: inside the box, none touching another. */
  place(stones: readonly StoneToPlace[]): PlacedStone[] {
    const labels = new Map<StoneToPlace, PlacedLabel>();
    const byPriority = [...stones].sort((a, b) => b.priority - a.priority);
    for (const stone of byPriority) {
      const label = this.labelOf(stone);
      const touches = [...labels.values()].some(
        (other) => Math.abs(other.x - label.x) < (other.width + label.width) / 2 + LABEL_GAP,
      );
      if (!touches && label.width <= this.box.width) labels.set(stone, label);
    }
    return stones.map((stone) => ({
      ...this.pointAt(stone.share),
      share: stone.share,
      label: labels.get(stone) ?? null,
    }));
  }

  private labelOf({ share, text }: StoneToPlace): PlacedLabel {
    const width = labelWidth(text, this.box.labelSize);
    const { x } = this.pointAt(share);
    const inside = Math.min(this.box.width - width / 2, Math.max(width / 2, x));
    return { text, x: inside, y: this.box.height - this.box.labelSize * 0.4, width };
  }

  private along(index: number, dx: number): Point {
    const anchor = this.#anchors.at(index) as Point;
    return { x: anchor.x + dx, y: anchor.y + (this.#slopes.at(index) ?? 0) * dx };
  }

  private pieces(): string {
    let pieces = '';
    for (let index = 1; index < this.#anchors.length; index += 1) {
      const { from, c1, c2, to } = this.piece(index);
      pieces += `c${pair({ x: c1.x - from.x, y: c1.y - from.y })} ${pair({ x: c2.x - from.x, y: c2.y - from.y })} ${pair({ x: to.x - from.x, y: to.y - from.y })}`;
    }
    return pieces;
  }

  private piece(index: number): { from: Point; c1: Point; c2: Point; to: Point } {
    const from = this.#anchors[index - 1] as Point;
    const to = this.#anchors[index] as Point;
    const third = (to.x - from.x) / 3;
    return { from, c1: this.along(index - 1, third), c2: this.along(index, -third), to };
  }

  private measure(): (Point & { length: number })[] {
    const samples = [{ ...this.start, length: 0 }];
    for (let index = 1; index < this.#anchors.length; index += 1) {
      const { from, c1, c2, to } = this.piece(index);
      for (let step = 1; step <= STEPS; step += 1) {
        const t = step / STEPS;
        const x = bezier(t, from.x, c1.x, c2.x, to.x);
        const y = bezier(t, from.y, c1.y, c2.y, to.y);
        const before = samples.at(-1) ?? { ...this.start, length: 0 };
        samples.push({ x, y, length: before.length + Math.hypot(x - before.x, y - before.y) });
      }
    }
    return samples;
  }
}

function bezier(t: number, a: number, b: number, c: number, d: number): number {
  const u = 1 - t;
  return u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
}

/** How wide a label is at most: the widest figure of the text face is 0.55 of its size, most signs are narrower. */
export function labelWidth(text: string, size: number): number {
  return text.length * size * 0.56;
}

/** One decimal: finer than any screen shows, and short in the page. */
export function round(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

function pair({ x, y }: Point): string {
  return `${round(x)},${round(y)}`;
}

/** A number below 2³² that is the same for the same text, everywhere (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash >>> 0;
}

/** Hills that belong to a text: every team and walker has a road of their own, the same each time. */
export function hillsOf(text: string, count: number): number[] {
  let state = seedOf(text) || 1;
  const hills: number[] = [];
  for (let index = 0; index < count; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const chance = (state >>> 0) / 0x1_0000_0000;
    // Up and down in turns, so that no road is flat; it begins low.
    hills.push(index === 0 ? 0.1 + chance * 0.2 : index % 2 === 0 ? chance * 0.45 : 0.5 + chance * 0.5);
  }
  return hills;
}
