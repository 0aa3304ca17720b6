import { type HttpResult, sendGraphql, stringAt, valueAt } from './http-client.js';

/** A server that accepts requests, in this process or in another. */
export interface RunningServer {
  readonly url: string;
}

/** A user signed in at a running server. */
export interface SignedInUser {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A password that the policy accepts, and that all users made by these helpers have. */
export const goodPassword = 'violet thunder over the quiet harbour';

export const otherPassword = 'seven lanterns beside a frozen river';

const signedInSelection = 'userErrors { code } tokens { accessToken refreshToken } user { id }';

/** Returns the token of a one-time link. */
export function tokenFromLink(link: unknown): string {
  return String(link).split('#token=')[1] ?? '';
}

/** Accepts a setup link or an invitation. */
export async function acceptLink(
  { url }: RunningServer,
  token: string,
  names: Readonly<Record<string, string>> = {},
): Promise<SignedInUser> {
  const query = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { ${signedInSelection} } }`;
  return signedInUserFrom(
    await sendGraphql(url, query, { variables: { input: { token, password: goodPassword, ...names } } }),
    'acceptInvitation',
  );
}

/** Accepts the setup link of a server without an administrator. */
export function createFirstAdministrator(
  server: RunningServer & { readonly setupLink: string | null },
): Promise<SignedInUser> {
  const names = { username: 'admin', email: 'admin@example.com' };
  return acceptLink(server, tokenFromLink(server.setupLink), names);
}

/** Signs a new user up. */
export async function signUp(
  { url }: RunningServer,
  username: string,
  email = `${username}@example.com`,
): Promise<SignedInUser> {
  const query = `mutation ($input: SignUpInput!) { signUp(input: $input) { ${signedInSelection} } }`;
  const answer = await sendGraphql(url, query, {
    variables: { input: { username, email, password: goodPassword } },
  });
  return signedInUserFrom(answer, 'signUp');
}

/** Sends a login and returns the response, whatever it is. */
export function login({ url }: RunningServer, username: string, password: string): Promise<HttpResult> {
  const query = `mutation ($input: LoginInput!) { login(input: $input) { status passwordChangeToken mfaChallenge { id methods } ${signedInSelection} } }`;
  return sendGraphql(url, query, { variables: { input: { username, password } } });
}

/** Signs an existing user in. */
export async function signIn(
  server: RunningServer,
  username: string,
  password = goodPassword,
): Promise<SignedInUser> {
  return signedInUserFrom(await login(server, username, password), 'login');
}

/**
 * Returns the code of the first user error of a mutation, or of the first error of the response; null for
 * none.
 */
export function errorCodeOf({ body }: Pick<HttpResult, 'body'>, field: string): unknown {
  return (
    valueAt(body, 'data', field, 'userErrors', 0, 'code') ??
    valueAt(body, 'errors', 0, 'extensions', 'code') ??
    null
  );
}

function signedInUserFrom(answer: HttpResult, field: string): SignedInUser {
  return {
    id: stringAt(answer, 'data', field, 'user', 'id'),
    accessToken: stringAt(answer, 'data', field, 'tokens', 'accessToken'),
    refreshToken: stringAt(answer, 'data', field, 'tokens', 'refreshToken'),
  };
}
