import { expect } from '@jest/globals';
import type { CurrentUser, DeviceCookie } from '../../../src/modules/access/index.js';
import {
  defaultLoginThrottlePolicy,
  type LoginThrottlePolicy,
} from '../../../src/platform/rate-limit/index.js';
import {
  goodPassword,
  type MutationResult,
  otherPassword,
  type TestApp,
} from '../../helpers/create-test-app.js';

/** A policy under which a test need not fail often. */
export const loginThrottlePolicy: LoginThrottlePolicy = {
  ...defaultLoginThrottlePolicy,
  freeFailures: 4,
  freeFailuresInAll: 12,
};

/** How often it lets one name fail without a wait. */
export const { freeFailures: free } = loginThrottlePolicy;

/** Tries to sign in, in a browser that keeps a cookie when one is given. */
export function login(
  testApp: TestApp,
  username: string,
  password: string,
  deviceCookie?: DeviceCookie,
): Promise<MutationResult> {
  const input = { input: { username, password } };
  return testApp.mutate('login', input, undefined, deviceCookie === undefined ? {} : { deviceCookie });
}

/** Fails so many times, each time for a wrong password and not for a wait. */
export async function fail(
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

/** Signs in, and answers who that is from then on. */
export async function loginAndFindCaller(testApp: TestApp, name: string): Promise<CurrentUser> {
  const { tokens } = await login(testApp, name, goodPassword);
  const caller = await testApp.authenticate((tokens as { accessToken: string }).accessToken);
  if (caller === null) throw new Error('not signed in');
  return caller;
}
