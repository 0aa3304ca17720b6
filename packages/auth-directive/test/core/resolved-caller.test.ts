import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/core/auth-options.js';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { NOW, principal, ROLES } from '../helpers/schema-fixture.js';

describe('the standing of a caller', () => {
  const of = (caller: unknown) => resolveCaller(caller as Caller, ROLES);

  test.each([
    ['nothing', undefined, 'TOKEN_MISSING'],
    ['null', null, 'TOKEN_MISSING'],
    ['no object', 'ada', 'TOKEN_MISSING'],
    ['nobody', { kind: 'anonymous' }, 'TOKEN_MISSING'],
    ['nobody, for a reason', { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, 'TOKEN_EXPIRED'],
    ['nobody, for no reason that is text', { kind: 'anonymous', reason: 7 }, 'TOKEN_MISSING'],
    ['another kind', { kind: 'robot', id: 'r', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['another kind, with a reason', { kind: 'robot', reason: 'MINE' }, 'TOKEN_MISSING'],
    ['no id', { kind: 'principal', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['an empty id', { kind: 'principal', id: '', role: 'ADMIN' }, 'TOKEN_MISSING'],
    ['an id that is a number', { kind: 'principal', id: 7, role: 'ADMIN' }, 'TOKEN_MISSING'],
  ])('that is %s is anonymous', (_, caller, reason) => {
    expect(of(caller)).toEqual({ kind: 'anonymous', reason, caller: { kind: 'anonymous', reason } });
  });

  test('that is known is read once', () => {
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

  test('that is malformed lacks what is', () => {
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
