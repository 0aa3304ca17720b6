import { describe, expect, test } from '@jest/globals';
import {
  cordonRoles,
  createRoles,
  type RoleDeclarations,
  type Roles,
  refuseEscalation,
} from '../../../src/modules/access/index.js';
import { fc } from '../../helpers/fast-check.js';
import { actorWithRole } from './actor-with-role.js';

describe('the roles of Cordon', () => {
  test('are a ladder, and each has the scopes of the roles below', () => {
    expect(cordonRoles.hierarchy).toEqual({ USER: [], SUPPORT: ['USER'], ADMIN: ['USER', 'SUPPORT'] });
    expect(cordonRoles.names.map((role) => [role, cordonRoles.scopesOf(role)])).toEqual([
      ['USER', ['account:read', 'account:write']],
      ['SUPPORT', ['account:read', 'account:write', 'users:read']],
      ['ADMIN', ['account:read', 'account:write', 'users:read', 'users:write', 'audit:read']],
    ]);
  });
});

describe('a role of a project', () => {
  const roles = createRoles({
    BILLING: { includes: ['USER'], scopes: ['invoices:read', 'invoices:write'] },
    AUDITOR: { scopes: ['invoices:read'] },
    SUPPORT: { includes: ['AUDITOR'], scopes: ['tickets:read'] },
  });

  test('is beside those that it does not include; USER is below and ADMIN above every role', () => {
    expect(roles.hierarchy).toEqual({
      USER: [],
      BILLING: ['USER'],
      AUDITOR: ['USER'],
      SUPPORT: ['USER', 'AUDITOR'],
      ADMIN: ['USER', 'BILLING', 'AUDITOR', 'SUPPORT'],
    });
    expect(roles.isAtLeast('BILLING', 'SUPPORT') || roles.isAtLeast('SUPPORT', 'BILLING')).toBe(false);
  });

  test('has its own scopes and those of the roles that it includes, as have the roles above it', () => {
    expect(roles.scopesOf('BILLING')).toEqual([
      'account:read',
      'account:write',
      'invoices:read',
      'invoices:write',
    ]);
    expect(roles.scopesOf('SUPPORT')).toEqual([
      'account:read',
      'account:write',
      'users:read',
      'tickets:read',
      'invoices:read',
    ]);
    expect(roles.scopesOf('ADMIN')).toEqual(roles.scopes);
  });

  test.each<[RoleDeclarations, string]>([
    [{ BILLING: { includes: ['BILING'] } }, 'roles.BILLING includes BILING, which is not declared.'],
    [{ BILLING: { includes: ['ADMIN'] } }, 'roles: ADMIN and BILLING include each other.'],
    [
      { A: { includes: ['B'] }, B: { includes: ['C'] }, C: { includes: ['A'] } },
      'roles: A and B include each',
    ],
    [{ USER: { includes: ['SUPPORT'] } }, 'roles: SUPPORT and USER include each other.'],
    [{ SUPPORT: { includes: ['ADMIN'] } }, 'roles: ADMIN and SUPPORT include each other.'],
    [{ billing: {} }, 'roles.billing: a role is named with A to Z'],
    [{ ANONYMOUS: {} }, 'roles.ANONYMOUS: a role is named with'],
    [{ BILLING: { scopes: ['two words'] } }, 'roles.BILLING has a scope that is not valid: two words.'],
    [{ BILLING: { scopes: [''] } }, 'roles.BILLING has a scope that is not valid'],
    [{ BILLING: { include: ['USER'] } as object }, 'roles.BILLING has an unknown member include.'],
    [{ BILLING: { includes: 'USER' } as object }, 'roles.BILLING.includes must be a list of names.'],
    [{ BILLING: { scopes: [7] } as object }, 'roles.BILLING.scopes must be a list of names.'],
    [{ BILLING: null as never }, 'roles.BILLING must be an object.'],
    [null as never, 'roles must be an object.'],
    [['BILLING'] as never, 'roles must be an object.'],
  ])('is refused with its name when it cannot be used: %j', (declarations, message) => {
    expect(() => createRoles(declarations)).toThrow(message);
  });
});

describe('a role that is not declared', () => {
  test.each(['GONE', '', 'user', '__proto__', 'constructor', 'toString'])('grants nothing: %p', (role) => {
    expect(cordonRoles.parse(role)).toBeNull();
    expect(cordonRoles.scopesOf(role)).toEqual([]);
    expect(cordonRoles.names.some((name) => cordonRoles.isAtLeast(role, name))).toBe(false);
    expect(cordonRoles.isAtLeast(role, role) || cordonRoles.isAtLeast('ADMIN', role)).toBe(false);
    expect(cordonRoles.expressible(role)).toBe('USER');
    expect(cordonRoles.admits(role)).toBe(false);
  });

  test('is reported once', () => {
    const reported: string[] = [];
    const roles = createRoles({}, (role) => reported.push(role));

    for (const role of ['GONE', 'USER', 'GONE', 'LOST']) roles.admits(role);

    expect(reported).toEqual(['GONE', 'LOST']);
  });

  test('may be replaced by administrators only', () => {
    const grants = cordonRoles.names.filter((role) => mayActOn(cordonRoles, role, 'GONE'));

    expect(grants).toEqual(['ADMIN']);
  });
});

/** Declarations without cycles: a role includes only roles that come before it. */
const declarations = fc
  .array(fc.array(fc.nat(7), { maxLength: 3 }), { maxLength: 8 })
  .map((lists): RoleDeclarations => {
    const own = lists.map((included, index): [string, RoleDeclarations[string]] => [
      `R${index}`,
      { includes: included.filter((each) => each < index).map((each) => `R${each}`), scopes: [`s:${index}`] },
    ]);
    return Object.fromEntries(own);
  });

function mayActOn(roles: Roles, role: string, target: string): boolean {
  try {
    refuseEscalation(roles, actorWithRole(role), target);
    return true;
  } catch {
    return false;
  }
}

describe('in every hierarchy', () => {
  /** Follows the declarations, independently of the module. */
  function reaches(declared: RoleDeclarations, from: string, to: string): boolean {
    if (from === to || to === 'USER' || from === 'ADMIN') return true;
    return (declared[from]?.includes ?? []).some((next) => reaches(declared, next, to));
  }

  test('nobody grants a role, or acts on a user with a role, that their own does not include', () => {
    fc.assert(
      fc.property(declarations, (declared) => {
        const roles = createRoles(declared);
        for (const role of roles.names) {
          for (const target of roles.names) {
            expect([role, target, mayActOn(roles, role, target)]).toEqual([
              role,
              target,
              reaches(declared, role, target),
            ]);
          }
        }
      }),
    );
  });

  test('a role has exactly the scopes of the roles that it includes, and comes after them', () => {
    fc.assert(
      fc.property(declarations, (declared) => {
        const roles = createRoles(declared);
        roles.names.forEach((role, index) => {
          const included = roles.names.filter((other) => roles.isAtLeast(role, other));
          expect(roles.names.slice(0, index + 1)).toEqual(expect.arrayContaining([...included]));
          for (const other of included) {
            expect(roles.scopesOf(role)).toEqual(expect.arrayContaining([...roles.scopesOf(other)]));
          }
          expect(
            roles
              .scopesOf(role)
              .filter((scope) => scope.startsWith('s:'))
              .toSorted(),
          ).toEqual(included.flatMap((other) => declared[other]?.scopes ?? []).toSorted());
        });
      }),
    );
  });
});
