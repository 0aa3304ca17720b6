import { expect } from '@jest/globals';
import type { ProgramResult } from '../helpers/run-program.js';
import type { Environment } from '../helpers/spawn-server.js';

/** Bodies that /graphql rejects, with the status. */
export const invalidBodies: readonly (readonly [what: string, body: string, status: number])[] = [
  ['a body that is cut off', '{"query": "{ server { ver', 400],
  ['a body that is not JSON', 'query { server { version } }', 400],
  ['an empty body', '', 400],
  ['a number', '42', 400],
  ['null', 'null', 400],
  ['a list: there is no batching', '[{"query": "{ server { version } }"}]', 400],
  ['a query that is not a string', '{"query": 7}', 400],
  ['no query', '{}', 400],
  ['variables that are not an object', '{"query": "{ server { version } }", "variables": "x"}', 400],
  ['a query with a syntax error', '{"query": "{ server {"}', 400],
  ['a field that does not exist', '{"query": "{ everything }"}', 400],
  [
    'an operation that does not exist',
    '{"query": "{ server { version } }", "operationName": "Missing"}',
    400,
  ],
  [
    'two operations and no name',
    '{"query": "query A { server { version } } query B { server { version } }"}',
    400,
  ],
  [
    'a variable of the wrong kind',
    '{"query": "mutation ($i: LoginInput!) { login(input: $i) { ok } }", "variables": {"i": {"username": 1}}}',
    400,
  ],
  [
    'a body of 101 kB',
    `{"query": "{ server { version } }", "variables": {"x": "${'x'.repeat(101_000)}"}}`,
    413,
  ],
];

/** Content types that /graphql rejects. */
export const invalidContentTypes: readonly (readonly [name: string, type: string])[] = [
  ['text', 'text/plain'],
  ['a form', 'application/x-www-form-urlencoded'],
  ['a multipart form', 'multipart/form-data; boundary=x'],
  ['GraphQL', 'application/graphql'],
];

/** Access tokens that are rejected, with the reason. */
export const invalidTokens: readonly (readonly [name: string, token: string, reason: string])[] = [
  ['not a JWT', 'not-a-token', 'TOKEN_MALFORMED'],
  ['unsigned', 'e30.e30.AAAA', 'TOKEN_INVALID'],
];

/** Requests to other routes that are rejected, with the status. */
export const invalidRequests: readonly (readonly [
  path: string,
  method: string,
  body: string | undefined,
  type: string,
  status: number,
])[] = [
  ['/token', 'POST', '{"grant_type": "password"}', 'application/json', 400],
  ['/token', 'POST', 'grant_type=magic', 'application/x-www-form-urlencoded', 400],
  ['/token', 'POST', 'username=ada&username=eve&password=x', 'application/x-www-form-urlencoded', 400],
  [
    '/token',
    'POST',
    `username=ada&password=${'x'.repeat(101_000)}`,
    'application/x-www-form-urlencoded',
    413,
  ],
  ['/token', 'GET', undefined, '', 405],
  ['/nowhere', 'GET', undefined, '', 404],
  ['/%ZZ', 'GET', undefined, '', 400],
];

/** A production environment that sets no other variable. */
export const production: Environment = {
  NODE_ENV: 'production',
  CORDON_BCRYPT_COST: undefined,
  DATABASE_URL: undefined,
};

/** A valid master key that differs from that of the installation. */
export const otherMasterKey = 'BgfqxBiRrSLtdgmQGjcZkDjvpT5yBR5uZ7VPDmLLa9E=';

/** Adds a migration of a newer release. */
export const newerMigrationSql = `INSERT INTO cordon_migrations (timestamp, name) VALUES (1999999999999, 'Later1999999999999')`;

export const newerReleaseMessage = /^The database was migrated by a newer release .+ Start that release, or /;

export const wrongMasterKeyMessage = /^.*master key.*\. .*\.$/i;

export function portTakenMessage({ port }: { readonly port: number }): RegExp {
  return new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is .+ PORT`);
}

/** Checks that the message is one sentence or more on one line, without stack traces or library names. */
export function expectReadableMessage(message: unknown): void {
  expect(message).toEqual(expect.stringMatching(/^[A-Z`][^\n]{5,300}\.?$/));
  expect(message).not.toMatch(/node_modules|at .*:\d+|undefined|TypeError|TypeORM|password authentication/);
}

/** Checks the exit code of a failed start, and that standard error has one line for each problem. */
export function expectStartFailure(
  { exitCode, stdout, stderr }: ProgramResult,
  code: number,
  ...lines: RegExp[]
): void {
  expect({ exitCode, stdout, stderr }).toMatchObject({ exitCode: code, stdout: '' });
  const printedLines = stderr.trimEnd().split('\n');
  expect(printedLines).toHaveLength(lines.length);
  for (const [index, line] of lines.entries()) expect(printedLines[index]).toMatch(line);
  expect(stderr).not.toMatch(/node_modules|^\s+at /m);
}
