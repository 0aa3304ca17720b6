import { type Person, type Served, tokenOf } from './create-test-server.js';
import { ask, at, type HttpAnswer, textAt } from './http-client.js';

/**
 * What has broken other identity servers is tried from outside in advisories-*.test.ts: one test for each class of advisory. Guesses by
 * alias, batch, spare parameter and forged address that run into the limits of several instances are in limits.test.ts.
 */

/** Takes a setup link or an invitation up. */
export const acceptMutation = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { ok userErrors { code } tokens { accessToken refreshToken } user { id role } }
}`;

/** Spellings of `kelvin`, `straffe` and `strasse` that some part of some system takes for the same, or for another. */
export const spellings: readonly (readonly [victim: string, spelling: string])[] = [
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

/** How many people are more than a USER. */
export async function admins(served: Served): Promise<number> {
  const [row] = await served.sql(`SELECT count(*)::int AS admins FROM users WHERE role <> 'USER'`);
  return Number(row?.['admins']);
}

/** Whether an access token lets somebody in. */
export async function isAlive(served: Served, token: string): Promise<boolean> {
  const answer = await ask(served.url, '{ me { id } }', { token });
  return at(answer.body, 'data', 'me', 'id') !== undefined;
}

/** Whether a refresh token is traded. */
export async function canRefresh(served: Served, refreshToken: string): Promise<boolean> {
  const query = 'mutation ($input: RefreshInput!) { refreshToken(input: $input) { ok userErrors { code } } }';
  const answer = await ask(served.url, query, { variables: { input: { refreshToken } } });
  return at(answer.body, 'data', 'refreshToken', 'ok') === true;
}

/** The token of a reset link that an administrator asks for. */
export async function resetLink(served: Served, admin: Person, id: string): Promise<string> {
  const answer = await ask(
    served.url,
    'mutation ($id: ID!) { resetUserPassword(id: $id) { link userErrors { code } } }',
    { variables: { id }, token: admin.accessToken },
  );
  return tokenOf(textAt(answer, 'data', 'resetUserPassword', 'link'));
}

/** Chooses another password with such a token. */
export function reset(served: Served, token: string, newPassword: string): Promise<HttpAnswer> {
  const query =
    'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok userErrors { code } } }';
  return ask(served.url, query, { variables: { input: { token, newPassword } } });
}
