/** Server processes of `dist` on one database, and the operations of their clients. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
export const password = 'seventeen green herons';

/** Starts a server and resolves when it is ready: { url, setupLink, stop() }. */
export function startServer(databaseUrl, dataFolder) {
  const child = spawn(process.execPath, [main, 'start'], {
    cwd: dataFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATABASE_URL: databaseUrl,
      CORDON_DATA_DIR: dataFolder,
      CORDON_BCRYPT_COST: '4',
      LOG_LEVEL: 'error',
    },
  });
  let output = '';
  return new Promise((resolve, reject) => {
    const listen = (text) => {
      output += text;
      const url = /Cordon is ready at (http:\/\/\S+)[\s\S]*\n/.exec(output)?.[1];
      if (url === undefined) return;
      const setupLink = /(\S+\/setup#token=\S+)/.exec(output)?.[1] ?? null;
      resolve({ url, setupLink, stop: () => stop(child) });
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', listen);
    child.once('exit', (code) => reject(new Error(`a server exited with ${code}:\n${output}`)));
  });
}

async function stop(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

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
