import { afterEach, describe, expect, test } from '@jest/globals';
import { type Bcrypt, bcrypt } from '../../src/modules/passwords/password-hash.js';
import { defaultLoginThrottlePolicy } from '../../src/platform/rate-limit/index.js';
import { client, createTestApp, goodPassword, type TestApp } from '../helpers/create-test-app.js';
import { createFailingLogins } from '../helpers/failing-logins.js';
import { criticalKsDistance, ksDistance, shuffle } from '../helpers/sample-statistics.js';

/**
 * Requirement 10: the time of a failed login does not reveal the reason. Two samples, taken in random order
 * on the same machine, are compared with each other and never with a constant. New samples confirm a
 * difference before the test fails. test/modules/login/constant-work.test.ts counts the work itself.
 */

const samples = 300;
const cost = 8;
/** The probability that samples of a correct server differ this much by chance, in every round. */
const alpha = 1e-8;
const confirmations = 3;
/**
 * A difference of the medians up to this part of one hash is tolerated: a known user costs a row more to
 * read, about 0.1 ms on Postgres and 0.3 ms for a hash of a lower cost. docs/security.md lists it as a known
 * limit.
 */
const tolerance = 0.03;

/** The kinds of failed login; none may be distinguishable from the first. */
const kinds = {
  login: ['unknown "nobody"', 'wrong', 'passwordless', 'disabled', 'cheaphash', 'phphash'],
  // The same login code, called by another entry point.
  '/token': ['unknown "nobody"', 'wrong'],
} as const;

let testApp: TestApp;
afterEach(() => testApp.close());

type LoginAttempt = (identifier: string, password: string) => Promise<unknown>;

function entryPoints(): Readonly<Record<'login' | '/token', LoginAttempt>> {
  const route = testApp.routes.find(({ path }) => path === '/token');
  if (route === undefined) throw new Error('no /token');
  return {
    login: (username, password) => testApp.mutate('login', { input: { username, password } }),
    '/token': (username, password) =>
      route.handle({
        method: 'POST',
        headers: {},
        form: [
          ['username', username],
          ['password', password],
        ],
        query: [],
        authorizationHeaderCount: 0,
        client,
      }),
  };
}

/** Opens a server with one user of each kind and returns a function that measures one login. */
async function createMeasurement(
  usedBcrypt: Bcrypt,
): Promise<(entryPoint: 'login' | '/token', kind: string) => Promise<number>> {
  testApp = await createTestApp({ bcrypt: usedBcrypt, bcryptCost: cost, ...unlimited });
  const logins = await createFailingLogins({
    user: async (name) => (await testApp.createUser(name)).id,
    password: goodPassword,
    sql: testApp.sql,
    cost,
  });
  const attemptBy = entryPoints();
  return async (entryPoint, kind) => {
    const login = logins.find((candidate) => candidate.kind === kind);
    if (login === undefined) throw new Error(`no kind ${kind}`);
    const before = performance.now();
    await attemptBy[entryPoint](login.identifier, login.password);
    return performance.now() - before;
  };
}

/** Returns `samples` durations of each kind, measured in random order. */
async function measureKinds(
  attempt: (kind: string) => Promise<number>,
  measuredKinds: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(measuredKinds.map((kind) => [kind, []]));
  const order = shuffle(Array.from({ length: samples }, () => measuredKinds).flat());
  for (const kind of order) times.get(kind)?.push(await attempt(kind));
  return times;
}

/**
 * Returns the kinds whose duration differs from that of the first kind in every round. Each round takes new
 * samples.
 */
async function findDistinguishableKinds(
  attempt: (kind: string) => Promise<number>,
  measuredKinds: readonly string[],
  rounds: number,
): Promise<readonly string[]> {
  const [reference = '', ...others] = measuredKinds;
  let suspects: readonly string[] = others;
  for (let round = 0; round < rounds && suspects.length > 0; round += 1) {
    const times = await measureKinds(attempt, [reference, ...suspects]);
    const critical = criticalKsDistance(alpha, samples, samples);
    const expected = times.get(reference) ?? [];
    suspects = suspects.filter(
      (kind) => ksDistance(expected, withoutTolerated(times.get(kind) ?? [], expected)) > critical,
    );
  }
  return suspects;
}

/** Shifts the durations towards the expected median, by the tolerated difference at most. */
function withoutTolerated(durations: readonly number[], expected: readonly number[]): readonly number[] {
  const limit = tolerance * median(expected);
  const difference = median(durations) - median(expected);
  const shift = Math.max(-limit, Math.min(limit, difference));
  return durations.map((duration) => duration - shift);
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

describe('the time of a failed login does not depend on the reason', () => {
  test.each(['login', '/token'] as const)(
    'through %s',
    async (entryPoint) => {
      const attempt = await createMeasurement(bcrypt);
      for (const kind of kinds[entryPoint]) await attempt(entryPoint, kind);

      expect(
        await findDistinguishableKinds((kind) => attempt(entryPoint, kind), kinds[entryPoint], confirmations),
      ).toEqual([]);
    },
    600_000,
  );

  test('the measurement detects a server that skips the comparison for unknown users', async () => {
    const attempt = await createMeasurement(withoutDummyHash);
    for (const kind of kinds.login) await attempt('login', kind);

    const found = await findDistinguishableKinds(
      (kind) => attempt('login', kind),
      ['wrong', 'unknown "nobody"'],
      1,
    );

    expect(found).toEqual(['unknown "nobody"']);
  }, 600_000);
});

/** A defect: the comparison for unknown users, which only takes time, is skipped. */
const withoutDummyHash: Bcrypt = {
  hash: bcrypt.hash,
  compare: async (secret, hash) => (hash.endsWith('.'.repeat(53)) ? false : bcrypt.compare(secret, hash)),
};

/** Disables the lockout, which would end the measurement after ten failures. */
const unlimited = {
  quotas: { credential: { amount: 1_000_000, windowSeconds: 900 } },
  loginThrottlePolicy: {
    ...defaultLoginThrottlePolicy,
    freeFailures: 1_000_000,
    freeFailuresInAll: 1_000_000,
  },
};
