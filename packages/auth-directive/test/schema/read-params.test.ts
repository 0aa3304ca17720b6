import { describe, expect, test } from '@jest/globals';
import type { Policy, PolicySettings } from '../../src/index.js';
import { type Context, createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const PERMISSIONS = ['ticket:read', 'ticket:close'];
const evaluate = (): boolean => true;
const transform = (rule: string, settings: PolicySettings): unknown =>
  createSchemaFixture(
    `type T { f: Int ${rule} } type Query { t: T @public }`,
    {},
    {
      policies: { permission: { evaluate, ...settings }, plain: evaluate },
    },
  );

describe('checkParams', () => {
  const checkParams = (params: readonly string[]): void => {
    if (params.length === 0) throw new Error('name a permission');
    for (const each of params)
      if (!PERMISSIONS.includes(each)) throw new Error(`unknown permission "${each}"`);
  };

  test.each([
    [
      'a misspelt permission',
      '@auth(policy: "permission", params: ["ticket:clsoe"])',
      'unknown permission "ticket:clsoe"',
    ],
    [
      'a misspelt permission in a group',
      '@auth(anyOf: [{ requires: USER }, { policy: "permission", params: "x" }])',
      'unknown permission "x"',
    ],
    ['a use without params', '@auth(policy: "permission")', 'name a permission'],
  ])('makes %s a start-up error with the coordinate', (_, rule, reason) => {
    expect(() => transform(rule, { checkParams })).toThrow(
      `T.f: policy "permission" does not accept its params: ${reason}`,
    );
  });

  test('accepts what it does not refuse, and is asked for each use', () => {
    const asked: unknown[] = [];
    transform('@auth(policy: "permission", params: ["a", "b"]) @auth(policy: "permission")', {
      checkParams: (params) => void asked.push(params),
    });

    expect(asked).toEqual([['a', 'b'], []]);
  });

  test.each([
    ['a predicate', () => false],
    ['an asynchronous check', () => Promise.reject(new Error('too late'))],
  ])('refuses %s, which would accept everything', (_, check) => {
    const settings: PolicySettings = { checkParams: () => check() as unknown as undefined };

    expect(() => transform('@auth(policy: "permission", params: "a")', settings)).toThrow(
      'T.f: policy "permission" does not accept its params: checkParams must throw, synchronously.',
    );
  });
});

describe('the params of a policy', () => {
  const permission: Policy<Context> = ({ params, caller }) =>
    params.every((each) => each.startsWith(caller.id));
  const sdl = `
    interface Node { id: ID @auth(policy: "permission", params: ["a"]) }
    type Note implements Node @auth(policy: "permission", params: ["ada", "adam"]) { id: ID name: String }
    input In { x: Int @auth(policy: "permission", params: "b") }
    type Query { note: Note @auth(requires: USER)
      either: Int @auth(anyOf: [{ policy: "permission", params: "b" }, { policy: "permission", params: "a" }])
      both: Int @auth(policy: "permission", params: "b") @auth(policy: "permission", params: "a")
      none: Int @auth(policy: "permission") set(in: In): Int @public }`;
  const resolvers = {
    Query: {
      note: () => ({ id: 1, name: 'n' }),
      either: () => 1,
      both: () => 1,
      none: () => 1,
      set: () => 1,
    },
  };

  test.each([
    ['a', '{ either both none }', { either: 1, both: null, none: 1 }],
    ['b', '{ either both none }', { either: 1, both: null, none: 1 }],
    ['ada', '{ note { name } }', { note: { name: 'n' } }],
    ['ada', '{ note { id } }', { note: { id: null } }],
    ['bo', '{ note { name } }', { note: null }],
    ['b', '{ set(in: { x: 1 }) }', { set: 1 }],
    ['a', '{ set(in: { x: 1 }) }', { set: null }],
  ])('reach it on types, interfaces, inputs and in groups: as %s, %s', async (id, query, data) => {
    const fixture = createSchemaFixture(sdl, resolvers, { policies: { permission } });

    expect((await runGuardsOnly(fixture, { query, caller: principal(id) })).data).toEqual(data);
  });

  test('show in the matrix and in explanations', () => {
    const { auth, schema } = createSchemaFixture(sdl, resolvers, { policies: { permission } });
    const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Query.either');

    expect(row?.cells['USER']?.members).toEqual(['policy permission("b")', 'policy permission("a")']);
    expect(auth.explain(schema, principal('a'), 'Query.both').rules[0]?.groups[0]?.members).toContainEqual({
      member: 'policy permission("a")',
      holds: 'depends',
    });
  });
});
