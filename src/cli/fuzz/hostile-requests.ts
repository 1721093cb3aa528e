import fc from 'fast-check';
import { type FuzzBody, hostileWebhooks, multipartOf } from './bytes.js';
import { fromSchema, type Schema } from './from-schema.js';
import type { KnownForm, KnownPages } from './known-pages.js';
import { nastyJsonText, nastyName, nastyText } from './nasty.js';
import type { RawRequest } from './send-raw.js';

/** Somebody who asks, with what their browser or program carries. */
export interface FuzzVisitor {
  readonly name: string;
  readonly cookie: string;
  /** The key of a program; empty for whoever has none. */
  readonly key: string;
  readonly pages: KnownPages;
}

/** A request, and who sends it. */
export interface HostileRequest extends RawRequest {
  readonly visitor: string;
}

/** A route of the platform, as `GET /organise/lists/:list`. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

/** What all requests are drawn from. */
export interface Material {
  readonly visitors: readonly FuzzVisitor[];
  readonly pictures: fc.Arbitrary<Buffer>;
  /** The JSON that a route takes by the OpenAPI document; `undefined` where it says nothing. */
  readonly bodySchema: (route: Route) => Schema | undefined;
  readonly namedSchema: (reference: string) => Schema;
  /** Names of query parameters by the OpenAPI document. */
  readonly queryNames: (route: Route) => readonly string[];
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'get', 'X'] as const;
const COMMON_VALUES: Readonly<Record<string, readonly string[]>> = {
  language: ['nl', 'fr', 'en'],
  edition: ['2023'],
  slug: ['2023'],
};
const UUID = '01890000-0000-7000-8000-000000000000';
const MOST_ADDRESSES = 12;

/** Draws requests to one route: mostly as a person or program would send them, each with something that is wrong. */
export function hostileRequests(route: Route, material: Material): fc.Arbitrary<HostileRequest> {
  return visitorsOf(route, material.visitors).chain((visitor) =>
    fc
      .record({
        address: addressOf(route, visitor.pages),
        query: queryOf(material.queryNames(route)),
        method: fc.oneof(
          { arbitrary: fc.constant(route.method), weight: 14 },
          { arbitrary: fc.constantFrom(...METHODS), weight: 1 },
        ),
        body: route.method === 'GET' ? fc.constant(null) : bodyOf(route, visitor.pages, material),
        cookie: fc.oneof(
          { arbitrary: fc.constant(visitor.cookie), weight: 12 },
          {
            arbitrary: nastyText.map(
              (text) => `session=${headerText(text)}; browser=${headerText(text)}; =; ${visitor.cookie}`,
            ),
            weight: 1,
          },
        ),
        headers: headersOf,
        address4: fc.integer({ min: 0, max: 0x1ffff }),
      })
      .map(({ address, query, method, body, cookie, headers, address4 }) => ({
        visitor: visitor.name,
        method,
        target: `${address}${query === '' ? '' : `${address.includes('?') ? '&' : '?'}${query}`}`,
        headers: [
          // Everybody from an address of their own, in the range for such tests (RFC 2544): limits are not what this is about.
          [
            'x-forwarded-for',
            `198.${String(18 + (address4 >> 16))}.${String((address4 >> 8) & 255)}.${String(address4 & 255)}`,
          ],
          ...(cookie === '' ? [] : [['cookie', cookie] as const]),
          ...(visitor.key === '' ? [] : [['authorization', `Bearer ${visitor.key}`] as const]),
          ...headers,
          ...(body?.headers ?? []),
        ],
        body: body?.body ?? null,
      })),
  );
}

/** Whoever may pass comes most, everybody else now and then. */
function visitorsOf({ path }: Route, visitors: readonly FuzzVisitor[]): fc.Arbitrary<FuzzVisitor> {
  const fits = ({ name }: FuzzVisitor): boolean =>
    path.startsWith('/organise')
      ? name.startsWith('organiser')
      : path.startsWith('/api')
        ? name === 'program'
        : path.includes('/my')
          ? name === 'walker'
          : true;
  const fitting = visitors.filter(fits);
  return fc.oneof(
    { arbitrary: fc.constantFrom(...(fitting.length === 0 ? visitors : fitting)), weight: 8 },
    { arbitrary: fc.constantFrom(...visitors), weight: 1 },
  );
}

