import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import {
  anonymous,
  createSchemaFixture,
  NOW,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const caller = principal('u');

describe('corners', () => {
  test('an owner of the parent and an owner of the value with the same name are two questions', async () => {
    const fixture = createSchemaFixture(
      `type Bee @auth(owner: "by") { n: Int } type Ant { bee: Bee @auth(anyOf: [{ freshWithin: 60 }, { owner: "by" }]) }
       type Query { mine: Ant @public other: Ant @public }`,
      {
        Query: {
          mine: () => ({ by: 'u', bee: { by: 'other', n: 1 } }),
          other: () => ({ by: 'other', bee: { by: 'u', n: 1 } }),
        },
      },
    );
    const stale = principal('u', 'USER', { authenticatedAt: new Date(NOW - 61_000) });

    const answer = await runGuardsOnly(fixture, {
      query: '{ mine { bee { n } } other { bee { n } } }',
      caller: stale,
    });

    expect(answer.data).toEqual({ mine: { bee: null }, other: { bee: null } });
    expect(answer.errors.map(({ code, path }) => `${path} ${code}`)).toEqual([
      'mine.bee FORBIDDEN',
      // The bee was not looked at: as far as is known a fresh sign-in is all that is missing.
      'other.bee STEP_UP_REQUIRED',
    ]);
  });

  test('a policy of a root type, asked in the plan, is asked anew of the value of a field that returns that type', async () => {
    const parents: unknown[] = [];
    const fixture = createSchemaFixture(
      'type Query @auth(policy: "p") { self: Query ok: Int }',
      { Query: { self: () => ({ deep: true }), ok: () => 1 } },
      {
        policies: {
          p: ({ parent }) => {
            parents.push(parent);
            return parent?.deep !== true;
          },
        },
      },
    );

    const answer = await runApollo(fixture, { query: '{ self { ok } ok }', caller });

    expect(answer.data).toEqual({ self: null, ok: 1 });
    expect(parents).toContainEqual({ deep: true });
  });

  test('roles are read by name, whatever values the host gave the enum inside', async () => {
    const fixture = createSchemaFixture('type Query { f: Int @auth(requires: ADMIN) ok: Int @public }', {
      Role: { USER: 9, SUPPORT: 5, ADMIN: 1 },
      Query: { f: () => 1, ok: () => 1 },
    });

    const user = await runGuardsOnly(fixture, { query: '{ f ok }', caller });
    const admin = await runGuardsOnly(fixture, { query: '{ f }', caller: principal('a', 'ADMIN') });

    expect([user.data, admin.data]).toEqual([{ f: null, ok: 1 }, { f: 1 }]);
  });

  test('an owner behind a getter that throws refuses, and its text reaches no client', async () => {
    const fixture = createSchemaFixture(
      'type Doc { n: Int @auth(owner: "by") } type Query { doc: Doc @public }',
      {
        Query: {
          doc: () => ({
            n: 1,
            get by() {
              throw new Error('the owner is 42');
            },
          }),
        },
      },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ doc { n } }', caller });

    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    expect(answer.raw).not.toContain('42');
  });

  test('a schema that is transformed twice is guarded twice, and answers the same', async () => {
    const fixture = createSchemaFixture(
      'type Query { f: Int @auth(requires: USER) g: Int @auth(requires: ADMIN) }',
      {
        Query: { f: () => 1, g: () => 2 },
      },
    );
    const twice = { ...fixture, schema: fixture.auth.transform(fixture.schema) };

    const answer = await runApollo(twice, { query: '{ f g }', caller });

    expect(answer.data).toEqual({ f: 1, g: null });
  });

  test('a later transformer’s copy of the schema is planned like the schema', async () => {
    const { mapSchema } = await import('@graphql-tools/utils');
    const fixture = createSchemaFixture('type Query { f: Int @auth(requires: ADMIN) }', {
      Query: { f: () => 1 },
    });

    const answer = await runApollo(
      { ...fixture, schema: mapSchema(fixture.schema, {}) },
      { query: '{ f }', caller },
    );

    expect(answer.status).toBe(403);
  });

  test('exponential fragments are walked once each', async () => {
    const spreads = Array.from(
      { length: 40 },
      (_, index) => `fragment F${index} on T { a: t { ...F${index + 1} } b: t { ...F${index + 1} } }`,
    );
    const fixture = createSchemaFixture(
      'type T { t: T n: Int @auth(requires: ADMIN) } type Query { t: T @auth(requires: USER) } type Mutation { t: T @auth(requires: USER) }',
    );
    const document = parse(`mutation { t { ...F0 } } ${spreads.join(' ')} fragment F40 on T { n }`);
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
    const context = { caller };

    const answer = await fixture.auth.plan({
      schema: fixture.schema,
      document,
      operation,
      variables: {},
      context,
    });

    expect(answer.kind).toBe('refused');
  });

  test('a fragment that spreads in itself ends, in a document that anonymous validated', async () => {
    const fixture = createSchemaFixture(
      'type T { t: T n: Int @auth(requires: ADMIN) } type Query { ok: Int @public } type Mutation { t: T @auth(requires: USER) }',
    );
    const document = parse('mutation { t { ...F } } fragment F on T { n t { ...F } }');
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');

    const answer = await fixture.auth.plan({
      schema: fixture.schema,
      document,
      operation,
      variables: null,
      context: { caller },
    });

    expect(answer).toMatchObject({ kind: 'refused', status: 403 });
  });

  test('a mutation is refused for a field that every possible type refuses, whatever the object is', async () => {
    let ran = 0;
    const fixture = createSchemaFixture(
      `interface Node { id: ID x: Int } type A implements Node { id: ID x: Int @auth(requires: ADMIN) } type B implements Node { id: ID x: Int @auth(requires: SUPPORT) }
       type Query { ok: Int @public } type Mutation { node: Node @auth(requires: USER) }`,
      {
        Mutation: {
          node: () => {
            ran += 1;
            return { __typename: 'A', id: 1 };
          },
        },
      },
    );

    const refused = await runApollo(fixture, { query: 'mutation { node { id x } }', caller });
    const some = await runApollo(fixture, {
      query: 'mutation { node { x } }',
      caller: principal('s', 'SUPPORT'),
    });

    expect(refused.errors.map(({ coordinate }) => coordinate)).toEqual(['Node.x']);
    expect(refused.status).toBe(403);
    // Only one of the two refuses SUPPORT: that needs the object.
    expect([some.status, some.data, ran]).toEqual([200, { node: { x: null } }, 1]);
  });

  test('no refusal in a list ends the process: what travels upwards comes later', async () => {
    const unhandled: unknown[] = [];
    const recordRejection = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', recordRejection);
    const fixture = createSchemaFixture(
      `interface Face { id: ID } type A implements Face { id: ID deep: Deep! } type Deep { x: String! @auth(requires: ADMIN) }
       type B implements Face @auth(requires: ADMIN) { id: ID } type Item { s: String! @auth(owner: "o") a: Deep! }
       type Query { list: [Face!] @public items: [Item!] @public slow: [Slow!] @public }
       type Slow @auth(anyOf: [{ owner: "o" }, { policy: "later" }]) { n: Int! }`,
      {
        Query: {
          list: () => [
            { __typename: 'A', id: 1 },
            { __typename: 'B', id: 2 },
          ],
          items: () => [
            { o: 'u', s: 's' },
            { o: 'other', s: 's' },
          ],
          slow: () => [{ o: 'x' }, { o: 'u', n: 1 }, { o: 'y' }],
        },
        A: { deep: async () => ({ x: 'x' }) },
        Item: { a: async () => ({ x: 'x' }) },
      },
      { policies: { later: async () => false } },
    );

    const answer = await runGuardsOnly(fixture, {
      query: '{ list { id ... on A { deep { x } } } items { s a { x } } slow { n } }',
      caller,
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', recordRejection);

    expect(answer.data).toEqual({ list: null, items: null, slow: null });
    expect(unhandled).toEqual([]);
  });

  test('two executions at once on the same document keep apart', async () => {
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
});
