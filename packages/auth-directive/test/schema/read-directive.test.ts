import { describe, expect, test } from '@jest/globals';
import { faultsOf, onField, ROOT } from '../helpers/schema-faults.js';

const rows: readonly (readonly [string, string, string])[] = [
  ['no member', onField('@auth'), 'T.f'],
  ['only onDeny, which is no member', onField('@auth(onDeny: NULL)'), 'T.f'],
  ['an empty anyOf', onField('@auth(anyOf: [])'), 'T.f'],
  ['an empty group', onField('@auth(anyOf: [{ requires: USER }, {}])'), 'T.f'],
  ['null in anyOf', onField('@auth(anyOf: [null])'), 'T.f'],
  ['an explicit null role', onField('@auth(requires: null)'), 'T.f'],
  ['an explicit null beside a member', onField('@auth(requires: USER, scopes: null)'), 'T.f'],
  ['an explicit null in a group', onField('@auth(anyOf: [{ owner: null }])'), 'T.f'],
  ['an explicit null onDeny', onField('@auth(requires: USER, onDeny: null)'), 'T.f'],
  ['an unknown role', onField('@auth(requires: ADMN)'), 'T.f'],
  ['an unknown role written as a string', onField('@auth(requires: "ADMN")'), 'T.f'],
  ['a role written as a number', onField('@auth(requires: 1)'), 'T.f'],
  ['an unknown role in a group', onField('@auth(anyOf: [{ requires: ROOT }])'), 'T.f'],
  ['an unknown policy', onField('@auth(policy: "unknown")'), 'T.f'],
  ['params without a policy', onField('@auth(requires: USER, params: ["a"])'), 'T.f'],
  [
    'params beside a policy of another group',
    onField('@auth(policy: "known", anyOf: [{ params: ["a"] }])'),
    'T.f',
  ],
  [
    'params in a group beside a policy of the rule',
    onField('@auth(params: ["a"], anyOf: [{ policy: "known" }])'),
    'T.f',
  ],
  ['empty params', onField('@auth(policy: "known", params: [])'), 'T.f'],
  ['params that are null', onField('@auth(policy: "known", params: null)'), 'T.f'],
  ['a param that is null', onField('@auth(policy: "known", params: ["a", null])'), 'T.f'],
  ['a param that is no String', onField('@auth(policy: "known", params: [1])'), 'T.f'],
  ['an unknown member', onField('@auth(requires: USER, role: ADMIN)'), 'T.f'],
  ['anyOf inside anyOf', onField('@auth(anyOf: [{ requires: USER, anyOf: [] }])'), 'T.f'],
  ['a member twice in one directive', onField('@auth(requires: USER, requires: ADMIN)'), 'T.f'],
  ['a scope with a blank', onField('@auth(scopes: ["a b"])'), 'T.f'],
  ['an empty scope', onField('@auth(scopes: [""])'), 'T.f'],
  ['an empty owner', onField('@auth(owner: "")'), 'T.f'],
  ['freshWithin: 0', onField('@auth(freshWithin: 0)'), 'T.f'],
  ['assurance that is no Int', onField('@auth(assurance: 1.5)'), 'T.f'],
  ['elevates: "yes"', `${ROOT} type Mutation { f: Int @public(elevates: "yes") }`, 'Mutation.f'],
  ['onDeny in a group', onField('@auth(anyOf: [{ requires: USER, onDeny: NULL }])'), 'T.f'],
  ['an unknown onDeny', onField('@auth(requires: USER, onDeny: HIDE)'), 'T.f'],
];

describe('a directive', () => {
  test.each(rows)('with %s is rejected at start-up', (_, sdl, coordinate) => {
    expect(faultsOf(sdl)).toContain(coordinate);
  });

  test('with a single value in place of a list is accepted, as GraphQL coerces it', () => {
    expect(faultsOf(onField('@auth(scopes: "read", anyOf: { requires: USER, scopes: "write" })'))).toEqual(
      [],
    );
  });
});
