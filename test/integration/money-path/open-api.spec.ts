import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { type CheckoutPages, openCheckoutPages } from '../../factories/checkout-pages.js';
import { storeCaptain, storeDonation, storeEdition, type StoredWalker } from '../../factories/edition.js';
import { RunningApp } from '../../factories/running-app.js';
import { PaymentStory } from '../../factories/stripe-events.js';
import { testDatabase, type TestDatabase } from '../../support/services.js';

type Schema = Readonly<Record<string, unknown>>;
interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

const ajv = new Ajv2020({ strict: true, allErrors: true });
formats.default.default(ajv);

let services: TestDatabase;
let pages: CheckoutPages;
let app: RunningApp;
let captain: StoredWalker;
let document: Document;

beforeAll(async () => {
  services = await testDatabase();
  pages = await openCheckoutPages();
  app = await RunningApp.start({ databaseUrl: services.databaseUrl, apiBase: pages.apiBase }, { role: 'web' });
  const edition = await storeEdition(app.database);
  captain = await storeCaptain(app.database, edition);
  const gift = await storeDonation(app.database, edition, { to: captain });
  await app.process(await app.record([new PaymentStory({ donation_id: gift }, 4_000).intent('succeeded')]));
  document = (await app.app.inject({ method: 'GET', url: '/api/openapi.json' })).json();
});

afterAll(async () => {
  await app.close();
  await pages.close();
  await services.drop();
});

/** The answer of a request, once it fits what the document says of it. */
async function answer(
  method: 'GET' | 'POST',
  path: string,
  template: string,
  payload?: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await app.app.inject({ method, url: path, ...(payload === undefined ? {} : { payload }) });
  const operation = document.paths[template]?.[method.toLowerCase()];
  const mediaType = String(response.headers['content-type']).split(';')[0] ?? '';
  const schema = operation?.responses[String(response.statusCode)]?.content?.[mediaType]?.schema;
  if (schema === undefined) {
    throw new Error(
      `${method} ${template} says nothing of ${String(response.statusCode)} as ${mediaType}: ${response.body}`,
    );
  }
  const body: Record<string, unknown> = response.json();
  const validate = ajv.compile(schema);
  expect({ fits: validate(body), errors: validate.errors ?? [], body }).toMatchObject({ fits: true });
  return { status: response.statusCode, body };
}

const API = '/api/v1/editions/{edition}';
const registration = {
  participationType: 'central-20',
  firstName: 'Sarah',
  lastName: 'Peeters',
  email: 'sarah@example.org',
  birthDate: '1990-04-01',
  acceptTerms: true,
};
const gift = { target: { kind: 'edition' }, amountMinor: 4_000, name: 'Lotte Maes', email: 'lotte@example.org' };

