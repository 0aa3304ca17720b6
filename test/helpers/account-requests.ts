import type { TestServer } from './create-test-server.js';
import { type HttpResult, sendGraphql, stringAt, valueAt } from './http-client.js';
import { type SignedInUser, tokenFromLink } from './sign-in.js';

/**
 * What has broken other identity servers is tried from outside in advisories-*.test.ts: one test for each class of advisory. Guesses by
 * alias, batch, spare parameter and forged address that run into the limits of several instances are in limits.test.ts.
 */

/** Takes a setup link or an invitation up. */
export const acceptInvitationMutation = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { ok userErrors { code } tokens { accessToken refreshToken } user { id role } }
}`;

/** Spellings of `kelvin`, `straffe` and `strasse` that some part of some system takes for the same, or for another. */
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

/** How many users are more than a USER. */
export async function countAdministrators(testServer: TestServer): Promise<number> {
  const [row] = await testServer.sql(`SELECT count(*)::int AS admins FROM users WHERE role <> 'USER'`);
  return Number(row?.['admins']);
}

/** Whether an access token lets somebody in. */
export async function isAccessTokenAccepted(testServer: TestServer, token: string): Promise<boolean> {
  const answer = await sendGraphql(testServer.url, '{ me { id } }', { token });
  return valueAt(answer.body, 'data', 'me', 'id') !== undefined;
}

/** Whether a refresh token is traded. */
export async function isRefreshTokenAccepted(testServer: TestServer, refreshToken: string): Promise<boolean> {
  const query = 'mutation ($input: RefreshInput!) { refreshToken(input: $input) { ok userErrors { code } } }';
  const answer = await sendGraphql(testServer.url, query, { variables: { input: { refreshToken } } });
  return valueAt(answer.body, 'data', 'refreshToken', 'ok') === true;
}

/** The token of a reset link that an administrator asks for. */
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

/** Chooses another password with such a token. */
export function reset(testServer: TestServer, token: string, newPassword: string): Promise<HttpResult> {
  const query =
    'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok userErrors { code } } }';
  return sendGraphql(testServer.url, query, { variables: { input: { token, newPassword } } });
}
