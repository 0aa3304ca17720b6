import type { IResolvers } from '@graphql-tools/utils';
import { describe, expect, test } from '@jest/globals';
import { guardElevating } from '../../src/guards/field-guard.js';
import { NO_STORE } from '../../src/guards/restrict-caching.js';
import { createGuardContext, createResolveInfo } from '../helpers/guard-fixture.js';
import {
  type Context,
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const SDL = `
  enum Color { RED @auth(policy: "sees") BLUE @auth(requires: USER) }
  input In { x: Int @auth(policy: "sees") }
  interface Node { secret: Int }
  type Secret implements Node { secret: Int @auth(requires: USER) }
  type Plain implements Node { secret: Int }
  type User @auth(anyOf: [{ requires: SUPPORT }, { owner: "by" }]) { id: ID }
  type Own @auth(owner: "by") { id: ID }
  type Box { color: Color  blue: Color  find(in: In): Int }
  type Query {
    box(in: In): Box @public
    users: [User] @auth(policy: "sees")
    own: Own @auth(policy: "sees")
  }
  type Mutation { node: Node @public  own: Own @auth(policy: "sees") }`;

const box = { color: 'RED', blue: 'BLUE', by: 'ada', find: 1 };
const resolvers: IResolvers<unknown, Context> = {
  Query: {
    box: () => box,
    users: () => [
      { id: 1, by: 'ada' },
      { id: 2, by: 'bo' },
    ],
    own: () => ({ id: 1, by: 'ada' }),
  },
  Mutation: {
    node: () => ({ __typename: 'Plain', secret: 1 }),
    own: () => null,
  },
};

/** Runs an operation, and returns when and where grants were reported. */
async function grantsOf(run: typeof runApollo, query: string, role = 'USER'): Promise<readonly string[]> {
  const grants: string[] = [];
  const fixture = createSchemaFixture(SDL, resolvers, {
    policies: { sees: () => true },
    onGrant: ({ coordinate, when }) => void grants.push(`${when} ${coordinate}`),
  });
  const { errors } = await run(fixture, { query, caller: principal('ada', role) });
  expect(errors).toEqual([]);
  return grants;
}

describe('a grant is reported', () => {
  test('for the rule before an elevating field where no plan has run', () => {
    const grants: string[] = [];
    const guardContext = createGuardContext(
      `type Query { ok: Int @public }
       type Mutation @auth(requires: USER) { login: Int @public(elevates: true) }`,
      { onGrant: ({ coordinate, when }) => void grants.push(`${when} ${coordinate}`) },
    );
    const field = guardContext.guarded.fields.get('Mutation.login');
    if (field === undefined) throw new Error('no field');
    const shape = { nullable: true, filters: false, item: undefined };
    const guard = { guardContext, field, shape, cacheLimit: NO_STORE, createValueCheck: undefined };
    const info = createResolveInfo(guardContext.guarded, 'Mutation.login');
    const path = { prev: undefined, key: 'login', typename: 'Mutation' };
    const context = { caller: principal('ada') };

    expect(guardElevating(guard, () => 1)(undefined, {}, context, { ...info, path })).toBe(1);
    expect(grants).toEqual(['execution Mutation.login']);
  });

  test('for an enum value whose policy passes, each time', async () => {
    expect(await grantsOf(runGuardsOnly, '{ box { color again: color blue other: blue } }')).toEqual([
      'execution Color.RED',
      'execution Color.RED',
      'execution Color.BLUE',
    ]);
  });

  test('once for a list whose items need no further check', async () => {
    expect(await grantsOf(runGuardsOnly, '{ users { id } }', 'SUPPORT')).toEqual([
      'execution Query.users',
      'execution User.id',
    ]);
  });

  test('for an input of a nested field, though the plan has reported it for a root field', async () => {
    expect(await grantsOf(runApollo, '{ box(in: { x: 1 }) { find(in: { x: 2 }) } }')).toEqual([
      'plan In.x',
      'execution In.x',
    ]);
  });

  test('by the guard alone where the rule also depends on the value', async () => {
    expect(await grantsOf(runApollo, '{ own { id } }')).toEqual(['execution Query.own', 'execution Own.id']);
    expect(await grantsOf(runApollo, 'mutation { own { id } }')).toEqual([]);
  });

  test('for no field of a type that the object only might have had', async () => {
    expect(await grantsOf(runApollo, 'mutation { node { secret } }')).toEqual([]);
  });
});
