import { describe, expect, test } from '@jest/globals';
import {
  execute,
  type FragmentDefinitionNode,
  graphql,
  isInterfaceType,
  OperationTypeNode,
  parse,
} from 'graphql';
import type { Caller } from '../../src/index.js';
import { callGuard, createGuardContext, createResolveInfo } from '../helpers/guard-fixture.js';
import { anonymous, createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const admin = principal('root', 'ADMIN');
const user = principal('u');

describe('two executions', () => {
  test('that share context and document do not share an elevated caller', async () => {
    const { schema } = createSchemaFixture(
      `type User @auth(owner: "id") { id: ID name: String } type Payload { user: User }
       type Query { ok: Int @public } type Mutation { login(as: ID): Payload @public(elevates: true) }`,
      {
        Mutation: {
          login: (_, { as }) => ({ user: as === 'none' ? null : { id: as, name: `name of ${as}` } }),
        },
      },
      { elevate: ({ user }) => (user === null ? undefined : principal(user.id)) },
    );
    const document = parse('mutation ($as: ID) { login(as: $as) { user { name } } }');
    const contextValue = {};

    const [ann, none] = await Promise.all(
      ['ann', 'none'].map((as) => execute({ schema, document, contextValue, variableValues: { as } })),
    );

    expect(ann?.data).toMatchObject({ login: { user: { name: 'name of ann' } } });
    expect(none?.data).toMatchObject({ login: { user: null } });
  });

  test('after each other on one context each use the caller at their start', async () => {
    const { schema } = createSchemaFixture(
      'type User @auth(owner: "id") { id: ID name: String } type Query { me: User @auth(requires: USER) }',
      { Query: { me: () => ({ id: 'ann', name: 'Ann' }) } },
    );
    const contextValue: { caller?: Caller } = { caller: principal('ann') };
    const source = '{ me { name } }';

    const before = await graphql({ schema, source, contextValue });
    contextValue.caller = principal('bob');
    const after = await graphql({ schema, source, contextValue });

    expect(before.errors).toBeUndefined();
    expect(after.data).toEqual({ me: null });
  });

  test('read a caller object again that changed between them', async () => {
    const { schema } = createSchemaFixture('type Query { f: Int @auth(requires: ADMIN) }', {
      Query: { f: () => 1 },
    });
    const caller = { kind: 'principal' as const, id: 'u', role: 'ADMIN' };

    const before = await graphql({ schema, source: '{ f }', contextValue: { caller } });
    caller.role = 'USER';
    const after = await graphql({ schema, source: '{ f }', contextValue: { caller } });

    expect(before.data).toEqual({ f: 1 });
    expect(after.data).toEqual({ f: null });
  });
  test('after each other on one context do not share a grant', async () => {
    const { schema } = createSchemaFixture(
      `type Doc { a: Int @auth(requires: ADMIN) b: Int @auth(requires: ADMIN) }
        type Query { doc: Doc @public }`,
      { Query: { doc: () => ({ a: 1, b: 2 }) } },
    );
    const document = parse('{ doc { a b } }');
    const contextValue: { caller?: Caller } = { caller: admin };

    const before = await execute({ schema, document, contextValue });
    contextValue.caller = user;
    const after = await execute({ schema, document, contextValue });

    expect(before.data).toEqual({ doc: { a: 1, b: 2 } });
    expect(after.data).toEqual({ doc: { a: null, b: null } });
  });

  test('at the same time on one document do not share a grant', async () => {
    const { schema } = createSchemaFixture(
      'type T { n: Int @auth(requires: ADMIN) } type Query { t: T @public }',
      {
        Query: { t: async () => ({ n: 1 }) },
      },
    );
    const document = parse('{ t { n } }');

    const answers = await Promise.all(
      [principal('a', 'ADMIN'), anonymous, principal('b'), principal('c', 'ADMIN')].map((each) =>
        execute({ schema, document, contextValue: { caller: each } }),
      ),
    );

    expect(answers.map(({ data }) => data)).toEqual([
      { t: { n: 1 } },
      { t: { n: null } },
      { t: { n: null } },
      { t: { n: 1 } },
    ]);
  });

  test('at the same time each keep their elevated caller', async () => {
    const { schema } = createSchemaFixture(
      `type User @auth(owner: "id") { id: ID later: User name: String @auth(owner: "id") }
        type Pay { user: User }
       type Query { ok: Int @public } type Mutation { login(as: ID): Pay @public(elevates: true) }`,
      {
        Mutation: { login: (_, { as }) => ({ user: { id: as, name: as } }) },
        User: { later: async ({ id, name }) => ({ id, name }) },
      },
      { elevate: ({ user: { id } }) => principal(id) },
    );
    const document = parse('mutation ($as: ID) { login(as: $as) { user { later { later { name } } } } }');
    const run = async (as: string) => execute({ schema, document, contextValue: {}, variableValues: { as } });

    const answers = await Promise.all(['ann', 'bob', 'cleo'].map(run));

    expect(answers.map(({ data, errors }) => [JSON.stringify(data), errors])).toEqual(
      ['ann', 'bob', 'cleo'].map((name) => [
        JSON.stringify({ login: { user: { later: { later: { name } } } } }),
        undefined,
      ]),
    );
  });
});

describe('an executor whose paths have no types, such as graphql-jit', () => {
  // A field with a guarded union or interface is refused itself: graphql-jit ignores errors of types.
  const rows = ['Query.mine', 'Query.open', 'Query.node', 'Node'];
  test.each(rows)('is refused and logged at %s', (coordinate) => {
    const fixture = createSchemaFixture(
      `interface Node { id: ID } type Doc implements Node @auth(requires: USER) { id: ID }
       type Query { mine: Int @auth(requires: USER) open(x: Int @auth(requires: ADMIN)): Int @public node: Node @public }`,
      { Node: { __resolveType: () => 'Doc' } },
    );
    const info = createResolveInfo(fixture, coordinate === 'Node' ? 'Query.node' : coordinate);
    const path = { prev: undefined, key: info.fieldName, typename: undefined };
    const node = fixture.schema.getType('Node');
    const call = (): unknown =>
      coordinate === 'Node' && isInterfaceType(node)
        ? node.resolveType?.({}, { caller: user }, { ...info, path }, node)
        : callGuard({ ...info, path }, {}, { caller: user });

    expect(call).toThrow('The executor is not supported by @auth; disable graphql-jit.');
    expect(fixture.log).toEqual([
      {
        code: 'AUTH_HOST_FAILED',
        coordinate: 'executor',
        message: 'The executor is not supported by @auth; disable graphql-jit.',
      },
    ]);
  });
});

describe('the state of an execution', () => {
  const {
    guarded: { schema },
    executionStates: { stateOf },
  } = createGuardContext('type Query { a: Int @public }');
  const info = createResolveInfo({ schema }, 'Query.a');
  const contexts: readonly unknown[] = [{}, {}];

  test.each([
    ['an operation', info],
    [
      'a subscription',
      { ...info, operation: { ...info.operation, operation: OperationTypeNode.SUBSCRIPTION } },
    ],
  ])('of %s is found again, and not shared with another context, variables shared or not', (_, each) => {
    const states = contexts.map((context) => stateOf(context, each));

    expect(states.map(({ context }) => contexts.indexOf(context))).toEqual([0, 1]);
    expect(stateOf(contexts[1], each)).toBe(states[1]);
  });

  test('is not shared with another operation that has the same variables', () => {
    const other = { ...info, operation: { ...info.operation } };

    stateOf(contexts[0], info);

    expect(stateOf(contexts[0], other).operation).toBe(other.operation);
  });

  test('is not shared between events that have the same variables', () => {
    const operation = { ...info.operation, operation: OperationTypeNode.SUBSCRIPTION };
    const events = [1, 2].map(() => ({ ...info, operation, path: { ...info.path } }));

    const [first, second] = events.map((event) => stateOf(contexts[0], event));

    expect(first).not.toBe(second);
  });

  test('is refused where fragments have variables of their own', () => {
    const document = parse('fragment F($x: Int) on Query { a } fragment G on Query { a }', {
      allowLegacyFragmentVariables: true,
    });
    const [F, G] = document.definitions as [FragmentDefinitionNode, FragmentDefinitionNode];

    expect(stateOf({}, { ...info, variableValues: {}, fragments: { G } }).elevated).toBeUndefined();
    expect(() => stateOf({}, { ...info, variableValues: {}, fragments: { G, F } })).toThrow(
      'Fragment variables are not supported.',
    );
  });
});
