import type { TestServer } from './create-test-server.js';
import { type HttpResult, sendGraphql, stringAt, valueAt } from './http-client.js';
import { type SignedInUser, tokenFromLink } from './sign-in.js';

/**
 * Requests of advisories-*.test.ts, which has one test for each class of vulnerability found in other
 * identity servers. The limits of several instances are tested in rate-limits.test.ts.
 */

export const acceptInvitationMutation = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { ok userErrors { code } tokens { accessToken refreshToken } user { id role } }
}`;

/**
 * Spellings of `kelvin`, `straffe` and `strasse` that some systems take for the same name, and others for
 * another.
 */
export const confusableNames: readonly (readonly [victim: string, spelling: string])[] = [
  ['kelvin', 'KELVIN'],
  ['kelvin', '\u212Aelvin'],
  ['kelvin', '\uff4b\uff45\uff4c\uff56\uff49\uff4e'],
  ['kelvin', 'kelvin '],
  ['kelvin', '\u200bkelvin'],
  ['kelvin', 'kelv\u0131n'],
  ['kelvin', 'KELV\u0130N'],
  ['kelvin', 'kelvi\u0301n'],
  ['kelvin', 'k\u0435lvin'],
  ['straffe', 'stra\ufb00e'],
  ['straffe', 'STRA\ufb00E'],
  ['strasse', 'stra\u00dfe'],
  ['strasse', 'STRA\u1e9eE'],
];

/** Returns the number of users with a role above USER. */
export async function countAdministrators(testServer: TestServer): Promise<number> {
  const [row] = await testServer.sql(`SELECT count(*)::int AS admins FROM users WHERE role <> 'USER'`);
  return Number(row?.['admins']);
}

export async function isAccessTokenAccepted(testServer: TestServer, token: string): Promise<boolean> {
  const answer = await sendGraphql(testServer.url, '{ me { id } }', { token });
  return valueAt(answer.body, 'data', 'me', 'id') !== undefined;
}

export async function isRefreshTokenAccepted(testServer: TestServer, refreshToken: string): Promise<boolean> {
  const query = 'mutation ($input: RefreshInput!) { refreshToken(input: $input) { ok userErrors { code } } }';
  const answer = await sendGraphql(testServer.url, query, { variables: { input: { refreshToken } } });
  return valueAt(answer.body, 'data', 'refreshToken', 'ok') === true;
}

/** Requests a password reset as an administrator and returns the token of the link. */
export async function requestPasswordReset(
  testServer: TestServer,
  admin: SignedInUser,
  id: string,
): Promise<string> {
  const answer = await sendGraphql(
    testServer.url,
    'mutation ($id: ID!) { resetUserPassword(id: $id) { link userErrors { code } } }',
    { variables: { id }, token: admin.accessToken },
  );
  return tokenFromLink(stringAt(answer, 'data', 'resetUserPassword', 'link'));
}

export function reset(testServer: TestServer, token: string, newPassword: string): Promise<HttpResult> {
  const query =
    'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok userErrors { code } } }';
  return sendGraphql(testServer.url, query, { variables: { input: { token, newPassword } } });
}
