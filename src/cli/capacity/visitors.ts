import { Agent, request } from 'undici';

const AT_ONCE = 20;
const WITHIN_MS = 60_000;

/** What comes of work that is begun at an even rate, whether or not that of before is done. */
export interface Offered {
  readonly done: number;
  /** How long each took; ms, in the order in which they ended. */
  readonly waits: readonly number[];
}

/**
 * Asks for pages, so many at once.
 * @param apart whether each has an address of its own, so that none is shared, or all who ask do so for the same
 * @throws {Error} for an answer that is not 200
 */
export async function askPages(
  url: string,
  paths: readonly string[],
  count: number,
  apart: 'each its own' | 'the same',
): Promise<void> {
  await withClient(async (client) => {
    await inLanes(count, (index) => askPage(client, url, paths, index, apart));
  });
}

/** Starts gifts as donors do, on the form, as far as Stripe's page. @throws {Error} for one that does not come so far */
export async function startGifts(url: string, count: number): Promise<void> {
  await withClient(async (client) => {
    await inLanes(count, () => startGift(client, url));
  });
}

/** Asks for pages at an even rate. */
export function offerPages(
  url: string,
  paths: readonly string[],
  perSecond: number,
  seconds: number,
  apart: 'each its own' | 'the same',
): Promise<Offered> {
  return offer(perSecond, seconds, (client, index) => askPage(client, url, paths, index, apart));
}

/** Starts gifts at an even rate. */
export function offerGifts(url: string, perSecond: number, seconds: number): Promise<Offered> {
  return offer(perSecond, seconds, (client) => startGift(client, url));
}

async function askPage(
  client: Agent,
  url: string,
  paths: readonly string[],
  index: number,
  apart: 'each its own' | 'the same',
): Promise<void> {
  const path = paths[index % paths.length] ?? '/';
  const address =
    apart === 'the same' ? `${url}${path}` : `${url}${path}?visit=${String(index)}-${String(Math.random())}`;
  const { statusCode, body } = await request(address, { dispatcher: client, headersTimeout: WITHIN_MS });
  await body.dump({ limit: 10_000_000 });
  if (statusCode !== 200) throw new Error(`${address} was answered ${String(statusCode)}`);
}

let givers = 0;

async function startGift(client: Agent, url: string): Promise<void> {
  givers += 1;
  const { statusCode, body } = await request(`${url}/nl/2023/give`, {
    method: 'POST',
    dispatcher: client,
    headersTimeout: WITHIN_MS,
    headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      choice: '4000',
      name: 'Capacity',
      email: `giver-${String(givers)}@example.org`,
    }).toString(),
  });
  await body.dump({ limit: 10_000_000 });
  if (statusCode !== 303) throw new Error(`A gift was answered ${String(statusCode)}`);
}

async function inLanes(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        next += 1;
        await work(next);
      }
    }),
  );
}

async function offer(
  perSecond: number,
  seconds: number,
  work: (client: Agent, index: number) => Promise<void>,
): Promise<Offered> {
  return withClient(async (client) => {
    const [waits, failures]: [number[], unknown[]] = [[], []];
    const underWay = new Set<Promise<void>>();
    const startedAt = performance.now();
    const count = Math.round(perSecond * seconds);
    for (let index = 0; index < count && failures.length === 0; index += 1) {
      const waitMs = startedAt + (index * 1_000) / perSecond - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      const begunAt = performance.now();
      const one = work(client, index)
        .then(() => waits.push(performance.now() - begunAt))
        .catch((error: unknown) => failures.push(error))
        .then(() => {
          underWay.delete(one);
        });
      underWay.add(one);
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
    return { done: waits.length, waits };
  });
}

async function withClient<Result>(work: (client: Agent) => Promise<Result>): Promise<Result> {
  const client = new Agent({ connections: AT_ONCE, connectTimeout: WITHIN_MS });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
