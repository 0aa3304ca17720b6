import { describe, expect, test } from '@jest/globals';
import {
  createRoleHierarchy,
  includedRoles,
  isTotalOrder,
  strongestRoles,
} from '../../src/core/role-hierarchy.js';
import { createAuthDirective } from '../../src/index.js';
import { type Context, createSchemaFixture, ENTRY_POINTS, principal } from '../helpers/schema-fixture.js';

const DIAMOND = { ADMIN: ['SUPPORT', 'BILLING'], SUPPORT: ['USER'], BILLING: ['USER'], USER: [] };

describe('createRoleHierarchy', () => {
  test('lets every role of a ladder include the ones before it', () => {
    const hierarchy = createRoleHierarchy(['USER', 'SUPPORT', 'ADMIN']);

    expect(hierarchy.names).toEqual(['USER', 'SUPPORT', 'ADMIN']);
    expect(includedRoles(hierarchy, ['SUPPORT'])).toEqual(new Set(['USER', 'SUPPORT']));
    expect(isTotalOrder(hierarchy)).toBe(true);
  });

  test('follows what a role includes, and lists each role after the roles that it includes', () => {
    const hierarchy = createRoleHierarchy(DIAMOND);

    expect(hierarchy.names).toEqual(['USER', 'SUPPORT', 'BILLING', 'ADMIN']);
    expect(includedRoles(hierarchy, ['ADMIN'])).toEqual(new Set(hierarchy.names));
    expect(includedRoles(hierarchy, ['SUPPORT'])).toEqual(new Set(['USER', 'SUPPORT']));
    expect(isTotalOrder(hierarchy)).toBe(false);
    expect(isTotalOrder(createRoleHierarchy({ B: ['A'], A: [] }))).toBe(true);
    expect(isTotalOrder(createRoleHierarchy({ A: [], B: [] }))).toBe(false);
  });

  test('adds up several roles, ignores unknown ones, and finds the strongest', () => {
    const hierarchy = createRoleHierarchy(DIAMOND);

    expect(includedRoles(hierarchy, ['SUPPORT', 'BILLING'])).toEqual(new Set(['SUPPORT', 'USER', 'BILLING']));
    expect(includedRoles(hierarchy, ['KING', 'USER'])).toEqual(new Set(['USER']));
    expect(includedRoles(hierarchy, ['KING'])).toEqual(new Set());
    expect(includedRoles(hierarchy, ['toString', '__proto__'])).toEqual(new Set());
    expect(strongestRoles(hierarchy, ['BILLING', 'SUPPORT', 'USER'])).toEqual(['BILLING', 'SUPPORT']);
    expect(strongestRoles(hierarchy, ['UNKNOWN', 'USER'])).toEqual(['UNKNOWN', 'USER']);
  });

  test('reads each role once, however many roles include it', () => {
    const layers = Array.from({ length: 40 }, (_, index) => index);
    const roles = Object.fromEntries(
      layers.flatMap((each) =>
        ['A', 'B'].map((name) => [`${name}${each}`, each < 39 ? [`A${each + 1}`, `B${each + 1}`] : []]),
      ),
    );

    expect(includedRoles(createRoleHierarchy(roles), ['A0']).size).toBe(79);
  });

  test.each([
    ['a cycle', { A: ['B'], B: ['C'], C: ['A'] }, 'The option "roles" has a cycle: A > B > C > A.'],
    ['a cycle below', { X: ['A'], A: ['B'], B: ['A'] }, 'The option "roles" has a cycle: A > B > A.'],
    ['a role that includes itself', { A: ['A'] }, 'The option "roles" has a cycle: A > A.'],
    ['an unknown role', { A: ['B'] }, 'The option "roles" does not define B, which A includes.'],
  ])('throws for %s', (_, roles, message) => {
    expect(() => createAuthDirective({ roles, caller: () => null })).toThrow(new TypeError(message));
  });
});

const SDL = `
  extend enum Role { BILLING }
  type Query {
    user: Int @auth(requires: USER)
    support: Int @auth(requires: SUPPORT)
    both: Int @auth(requires: SUPPORT) @auth(requires: BILLING)
    either: Int @auth(anyOf: [{ requires: SUPPORT }, { requires: BILLING }])
    admin: Int @auth(requires: ADMIN)
  }`;
const resolvers = {
  Query: { user: () => 1, support: () => 1, both: () => 1, either: () => 1, admin: () => 1 },
};

describe.each(ENTRY_POINTS)('a partial order of roles %s', (_, run) => {
  test.each([
    ['a role alone', { role: 'SUPPORT' }, ['user', 'support', 'either']],
    ['the other branch', { role: 'BILLING' }, ['user', 'either']],
    [
      'several roles',
      { role: undefined, roles: ['SUPPORT', 'BILLING'] },
      ['user', 'support', 'both', 'either'],
    ],
    [
      'a role and roles, which add up',
      { role: 'BILLING', roles: ['SUPPORT'] },
      ['user', 'support', 'both', 'either'],
    ],
    ['the role that includes all', { role: 'ADMIN' }, ['user', 'support', 'both', 'either', 'admin']],
    ['no role', { role: undefined, roles: [] }, []],
    ['unknown roles only', { role: 'KING', roles: ['QUEEN'] }, []],
    ['an unknown role beside a known one', { role: 'KING', roles: ['USER'] }, ['user']],
  ])('passes what %s includes', async (__, more, expected) => {
    const fixture = createSchemaFixture(SDL, resolvers, { roles: DIAMOND });
    const query = '{ user support both either admin }';

    const { data } = await run(fixture, { query, caller: principal('ada', 'USER', more) });

    expect(Object.entries(Object(data)).flatMap(([name, value]) => (value === 1 ? [name] : []))).toEqual(
      expected,
    );
  });
});

describe('a caller with an unknown role', () => {
  test('is logged without the value', async () => {
    const fixture = createSchemaFixture(SDL, resolvers, { roles: DIAMOND });

    await ENTRY_POINTS[0][1](fixture, { query: '{ user }', caller: principal('ada', 'KING') });

    expect(fixture.log).toEqual([
      {
        code: 'AUTH_HOST_FAILED',
        coordinate: 'caller',
        message: 'The caller is malformed. It has a role that is not in the roles option.',
      },
    ]);
  });
});

describe('roles that the enum lacks, or that lack in the roles', () => {
  const transform = (roles: Record<string, readonly string[]>) =>
    createSchemaFixture('type Query { f: Int @public }', {}, { roles });

  test('are start-up errors', () => {
    expect(() => transform({ ADMIN: ['USER'], USER: [] })).toThrow(
      'Role.SUPPORT: The value is missing from the roles option.',
    );
    expect(() => transform({ ...DIAMOND })).toThrow(
      'Role: BILLING is in the roles option but not in the enum.',
    );
  });
});

/** Only compiles while a caller needs a role or roles. */
export const typed = createAuthDirective<Context>({
  roles: DIAMOND,
  caller: ({ caller }) => caller ?? { kind: 'principal', id: 'a', roles: ['USER'] },
});
