import { describe, expect, test } from '@jest/globals';
import { byText, EXECUTORS, runToolsExecutor } from './helpers/executors.js';
import { createSchemaFixture, principal, type SchemaFixture } from './helpers/schema-fixture.js';

const caller = principal('u');
const rows = [
  { by: 'u', id: 1, color: 'RED' },
  { by: 'other', id: 2, color: 'GOLD' },
];

async function* asynchronously<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) {
    await null;
    yield value;
  }
}

/**
 * A function with `then`, as RPC stubs are. It may resolve with another thenable, which a promise never does.
 */
function callableThenable(value: unknown): unknown {
  const stub = (): unknown => 'called';
  return Object.defineProperty(stub, 'then', {
    value: async (resolve: (value: unknown) => unknown) => resolve(value),
  });
}

function nestedThenable(value: unknown): unknown {
  return callableThenable(callableThenable(value));
}

const SDL = `
  enum Color { RED GOLD @auth(requires: ADMIN) }
  type Doc @auth(owner: "by") { id: Int by: ID }
  type Note @auth(policy: "mine") { id: Int }
  union Thing = Doc | Note
  type Query {
    docs: [Doc] @auth(requires: USER)
    strictDocs: [Doc!] @auth(requires: USER)
    hidden: [Doc] @auth(requires: USER, onDeny: NULL)
    strictHidden: [Doc!] @auth(requires: USER, onDeny: NULL)
    nested: [[Doc]] @auth(requires: USER)
    notes: [Note] @public
    things: [Thing] @public
    colors: [Color] @public
    doc: Doc @auth(requires: USER)
  }`;

function fixtureOf(answer: (values: readonly unknown[]) => unknown): SchemaFixture {
  const typed = rows.map((row) => ({ ...row, __typename: 'Doc' }));
  return createSchemaFixture(
    SDL,
    {
      Query: {
        docs: () => answer(rows),
        strictDocs: () => answer(rows),
        hidden: () => answer(rows),
        strictHidden: () => answer(rows),
        nested: () => answer([answer(rows), null]),
        notes: () => answer(rows),
        things: () => answer(typed),
        colors: () => answer(rows.map(({ color }) => color)),
        doc: () => rows[1],
      },
    },
    { policies: { mine: async ({ parent }) => parent.by === 'u' } },
  );
}

const query = `{ docs { id } strictDocs { id } hidden { id } strictHidden { id } nested { id } notes { id }
  colors }`;
const judged = {
  data: {
    docs: [{ id: 1 }, null],
    strictDocs: null,
    hidden: [{ id: 1 }, null],
    strictHidden: null,
    nested: [[{ id: 1 }, null], null],
    notes: [{ id: 1 }, null],
    colors: ['RED', null],
  },
  errors: ['docs.1', 'strictDocs.1', 'nested.0.1', 'notes.1', 'colors.1']
    .map((path) => `${path} FORBIDDEN`)
    .sort(byText),
};

describe('@graphql-tools/executor checks each item of', () => {
  test.each([
    ['an array', (values: readonly unknown[]) => values],
    ['an async generator', asynchronously],
    ['a promise of an async generator', async (values: readonly unknown[]) => asynchronously(values)],
    [
      'a function that is an async iterable',
      (values: readonly unknown[]) =>
        Object.assign(() => undefined, { [Symbol.asyncIterator]: () => asynchronously(values) }),
    ],
    [
      'a callable thenable of an async generator',
      (values: readonly unknown[]) => callableThenable(asynchronously(values)),
    ],
    [
      'an async generator of callable thenables',
      (values: readonly unknown[]) => asynchronously(values.map(nestedThenable)),
    ],
  ])('%s', async (_, answer) => {
    expect(await runToolsExecutor(fixtureOf(answer), { query, caller })).toEqual(judged);
  });
});

describe.each(EXECUTORS)('%s', (_, run) => {
  test.each([
    ['a callable thenable', callableThenable],
    ['a thenable of a thenable', nestedThenable],
    ['a list of callable thenables', (values: readonly unknown[]) => values.map(callableThenable)],
    ['a list of thenables of thenables', (values: readonly unknown[]) => values.map(nestedThenable)],
  ])('judges each item of %s', async (__, answer) => {
    expect(await run(fixtureOf(answer), { query, caller })).toEqual(judged);
  });

  test('checks the concrete type of each item of a list of callable thenables', async () => {
    const fixture = fixtureOf((values) => values.map(callableThenable));

    expect(await run(fixture, { query: '{ things { ... on Doc { id } } }', caller })).toEqual({
      data: { things: [{ id: 1 }, null] },
      errors: ['things.1 FORBIDDEN'],
    });
  });

  test('checks a value in a callable thenable, and the payload of an elevating field', async () => {
    const fixture = createSchemaFixture(
      `type Doc @auth(owner: "by") { id: Int } type Query { doc: Doc @auth(requires: USER) hidden: Doc @auth(requires: USER, onDeny: NULL) }
       type Mutation { login: Doc @public(elevates: true) }`,
      {
        Query: { doc: () => callableThenable(rows[1]), hidden: () => callableThenable(rows[1]) },
        Mutation: { login: () => callableThenable(rows[1]) },
      },
      { elevate: () => principal('v') },
    );

    expect(await run(fixture, { query: '{ doc { id } hidden { id } }', caller })).toEqual({
      data: { doc: null, hidden: null },
      errors: ['doc FORBIDDEN'],
    });
    expect(await run(fixture, { query: 'mutation { login { id } }', caller })).toEqual({
      data: { login: null },
      errors: ['login FORBIDDEN'],
    });
  });

  test('refuses a value that is no list in place of one', async () => {
    for (const answer of ['text', 7, { 0: rows[1], length: 1 }]) {
      expect(
        await run(
          fixtureOf(() => answer),
          { query: '{ docs { id } }', caller },
        ),
      ).toEqual({
        data: { docs: null },
        errors: ['docs Expected Iterable, but did not find one.'],
      });
    }
  });

  test('reports an asynchronous list that fails at the position of the failure', async () => {
    async function* failing(cause: unknown): AsyncGenerator<unknown> {
      yield rows[0];
      throw cause;
    }
    const answers = [new Error('disk'), 'text'].map((cause) =>
      run(
        fixtureOf(() => failing(cause)),
        { query: '{ docs { id } }', caller },
      ),
    );

    expect(await Promise.all(answers)).toEqual([
      { data: { docs: [{ id: 1 }, null] }, errors: ['docs.1 disk'] },
      { data: { docs: [{ id: 1 }, null] }, errors: ['docs.1 The list could not be read.'] },
    ]);
  });
});
