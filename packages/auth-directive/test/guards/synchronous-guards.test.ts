import { describe, expect, test } from '@jest/globals';
import DataLoader from 'dataloader';
import { execute, parse } from 'graphql';
import { anonymous, createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const rows = Array.from({ length: 200 }, (_, row) => ({ id: String(row), by: 'ada' }));

describe('a guard adds no promise', () => {
  test.each([
    ['requires', 'id: ID @auth(requires: USER)'],
    ['an owner', 'id: ID @auth(owner: "by")'],
    ['an owner or a role', 'id: ID @auth(anyOf: [{ owner: "by" }, { requires: ADMIN }])'],
    ['a policy that answers at once', 'id: ID @auth(policy: "open")'],
    ['a refusal', 'id: ID @auth(requires: ADMIN)'],
  ])('with %s on every row', (_, field) => {
    const sdl = `type Item { ${field} } type Query { items: [Item] @auth(requires: USER) }`;
    const { schema } = createSchemaFixture(
      sdl,
      { Query: { items: () => rows } },
      { policies: { open: () => true } },
    );

    const result = execute({
      schema,
      document: parse('{ items { id } }'),
      contextValue: { caller: principal('ada') },
    });

    expect(result).not.toBeInstanceOf(Promise);
    expect(result).toHaveProperty('data.items.199');
  });

  test('to a plan', () => {
    const { auth, schema } = createSchemaFixture('type Query { f: Int @auth(requires: USER) }');
    const document = parse('{ f }');
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
    const plan = (caller: typeof anonymous) =>
      auth.plan({ schema, document, operation, variables: {}, context: { caller } });

    expect(plan(principal('ada'))).toEqual({ kind: 'go' });
    expect(plan(anonymous)).toMatchObject({ kind: 'refused', status: 401 });
  });
});

describe('a list of 200 rows under an asynchronous policy', () => {
  test.each([
    ['on the field', 'type Author { name: ID } type Item { author: Author @auth(policy: "sees") }'],
    ['on the type', 'type Author @auth(policy: "sees") { name: ID } type Item { author: Author }'],
  ])('is one trip, and leaves the batches of a DataLoader as they were: %s', async (_, types) => {
    const trips: number[] = [];
    const loads: number[] = [];
    const batch = async (requests: readonly unknown[]) => {
      trips.push(requests.length);
      return requests.map(() => true);
    };
    const { schema, unguarded } = createSchemaFixture(
      `${types} type Query { items: [Item] @public }`,
      {
        Query: { items: () => rows },
        Item: { author: ({ id }, __, context) => Reflect.get(context, 'authors').load(id) },
      },
      { policies: { sees: { batch } } },
    );
    const run = async (one: typeof schema) => {
      const authors = new DataLoader(async (ids: readonly string[]) => {
        loads.push(ids.length);
        return ids.map((name) => ({ name }));
      });
      const contextValue = { caller: principal('ada'), authors };
      return execute({ schema: one, document: parse('{ items { author { name } } }'), contextValue });
    };

    const [plain, guarded] = [await run(unguarded), await run(schema)];

    expect(guarded).toEqual(plain);
    expect(guarded.errors).toBeUndefined();
    expect(trips).toEqual([200]);
    expect(loads).toEqual([200, 200]);
  });
});
