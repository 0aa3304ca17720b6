import { describe, expect, test } from '@jest/globals';
import { execute, parse } from 'graphql';
import { formatRefusal } from '../helpers/input-fixture.js';
import {
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
  type SchemaFixture,
} from '../helpers/schema-fixture.js';
import { type NestedInputRow, nestedInputRows } from './nested-input-rows.js';

const SDL = `
  enum Color { RED BLUE @auth(requires: ADMIN) }
  scalar Key @auth(requires: ADMIN)
  input Guarded @auth(requires: ADMIN) { x: Int @auth(requires: SUPPORT) color: Color }
  input Open @auth(requires: USER) { x: Int @auth(requires: USER) deep: Open
    secret: Int @auth(requires: ADMIN) }
  input Post { keys: [Key] color: Color many: [[Guarded]] open: Open @auth(requires: USER) opens: [Open]
    plain: Int closed: Guarded @auth(requires: SUPPORT) count: Int = 3 @auth(requires: ADMIN) }
  type Query { ok: Int @public }
  type Mutation {
    save(p: Post, silent: Int @auth(requires: ADMIN), other: Int, plain: Int): String
      @auth(requires: USER)
  }`;

const saved = { Mutation: { save: () => 'saved' }, Color: { RED: 1, BLUE: 2 } };

function requestOf({ args, declare, variables = {} }: NestedInputRow) {
  const query = `mutation ${declare === undefined ? '' : `(${declare})`} { save(${args}) }`;
  return { query, variables, caller: principal('u') };
}

describe('nested provided inputs', () => {
  const createFixture = (): SchemaFixture => createSchemaFixture(SDL, saved);

  test.each(nestedInputRows.map((row) => [row.guarantee, row] as const))(
    'with the plan: %s',
    async (_, row) => {
      const answer = await runApollo(createFixture(), requestOf(row));

      expect(answer.errors.map(formatRefusal)).toEqual(row.refused);
    },
  );

  test.each(nestedInputRows.map((row) => [row.guarantee, row] as const))(
    'by the guards alone: %s',
    async (_, row) => {
      const answer = await runGuardsOnly(createFixture(), requestOf(row));

      expect(answer.errors.map(formatRefusal)).toEqual(row.refused.slice(0, 1));
    },
  );

  test('only a schema default is recognized in coerced variables', async () => {
    const request = (p: unknown) => ({
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p },
      caller: principal('u'),
    });

    const answers = await Promise.all(
      [{}, { count: 3 }, { count: 4 }, { count: null }].map((p) =>
        runGuardsOnly(createFixture(), request(p)),
      ),
    );

    expect(answers.map(({ errors }) => errors.map(formatRefusal))).toEqual([
      [],
      [],
      ['Post.count p.count'],
      ['Post.count p.count'],
    ]);
  });

  test.each([
    ['with the plan', runApollo],
    ['by the guards alone', runGuardsOnly],
  ] as const)('are found at any depth, %s', async (_, run) => {
    const fixture = createSchemaFixture(
      `input Inner { x: Int @auth(requires: ADMIN) y: Int } input Middle { inner: Inner }
        input Outer { all: [Middle!] }
      type Query { ok: Int @public } type Mutation { save(o: Outer): Int @public }`,
      { Mutation: { save: () => 1 } },
    );
    const save = (inner: unknown) => ({
      query: 'mutation ($o: Outer) { save(o: $o) }',
      variables: { o: { all: [{}, { inner }] } },
      caller: principal('u'),
    });

    expect((await run(fixture, save({ x: 1 }))).errors.map(formatRefusal)).toEqual([
      'Inner.x o.all.1.inner.x',
    ]);
    expect((await run(fixture, save({ y: 1 }))).data).toEqual({ save: 1 });
  });

  test('a variable that is undefined counts as null, also for a list', async () => {
    const fixture = createSchemaFixture(
      'scalar Stamp @auth(requires: ADMIN) type Query { ok(all: [Stamp]): Int @public }',
      { Query: { ok: () => 1 } },
    );
    const request = { query: 'query ($all: [Stamp]) { ok(all: $all) }', variables: { all: undefined } };

    const answers = await Promise.all([runGuardsOnly(fixture, request), runApollo(fixture, request)]);

    expect(answers.map(({ errors }) => errors.map(formatRefusal))).toEqual([['Stamp all'], ['Stamp all']]);
  });

  test('are checked synchronously where every policy is synchronous', () => {
    const { schema } = createSchemaFixture(
      'type Doc { f(a: Int @auth(policy: "p"), b: Int): Int } type Query { doc: Doc @public }',
      { Query: { doc: () => ({ f: 1 }) } },
      { policies: { p: () => true } },
    );

    const result = execute({
      schema,
      document: parse('{ doc { f(a: 1) g: f(b: 1) } }'),
      contextValue: { caller: principal('u') },
    });

    expect(result).toEqual({ data: { doc: { f: 1, g: 1 } } });
  });

  test('are empty in a document that a program created without lists of arguments', async () => {
    const { schema } = createSchemaFixture(
      `type Doc { f(a: Int @auth(requires: ADMIN)): Int @auth(requires: USER) }
        type Query { doc(a: Int @auth(requires: ADMIN)): Doc @public }`,
      { Query: { doc: () => ({ f: 1 }) } },
    );
    const document = JSON.parse(
      JSON.stringify(parse('{ doc { f } }', { noLocation: true }), (key, value) =>
        ['arguments', 'directives', 'variableDefinitions'].includes(key) ? undefined : value,
      ),
    );

    const result = await execute({ schema, document, contextValue: { caller: principal('u') } });

    expect(result).toEqual({ data: { doc: { f: 1 } } });
  });
});
