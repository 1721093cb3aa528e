import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { includesRole, type Role, ROLES } from '../../src/domain/roles.js';
import { storeEdition } from '../factories/edition.js';
import { ORGANISER_ROUTES, organiserRoutes, type RouteRule } from '../factories/organiser-routes.js';
import { organiserAtWork } from '../factories/organisers.js';
import { RunningApp } from '../factories/running-app.js';
import { Visitor, type VisitorAnswer } from '../factories/visitor.js';
import { testDatabase, type TestDatabase, testRedis, type TestServer } from '../support/services.js';

const KEY = 'the-organiser-key-of-this-test';

/** What a route says to somebody. */
type Answer = 'let in' | 'refused' | 'sign in' | 'second factor';

/** Somebody who tries each door. */
interface Person {
  readonly name: string;
  readonly role: Role | null;
  readonly everywhere: boolean;
  readonly signedIn: boolean;
  readonly steppedUp: boolean;
  readonly byKey: boolean;
}

const nobody: Person = {
  name: 'nobody',
  role: null,
  everywhere: false,
  signedIn: false,
  steppedUp: false,
  byKey: false,
};
const someone = { ...nobody, signedIn: true, steppedUp: true };
const PEOPLE: readonly Person[] = [
  nobody,
  { ...someone, name: 'somebody without a role' },
  ...ROLES.map((role) => ({ ...someone, name: `${role} of the edition`, role })),
  ...ROLES.map((role) => ({ ...someone, name: `${role} of all editions`, role, everywhere: true })),
  { ...someone, name: 'finance without a code', role: 'finance', steppedUp: false },
  { ...someone, name: 'admin of all editions without a code', role: 'admin', everywhere: true, steppedUp: false },
  { ...nobody, name: 'holder of the key', role: 'admin', everywhere: true, byKey: true },
];

function owed({ role: needed, everywhere, enrolled }: RouteRule, person: Person): Answer {
  if (needed === 'anybody') return 'let in';
  if (needed === 'any-organiser') {
    return !person.signedIn
      ? 'sign in'
      : person.role === null
        ? 'refused'
        : enrolled === true
          ? 'second factor'
          : 'let in';
  }
  if (person.role === null) return person.signedIn ? 'refused' : 'sign in';
  if (!includesRole(person.role, needed)) return 'refused';
  const asksCode = !person.byKey && needed !== 'viewer' && includesRole(person.role, 'finance');
  if (asksCode && !person.steppedUp) return 'second factor';
  return everywhere === true && !person.everywhere ? 'refused' : 'let in';
}

function answerOf(route: string, { status, location }: VisitorAnswer): Answer {
  if (status >= 500) throw new Error(`${route} was answered with ${String(status)}`);
  if (status === 403) return 'refused';
  if (status === 303 && location?.startsWith('/organise/sign-in') === true) return 'sign in';
  if (status === 303 && location?.startsWith('/organise/second-factor') === true) return 'second factor';
  return 'let in';
}

const FILLED: Readonly<Record<string, string>> = { list: 'donations', file: 'donations.csv', slug: '2023' };

describe('Every route of the organisers', () => {
  let database: TestDatabase;
  let redis: TestServer & { readonly redisUrl: string };
  let running: RunningApp;
  let editionId: string;

  beforeAll(async () => {
    [database, redis] = await Promise.all([testDatabase(), testRedis()]);
    running = await RunningApp.start(
      { databaseUrl: database.databaseUrl, redisUrl: redis.redisUrl },
      { organiserKey: KEY, role: 'web' },
    );
    editionId = (await storeEdition(running.database)).id;
  }, 60_000);

  afterAll(async () => {
    await running.close();
    await Promise.all([database.drop(), redis.drop()]);
  });

  async function enters(person: Person): Promise<Visitor> {
    if (person.signedIn) {
      const { role, everywhere, steppedUp } = person;
      return organiserAtWork(running, role, { steppedUp, ...(everywhere ? {} : { editionId }) });
    }
    const visitor = new Visitor(running);
    if (person.byKey) await visitor.get(`/organise?key=${KEY}`);
    return visitor;
  }

  it.each(PEOPLE)('answers $name as it should', async (person) => {
    const visitor = await enters(person);
    const given: Record<string, Answer> = {};
    const expected: Record<string, Answer> = {};
    for (const route of organiserRoutes()) {
      const [method = '', path = ''] = route.split(' ', 2);
      const address = path.replace(/:(\w+)/g, (_, name: string) => FILLED[name] ?? uuidv7());
      const answer =
        method === 'GET'
          ? await visitor.get(`${address}?edition=2023`)
          : await visitor.post(address, { edition: '2023', scope: 'edition' });
      // The door to signing in leads to itself for everybody, and into no page of the organisers.
      given[route] = path === '/organise/sign-in' ? 'let in' : answerOf(route, answer);
      expected[route] = owed(ORGANISER_ROUTES[route] ?? { role: 'admin' }, person);
    }
    expect(given).toEqual(expected);
  });

  it('knows a role of another edition as none', async () => {
    const other = await storeEdition(running.database, { slug: '2022' });
    const visitor = await organiserAtWork(running, 'admin', { editionId: other.id });
    expect((await visitor.get('/organise?edition=2022')).status).toBe(200);
    expect((await visitor.get('/organise?edition=2023')).status).toBe(403);
    expect((await visitor.get('/organise/people?edition=2023')).status).toBe(403);
  });
});
