import { ask, textAt } from './http-client.js';
import type { CordonProcess } from './spawn-server.js';

/** Somebody signed in at a running server. */
export interface SignedIn {
  readonly id: string;
  readonly token: string;
  readonly refreshToken: string;
}

export const password = 'seventeen green herons';

const signedIn = 'tokens { accessToken refreshToken } user { id }';

/** Follows the setup link of a server without an administrator. */
export async function firstAdministrator({ url, setupLink }: CordonProcess): Promise<SignedIn> {
  const answer = await ask(
    url,
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { ${signedIn} } }`,
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
  return personIn(answer, 'acceptInvitation');
}

/** Signs somebody new up. */
export async function signUp(url: string, username: string): Promise<SignedIn> {
  const answer = await ask(url, `mutation ($input: SignUpInput!) { signUp(input: $input) { ${signedIn} } }`, {
    variables: { input: { username, email: `${username}@example.com`, password } },
  });
  return personIn(answer, 'signUp');
}

/** Signs somebody known in once more. */
export async function signIn(url: string, username: string): Promise<SignedIn> {
  const answer = await ask(url, `mutation ($input: LoginInput!) { login(input: $input) { ${signedIn} } }`, {
    variables: { input: { username, password } },
  });
  return personIn(answer, 'login');
}

function personIn(answer: Awaited<ReturnType<typeof ask>>, field: string): SignedIn {
  return {
    id: textAt(answer, 'data', field, 'user', 'id'),
    token: textAt(answer, 'data', field, 'tokens', 'accessToken'),
    refreshToken: textAt(answer, 'data', field, 'tokens', 'refreshToken'),
  };
}
