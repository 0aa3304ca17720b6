import { expect } from '@jest/globals';
import type { CurrentUser, DeviceCookie } from '../../../src/modules/access/index.js';
import {
  defaultLoginThrottlePolicy,
  type LoginThrottlePolicy,
} from '../../../src/platform/rate-limit/index.js';
import type { RouteResponse } from '../../../src/shared/index.js';
import {
  client,
  goodPassword,
  type MutationResult,
  otherPassword,
  type TestApp,
} from '../../helpers/create-test-app.js';

/** A policy with few free failures, so that tests need few attempts. */
export const loginThrottlePolicy: LoginThrottlePolicy = {
  ...defaultLoginThrottlePolicy,
  freeFailures: 4,
  freeFailuresInAll: 12,
};

export const { freeFailures } = loginThrottlePolicy;

/** Deletes all users and counters, so that the tests of a file can share one database. */
export async function resetUsersAndCounters(testApp: TestApp): Promise<void> {
  await testApp.sql('TRUNCATE users, guess_counters, rate_limits CASCADE');
  // Throttled attempts are recorded once per minute.
  testApp.advance(60);
  testApp.events.length = 0;
}

/** Logs in by GraphQL, with a device cookie when one is given. */
export function login(
  testApp: TestApp,
  username: string,
  password: string,
  deviceCookie?: DeviceCookie,
): Promise<MutationResult> {
  const input = { input: { username, password } };
  return testApp.mutate('login', input, undefined, deviceCookie === undefined ? {} : { deviceCookie });
}

/** Requests tokens at `/token`; `more` is added to the form and to the query string. */
export function requestToken(
  testApp: TestApp,
  username: string,
  password: string,
  more: readonly (readonly [string, string])[] = [],
): Promise<RouteResponse> {
  const route = testApp.routes.find(({ path }) => path === '/token');
  if (route === undefined) throw new Error('no route /token');
  return route.handle({
    method: 'POST',
    headers: {},
    form: [['username', username], ['password', password], ...more],
    query: more,
    authorizationHeaderCount: 0,
    client,
  });
}

/** Logs in with a wrong password the given number of times; no attempt may be throttled. */
export async function failLogins(
  testApp: TestApp,
  username: string,
  times: number,
  deviceCookie?: DeviceCookie,
): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    expect((await login(testApp, username, otherPassword, deviceCookie)).reasons).toEqual([
      'INVALID_CREDENTIALS',
    ]);
  }
}

/** Logs in and returns the caller of the new session. */
export async function signIn(
  testApp: TestApp,
  username: string,
  password: string = goodPassword,
): Promise<CurrentUser> {
  const { tokens } = await login(testApp, username, password);
  const caller = await testApp.authenticate((tokens as { accessToken: string }).accessToken);
  if (caller === null) throw new Error(`${username} was not signed in`);
  return caller;
}
