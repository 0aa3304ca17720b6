import { describe, expect, test } from '@jest/globals';
import { fileRoleOf } from './import-rules.js';
import { readRoleUsage } from './role-usage.js';
import { folderOf, readSourceFiles } from './source-files.js';

/** `@auth` alone decides about access to a field. These tests list everything else that compares roles. */

const files = readSourceFiles()
  .filter(({ path }) => !path.startsWith('transports/graphql/generated/'))
  .map((file) => ({ ...file, roles: readRoleUsage(file.text) }));

/** Read the declarations of roles, and compare them for everyone else. */
const declarations: readonly string[] = ['modules/access/roles.ts', 'modules/access/role-declarations.ts'];

function callersOf(name: string): readonly string[] {
  return files
    .filter(({ path, roles }) => !declarations.includes(path) && roles.calls.has(name))
    .map(({ path }) => path);
}

/** Files that compare two roles, with the reason. */
const allowedComparisons: Readonly<Record<string, string>> = {
  'modules/access/actor.ts': 'ROLE_ESCALATION: no caller may change a user with a higher role',
  'modules/oauth/verify-request.ts': 'a proxy requests a minimum role: the comparison is the answer',
  'modules/sessions/actor-transactions.ts': 'a write of a demoted actor is rejected',
  'modules/users/set-user-role.ts': 'a demotion ends the sessions that were started in the higher role',
  'transports/graphql/caller.ts': 'a subscription of a demoted user ends',
  'transports/graphql/judge-root-fields.ts': 'a further root field of a demoted user is rejected',
  'transports/http/project-routes.ts': 'the routes of a project, where there is no @auth',
};

/** Files that read the scope table; they report the scopes or put them into a token. */
const allowedScopeReaders: readonly string[] = [
  'modules/login/narrow-scope.ts',
  'modules/oauth/introspection.ts',
  'modules/sessions/issued-tokens.ts',
  'modules/users/users.resolvers.ts',
  'transports/graphql/caller.ts',
];

describe('roles', () => {
  test('are compared in the listed files only', () => {
    expect(callersOf('isAtLeast')).toEqual(Object.keys(allowedComparisons));
  });

  test('are compared by rank, not by name', () => {
    const offenders = files.filter(
      ({ path, text, roles }) =>
        !declarations.includes(path) && (roles.comparisons > 0 || /\broles\.indexOf\b/.test(text)),
    );

    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  test('are mapped to scopes in the listed files only', () => {
    expect(callersOf('scopesOf')).toEqual(allowedScopeReaders);
  });

  test('are checked against escalation in domain files of users, sessions, mfa and invitations only', () => {
    const callers = callersOf('refuseEscalation').filter((path) => path !== 'modules/access/actor.ts');

    expect(callers.filter((path) => fileRoleOf(path) !== 'domain')).toEqual([]);
    expect(
      callers.filter(
        (path) =>
          !['modules/users', 'modules/sessions', 'modules/mfa', 'modules/invitations'].includes(
            folderOf(path),
          ),
      ),
    ).toEqual([]);
  });

  test('are in no condition of a resolver or a route', () => {
    const offenders = files.filter(
      ({ path, roles }) =>
        (path.endsWith('.resolvers.ts') || path.endsWith('.routes.ts')) &&
        (roles.conditions > 0 || roles.literals > 0),
    );

    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  test('are counted for LAST_ADMIN in storage files only', () => {
    const storage = files.filter(({ text }) => /role = 'ADMIN'/.test(text)).map(({ path }) => path);

    expect(
      storage.every(
        (path) => fileRoleOf(path) === 'storage' || path.startsWith('platform/database/migrations/'),
      ),
    ).toBe(true);
  });
});

describe('readRoleUsage', () => {
  test.each([
    [`if (user.role === 'ADMIN') go();`, { comparisons: 1, conditions: 2, literals: 1 }],
    [`const a = role !== other ? 1 : 2;`, { comparisons: 1, conditions: 2, literals: 0 }],
    [`const a = user.role === null;`, { comparisons: 0, conditions: 1, literals: 0 }],
    [`const a = isAtLeast(role, minimum) && b;`, { comparisons: 0, conditions: 1, literals: 0 }],
    [`const headers = { 'X-Role': role };`, { comparisons: 0, conditions: 0, literals: 0 }],
    [`// role === 'ADMIN'`, { comparisons: 0, conditions: 0, literals: 0 }],
  ])('reads %s', (source, expected) => {
    expect(readRoleUsage(source)).toMatchObject(expected);
  });

  test('finds calls of functions and of methods', () => {
    expect([...readRoleUsage('isAtLeast(a, b); roles.indexOf(c);').calls]).toEqual(['isAtLeast', 'indexOf']);
  });
});
