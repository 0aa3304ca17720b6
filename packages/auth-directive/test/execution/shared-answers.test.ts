import { describe, expect, test } from '@jest/globals';
import { execute, GraphQLScalarType, parse, subscribe } from 'graphql';
import { createSharedAnswers } from '../../src/execution/shared-answers.js';
import type { Policy, PolicyFunction, PolicySettings } from '../../src/index.js';
import {
  type Context,
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const SDL = `
  type Note @auth(policy: "p", params: "read") {
    id: ID
    text(part: Int): String @auth(policy: "p", params: "text")
    title: String @auth(policy: "p", params: "text")
  }
  type Query { note: Note @auth(requires: USER) other: Note @auth(requires: USER) copies: [Note] @auth(requires: USER)
    one: Int @auth(policy: "p", params: "root") two: Int @auth(policy: "p", params: "root") }
  type Mutation { set: Int @auth(policy: "p", params: "set") note: Note @auth(requires: USER) }
  type Subscription { notes: Note @auth(requires: USER) }`;

const shared = { id: 'n', text: 'text', title: 'title' };
const resolvers = {
  Query: {
    note: () => shared,
    other: () => shared,
    copies: () => [{ ...shared }, { ...shared }, shared],
    one: () => 1,
    two: () => 2,
  },
  Mutation: { set: () => 1, note: () => shared },
  Subscription: {
    notes: {
      subscribe: async function* events() {
        yield { notes: shared };
        yield { notes: shared };
      },
    },
  },
};

type Kind = 'synchronous' | 'asynchronous' | 'batch';

function fixtureOf(kind: Kind, settings: PolicySettings = {}) {
  const questions: string[] = [];
  const answer: PolicyFunction<Context> = ({ params, coordinate, args }) => {
    questions.push([coordinate, ...params, ...Object.values(args)].join(' '));
    return true;
  };
  const policies: Record<Kind, Policy<Context>> = {
    synchronous: { evaluate: answer, ...settings },
    asynchronous: { evaluate: async (request) => answer(request), ...settings },
    batch: { batch: async (requests) => requests.map((each) => answer(each) === true), ...settings },
  };
  const fixture = createSchemaFixture(SDL, resolvers, { policies: { p: policies[kind] } });
  return { fixture, questions };
}

describe.each(['asynchronous', 'batch'] as const)('a policy with answers of the kind %s', (kind) => {
  const ask = async (
    query: string,
    settings?: PolicySettings,
    run = runGuardsOnly,
  ): Promise<readonly string[]> => {
    const { fixture, questions } = fixtureOf(kind, settings);
    const { errors } = await run(fixture, { query, caller: principal('ada') });
    expect(errors).toEqual([]);
    return questions.toSorted((left, right) => left.localeCompare(right));
  };

  test('is asked once for the same object, parameters, arguments and element', async () => {
    expect(await ask('{ note { id } again: note { id } other { title } }')).toEqual([
      'Note read',
      'Note.title text',
    ]);
  });

  test('is asked again for other arguments, objects, parameters and elements', async () => {
    expect(await ask('{ note { a: text(part: 1) b: text(part: 2) c: text(part: 1) title } }')).toEqual([
      'Note read',
      'Note.text text 1',
      'Note.text text 2',
      'Note.title text',
    ]);
    expect(await ask('{ copies { id } note { id } }')).toEqual(['Note read', 'Note read', 'Note read']);
    expect(await ask('{ one two }')).toEqual(['Query.one root', 'Query.two root']);
  });

  test('is asked once for all elements when it says that its answers are shared', async () => {
    expect(await ask('{ one two }', { shared: true })).toEqual(['Query.one root']);
    expect(await ask('{ one two }', { shared: true }, runApollo)).toEqual(['Query.one root']);
    expect(await ask('{ note { text title } }', { shared: true })).toEqual(['Note read', 'Note.text text']);
    expect(await ask('{ note { text(part: 1) title } }', { shared: true })).toHaveLength(3);
  });

  test('is asked each time in a mutation', async () => {
    expect(await ask('mutation { set again: set note { id } more: note { id } }')).toEqual([
      'Mutation.set set',
      'Mutation.set set',
      'Mutation.set set',
      'Mutation.set set',
      'Note read',
      'Note read',
    ]);
  });

  test('is asked again by another operation, for another caller, and for each event', async () => {
    const { fixture, questions } = fixtureOf(kind);
    const contextValue = { caller: principal('ada') };
    const { schema } = fixture;
    for (const id of ['ada', 'ada', 'bo'])
      await runGuardsOnly(fixture, { query: '{ note { id } }', caller: principal(id) });
    const stream = await subscribe({
      schema,
      document: parse('subscription { notes { id } }'),
      contextValue,
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
    for await (const event of stream) expect(event.errors).toBeUndefined();

    expect(questions).toEqual(Array.from({ length: 5 }, () => 'Note read'));
  });
});

test('a policy that changes its params refuses, and changes no rule', async () => {
  const takesParams: Policy<Context> = ({ params }) => (params as string[]).shift() !== undefined;
  const fixture = createSchemaFixture(SDL, resolvers, { policies: { p: takesParams } });

  for (const _ of [1, 2]) {
    const { errors } = await runGuardsOnly(fixture, { query: '{ one }', caller: principal('ada') });
    expect(errors).toMatchObject([{ code: 'FORBIDDEN', coordinate: 'Query.one' }]);
  }
  expect(fixture.log.map(({ code }) => code)).toEqual(['AUTH_POLICY_FAILED', 'AUTH_POLICY_FAILED']);
});

test('a synchronous policy is called each time', async () => {
  const { fixture, questions } = fixtureOf('synchronous', { shared: true });

  await runGuardsOnly(fixture, { query: '{ one two again: one }', caller: principal('ada') });

  expect(questions).toEqual(['Query.one root', 'Query.two root', 'Query.one root']);
});

test.each([
  ['evaluate', { evaluate: () => new Promise<boolean>(() => undefined), timeoutMs: 20 }],
  ['batch', { batch: () => new Promise<boolean[]>(() => undefined), timeoutMs: 20 }],
])('a policy with %s refuses after its own deadline', async (_, policy) => {
  const fixture = createSchemaFixture(SDL, resolvers, { policies: { p: policy } });

  const { errors } = await runGuardsOnly(fixture, { query: '{ one }', caller: principal('ada') });

  expect(errors).toMatchObject([{ code: 'FORBIDDEN', coordinate: 'Query.one' }]);
  expect(fixture.log.map(({ cause }) => String(cause))).toEqual(['Error: No result within 20 ms.']);
});

test('an answer serves the arguments that the policy was asked with, whatever a resolver makes of them', async () => {
  const asked: unknown[] = [];
  const object = {};
  const { schema } = createSchemaFixture(
    `input Page { first: Int }
     type List { rows(page: Page): Int @auth(policy: "p") later: List }
     type Query { list: List @auth(requires: USER) }`,
    {
      Query: { list: () => object },
      List: {
        later: async () => new Promise((resolve) => void setTimeout(() => resolve(object), 5)),
        rows: (_, { page }) => {
          page.first = Math.min(page.first, 100);
          return page.first;
        },
      },
    },
    {
      policies: {
        p: async ({ args }) => {
          asked.push(structuredClone(args));
          return JSON.stringify(args) === '{"page":{"first":500}}';
        },
      },
    },
  );

  const { data } = await execute({
    schema,
    document: parse('{ list { rows(page: { first: 500 }) later { rows(page: { first: 100 }) } } }'),
    contextValue: { caller: principal('ada') },
  });

  expect(JSON.parse(JSON.stringify(data))).toEqual({ list: { rows: 100, later: { rows: null } } });
  expect(asked).toEqual([{ page: { first: 500 } }, { page: { first: 100 } }]);
});

test.each([{}, { shared: true }])(
  'a policy is not mistaken for one whose name reads the same: %p',
  async (settings) => {
    const fixture = createSchemaFixture(
      `type Query { one: Int @auth(policy: "p", params: "x") @auth(policy: "p(\\"x\\")") }`,
      { Query: { one: () => 1 } },
      {
        policies: {
          p: { evaluate: async () => true, ...settings },
          'p("x")': { evaluate: async () => false, ...settings },
        },
      },
    );

    const { data } = await runGuardsOnly(fixture, { query: '{ one }', caller: principal('ada') });

    expect(data).toEqual({ one: null });
  },
);

test('finds the answer to a question among thousands without comparing it with each', async () => {
  let asked = 0;
  let reads = 0;
  const policies = {
    p: async () => {
      asked += 1;
      return true;
    },
  };
  const partOf = (number: string) => ({
    get number() {
      reads += 1;
      return number;
    },
  });
  const Part = new GraphQLScalarType({
    name: 'Part',
    parseValue: (value) => partOf(String(value)),
    parseLiteral: (node) => partOf('value' in node ? String(node.value) : ''),
  });
  const fixture = createSchemaFixture(
    'scalar Part type Query { one(part: Part, text: String): Int @auth(policy: "p") }',
    { Part, Query: { one: () => 1 } },
    { policies },
  );
  const fields = Array.from({ length: 3000 }, (_, part) => `f${part}: one(text: "same", part: ${part})`);

  const { errors } = await runGuardsOnly(fixture, {
    query: `{ ${fields.join(' ')} again: one(part: 2, text: "same") }`,
    caller: principal('ada'),
  });

  expect([errors, asked]).toEqual([[], 3000]);
  expect(reads).toBeGreaterThan(3000);
  expect(reads / 3001).toBeLessThan(10);
});

test('arguments that are written alike do not share an answer', async () => {
  const { find, keep } = createSharedAnswers();
  const parent = {};
  const answer = Promise.resolve(true);
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  keep('policy', { parent, args: { count: 1n } }, answer);

  expect(find('policy', { parent, args: { count: 1n } })).toBe(answer);
  expect(find('policy', { parent, args: { count: '1' } })).toBeUndefined();
  expect(find('policy', { parent, args: circular })).toBeUndefined();
});