function addressOf({ path }: Route, pages: KnownPages): fc.Arbitrary<string> {
  const pattern = new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/?]+')}(?=$|\\?)`);
  const known = [...new Set([...pages.addresses, ...pages.forms.map(({ action }) => action)])].filter((it) =>
    pattern.test(it),
  );
  const made = fc.tuple(...[...path.matchAll(/:(\w+)/g)].map(([, name = '']) => parameterOf(name))).map((values) => {
    let next = 0;
    return path.replace(/:\w+/g, () => values[next++] ?? 'x');
  });
  const odd = fc.constantFrom(
    '//',
    '/./',
    '/../',
    '/%2e%2e/',
    '/%2f',
    '/%00',
    '/%',
    '/%ff',
    '/\u00e9',
    '/;a=b',
    '/' + 'a'.repeat(4_000),
    '#',
    '?',
    '??',
    '/*',
  );
  return fc.oneof(
    ...(known.length === 0 ? [] : [{ arbitrary: fc.constantFrom(...known.slice(0, MOST_ADDRESSES)), weight: 12 }]),
    { arbitrary: made, weight: 5 },
    { arbitrary: fc.tuple(made, odd).map(([address, tail]) => `${address}${tail}`), weight: 1 },
    { arbitrary: fc.tuple(odd, made).map(([head, address]) => `${head}${address}`.replace(/^[#?]*/, '/')), weight: 1 },
  );
}

function parameterOf(name: string): fc.Arbitrary<string> {
  const values = COMMON_VALUES[name] ?? [UUID, 'x', '2023', 'donations', 'nl'];
  return fc.oneof(
    { arbitrary: fc.constantFrom(...values), weight: name in COMMON_VALUES ? 12 : 2 },
    { arbitrary: nastyText.map((text) => encoded(text).slice(0, 3_000)), weight: 2 },
    { arbitrary: nastyText.map((text) => text.replace(/[^\x21-\x7e]/g, '%').replace(/[?#/]/g, '')), weight: 1 },
  );
}

function queryOf(names: readonly string[]): fc.Arbitrary<string> {
  const known = [
    'cursor',
    'limit',
    'sort',
    'order',
    'page',
    'q',
    'edition',
    'language',
    'to',
    'done',
    'email',
    'amount',
    'after',
    'from',
    'until',
    'key',
    'token',
  ];
  const pair = fc
    .tuple(
      fc.oneof({ arbitrary: fc.constantFrom(...names, ...known), weight: 6 }, { arbitrary: nastyName, weight: 1 }),
      nastyText,
    )
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return fc.oneof(
    { arbitrary: fc.constant(''), weight: 3 },
    { arbitrary: fc.array(pair, { maxLength: 4 }).map((pairs) => pairs.join('&')), weight: 4 },
    { arbitrary: nastyText.map((text) => text.replace(/[^\x21-\x7e]/g, '%').slice(0, 2_000)), weight: 1 },
  );
}

const headersOf: fc.Arbitrary<readonly (readonly [string, string])[]> = fc.oneof(
  { arbitrary: fc.constant([['accept', 'text/html']] as const), weight: 5 },
  {
    arbitrary: fc.array(
      fc.tuple(
        fc.constantFrom(
          'accept',
          'accept-language',
          'user-agent',
          'origin',
          'referer',
          'if-none-match',
          'idempotency-key',
          'authorization',
          'last-event-id',
          'range',
          'expect',
          'content-encoding',
          'x-forwarded-host',
          'x-forwarded-proto',
          'x-request-id',
          'upgrade',
        ),
        nastyText.map(headerText),
      ),
      { maxLength: 4 },
    ),
    weight: 2,
  },
  { arbitrary: fc.constant([['x-large', 'h'.repeat(20_000)]] as const), weight: 1 },
);

function bodyOf(route: Route, pages: KnownPages, material: Material): fc.Arbitrary<FuzzBody> {
  if (route.path.startsWith('/webhooks/')) return hostileWebhooks;
  const schema = material.bodySchema(route);
  const pattern = new RegExp(`^${route.path.replace(/:\w+/g, '[^/?]+')}(?=$|\\?)`);
  const forms = pages.forms.filter(({ action, method }) => method === 'POST' && pattern.test(action)).slice(0, 6);
  const form = forms.length === 0 ? noForm : fc.constantFrom(...forms).chain((known) => formOf(known, material));
  const json =
    schema === undefined
      ? nastyJsonText
      : fromSchema(schema, material.namedSchema).map((value) => JSON.stringify(value) ?? '');
  return fc.oneof(
    { arbitrary: schema === undefined ? form : json.map(jsonBody), weight: 10 },
    { arbitrary: noForm, weight: 1 },
    { arbitrary: nastyJsonText.map(jsonBody), weight: 1 },
    {
      arbitrary: fc
        .tuple(
          fc.constantFrom(
            'text/plain',
            'application/xml',
            'multipart/form-data',
            'multipart/form-data; boundary=',
            'application/json; charset=utf-7',
            'x',
            '',
          ),
          fc.uint8Array({ maxLength: 200 }),
        )
        .map(([type, bytes]): FuzzBody => ({ body: Buffer.from(bytes), headers: [['content-type', type]] })),
      weight: 1,
    },
  );
}

/** A form as its page offers it: most fields as they would be sent, some of them wrong, missing, twice or unasked for. */
function formOf(form: KnownForm, { pictures }: Material): fc.Arbitrary<FuzzBody> {
  const field = fc.tuple(
    ...form.fields
      .filter(({ isFile }) => !isFile)
      .map(({ name, values }) =>
        fc.oneof(
          {
            arbitrary: fc
              .constantFrom(...(values.length === 0 ? ['Sarah'] : values))
              .map((value) => [[name, value] as const]),
            weight: 8,
          },
          { arbitrary: nastyText.map((value) => [[name, value] as const]), weight: 2 },
          { arbitrary: fc.constant([]), weight: 1 },
          {
            arbitrary: fc.tuple(nastyText, nastyText).map(
              ([a, b]) =>
                [
                  [name, a],
                  [`${name}[x]`, b],
                  [name, b],
                ] as const,
            ),
            weight: 1,
          },
        ),
      ),
  );
  const fields = fc
    .tuple(field, fc.array(fc.tuple(nastyName, nastyText), { maxLength: 1 }))
    .map(([known, odd]) => [...known.flat(), ...odd]);
  if (!form.multipart) return fields.map(formBody);
  const file = form.fields.find(({ isFile }) => isFile)?.name ?? 'photo';
  return fc
    .tuple(fields, fc.option(pictures, { freq: 10 }), fc.nat({ max: 15 }))
    .map(([values, bytes, chance]) => multipartOf(values, bytes === null ? null : { name: file, bytes }, chance === 0));
}

const noForm: fc.Arbitrary<FuzzBody> = fc
  .array(
    fc.tuple(
      fc.oneof(nastyName, fc.constantFrom('name', 'email', 'amount', 'edition', 'slug', 'to', 'code', 'message')),
      nastyText,
    ),
    { maxLength: 8 },
  )
  .map(formBody);

function formBody(fields: readonly (readonly [string, string])[]): FuzzBody {
  const body = fields.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  return { body: Buffer.from(body), headers: [['content-type', 'application/x-www-form-urlencoded']] };
}

function jsonBody(text: string): FuzzBody {
  return { body: Buffer.from(text), headers: [['content-type', 'application/json']] };
}

/** As it stands in an address or a form. What is no text by itself (half of a pair) becomes the sign for that. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** What may stand in a header without ending it: the rest is the business of the connection, not of a route. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e\x80-\xff]/g, '?').slice(0, 1_000);
}
