import { expect } from '@jest/globals';
import { migrations } from '../../src/platform/database/migrations/index.js';
import { ask, at, type HttpAnswer, textAt } from './http-client.js';
import type { Finished } from './run-program.js';
import type { Installation } from './spawn-server.js';
import { serverUrl } from './test-database.js';

/** The password of those whom the operator makes. */
export const password = 'seventeen green herons';

/** Whether the tests run on the embedded database. */
export const isEmbedded = serverUrl === null;

/** The names of all migrations, in their order. */
export const allMigrations = migrations.map((Migration) => new Migration().name ?? '');

/** `cordon` as an operator uses it, and what comes of it at the server. */
export interface Operator {
  /** All that was said to the operator. */
  readonly said: string[];
  readonly cordon: (words: readonly string[], input?: string) => Promise<Finished>;
  /** Runs with --json what must succeed; answers what it told. */
  readonly told: (words: readonly string[], input?: string) => Promise<unknown>;
  /** Runs with --json what must be refused; answers the codes. */
  readonly refusedWith: (exitCode: number, words: readonly string[], input?: string) => Promise<unknown>;
  readonly login: (username: string, withPassword: string) => Promise<HttpAnswer>;
  /** The access token of somebody with the usual password. */
  readonly tokenOf: (username: string) => Promise<string>;
  /** Why an access token is refused; `none` when it is not. */
  readonly reasonFor: (token: string) => Promise<unknown>;
  /** Follows a one-time link as the page behind it would. */
  readonly follow: (
    link: unknown,
    mutation: 'acceptInvitation' | 'resetPassword',
    chosen: string,
  ) => Promise<unknown>;
}

/** The operator of an installation whose server is at this address at that moment. */
export function createOperator(installation: () => Installation, url: () => string): Operator {
  const said: string[] = [];
  const cordon: Operator['cordon'] = async (words, input) => {
    const finished = await installation().cordon(words, input === undefined ? {} : { input });
    said.push(finished.stdout, finished.stderr);
    return finished;
  };
  const told: Operator['told'] = async (words, input) => {
    const { exitCode, stdout, stderr } = await cordon([...words, '--json'], input);
    expect({ words, exitCode, stderr }).toEqual({ words, exitCode: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const refusedWith: Operator['refusedWith'] = async (exitCode, words, input) => {
    const finished = await cordon([...words, '--json'], input);
    expect({ words, exitCode: finished.exitCode, stdout: finished.stdout }).toEqual({
      words,
      exitCode,
      stdout: '',
    });
    const errors = at(JSON.parse(finished.stderr), 'errors');
    return Array.isArray(errors) ? errors.map((error) => at(error, 'code')) : errors;
  };
  const login: Operator['login'] = async (username, withPassword) => {
    const query = `mutation ($input: LoginInput!) {
      login(input: $input) { status userErrors { code } tokens { accessToken } user { role } }
    }`;
    return ask(url(), query, { variables: { input: { username, password: withPassword } } });
  };
  const tokenOf: Operator['tokenOf'] = async (username) =>
    textAt(await login(username, password), 'data', 'login', 'tokens', 'accessToken');
  const reasonFor: Operator['reasonFor'] = async (token) => {
    const { body } = await ask(url(), '{ me { id } }', { token });
    return at(body, 'errors', 0, 'extensions', 'reason') ?? 'none';
  };
  const follow: Operator['follow'] = async (link, mutation, chosen) => {
    const token = new URL(String(link)).hash.replace('#token=', '');
    expect(new URL(String(link)).origin).toBe(isEmbedded ? url() : 'http://localhost:4000');
    const isReset = mutation === 'resetPassword';
    const type = isReset ? 'ResetPasswordInput' : 'AcceptInvitationInput';
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ok userErrors { code } } }`;
    const input = { token, [isReset ? 'newPassword' : 'password']: chosen };
    const { body } = await ask(url(), query, { variables: { input } });
    return at(body, 'data', mutation, 'ok');
  };
  return { said, cordon, told, refusedWith, login, tokenOf, reasonFor, follow };
}
