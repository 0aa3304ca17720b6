import { describe, expect, test } from '@jest/globals';
import { resolveCaller } from '../../src/core/resolved-caller.js';
import { HIERARCHY, NOW, principal } from '../helpers/schema-fixture.js';

describe('resolveCaller', () => {
  const problems: string[] = [];
  const of = (caller: unknown) =>
    resolveCaller(caller, HIERARCHY, NOW, (problem) => void problems.push(problem));

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
      roles: new Set(['SUPPORT', 'USER']),
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
      roles: new Set(),
      scopes: new Set(),
      authenticatedAt: Number.NaN,
      assurance: 0,
    });
    expect(of({ kind: 'principal', id: 'a', role: 'USER' })).toMatchObject({ scopes: null, assurance: 0 });
  });

  test.each([
    ['in the future', new Date(NOW + 1), 'principal'],
    ['now', new Date(NOW), 'TOKEN_EXPIRED'],
    ['in the past', new Date(NOW - 1), 'TOKEN_EXPIRED'],
    ['an invalid date', new Date(Number.NaN), 'TOKEN_EXPIRED'],
    ['text', '2099-01-01T00:00:00Z', 'TOKEN_EXPIRED'],
    ['null', null, 'TOKEN_EXPIRED'],
  ])('treats a caller that expires %s as %s', (_, expiresAt, expected) => {
    const caller = of({ kind: 'principal', id: 'a', role: 'USER', expiresAt });

    expect(caller.kind === 'anonymous' ? caller.reason : caller.kind).toBe(expected);
  });

  test.each([
    ['no kind', { id: 'a', role: 'USER' }, ['Its kind is neither "anonymous" nor "principal".']],
    ['text in place of a caller', 'ada', ['Its kind is neither "anonymous" nor "principal".']],
    ['a numeric id', { kind: 'principal', id: 7, role: 'USER' }, ['Its id is not a non-empty string.']],
    [
      'a promise',
      Promise.resolve(principal('a')),
      ['It is a promise; authenticate before the context is created.'],
    ],
    [
      'malformed members',
      {
        kind: 'principal',
        id: 'a',
        role: 1,
        scopes: [1],
        authenticatedAt: '2026-03-01',
        assurance: '2',
        expiresAt: '2099-01-01',
      },
      ['role', 'scopes', 'authenticatedAt', 'assurance', 'expiresAt'].map(
        (name) => `The member ${name} is malformed.`,
      ),
    ],
    [
      'scopes as text',
      { kind: 'principal', id: 'a', role: 'USER', scopes: 'a b' },
      ['The member scopes is malformed.'],
    ],
    [
      'one malformed scope',
      { kind: 'principal', id: 'a', role: 'USER', scopes: ['a', 1] },
      ['The member scopes is malformed.'],
    ],
    ['an unknown role', principal('a', 'KING'), ['It has a role that is not in the roles option.']],
    [
      'an unknown role among several',
      principal('a', 'USER', { roles: ['SUPPORT', 'KING'] }),
      ['It has a role that is not in the roles option.'],
    ],
    ['no role at all', { kind: 'principal', id: 'a' }, ['The member role is malformed.']],
    ['roles as text', { kind: 'principal', id: 'a', roles: 'USER' }, ['The member roles is malformed.']],
    [
      'a malformed role',
      { kind: 'principal', id: 'a', roles: ['USER', 1] },
      ['The member roles is malformed.'],
    ],
    [
      'a malformed role beside well-formed roles',
      { kind: 'principal', id: 'a', role: 1, roles: ['USER'] },
      ['The member role is malformed.'],
    ],
    ['several roles', { kind: 'principal', id: 'a', roles: ['USER', 'SUPPORT'] }, []],
    ['an empty list of roles', { kind: 'principal', id: 'a', roles: [] }, []],
    ['null', null, []],
    ['nothing', undefined, []],
    ['an anonymous caller', { kind: 'anonymous', reason: 'TOKEN_EXPIRED' }, []],
    [
      'a principal',
      principal('a', 'USER', { scopes: ['a'], assurance: 1, expiresAt: new Date(NOW + 1) }),
      [],
    ],
    ['a principal without optional members', { kind: 'principal', id: 'a', role: 'USER' }, []],
  ])('reports %s', (_, caller, expected) => {
    problems.length = 0;
    of(caller);

    expect(problems).toEqual(expected);
  });
});
