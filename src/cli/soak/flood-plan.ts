/** What a flood asks for. */
export interface FloodPlan {
  readonly url: string;
  /** Connections that are kept and used again. */
  readonly connections: number;
  /** How many requests a second, whatever is answered; `null`: on each connection the next as soon as it is answered. */
  readonly perSecond: number | null;
  /** Connections that send half a head and nothing more. */
  readonly silent: number;
  /** Connections that come for one request, a second. */
  readonly newcomersPerSecond: number;
  /** Asked for in turn. */
  readonly requests: readonly FloodRequest[];
}

export interface FloodRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** `words`: not compressed, and read; the others are compressed as for browsers, and their bytes counted away. */
  readonly accept: 'bytes' | 'words';
  /** JSON where it begins with a brace, else the fields of a form. */
  readonly body?: string;
}

/**
 * What people and programs ask for in a rush: pages nearly all, the front page most, some totals by the API, and of twenty one gift
 * form (that nobody could pay, with a mistake in it) and one act of a program without a key.
 */
export function mixedRequests(edition: string, pages: readonly string[], walkerPage: string): FloodRequest[] {
  const look = (path: string, accept: FloodRequest['accept'] = 'bytes'): FloodRequest => ({
    method: 'GET',
    path,
    accept,
  });
  return [
    ...Array.from({ length: 3 }, () => pages.map((path) => look(path))).flat(),
    look(`/nl/${edition}`, 'words'),
    look(`/fr/${edition}`),
    look(`/api/v1/editions/${edition}/totals`),
    look(`/api/v1/editions/${edition}/totals`),
    {
      method: 'POST',
      path: `${walkerPage}/give`,
      accept: 'bytes',
      body: 'choice=4000&name=Somebody&email=no-address',
    },
    {
      method: 'POST',
      path: `/api/v1/organise/editions/${edition}/offline-gifts`,
      accept: 'bytes',
      body: '{"amountMinor":4000}',
    },
  ];
}
