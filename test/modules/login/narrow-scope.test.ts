import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { roles, scopes, scopesOf } from '../../../src/modules/access/index.js';
import { narrowedScope } from '../../../src/modules/login/narrow-scope.js';

describe('narrowedScope', () => {
  test('leaves a token alone when no scope was named', () => {
    expect(narrowedScope('ADMIN', null)).toBeNull();
  });

  test('narrows to nothing when the list is empty', () => {
    expect(narrowedScope('ADMIN', [])).toEqual([]);
  });

  test('keeps each scope once, in the order of the table', () => {
    expect(narrowedScope('SUPPORT', ['users:read', 'account:read', 'users:read'])).toEqual([
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
    expect(() => narrowedScope(role, ['account:read', scope])).toThrow(
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
            const given = narrowedScope(role, requested) ?? [];
            return given.every((scope) => allowed.includes(scope) && requested.includes(scope));
          } catch {
            return requested.some((scope) => !allowed.includes(scope));
          }
        },
      ),
    );
  });
});
