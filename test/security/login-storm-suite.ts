import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import type { SignedInUser } from '../helpers/sign-in.js';

/**
 * Requirement 12: many concurrent logins fill the hashing queue and block no other request. Measured by the
 * order of responses, not by time.
 */

/** One worker per core, three at most, and twenty waiting for each (src/modules/passwords). */
const workers = Math.min(availableParallelism(), 3);
const places = workers * 21;
/** A server with a user who is not part of the storm. */
export interface StormedServer {
  readonly url: string;
  readonly user: SignedInUser;
  /** Checks that the server logged no error. */
  expectNoErrors(): void;
  close(): Promise<void>;
}

const mutation = 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }';

function login(url: string, index: number): Promise<HttpResult> {
  // Unknown names: the same work as for a known one, and no name reaches its limit.
  const input = { username: `storm${index}`, password: 'a password of no user' };
  return sendGraphql(url, mutation, { variables: { input } });
}

export interface LoginStormOptions {
  /** More logins beyond the queue than the workers finish while all arrive. */
  readonly excess: number;
  /** How often another user asks `me` and the readiness meanwhile. */
  readonly rounds: number;
}

export function describeLoginStorm(
  open: () => Promise<StormedServer>,
  { excess, rounds }: LoginStormOptions,
): void {
  let server: StormedServer;
  beforeAll(async () => {
    server = await open();
  });
  afterAll(() => server.close());

  test('logins that cannot be served are rejected with Retry-After, and other requests do not wait', async () => {
    let hashed = 0;
    const attempts = Array.from({ length: places + excess }, (_, index) => login(server.url, index));
    const storm = attempts.map(async (attempt) => {
      const answer = await attempt;
      if (answer.status === 200) hashed += 1;
      return answer;
    });
    // The queue is full once a login was rejected.
    await Promise.any(
      storm.map(async (attempt) => ((await attempt).status === 503 ? true : Promise.reject())),
    );

    const unaffected: { readonly status: number; readonly hashedBefore: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const me = await sendGraphql(server.url, '{ me { username } }', { token: server.user.accessToken });
      expect(valueAt(me.body, 'data', 'me', 'username')).toBe('unaffected');
      const health = await sendHttp(`${server.url}/health/ready`);
      unaffected.push({ status: health.status, hashedBefore: hashed });
    }
    const outcomes = await Promise.all(storm);

    const refused = outcomes.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    // How many are compared depends on the machine, because a request waits for a limited time only.
    const compared = outcomes.filter(({ status }) => status === 200);
    expect(compared.length).toBeGreaterThan(0);
    expect(compared.length + refused.length).toBe(outcomes.length);
    for (const { body } of compared) {
      expect(valueAt(body, 'data', 'login', 'userErrors', 0, 'code')).toBe('INVALID_CREDENTIALS');
    }
    for (const { body, headers } of refused) {
      expect(valueAt(body, 'errors', 0, 'extensions', 'code')).toBe('SERVICE_UNAVAILABLE');
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    // None of the other requests, sent one after the other, waited for the logins that were queued before it.
    expect(unaffected.map(({ status }) => status)).toEqual(Array.from({ length: rounds }, () => 200));
    const hashedMeanwhile = unaffected.map(
      ({ hashedBefore }, round) => hashedBefore - (unaffected[round - 1]?.hashedBefore ?? 0),
    );
    expect(Math.max(...hashedMeanwhile)).toBeLessThan(places);
  });

  test('a login after the storm succeeds, and no rejected login was counted as a failure', async () => {
    const { body } = await sendGraphql(server.url, mutation, {
      variables: { input: { username: 'unaffected', password: 'a password of no user' } },
    });

    expect(valueAt(body, 'data', 'login', 'userErrors', 0, 'code')).toBe('INVALID_CREDENTIALS');
    server.expectNoErrors();
  });
}
