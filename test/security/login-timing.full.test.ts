import { afterEach, describe, expect, test } from '@jest/globals';
import { type Bcrypt, bcrypt } from '../../src/modules/passwords/bcrypt.js';
import { defaultGuessPolicy } from '../../src/platform/rate-limit/index.js';
import { client, goodPassword, openSigningIn, type SigningIn } from '../helpers/create-test-app.js';
import { plantFailingLogins } from '../helpers/failing-logins.js';
import { criticalDistance, distance, shuffled } from '../helpers/sample-statistics.js';

/**
 * Requirement 10, timed: from how long a failed login takes nobody learns why it failed. It is the one place where times are compared: two
 * samples with each other, taken in turns in random order so that a busy machine is busy for both, and never with a constant. A suspicion is
 * confirmed by fresh samples before the test fails. What the work is made of is counted in test/modules/login/constant-work.test.ts.
 */

const samples = 300;
const cost = 8;
/** Of a hundred million runs on a fair server one would look so far apart by chance, and has to do so in every round. */
const alpha = 1e-8;
const confirmations = 3;

/** The kinds that an attacker would want to tell apart; the first is what all others must look like. */
const kinds = {
  login: ['unknown "nobody"', 'wrong', 'passwordless', 'disabled', 'cheaphash', 'phphash'],
  // The same path behind another door.
  '/token': ['unknown "nobody"', 'wrong'],
} as const;

let here: SigningIn;
afterEach(() => here.close());

type Door = (identifier: string, password: string) => Promise<unknown>;

function doors(): Readonly<Record<'login' | '/token', Door>> {
  const route = here.routes.find(({ path }) => path === '/token');
  if (route === undefined) throw new Error('no /token');
  return {
    login: (username, password) => here.mutate('login', { input: { username, password } }),
    '/token': (username, password) =>
      route.handle({
        method: 'POST',
        headers: {},
        form: [
          ['username', username],
          ['password', password],
        ],
        query: [],
        authorizationHeaders: 0,
        client,
      }),
  };
}

/** Opens a server with one of each kind, and answers how to try one. */
async function open(used: Bcrypt): Promise<(door: 'login' | '/token', kind: string) => Promise<number>> {
  here = await openSigningIn({ bcrypt: used, bcryptCost: cost, ...unlimited });
  const planted = await plantFailingLogins({
    person: async (name) => (await here.person(name)).id,
    password: goodPassword,
    sql: here.sql,
    cost,
  });
  const through = doors();
  return async (door, kind) => {
    const one = planted.find((candidate) => candidate.kind === kind);
    if (one === undefined) throw new Error(`no kind ${kind}`);
    const before = performance.now();
    await through[door](one.identifier, one.password);
    return performance.now() - before;
  };
}

/** Tries every kind so many times, all mixed. */
async function timesOf(
  attempt: (kind: string) => Promise<number>,
  tried: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(tried.map((kind) => [kind, []]));
  const order = shuffled(Array.from({ length: samples }, () => tried).flat());
  for (const kind of order) times.get(kind)?.push(await attempt(kind));
  return times;
}

/** The kinds that stand apart from the first of them, in fresh samples each time. */
async function apart(
  attempt: (kind: string) => Promise<number>,
  tried: readonly string[],
  rounds: number,
): Promise<readonly string[]> {
  const [reference = '', ...others] = tried;
  let suspects: readonly string[] = others;
  for (let round = 0; round < rounds && suspects.length > 0; round += 1) {
    const times = await timesOf(attempt, [reference, ...suspects]);
    const critical = criticalDistance(alpha, samples, samples);
    suspects = suspects.filter(
      (kind) => distance(times.get(reference) ?? [], times.get(kind) ?? []) > critical,
    );
  }
  return suspects;
}

describe('the time of a failed login tells nothing', () => {
  test.each(['login', '/token'] as const)(
    'through %s',
    async (door) => {
      const attempt = await open(bcrypt);
      for (const kind of kinds[door]) await attempt(door, kind);

      expect(await apart((kind) => attempt(door, kind), kinds[door], confirmations)).toEqual([]);
    },
    600_000,
  );

  test('and a server that compares nothing where there is nothing to compare would be found out', async () => {
    const attempt = await open(withoutDummyHash);
    for (const kind of kinds.login) await attempt('login', kind);

    const found = await apart((kind) => attempt('login', kind), ['wrong', 'unknown "nobody"'], 1);

    expect(found).toEqual(['unknown "nobody"']);
  }, 600_000);
});

/** The planted defect: the comparison with nothing, whose only purpose is its time, is left out. */
const withoutDummyHash: Bcrypt = {
  hash: bcrypt.hash,
  compare: async (secret, hash) => (hash.endsWith('.'.repeat(53)) ? false : bcrypt.compare(secret, hash)),
};

/** The lockout would end the measurement after ten failures; that it does so for everybody alike is shown elsewhere. */
const unlimited = {
  quotas: { credential: { amount: 1_000_000, windowSeconds: 900 } },
  guessPolicy: { ...defaultGuessPolicy, freeFailures: 1_000_000, freeFailuresInAll: 1_000_000 },
};
