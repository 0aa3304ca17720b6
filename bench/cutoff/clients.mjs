/** The operations of the clients of several servers on one database. */

export const password = 'seventeen green herons';

/** Sends an operation and returns its data. Throws for top-level errors. */
export async function execute(url, query, variables, token) {
  const { data, errors } = await send(url, query, variables, token);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Sends an operation and returns the whole body. */
export async function send(url, query, variables, token) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** Creates the first administrator with the setup link. */
export async function createFirstAdministrator({ url, setupLink }) {
  const input = {
    username: 'admin',
    email: 'admin@example.com',
    password,
    token: setupLink.split('#token=')[1],
  };
  const query =
    'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { tokens { accessToken } user { id } } }';
  return toSignedInUser((await execute(url, query, { input })).acceptInvitation);
}

/** Signs the administrator in again: for a recent authentication, and after a key was revoked. */
export async function signInAdministrator(url) {
  const query =
    'mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken } user { id } } }';
  return toSignedInUser((await execute(url, query, { input: { username: 'admin', password } })).login);
}

let userCount = 0;
export async function signUpUser(url) {
  userCount += 1;
  const input = { username: `p${userCount}`, email: `p${userCount}@example.com`, password };
  const query =
    'mutation ($input: SignUpInput!) { signUp(input: $input) { tokens { accessToken } user { id } } }';
  return toSignedInUser((await execute(url, query, { input })).signUp);
}

function toSignedInUser({ user, tokens }) {
  return { id: user.id, token: tokens.accessToken };
}
