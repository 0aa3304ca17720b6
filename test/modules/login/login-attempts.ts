import { expect } from '@jest/globals';
import type { CurrentUser, DeviceCookie } from '../../../src/modules/access/index.js';
import { defaultGuessPolicy, type GuessPolicy } from '../../../src/platform/rate-limit/index.js';
import { type Answer, goodPassword, otherPassword, type SigningIn } from '../../helpers/create-test-app.js';

/** A policy under which a test need not fail often. */
export const guessPolicy: GuessPolicy = { ...defaultGuessPolicy, freeFailures: 4, freeFailuresInAll: 12 };

/** How often it lets one name fail without a wait. */
export const { freeFailures: free } = guessPolicy;

/** Tries to sign in, in a browser that keeps a cookie when one is given. */
export function login(
  here: SigningIn,
  username: string,
  password: string,
  deviceCookie?: DeviceCookie,
): Promise<Answer> {
  const input = { input: { username, password } };
  return here.mutate('login', input, undefined, deviceCookie === undefined ? {} : { deviceCookie });
}

/** Fails so many times, each time for a wrong password and not for a wait. */
export async function fail(
  here: SigningIn,
  username: string,
  times: number,
  deviceCookie?: DeviceCookie,
): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    expect((await login(here, username, otherPassword, deviceCookie)).reasons).toEqual([
      'INVALID_CREDENTIALS',
    ]);
  }
}

/** Signs in, and answers who that is from then on. */
export async function signedIn(here: SigningIn, name: string): Promise<CurrentUser> {
  const { tokens } = await login(here, name, goodPassword);
  const caller = await here.caller((tokens as { accessToken: string }).accessToken);
  if (caller === null) throw new Error('not signed in');
  return caller;
}
