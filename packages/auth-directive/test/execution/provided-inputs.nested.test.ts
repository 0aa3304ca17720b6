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

interface Row {
  readonly guarantee: string;
  readonly args: string;
  readonly declare?: string;
  readonly variables?: Record<string, unknown>;
  readonly refused: readonly string[];
}

const rows: readonly Row[] = [
  {
    guarantee: 'a single value for a list is its first item',
    args: 'p: { keys: "ab" }',
    refused: ['Key p.keys.0'],
  },
  {
    guarantee: 'a single string in a variable is one item',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { keys: 'ab' } },
    refused: ['Key p.keys.0'],
  },
  {
    guarantee: 'a single number in a variable is one item',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { keys: 5 } },
    refused: ['Key p.keys.0'],
  },
  {
    guarantee: 'null in place of a list is checked once',
    args: 'p: { many: null }',
    refused: ['Guarded p.many'],
  },
  {
    guarantee: 'null in place of a list, in a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { many: null } },
    refused: ['Guarded p.many'],
  },
  {
    guarantee: 'null in a list is checked at its index',
    args: 'p: { many: [null, [null]] }',
    refused: ['Guarded p.many.0', 'Guarded p.many.1.0'],
  },
  { guarantee: 'null in place of an object provides no nested input', args: 'p: null', refused: [] },
  {
    guarantee: 'null in place of an object, in a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: null },
    refused: [],
  },
  {
    guarantee: 'null in place of an object, inside a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { open: null, opens: [null] } },
    refused: [],
  },
  {
    guarantee: 'nothing is reported below a refused input field',
    args: 'p: { closed: { x: 1, color: BLUE } }',
    refused: ['Post.closed p.closed'],
  },
  {
    guarantee: 'nothing is reported below a refused input type',
    args: 'p: { many: [[{ x: 1, color: BLUE }]] }',
    refused: ['Guarded p.many.0.0'],
  },
  {
    guarantee: 'nested inputs below a granted input are checked',
    args: 'p: { open: { x: 1, deep: { secret: 1 } } }',
    refused: ['Open.secret p.open.deep.secret'],
  },
  {
    guarantee: 'nested inputs below a granted input are checked, in a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { open: { deep: { deep: { secret: null } } } } },
    refused: ['Open.secret p.open.deep.deep.secret'],
  },
  {
    guarantee: 'a variable in a list that was not sent is not provided',
    args: 'p: { opens: [$o, { secret: 1 }] }',
    declare: '$o: Open',
    refused: ['Open.secret p.opens.1.secret'],
  },
  {
    guarantee: 'the default of another variable has no effect',
    args: 'plain: $x, silent: $s',
    declare: '$x: Int = 1, $s: Int',
    refused: [],
  },
  {
    guarantee: 'the default of the variable itself is provided',
    args: 'plain: $x, silent: $s',
    declare: '$x: Int, $s: Int = 1',
    refused: ['Mutation.save(silent:) silent'],
  },
  {
    guarantee: 'an enum value is identified by its name, whatever its internal value',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { color: 'BLUE' } },
    refused: ['Color.BLUE p.color'],
  },
  {
    guarantee: 'another value of the enum is not refused',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { color: 'RED' } },
    refused: [],
  },
  { guarantee: 'null is no value of an enum', args: 'p: { color: null }', refused: [] },
];

function requestOf({ args, declare, variables = {} }: Row) {
  const query = `mutation ${declare === undefined ? '' : `(${declare})`} { save(${args}) }`;
  return { query, variables, caller: principal('u') };
}

describe('nested provided inputs', () => {
  const createFixture = (): SchemaFixture => createSchemaFixture(SDL, saved);

  test.each(rows.map((row) => [row.guarantee, row] as const))('with the plan: %s', async (_, row) => {
    const answer = await runApollo(createFixture(), requestOf(row));

    expect(answer.errors.map(formatRefusal)).toEqual(row.refused);
  });

  test.each(rows.map((row) => [row.guarantee, row] as const))('by the guards alone: %s', async (_, row) => {
    const answer = await runGuardsOnly(createFixture(), requestOf(row));

    expect(answer.errors.map(formatRefusal)).toEqual(row.refused.slice(0, 1));
  });

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
