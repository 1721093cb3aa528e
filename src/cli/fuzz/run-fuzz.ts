import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import pLimit from 'p-limit';
import { FaultyStage } from '../faults/faulty-stage.js';
import { FrontDoor } from '../rehearsal/front-door.js';
import { list, Rehearsal } from '../rehearsal/rehearse-edition.js';
import { StripeDesk } from '../rehearsal/stripe-desk.js';
import { tellStory } from '../rehearsal/story.js';
import { hostilePictures } from './bytes.js';
import type { Schema } from './from-schema.js';
import {
  hostileRequests,
  type FuzzVisitor,
  type HostileRequest,
  type Material,
  type Route,
} from './hostile-requests.js';
import { type KnownPages, walkPages } from './known-pages.js';
import { isFlat, MemoryWatch, type MemoryThirds } from './memory.js';
import type { FuzzOptions } from './options.js';
import { bytesOf, sendRaw } from './send-raw.js';
import { type Account, cookieOf, findVisitors, keyOf } from './visitors.js';
import { webRoutes } from './web-routes.js';

/** So much of the edition stands there when the requests come: some teams, walkers and gifts of each kind. */
const SCALE = 0.01;
const PLAYERS = 12;
/** The stage begins its processes anew when the story has been told. */
const PATIENCE_MS = 60_000;
/** Routes that are asked at the same moment: far fewer than are let in at once, so that a 503 is a fault. */
const ROUTES_AT_ONCE = 10;
const MOST_FAULTS_OF_A_ROUTE = 3;
const SHRINK_WITHIN_MS = 30_000;
/** What is no controller of ours, and still answers. */
const OTHER_ROUTES = [
  'GET /api/openapi.json',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /organise/queues',
  'GET /organise/queues/queue/:queue',
  'GET /organise/queues/api/queues',
  'GET /no/such/:page',
] as const;
/** What takes from the others what they work on comes last. */
const ENDS_SOMETHING =
  /archive|windows|dissolve|leave|remove|hand-over|dismiss|revoke|close|sign-out|reject|reverse|\/team\//;
const STARTS = [
  '/',
  '/nl/2023',
  '/en/2023/give',
  '/en/2023/register',
  '/fr/2023/teams',
  '/en/2023/my',
  '/en/2023/my/account',
  '/organise',
  '/organise/lists/donations?edition=2023',
  '/api/openapi.json',
];

interface Fault {
  readonly route: string;
  readonly seed: number;
  readonly answer: string;
  readonly request: HostileRequest;
}

/**
 * Sends hostile requests to every route, and looks for answers that are faults of ours (5xx), answers that never come, a
 * process that ends, and memory that only grows. Prints each fault as small as it could be made, a table, and one line of JSON.
 * @returns whether none was found
 * @throws when the stage cannot be set, or the run is stopped; everything is ended before
 */
export async function runFuzz(options: FuzzOptions, signal: AbortSignal): Promise<boolean> {
  setMaxListeners(PLAYERS + 30, signal);
  const stage = await FaultyStage.set({ scale: SCALE, keep: options.keep }, signal);
  try {
    await playAStory(stage, options.seed, signal);
    return await fuzzAll(stage, options, signal);
  } finally {
    await stage.stop();
  }
}

