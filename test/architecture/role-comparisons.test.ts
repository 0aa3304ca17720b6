import { describe, expect, test } from '@jest/globals';
import { fileRoleOf } from './import-rules.js';
import { folderOf, readSourceFiles } from './source-files.js';

/** Whether a field may be reached is decided by `@auth` alone. Here is everything else that looks at a role, and why. */

const files = readSourceFiles().filter(({ path }) => !path.startsWith('transports/graphql/generated/'));

/** The files, roles.ts itself left out, that hold what the pattern finds. */
function filesWith(pattern: RegExp): readonly string[] {
  return files
    .filter(({ path, text }) => path !== 'modules/access/roles.ts' && pattern.test(text))
    .map(({ path }) => path);
}

/** Roles are compared by asking which is higher: the word must not turn up where nobody has said why. */
const comparisonPattern = /\bisAtLeast\(/;
const allowedComparisons: Readonly<Record<string, string>> = {
  'modules/access/actor.ts': 'ROLE_ESCALATION: nobody acts on somebody above themselves',
  'modules/access/scopes.ts': 'the scope table: the weakest role that has each scope',
  'modules/oauth/verify-request.ts':
    'a proxy asks about a role: the comparison is the answer, no field lies behind it',
  'modules/users/set-user-role.ts': 'a demotion ends the sessions that were begun in the higher role',
  'transports/graphql/caller.ts': 'a stream of somebody who was demoted ends',
};

/** Whoever asks the scope table reports what it says, or hands it on into a token. */
const scopeTablePattern = /\bscopesOf\(/;
const allowedScopeReaders: readonly string[] = [
  'modules/access/scopes.ts',
  'modules/login/narrow-scope.ts',
  'modules/oauth/introspection.ts',
  'modules/sessions/issued-tokens.ts',
  'modules/users/users.resolvers.ts',
  'transports/graphql/caller.ts',
];

describe('roles', () => {
  test('are compared only where it is said why', () => {
    expect(filesWith(comparisonPattern)).toEqual(Object.keys(allowedComparisons));
  });

  test('are compared by asking which is higher, never name by name', () => {
    const byName =
      /\b[rR]ole\)?\s*[!=]==?(?!=|\s*(?:null|undefined|text)\b)|[!=]==?\s*'(SUPPORT|ADMIN)'|'(SUPPORT|ADMIN)'\s*[!=]==?|\broles\.indexOf\b/;

    expect(filesWith(byName)).toEqual([]);
  });

  test('give scopes by one table, which few ask', () => {
    expect(filesWith(scopeTablePattern)).toEqual(allowedScopeReaders);
  });

  test('are refused as too low by domain files of modules, about users and their sessions', () => {
    const callers = filesWith(/\brefuseEscalation\(/).filter((path) => path !== 'modules/access/actor.ts');

    expect(callers.filter((path) => fileRoleOf(path) !== 'domain')).toEqual([]);
    expect(
      callers.filter(
        (path) => !['modules/users', 'modules/sessions', 'modules/invitations'].includes(folderOf(path)),
      ),
    ).toEqual([]);
  });

  test('decide nothing in a resolver or a route: one field tells what the role may, and one header its name', () => {
    const entryPoints = files.filter(
      ({ path }) => path.endsWith('.resolvers.ts') || path.endsWith('.routes.ts'),
    );
    const mentions = entryPoints.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => /\broles?\b|'(USER|SUPPORT|ADMIN)'/.test(line) && !/^\s*(\/\/|\/?\*)/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );

    expect(mentions).toEqual([
      'modules/oauth/verify.routes.ts: function identityHeaders({ id, role, sessionId }: CurrentUser): Readonly<Record<string, string>> {',
      "modules/oauth/verify.routes.ts: return { 'X-Cordon-User-Id': id, 'X-Cordon-Role': role, 'X-Cordon-Session-Id': sessionId };",
      'modules/users/users.resolvers.ts: User: { permissions: ({ role }) => scopesOf(role) },',
    ]);
  });

  test('reach LAST_ADMIN as a count of administrators, never as a question about the caller', () => {
    const storage = filesWith(/role = 'ADMIN'/);

    expect(
      storage.every(
        (path) => fileRoleOf(path) === 'storage' || path.startsWith('platform/database/migrations/'),
      ),
    ).toBe(true);
  });
});
