import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/core/auth-options.js';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { NOW, principal, ROLES } from '../helpers/schema-fixture.js';

describe('resolveCaller', () => {
  const of = (caller: unknown) => resolveCaller(caller as Caller, ROLES);

  test.each([
    ['undefined', undefined, 'TOKEN_MISSING'],
    ['null', null, 'TOKEN_MISSING'],
    ['a string', 'ada', 'TOKEN_MISSING'],
    ['anonymous', { kind: 'anonymous' }, 'TOKEN_MISSING'],
    ['anonymous with a reason', { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, 'TOKEN_EXPIRED'],
    ['anonymous with a reason that is no string', { kind: 'anonymous', reason: 7 }, 'TOKEN_MISSING'],
    ['of another kind', { kind: 'robot', id: 'r', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['of another kind, with a reason', { kind: 'robot', reason: 'MINE' }, 'TOKEN_MISSING'],
    ['without an id', { kind: 'principal', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['with an empty id', { kind: 'principal', id: '', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['with a numeric id', { kind: 'principal', id: 7, role: 'ADMIN' }, 'TOKEN_MISSING'],
  ])('treats a caller that is %s as anonymous', (_, caller, reason) => {
    expect(of(caller)).toEqual({ kind: 'anonymous', reason, caller: { kind: 'anonymous', reason } });
  });

  test('reads every property of a principal', () => {
    const full = principal('ada', 'SUPPORT', { scopes: ['a', 'a'], assurance: 2 });

    expect(of(full)).toEqual({
      kind: 'principal',
      caller: full,
      id: 'ada',
      roleRank: 1,
      scopes: new Set(['a']),
      authenticatedAt: NOW,
      assurance: 2,
    });
  });

  test('treats malformed properties of a principal as missing', () => {
    const read = of({
      kind: 'principal',
      id: 'a',
      role: 'KING',
      scopes: 'a b',
      authenticatedAt: 5,
      assurance: 'x',
    });

    expect(read).toMatchObject({
      roleRank: -1,
      scopes: new Set(),
      authenticatedAt: Number.NaN,
      assurance: 0,
    });
    expect(of({ kind: 'principal', id: 'a', role: 'USER' })).toMatchObject({ scopes: null, assurance: 0 });
  });
});
