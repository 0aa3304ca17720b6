import { describe, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { createResolveInfo, faults } from '../helpers/guard-fixture.js';
import { createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

describe.each(['property', 'extension'] as const)("__resolveReference as a type's %s", (where) => {
  type Reference = (reference: unknown, context: unknown, info: unknown) => unknown;
  const SUBGRAPH = `type Doc @auth(anyOf: [{ requires: ADMIN }, { owner: "by" }]) { id: ID }
    type Plain { id: ID }
    union Any = Doc | Plain type Query { ok: Int @public entities: [Any] @public }`;

  function referenceOf(schema: GraphQLSchema, where: 'property' | 'extension'): Reference {
    const type = schema.getType('Doc');
    const holder = where === 'property' ? type : Object(type?.extensions['apollo']).subgraph;
    const found: unknown = Reflect.get(Object(holder), 'resolveReference');
    if (typeof found !== 'function') throw new Error('The reference resolver is missing.');
    return found as Reference;
  }

  function createFixture(where: 'property' | 'extension') {
    const fixture = createSchemaFixture(SUBGRAPH, {
      Query: {
        entities: (_, __, context, info) =>
          ['u', 'other', 'none'].map(async (id) => {
            const value = await referenceOf(info.schema, where)({ id }, context, info);
            return value === null ? null : { ...Object(value), __typename: 'Doc' };
          }),
      },
    });
    const resolveReference = ({ id }: { id: string }) => (id === 'none' ? null : { id, by: id });
    // The places that graphql-tools and Apollo's subgraph library use.
    const config =
      where === 'property'
        ? { resolveReference }
        : { extensions: { apollo: { subgraph: { resolveReference, more: 1 } } } };
    Object.assign(fixture.unguarded.getType('Doc') ?? {}, config);
    return { ...fixture, schema: fixture.auth.transform(fixture.unguarded) };
  }

  test('is kept, guarded and checked by assertGuarded', () => {
    const fixture = createFixture(where);

    expect(() => referenceOf(fixture.schema, where)).not.toThrow();
    expect(faults(fixture, fixture.schema)).toEqual([]);
    Object.assign(fixture.schema.getType('Doc') ?? {}, { resolveReference: () => null });
    expect(faults(fixture, fixture.schema)).toEqual(['Doc __resolveReference has no guard.']);
  });

  test.each([
    ['an anonymous caller', { kind: 'anonymous' as const }, ['UNAUTHENTICATED', 3]],
    ['another user', principal('x'), ['FORBIDDEN', 2]],
  ] as const)('refuses %s each reference in its own place', async (_, caller, [code, count]) => {
    const answer = await runGuardsOnly(createFixture(where), {
      query: '{ entities { __typename } }',
      caller,
    });

    expect(answer.data).toEqual({ entities: [null, null, null] });
    expect(answer.errors).toEqual(
      Array.from({ length: count }, (_, index) => ({
        code,
        coordinate: 'Doc',
        path: `entities.${index}`,
        ...(code === 'UNAUTHENTICATED' && { reason: 'TOKEN_MISSING' }),
      })),
    );
  });

  test('returns the entities that the rule grants, and null', async () => {
    const answer = await runGuardsOnly(createFixture(where), {
      query: '{ entities { ... on Doc { id } } }',
      caller: principal('r', 'ADMIN'),
    });

    expect(answer.data).toEqual({ entities: [{ id: 'u' }, { id: 'other' }, null] });
  });
});

describe('the resolver of a reference', () => {
  const resolveReference = (reference: unknown): unknown => reference;

  /** Transforms a schema whose types have the given parts, and calls the resolver of a reference. */
  function call(parts: Record<string, object>, typeName: string, reference: unknown, sdl: string) {
    const fixture = createSchemaFixture(`${sdl} type Query { ok: Int @public }`);
    for (const [name, part] of Object.entries(parts)) {
      Object.assign(fixture.unguarded.getType(name) ?? {}, part);
    }
    const schema = fixture.auth.transform(fixture.unguarded);
    const resolve: unknown = Reflect.get(schema.getType(typeName) ?? {}, 'resolveReference');
    if (typeof resolve !== 'function') throw new Error('The reference resolver is missing.');
    const info = createResolveInfo({ schema }, 'Query.ok');
    return { schema, log: fixture.log, outcome: resolve(reference, { caller: principal('u') }, info) };
  }

  test('returns undefined for an unknown entity, which has no owner', () => {
    const sdl = 'type Doc @auth(owner: "by") { id: ID }';
    const { outcome, log } = call({ Doc: { resolveReference: () => undefined } }, 'Doc', {}, sdl);

    expect(outcome).toBeUndefined();
    expect(log).toEqual([]);
  });

  test('may be missing where extensions of Apollo are null', () => {
    const parts = { Doc: { resolveReference }, Free: { extensions: { apollo: null } } };

    expect(call(parts, 'Doc', { id: 1 }, 'type Doc { id: ID } type Free { id: ID }').outcome).toEqual({
      id: 1,
    });
  });

  test('leaves the other extensions of Apollo as they are', () => {
    const apollo = { other: 1, subgraph: { more: 2, resolveReference } };
    const parts = { Doc: { resolveReference, extensions: { apollo, mine: 3 } } };
    const { schema } = call(parts, 'Doc', { id: 1 }, 'type Doc { id: ID }');

    expect(schema.getType('Doc')?.extensions).toEqual({
      apollo: { other: 1, subgraph: { more: 2, resolveReference: expect.any(Function) } },
      mine: 3,
    });
  });
});
