import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roles, scopes, scopesOf } from '../../../src/modules/access/index.js';
import { narrowScope } from '../../../src/modules/login/narrow-scope.js';

describe('narrowScope', () => {
  test('leaves a token alone when no scope was named', () => {
    expect(narrowScope('ADMIN', null)).toBeNull();
  });

  test('narrows to nothing when the list is empty', () => {
    expect(narrowScope('ADMIN', [])).toEqual([]);
  });

  test('keeps each scope once, in the order of the table', () => {
    expect(narrowScope('SUPPORT', ['users:read', 'account:read', 'users:read'])).toEqual([
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
  ] as const)('refuses a %s the scope %p', (role, scope) => {
    expect(() => narrowScope(role, ['account:read', scope])).toThrow(
      expect.objectContaining({ reason: 'SCOPE_NOT_ALLOWED' }),
    );
  });

  test('never gives a scope that the role does not have', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...roles),
        fc.array(fc.oneof(fc.constantFrom(...scopes), fc.string())),
        (role, requested) => {
          const allowed: readonly string[] = scopesOf(role);
          try {
            const given = narrowScope(role, requested) ?? [];
            return given.every((scope) => allowed.includes(scope) && requested.includes(scope));
          } catch {
            return requested.some((scope) => !allowed.includes(scope));
          }
        },
      ),
    );
  });
});
