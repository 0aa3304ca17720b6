/** Clients of the GraphQL API, each with an address of its own. */

export const password = 'seventeen green herons';

const hungAfterMs = 15_000;

/**
 * Sends an operation. Returns { status, body, ms, retryAfter }; status 0 when the connection failed, and -1
 * when there was no response for 15 seconds.
 */
export async function send(url, query, { variables, token, client = 0 } = {}) {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': addressOf(client),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(hungAfterMs),
    });
    const body = await response.json();
    return { status: response.status, body, ms: elapsed(), retryAfter: response.headers.get('retry-after') };
  } catch (error) {
    const status = error.name === 'TimeoutError' ? -1 : 0;
    return { status, body: null, ms: elapsed(), retryAfter: null };
  }
}

function addressOf(client) {
  return `10.${(client >> 16) & 255}.${(client >> 8) & 255}.${client & 255}`;
}

/** Sends a GET request; returns { status, ms } in the same form. */
export async function get(url) {
  const startedAt = performance.now();
  const status = await fetch(url, { signal: AbortSignal.timeout(hungAfterMs) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    (error) => (error.name === 'TimeoutError' ? -1 : 0),
  );
  return { status, ms: performance.now() - startedAt };
}

const tokens = 'tokens { accessToken refreshToken }';
export const operations = {
  me: '{ me { id username role } }',
  signUp: `mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } ${tokens} userErrors { code } } }`,
  login: `mutation ($input: LoginInput!) { login(input: $input) { user { id role } ${tokens} userErrors { code } } }`,
  refresh: `mutation ($input: RefreshInput!) { refreshToken(input: $input) { ${tokens} userErrors { code } } }`,
  setRole: `mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { user { role } userErrors { code } } }`,
  disable: `mutation ($input: DisableUserInput!) { disableUser(input: $input) { user { id } userErrors { code } } }`,
  accept: `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { user { id } ${tokens} userErrors { code } } }`,
};

/** Creates the administrator `admin` with the setup link. */
export async function createAdministrator({ url, setupLink }) {
  const input = {
    username: 'admin',
    email: 'admin@example.com',
    password,
    token: setupLink.split('#token=')[1],
  };
  const { body } = await send(url, operations.accept, { variables: { input } });
  return toPerson(body.data.acceptInvitation);
}

/** Signs in; throws when that fails. */
export async function signIn(url, username, client = 0) {
  const { status, body } = await send(url, operations.login, {
    variables: { input: { username, password } },
    client,
  });
  const payload = body?.data?.login;
  if (!payload?.tokens) throw new Error(`${username} cannot sign in: ${status} ${JSON.stringify(body)}`);
  return toPerson(payload);
}

/** Signs up. Returns the person, or null when the server did not confirm it. */
export async function signUp(url, username, client) {
  const input = { username, email: `${username}@example.com`, password };
  const { body } = await send(url, operations.signUp, { variables: { input }, client });
  return body?.data?.signUp?.tokens ? { username, client, ...toPerson(body.data.signUp) } : null;
}

function toPerson({ user, tokens: { accessToken, refreshToken } }) {
  return { id: user.id, role: user.role, accessToken, refreshToken };
}
