import { expect } from '@jest/globals';
import { type HttpResult, sendHttp, valueAt } from './http-client.js';
import { goodPassword, type RunningServer } from './sign-in.js';

/** The parts of a login request other than the credentials. */
export interface LoginOptions {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends login attempts to the instances in turn. */
export interface LoginAttempts {
  /** Returns the URL of the next instance. */
  readonly nextUrl: () => string;
  /** Sends a login by GraphQL. */
  readonly login: (username: string, secret: string, options?: LoginOptions) => Promise<HttpResult>;
  /** Sends a form to /token. */
  readonly token: (form: Readonly<Record<string, string>>, options?: LoginOptions) => Promise<HttpResult>;
  /** Sends failing logins until the user is locked out. */
  readonly lockOut: (username: string) => Promise<void>;
}

export const loginMutation = `mutation ($input: LoginInput!) {
  login(input: $input) { status userErrors { code retryAfter } tokens { accessToken refreshToken } }
}`;

/** Operations that contain two login attempts, by technique. */
export const multipleLoginOperations: readonly (readonly [technique: string, query: string])[] = [
  [
    'aliases',
    'mutation { a: login(input: { username: "x", password: "y" }) { ok } b: login(input: { username: "x", password: "z" }) { ok } }',
  ],
  [
    'fragments',
    'mutation { login(input: { username: "x", password: "y" }) { ok } ...F } fragment F on Mutation { b: login(input: { username: "x", password: "z" }) { ok } }',
  ],
  [
    'different fields',
    'mutation { login(input: { username: "x", password: "y" }) { ok } resetPassword(input: { token: "t", newPassword: "p" }) { ok } }',
  ],
];

/** Creates login attempts at the servers that are running when a method is called. */
export function createLoginAttempts(running: () => readonly RunningServer[]): LoginAttempts {
  let requests = 0;
  const nextUrl: LoginAttempts['nextUrl'] = () => {
    requests += 1;
    const servers = running();
    const server = servers[requests % servers.length];
    if (server === undefined) throw new Error('no server is running');
    return server.url;
  };
  const login: LoginAttempts['login'] = (username, secret, { query = '', headers = {} } = {}) =>
    sendHttp(`${nextUrl()}/graphql${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: loginMutation, variables: { input: { username, password: secret } } }),
    });
  const token: LoginAttempts['token'] = (form, { query = '', headers = {} } = {}) =>
    sendHttp(`${nextUrl()}/token${query}`, { method: 'POST', body: new URLSearchParams(form), headers });
  const lockOut: LoginAttempts['lockOut'] = async (username) => {
    for (let count = 0; count < 12; count += 1) await login(username, 'wrong wrong wrong wrong');
    expect(loginOutcomeOf(await login(username, goodPassword))).toBe('TOO_MANY_ATTEMPTS');
  };
  return { nextUrl, login, token, lockOut };
}

/** Returns the outcome of a login by GraphQL or at /token: `COMPLETE`, or the error code. */
export function loginOutcomeOf({ status, body }: HttpResult): unknown {
  if (valueAt(body, 'data', 'login', 'status') === 'COMPLETE' || valueAt(body, 'access_token') !== undefined)
    return 'COMPLETE';
  const code = valueAt(body, 'data', 'login', 'userErrors', 0, 'code');
  if (code !== undefined) return code;
  const requestErrorCode = valueAt(body, 'errors', 0, 'extensions', 'code');
  if (requestErrorCode !== undefined) return requestErrorCode;
  if (status === 401) return 'INVALID_CREDENTIALS';
  const detail = String(valueAt(body, 'detail'));
  return status === 429 && detail.startsWith('Too many failed attempts. Wait') ? 'TOO_MANY_ATTEMPTS' : detail;
}

export function count<T>(values: readonly T[], value: T): number {
  return values.filter((each) => each === value).length;
}

/** Runs `rounds` batches of `batchSize` concurrent attempts; `attempt` receives its index. */
export async function runInBatches(
  rounds: number,
  batchSize: number,
  attempt: (index: number) => Promise<HttpResult>,
): Promise<readonly HttpResult[]> {
  const answers: HttpResult[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const batch = Array.from({ length: batchSize }, (_, index) => attempt(round * batchSize + index));
    answers.push(...(await Promise.all(batch)));
  }
  return answers;
}
