import { Secret, TOTP } from 'otpauth';
import type { CurrentUser } from '../../../src/modules/access/index.js';
import {
  client,
  goodPassword,
  type MutationResult,
  type RequestContextOverrides,
  type TestApp,
} from '../../helpers/create-test-app.js';
import { login, signIn } from './login-requests.js';

/** A user with an authenticator app. */
export interface EnrolledUser {
  readonly name: string;
  readonly id: string;
  /** The session in which the app was set up. */
  readonly caller: CurrentUser;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** Returns the code that an authenticator app shows at the time of the clock, plus this many steps. */
export function totpCode(testApp: TestApp, secret: string, steps = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: testApp.clock.now().getTime() + steps * 30_000 });
}

/** Returns a code that is wrong at every accepted step. */
export function wrongCode(testApp: TestApp, secret: string): string {
  const right = [-1, 0, 1].map((steps) => totpCode(testApp, secret, steps));
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? '';
}

/** Creates a user with an authenticator app, and moves the clock past the code that confirmed it. */
export async function createEnrolledUser(
  testApp: TestApp,
  name: string,
  options: Parameters<TestApp['createUser']>[1] = {},
): Promise<EnrolledUser> {
  const { id } = await testApp.createUser(name, options);
  const caller = await signIn(testApp, name);
  const { secret, recoveryCodes } = await enrollTotp(testApp, caller);
  testApp.advance(60);
  return { name, id, caller: await testApp.currentUser(caller), secret, recoveryCodes };
}

/** Sets up an authenticator app in the session of the caller. */
export async function enrollTotp(
  testApp: TestApp,
  caller: CurrentUser,
): Promise<Pick<EnrolledUser, 'secret' | 'recoveryCodes'>> {
  const { enrollment } = await testApp.mutate('enrollTotp', {}, caller);
  const { enrollmentId, secret } = enrollment as { enrollmentId: string; secret: string };
  const code = totpCode(testApp, secret);
  const { recoveryCodes } = await testApp.mutate('confirmTotp', { enrollmentId, code }, caller);
  return { secret, recoveryCodes: recoveryCodes as readonly string[] };
}

/** Logs in with the right password and returns the id of the challenge. */
export async function requestChallenge(
  testApp: TestApp,
  name: string,
  password: string = goodPassword,
): Promise<string> {
  const { status, mfaChallenge } = await login(testApp, name, password);
  if (status !== 'MFA_REQUIRED') throw new Error(`no challenge for ${name}`);
  return (mfaChallenge as { id: string }).id;
}

/** Answers a challenge, from the client that requested it unless another one is given. */
export function completeMfa(
  testApp: TestApp,
  challengeId: string,
  code: string,
  method: 'TOTP' | 'RECOVERY_CODE' = 'TOTP',
  overrides: RequestContextOverrides = { client },
): Promise<MutationResult> {
  return testApp.mutate('completeMfa', { input: { challengeId, method, code } }, undefined, overrides);
}

/** Returns the caller of the session that a login has started. */
export async function callerOf(testApp: TestApp, { tokens }: MutationResult): Promise<CurrentUser> {
  const caller = await testApp.authenticate((tokens as { accessToken: string }).accessToken);
  if (caller === null) throw new Error('the login started no session');
  return caller;
}
