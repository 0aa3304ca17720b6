import { expect } from '@jest/globals';
import { migrations } from '../../src/platform/database/migrations/index.js';
import { type HttpResult, sendGraphql, stringAt, valueAt } from './http-client.js';
import type { ProgramResult } from './run-program.js';
import { goodPassword } from './sign-in.js';
import { testDatabaseUrl } from './test-database.js';

export const isEmbedded = testDatabaseUrl === null;

/** The names of all migrations, in order. */
export const allMigrations = migrations.map((Migration) => new Migration().name ?? '');

/** Runs `cordon` commands and reads their effects from the server. */
export interface CliClient {
  /** The standard output and standard error of all commands so far. */
  readonly output: string[];
  readonly cordon: (args: readonly string[], input?: string) => Promise<ProgramResult>;
  /** Runs a command with --json that must succeed and returns its output. */
  readonly runJson: (args: readonly string[], input?: string) => Promise<unknown>;
  /** Runs a command with --json that must be rejected and returns the error codes. */
  readonly runRejected: (exitCode: number, args: readonly string[], input?: string) => Promise<unknown>;
  readonly login: (username: string, withPassword: string) => Promise<HttpResult>;
  /** Signs in with `goodPassword` and returns the access token. */
  readonly accessTokenOf: (username: string) => Promise<string>;
  /** Returns why an access token is rejected; `none` when it is accepted. */
  readonly rejectionReasonOf: (token: string) => Promise<unknown>;
  /** Redeems a one-time link with the mutation that its page sends. */
  readonly followLink: (
    link: unknown,
    mutation: 'acceptInvitation' | 'resetPassword',
    newPassword: string,
  ) => Promise<unknown>;
}

/** Creates the client of an installation; `url` is read at every call, because a restart changes it. */
export function createCliClient(
  run: (args: readonly string[], input?: string) => Promise<ProgramResult>,
  url: () => string,
): CliClient {
  const output: string[] = [];
  const cordon: CliClient['cordon'] = async (args, input) => {
    const finished = await run(args, input);
    output.push(finished.stdout, finished.stderr);
    return finished;
  };
  const runJson: CliClient['runJson'] = async (args, input) => {
    const { exitCode, stdout, stderr } = await cordon([...args, '--json'], input);
    expect({ args, exitCode, stderr }).toEqual({ args, exitCode: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const runRejected: CliClient['runRejected'] = async (exitCode, args, input) => {
    const finished = await cordon([...args, '--json'], input);
    expect({ args, exitCode: finished.exitCode, stdout: finished.stdout }).toEqual({
      args,
      exitCode,
      stdout: '',
    });
    const errors = valueAt(JSON.parse(finished.stderr), 'errors');
    return Array.isArray(errors) ? errors.map((error) => valueAt(error, 'code')) : errors;
  };
  const login: CliClient['login'] = async (username, withPassword) => {
    const query = `mutation ($input: LoginInput!) {
      login(input: $input) { status userErrors { code } tokens { accessToken } user { role } }
    }`;
    return sendGraphql(url(), query, { variables: { input: { username, password: withPassword } } });
  };
  const accessTokenOf: CliClient['accessTokenOf'] = async (username) =>
    stringAt(await login(username, goodPassword), 'data', 'login', 'tokens', 'accessToken');
  const rejectionReasonOf: CliClient['rejectionReasonOf'] = async (token) => {
    const { body } = await sendGraphql(url(), '{ me { id } }', { token });
    return valueAt(body, 'errors', 0, 'extensions', 'reason') ?? 'none';
  };
  const followLink: CliClient['followLink'] = async (link, mutation, newPassword) => {
    const token = new URL(String(link)).hash.replace('#token=', '');
    expect(new URL(String(link)).origin).toBe(url());
    const isReset = mutation === 'resetPassword';
    const type = isReset ? 'ResetPasswordInput' : 'AcceptInvitationInput';
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ok userErrors { code } } }`;
    const input = { token, [isReset ? 'newPassword' : 'password']: newPassword };
    const { body } = await sendGraphql(url(), query, { variables: { input } });
    return valueAt(body, 'data', mutation, 'ok');
  };
  return { output, cordon, runJson, runRejected, login, accessTokenOf, rejectionReasonOf, followLink };
}
