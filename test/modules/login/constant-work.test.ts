import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Route, RouteResponse } from '../../../src/shared/index.js';
import { client, createTestApp, goodPassword, type TestApp } from '../../helpers/create-test-app.js';
import { createFailingLogins, type FailingLogin } from '../../helpers/failing-logins.js';
import { type CountingBcrypt, createCountingBcrypt, rounds } from '../passwords/counting-bcrypt.js';

/** Requirement 10, counted: whoever is named and whatever is wrong, a failed login is the same work, statement by statement and round by round. */

const cost = 6;
const bcrypt: CountingBcrypt = createCountingBcrypt();
const statements: string[] = [];
let testApp: TestApp;
let failing: readonly FailingLogin[];
let route: Route;

beforeAll(async () => {
  testApp = await createTestApp({ bcrypt, bcryptCost: cost });
  failing = await createFailingLogins({
    user: async (name) => (await testApp.createUser(name)).id,
    password: goodPassword,
    sql: testApp.sql,
    cost,
  });
  const found = testApp.routes.find(({ path }) => path === '/token');
  if (found === undefined) throw new Error('no /token');
  route = found;
  // The first check of all reads the costs of all stored hashes, once.
  await testApp.mutate('login', { input: { username: 'first', password: goodPassword } });
  listen();
});
afterAll(() => testApp.close());

function listen(): void {
  const silent = (): void => {};
  const logger = {
    // The key ring looks for changed keys now and then; that is nobody's login.
    logQuery: (query: string) => {
      if (!query.includes('FROM signing_keys')) statements.push(query.replaceAll(/\s+/g, ' '));
    },
    logQueryError: silent,
    logQuerySlow: silent,
    logSchemaBuild: silent,
    logMigration: silent,
    log: silent,
  };
  testApp.opened.database.dataSource.setOptions({ logger });
}

interface Work {
  readonly rounds: number;
  readonly statements: readonly string[];
}

async function measureWork(work: () => Promise<unknown>): Promise<Work> {
  bcrypt.take();
  statements.length = 0;
  await work();
  return { rounds: rounds(bcrypt.take()), statements: [...statements] };
}

function login({ identifier, password }: FailingLogin): ReturnType<TestApp['mutate']> {
  return testApp.mutate('login', { input: { username: identifier, password } });
}

function token({ identifier, password }: FailingLogin): Promise<RouteResponse> {
  return route.handle({
    method: 'POST',
    headers: {},
    form: [
      ['username', identifier],
      ['password', password],
    ],
    query: [],
    authorizationHeaderCount: 0,
    client,
  });
}

/** Looking for a user by username and by address are two statements of one shape; text that can be nobody's name needs none. */
function shapeOf({ rounds: spent, statements: asked }: Work): unknown {
  return {
    rounds: spent,
    statements: asked.filter((text) => !/FROM users WHERE (username|email)_key/.test(text)),
  };
}

describe.each([
  ['login', login, (kind: FailingLogin) => kind.password !== 'never'],
  ['/token', token, (kind: FailingLogin) => kind.fitsForm],
] as const)('a failed %s', (_door, door, fits) => {
  test('is the same rounds and the same statements for every kind of failure', async () => {
    const bills = new Map<string, Work>();
    for (const kind of failing.filter(fits)) bills.set(kind.kind, await measureWork(() => door(kind)));

    const [first] = bills.values();
    expect(first?.rounds).toBe(2 ** cost);
    expect(first?.statements.length).toBeGreaterThan(1);
    for (const [kind, bill] of bills) {
      expect({ kind, ...Object(shapeOf(bill)) }).toEqual({ kind, ...Object(first && shapeOf(first)) });
    }
  });

  test('asks for a known name no more and no less than for one that nobody has', async () => {
    const billFor = (name: string): Promise<Work> => {
      const kind = failing.find((candidate) => candidate.kind === name);
      if (kind === undefined) throw new Error(`no kind ${name}`);
      return measureWork(() => door(kind));
    };

    const stranger = await billFor('unknown "nobody"');

    for (const name of ['wrong', 'passwordless', 'disabled', 'deleted', 'cheaphash', 'phphash']) {
      expect({ name, ...(await billFor(name)) }).toEqual({ name, ...stranger });
    }
  });
});