describe('the OpenAPI document', () => {
  it('is of version 3.1 and holds schemas that are valid JSON Schema 2020-12', () => {
    expect(document.openapi).toMatch(/^3\.1/);
    for (const operations of Object.values(document.paths)) {
      for (const { responses } of Object.values(operations)) {
        for (const { content } of Object.values(responses)) {
          for (const { schema } of Object.values(content ?? {})) expect(ajv.validateSchema(schema)).toBe(true);
        }
      }
    }
  });

  it('names every route of the API that the process answers, and no other', () => {
    const tree = app.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false, includeHooks: false });
    expect(routesOf(tree)).toEqual(
      Object.entries(document.paths)
        .flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`))
        .sort(),
    );
  });
});

/** The API's routes in Fastify's printed tree, in the words of OpenAPI. */
function routesOf(tree: string): string[] {
  const routes: string[] = [];
  const folders: string[] = [];
  for (const line of tree.split('\n')) {
    const match = /^((?:│ {3}| {4})*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line);
    if (match === null) continue;
    const [, indent = '', part = '', methods = ''] = match;
    const depth = indent.length / 4;
    folders.splice(depth);
    folders.push(part);
    const path = folders.join('').replace(/:([a-z]+)/gi, '{$1}');
    if (!path.startsWith('/api/v1')) continue;
    for (const method of methods.split(', ')) if (method !== '' && method !== 'HEAD') routes.push(`${method} ${path}`);
  }
  return routes.sort();
}

describe('every answer of the API', () => {
  it.each([
    ['totals', '/totals'],
    ['teams', '/teams'],
    ['teams by name, one a page', '/teams?sort=name&limit=1'],
  ])('fits the document: %s', async (_what, path) => {
    const { status } = await answer('GET', `/api/v1/editions/2023${path}`, `${API}${path.split('?')[0] ?? ''}`);
    expect(status).toBe(200);
  });

  it('fits the document: a team with its members and gifts, and a walker', async () => {
    const team = await answer('GET', `/api/v1/editions/2023/teams/${captain.teamSlug}`, `${API}/teams/{team}`);
    expect(team.body).toMatchObject({ raisedMinor: 4_000, latestGifts: [{ amountMinor: 4_000 }] });
    const walker = await answer(
      'GET',
      `/api/v1/editions/2023/walkers/${captain.walkerSlug}`,
      `${API}/walkers/{walker}`,
    );
    expect(walker.body).toMatchObject({ raisedMinor: 4_000, team: { slug: captain.teamSlug } });
  });

  it('fits the document: a gift and a registration that go to Stripe, and a free place that does not', async () => {
    const given = await answer('POST', '/api/v1/editions/2023/donations', `${API}/donations`, gift);
    expect(given.status).toBe(201);
    const held = await answer('POST', '/api/v1/editions/2023/registrations', `${API}/registrations`, registration);
    expect(held.body['checkoutUrl']).toMatch(/^https:/);
    const free = await answer('POST', '/api/v1/editions/2023/registrations', `${API}/registrations`, {
      ...registration,
      email: 'free@example.org',
      freePlace: true,
    });
    expect(free.body['checkoutUrl']).toBeNull();
  });

  it.each<[string, 'GET' | 'POST', string, string, string]>([
    ['an edition that is not there', 'GET', '1999/totals', '/totals', 'EDITION_NOT_FOUND'],
    ['a list of an edition that is not there', 'GET', '1999/teams', '/teams', 'EDITION_NOT_FOUND'],
    ['a team that is not there', 'GET', '2023/teams/nobody', '/teams/{team}', 'TEAM_NOT_FOUND'],
    ['a walker who is not there', 'GET', '2023/walkers/nobody', '/walkers/{walker}', 'WALKER_NOT_FOUND'],
    ['a gift to an edition that is not there', 'POST', '1999/donations', '/donations', 'EDITION_NOT_FOUND'],
    [
      'a registration for an edition that is not there',
      'POST',
      '1999/registrations',
      '/registrations',
      'EDITION_NOT_FOUND',
    ],
  ])('says 404 as problem details of %s', async (_what, method, path, template, code) => {
    const payload = method === 'GET' ? undefined : template === '/donations' ? gift : registration;
    const { status, body } = await answer(method, `/api/v1/editions/${path}`, `${API}${template}`, payload);
    expect([status, body['code']]).toEqual([404, code]);
  });

  it.each<[string, 'GET' | 'POST', string, object | undefined, string[]]>([
    ['a list in an order that there is not', 'GET', '/teams?sort=luck&limit=0', undefined, ['sort', 'limit']],
    ['a gift without anything', 'POST', '/donations', {}, ['target', 'name', 'email']],
    ['a gift with a misspelt property', 'POST', '/donations', { to: { kind: 'edition' } }, ['to']],
    ['a registration with a misspelt property', 'POST', '/registrations', { teamname: 'Zon' }, ['teamname']],
    ['a further walker with one', 'POST', '/registrations', { moreWalkers: [{ firstname: 'Zoë' }] }, ['firstname']],
    [
      'a registration without anything',
      'POST',
      '/registrations',
      {},
      ['participationType', 'firstName', 'acceptTerms'],
    ],
  ])('says 422 as problem details of %s, naming every field', async (_what, method, path, payload, fields) => {
    const { status, body } = await answer(
      method,
      `/api/v1/editions/2023${path}`,
      `${API}${path.split('?')[0] ?? ''}`,
      payload,
    );
    expect(status).toBe(422);
    expect((body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual(expect.arrayContaining(fields));
  });
});