async function fuzzAll(stage: FaultyStage, options: FuzzOptions, signal: AbortSignal): Promise<boolean> {
  const port = Number(new URL(stage.appUrl).port);
  const web = stage.parts[0];
  const accounts = await findVisitors(stage.databaseUrl);
  const pages = new Map<string, KnownPages>();
  for (const account of accounts)
    pages.set(account.name, await walkPages(port, await cookieOf(stage.databaseUrl, account), STARTS));
  const admin = accounts.find(({ name }) => name === 'organiser-admin');
  const key = admin === undefined ? '' : await keyOf(port, await cookieOf(stage.databaseUrl, admin));
  const document = await openApi(stage.appUrl);
  const pictures = await hostilePictures();
  const routes = routesOf(document).filter((route) => nameOf(route).includes(options.only));
  const each = Math.max(1, Math.ceil(options.requests / Math.max(1, routes.length)));
  const known = [...pages.values()];
  console.log(
    `${String(routes.length)} routes, ${String(each)} requests each; ${String(known.reduce((sum, { forms }) => sum + forms.length, 0))} forms seen on ${String(known.reduce((sum, { addresses }) => sum + addresses.length, 0))} pages`,
  );

  const statuses = new Map<number, number>();
  const faults: Fault[] = [];
  const memory = new MemoryWatch(() => web?.pid);
  const startsBefore = stage.parts.map(({ starts }) => starts);
  const began = performance.now();
  const ask = async (request: HostileRequest): Promise<string | null> => {
    signal.throwIfAborted();
    const { status, hung, text } = await sendRaw(port, request);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (hung) return 'no answer';
    return status >= 500 ? text.slice(0, 300) : null;
  };
  const limit = pLimit(ROUTES_AT_ONCE);
  let thirds: MemoryThirds | null = null;
  try {
    await Promise.all(
      routes.map((route, index) =>
        limit(async () => {
          const material = {
            visitors: await signedIn(stage.databaseUrl, accounts, pages, key),
            pictures,
            ...schemasOf(document),
          };
          faults.push(...(await fuzzRoute(route, material, { seed: options.seed + index, count: each, ask, signal })));
        }),
      ),
    );
  } finally {
    limit.clearQueue();
    thirds = memory.stop();
  }
  const seconds = (performance.now() - began) / 1000;
  const ended = stage.parts
    .filter(({ starts }, index) => starts !== startsBefore[index])
    .map(({ name }) => `${name} ended by itself`);
  const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const grew = thirds !== null && !isFlat(thirds) ? [`the memory of web grew: ${told(thirds)}`] : [];
  const wrong = [...faults.map(say), ...ended, ...grew];

  console.log(
    `\n${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${(status === 0 ? 'closed' : String(status)).padEnd(8)}${String(count).padStart(8)}`)
      .join('\n')}`,
  );
  console.log(
    `${'sent'.padEnd(8)}${String(sent).padStart(8)} in ${seconds.toFixed(0)} s; memory of web ${thirds === null ? 'not seen' : told(thirds)}\n`,
  );
  if (wrong.length > 0) console.log(`${String(wrong.length)} fault(s):\n${list(wrong)}\n`);
  console.log(
    JSON.stringify({
      seed: options.seed,
      routes: routes.length,
      requests: sent,
      faults: wrong.length,
      statuses: Object.fromEntries(statuses),
      memoryMb: thirds,
      seconds: Math.round(seconds),
    }),
  );
  return wrong.length === 0;
}

/** Asks one route so often; what fails is made smaller as far as it still fails, and the rest goes on. */
async function fuzzRoute(
  route: Route,
  material: Material,
  {
    seed,
    count,
    ask,
    signal,
  }: {
    readonly seed: number;
    readonly count: number;
    readonly ask: (request: HostileRequest) => Promise<string | null>;
    readonly signal: AbortSignal;
  },
): Promise<Fault[]> {
  const found: Fault[] = [];
  let left = count;
  for (let turn = 0; left > 0 && found.length < MOST_FAULTS_OF_A_ROUTE; turn += 1) {
    let answer = '';
    let failedAt = 0;
    const turnSeed = seed * 1_000 + turn;
    const property = fc.asyncProperty(hostileRequests(route, material), async (request) => {
      const fault = await ask(request);
      if (fault !== null) answer = fault;
      if (performance.now() > failedAt && failedAt > 0) return true;
      if (fault !== null && failedAt === 0) failedAt = performance.now() + SHRINK_WITHIN_MS;
      return fault === null;
    });
    const { numRuns, counterexample, errorInstance } = await fc.check(property, { seed: turnSeed, numRuns: left });
    signal.throwIfAborted();
    left -= Math.max(1, numRuns);
    const request = counterexample?.[0];
    if (request !== undefined) {
      const what = answer === '' ? String(errorInstance) : answer;
      found.push({ route: nameOf(route), seed: turnSeed, answer: what, request });
    }
  }
  return found;
}

async function signedIn(
  databaseUrl: string,
  accounts: readonly Account[],
  pages: ReadonlyMap<string, KnownPages>,
  key: string,
): Promise<FuzzVisitor[]> {
  const visitors: FuzzVisitor[] = [];
  for (const account of accounts) {
    const known = pages.get(account.name) ?? { addresses: [], forms: [] };
    visitors.push({
      name: account.name,
      cookie: await cookieOf(databaseUrl, account),
      key: account.name === 'program' ? key : '',
      pages: known,
    });
  }
  return visitors;
}

async function playAStory(stage: FaultyStage, seed: number, signal: AbortSignal): Promise<void> {
  const story = tellStory({ seed, scale: SCALE });
  const frontDoor = new FrontDoor(stage.appUrl, story.rules.slug, PLAYERS, PATIENCE_MS);
  const desk = new StripeDesk(stage.sandboxUrl, PLAYERS, PATIENCE_MS);
  try {
    const options = { seed, scale: SCALE, speed: 'max', concurrency: PLAYERS, target: null, keep: false } as const;
    const { found } = await new Rehearsal(story, options, stage, { frontDoor, desk }, signal).run();
    if (found.length > 0) throw new Error(`The story did not come out:\n${list(found)}`);
  } finally {
    await Promise.allSettled([frontDoor.close(), desk.close()]);
  }
}

/** As much of the OpenAPI document as is used here. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

async function openApi(appUrl: string): Promise<Document> {
  const response = await fetch(`${appUrl}/api/openapi.json`);
  // The platform's own document; `test/integration` holds what is in it.
  return (await response.json()) as Document;
}

function schemasOf({ paths, components }: Document): Pick<Material, 'bodySchema' | 'namedSchema' | 'queryNames'> {
  const operationOf = ({ method, path }: Route): Operation | undefined =>
    paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  return {
    bodySchema: (route) => operationOf(route)?.requestBody?.content?.['application/json']?.schema,
    namedSchema: (reference) => components?.schemas?.[reference.split('/').at(-1) ?? ''] ?? {},
    queryNames: (route) =>
      (operationOf(route)?.parameters ?? []).filter((it) => it.in === 'query').map(({ name }) => name),
  };
}

/** Every route of the router and of the document; those that end something last. */
function routesOf({ paths }: Document): Route[] {
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const names = [...new Set([...webRoutes(), ...documented, ...OTHER_ROUTES])].sort();
  return [
    ...names.filter((name) => !ENDS_SOMETHING.test(name)),
    ...names.filter((name) => ENDS_SOMETHING.test(name)),
  ].map((name) => {
    const [method = '', path = ''] = name.split(' ', 2);
    return { method, path };
  });
}

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

function told({ first, second, last }: MemoryThirds): string {
  return `${String(first)}, ${String(second)} and ${String(last)} MB in its thirds`;
}

function say({ route, seed, answer, request }: Fault): string {
  return `${route} (seed ${String(seed)}, as ${request.visitor}): ${answer.split('\r\n', 1)[0] ?? ''}\n    ${JSON.stringify(bytesOf(request).toString('latin1')).slice(0, 1_500)}`;
}
