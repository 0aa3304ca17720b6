import { describe, expect, test } from '@jest/globals';
import { ringOf } from './import-rules.js';
import { placeOf, readSourceFiles } from './source-files.js';

/** Whether a field may be reached is decided by `@auth` alone. Here is everything else that looks at a role, and why. */

const files = readSourceFiles().filter(
  ({ path }) => placeOf(path) !== 'auth-directive' && !path.startsWith('graphql/generated/'),
);

/** The files, roles.ts itself left out, that hold what the pattern finds. */
function filesWith(pattern: RegExp): readonly string[] {
  return files
    .filter(({ path, text }) => path !== 'access/roles.ts' && pattern.test(text))
    .map(({ path }) => path);
}

/** Roles are compared by asking which is higher: the word must not turn up where nobody has said why. */
const comparing = /\bisAtLeast\(/;
const comparers: Readonly<Record<string, string>> = {
  'access/actor.ts': 'ROLE_ESCALATION: nobody acts on somebody above themselves',
  'access/scopes.ts': 'the scope table: the weakest role that has each scope',
  'graphql/caller.ts': 'a stream of somebody who was demoted ends',
  'oauth/verify-demand.ts':
    'a proxy asks about a role: the comparison is the answer, no field lies behind it',
  'users/set-user-role.ts': 'a demotion ends the sessions that were begun in the higher role',
};

/** Whoever asks the scope table reports what it says, or hands it on into a token. */
const tabling = /\bscopesOf\(/;
const tablers: readonly string[] = [
  'access/scopes.ts',
  'graphql/caller.ts',
  'login/scope-narrowing.ts',
  'oauth/introspection.ts',
  'sessions/issued-tokens.ts',
  'users/users.resolvers.ts',
];

describe('roles', () => {
  test('are compared only where it is said why', () => {
    expect(filesWith(comparing)).toEqual(Object.keys(comparers));
  });

  test('are compared by asking which is higher, never name by name', () => {
    const byName =
      /\b[rR]ole\)?\s*[!=]==?(?!=|\s*(?:null|undefined|text)\b)|[!=]==?\s*'(SUPPORT|ADMIN)'|'(SUPPORT|ADMIN)'\s*[!=]==?|\broles\.indexOf\b/;

    expect(filesWith(byName)).toEqual([]);
  });

  test('give scopes by one table, which few ask', () => {
    expect(filesWith(tabling)).toEqual(tablers);
  });

  test('are refused as too low by hearts of rooms, about people and their sessions', () => {
    const askers = filesWith(/\brefuseEscalation\(/).filter((path) => path !== 'access/actor.ts');

    expect(askers.filter((path) => ringOf(path) !== 'heart')).toEqual([]);
    expect(askers.filter((path) => !['users', 'sessions', 'invitations'].includes(placeOf(path)))).toEqual(
      [],
    );
  });

  test('decide nothing in a resolver or a route: one field tells what the role may, and one header its name', () => {
    const doors = files.filter(({ path }) => path.endsWith('.resolvers.ts') || path.endsWith('.routes.ts'));
    const mentions = doors.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => /\broles?\b|'(USER|SUPPORT|ADMIN)'/.test(line) && !/^\s*(\/\/|\/?\*)/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );

    expect(mentions).toEqual([
      'oauth/verify.routes.ts: function identityOf({ id, role, sessionId }: CurrentUser): Readonly<Record<string, string>> {',
      "oauth/verify.routes.ts: return { 'X-Cordon-User-Id': id, 'X-Cordon-Role': role, 'X-Cordon-Session-Id': sessionId };",
      'users/users.resolvers.ts: User: { permissions: ({ role }) => scopesOf(role) },',
    ]);
  });

  test('reach LAST_ADMIN as a count of administrators, never as a question about the caller', () => {
    const storage = filesWith(/role = 'ADMIN'/);

    expect(
      storage.every((path) => ringOf(path) === 'storage' || path.startsWith('database/migrations/')),
    ).toBe(true);
  });
});
