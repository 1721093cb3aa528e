import { invalid } from './errors.js';
import { fieldsOf, integerOf, type Parameters, textOf } from './parameters.js';

interface Listed {
  readonly id: string;
  readonly created: number;
}

/** A page of a list in the shape of Stripe's API. */
export interface ListPage<Item> {
  readonly object: 'list';
  readonly data: Item[];
  readonly has_more: boolean;
  readonly url: string;
}

/** Objects of one kind, in the order in which they were made. */
export class Collection<Item extends Listed> {
  private readonly items: Item[] = [];
  private readonly places = new Map<string, number>();

  /** @param kind what its objects are called in the journal */
  constructor(readonly kind: string) {}

  get size(): number {
    return this.items.length;
  }

  get(id: string): Item | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.items[place];
  }

  put(item: Item): void {
    const place = this.places.get(item.id);
    if (place === undefined) {
      this.places.set(item.id, this.items.length);
      this.items.push(item);
    } else this.items[place] = item;
  }

  clear(): void {
    this.items.length = 0;
    this.places.clear();
  }

  values(): readonly Item[] {
    return this.items;
  }

  /**
   * A page, newest first, with Stripe's paging parameters.
   * @throws {ApiError} for a limit out of 1 to 100, or a cursor that names nothing.
   */
  page(parameters: Parameters, url: string, matches: (item: Item) => boolean = () => true): ListPage<Item> {
    const limit = integerOf(parameters, 'limit') ?? 10;
    if (limit < 1 || limit > 100)
      throw invalid('limit', 'Limit must be between 1 and 100.', 'parameter_invalid_integer');
    const inTime = createdFilter(parameters);
    const accepts = (item: Item): boolean => inTime(item) && matches(item);
    const endingBefore = textOf(parameters, 'ending_before');
    if (endingBefore !== null) return this.pageBefore(this.placeOf('ending_before', endingBefore), limit, url, accepts);
    const startingAfter = textOf(parameters, 'starting_after');
    const from = startingAfter === null ? this.items.length : this.placeOf('starting_after', startingAfter);
    const data: Item[] = [];
    for (let place = from - 1; place >= 0; place -= 1) {
      const item = this.items[place];
      if (item === undefined || !accepts(item)) continue;
      if (data.length === limit) return { object: 'list', data, has_more: true, url };
      data.push(item);
    }
    return { object: 'list', data, has_more: false, url };
  }

  private pageBefore(from: number, limit: number, url: string, accepts: (item: Item) => boolean): ListPage<Item> {
    const data: Item[] = [];
    for (let place = from + 1; place < this.items.length; place += 1) {
      const item = this.items[place];
      if (item === undefined || !accepts(item)) continue;
      if (data.length === limit) return { object: 'list', data: data.reverse(), has_more: true, url };
      data.push(item);
    }
    return { object: 'list', data: data.reverse(), has_more: false, url };
  }

  private placeOf(param: string, id: string): number {
    const place = this.places.get(id);
    if (place === undefined) throw invalid(param, `No such object: '${id}'`, 'resource_missing');
    return place;
  }
}

function createdFilter(parameters: Parameters): (item: Listed) => boolean {
  const exactly = integerOf(parameters, 'created');
  const bounds = fieldsOf(parameters, 'created');
  const gte = integerOf(bounds, 'gte');
  const gt = integerOf(bounds, 'gt');
  const lte = integerOf(bounds, 'lte');
  const lt = integerOf(bounds, 'lt');
  return ({ created }) =>
    (exactly === null || created === exactly) &&
    (gte === null || created >= gte) &&
    (gt === null || created > gt) &&
    (lte === null || created <= lte) &&
    (lt === null || created < lt);
}

/** Whether an object has what the parameters of these names ask for. */
export function matching(parameters: Parameters, names: readonly string[]): (item: object) => boolean {
  const wanted = names.flatMap((name) => {
    const value = textOf(parameters, name);
    return value === null ? [] : [[name, value] as const];
  });
  return (item) => wanted.every(([name, value]) => (item as Record<string, unknown>)[name] === value);
}
