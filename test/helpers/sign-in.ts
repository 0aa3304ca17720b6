import { sendGraphql, stringAt } from './http-client.js';
import type { ServerProcess } from './spawn-server.js';

/** Somebody signed in at a running server. */
export interface SignedInUser {
  readonly id: string;
  readonly token: string;
  readonly refreshToken: string;
}

export const password = 'seventeen green herons';

const signedInSelection = 'tokens { accessToken refreshToken } user { id }';

/** Follows the setup link of a server without an administrator. */
export async function createFirstAdministrator({ url, setupLink }: ServerProcess): Promise<SignedInUser> {
  const answer = await sendGraphql(
    url,
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { ${signedInSelection} } }`,
    {
      variables: {
        input: {
          token: setupLink?.split('#token=')[1],
          username: 'admin',
          email: 'admin@example.com',
          password,
        },
      },
    },
  );
  return signedInUserFrom(answer, 'acceptInvitation');
}

/** Signs somebody new up. */
export async function signUp(url: string, username: string): Promise<SignedInUser> {
  const answer = await sendGraphql(
    url,
    `mutation ($input: SignUpInput!) { signUp(input: $input) { ${signedInSelection} } }`,
    {
      variables: { input: { username, email: `${username}@example.com`, password } },
    },
  );
  return signedInUserFrom(answer, 'signUp');
}

/** Signs somebody known in once more. */
export async function signIn(url: string, username: string): Promise<SignedInUser> {
  const answer = await sendGraphql(
    url,
    `mutation ($input: LoginInput!) { login(input: $input) { ${signedInSelection} } }`,
    {
      variables: { input: { username, password } },
    },
  );
  return signedInUserFrom(answer, 'login');
}

function signedInUserFrom(answer: Awaited<ReturnType<typeof sendGraphql>>, field: string): SignedInUser {
  return {
    id: stringAt(answer, 'data', field, 'user', 'id'),
    token: stringAt(answer, 'data', field, 'tokens', 'accessToken'),
    refreshToken: stringAt(answer, 'data', field, 'tokens', 'refreshToken'),
  };
}
