import { Secret, TOTP } from 'otpauth';
import { type HttpResult, sendGraphql, stringAt, valueAt } from './http-client.js';
import type { RunningServer, SignedInUser } from './sign-in.js';

/** A second factor that was set up over HTTP. */
export interface EnrolledApp {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

const stepMs = 30_000;

/** Returns the code that an authenticator app shows now, or this many steps of 30 seconds later. */
export function currentCode(secret: string, steps = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * stepMs });
}

/** Sets up an authenticator app with the code of the previous step, so that the present one is unused. */
export async function enrollApp(
  { url }: RunningServer,
  { accessToken: token }: Pick<SignedInUser, 'accessToken'>,
): Promise<EnrolledApp> {
  const started = await sendGraphql(url, 'mutation { enrollTotp { enrollment { enrollmentId secret } } }', {
    token,
  });
  const enrollmentId = stringAt(started, 'data', 'enrollTotp', 'enrollment', 'enrollmentId');
  const secret = stringAt(started, 'data', 'enrollTotp', 'enrollment', 'secret');
  for (;;) {
    const step = Math.floor(Date.now() / stepMs);
    const confirmed = await sendGraphql(
      url,
      'mutation ($id: ID!, $code: String!) { confirmTotp(enrollmentId: $id, code: $code) { recoveryCodes } }',
      { token, variables: { id: enrollmentId, code: currentCode(secret, -1) } },
    );
    const recoveryCodes = valueAt(confirmed.body, 'data', 'confirmTotp', 'recoveryCodes');
    if (Array.isArray(recoveryCodes)) return { secret, recoveryCodes };
    // The code becomes too old when the next step begins before the server has read it.
    if (Math.floor(Date.now() / stepMs) === step) throw new Error(`not confirmed: ${confirmed.text}`);
  }
}

/** Answers the challenge in the response to a login and returns the response, whatever it is. */
export function completeMfa(
  { url }: RunningServer,
  login: HttpResult,
  code: string,
  method = 'TOTP',
): Promise<HttpResult> {
  const challengeId = stringAt(login, 'data', 'login', 'mfaChallenge', 'id');
  const query = `mutation ($input: CompleteMfaInput!) {
    completeMfa(input: $input) {
      status userErrors { code } tokens { accessToken refreshToken } user { id }
    }
  }`;
  return sendGraphql(url, query, { variables: { input: { challengeId, method, code } } });
}
