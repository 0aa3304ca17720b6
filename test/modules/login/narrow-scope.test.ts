import { describe, expect, test } from '@jest/globals';
import { cordonRoles } from '../../../src/modules/access/index.js';
import { narrowScope } from '../../../src/modules/login/narrow-scope.js';
import { fc } from '../../helpers/fast-check.js';

describe('narrowScope', () => {
  test('returns null when no scope was requested', () => {
    expect(narrowScope(cordonRoles, 'ADMIN', null)).toBeNull();
  });

  test('returns no scope for an empty list', () => {
    expect(narrowScope(cordonRoles, 'ADMIN', [])).toEqual([]);
  });

  test('returns each scope once, in the order of the table', () => {
    expect(narrowScope(cordonRoles, 'SUPPORT', ['users:read', 'account:read', 'users:read'])).toEqual([
      'account:read',
      'users:read',
    ]);
  });

  test.each([
    ['USER', 'users:read'],
    ['SUPPORT', 'users:write'],
    ['ADMIN', 'everything'],
    ['ADMIN', ''],
    ['ADMIN', 'Account:read'],
    ['ADMIN', '__proto__'],
  ] as const)('rejects for %s the scope %p', (role, scope) => {
    expect(() => narrowScope(cordonRoles, role, ['account:read', scope])).toThrow(
      expect.objectContaining({ reason: 'SCOPE_NOT_ALLOWED' }),
    );
  });

  test('never returns a scope that the role does not have', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...cordonRoles.names),
        fc.array(fc.oneof(fc.constantFrom(...cordonRoles.scopes), fc.string())),
        (role, requested) => {
          const allowed: readonly string[] = cordonRoles.scopesOf(role);
          try {
            const given = narrowScope(cordonRoles, role, requested) ?? [];
            return given.every((scope) => allowed.includes(scope) && requested.includes(scope));
          } catch {
            return requested.some((scope) => !allowed.includes(scope));
          }
        },
      ),
    );
  });
});
