import { describe, expect, test } from '@jest/globals';
import { parse, subscribe } from 'graphql';
import { type AuthOptions, createAuthDirective, type Decision, type Grant } from '../../src/index.js';
import {
  type Context,
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const SDL = `
  enum Color { RED BLUE @auth(requires: SUPPORT) }
  interface Node { id: ID }
  type Note implements Node @auth(anyOf: [{ requires: ADMIN }, { owner: "by" }]) {
    id: ID text: String @auth(policy: "sees", params: ["text"]) color: Color }
  type Page implements Node @auth(requires: USER) { id: ID }
  input In { x: Int @auth(requires: SUPPORT) }
  type Query {
    open: Int @public
    plain: Int @auth(requires: USER)
    note: Note @auth(requires: USER)
    nodes: [Node] @auth(requires: USER)
    named: Int @auth(anyOf: [{ requires: ADMIN }, { policy: "sees", assurance: 2 }])
    set(in: In, force: Int @auth(policy: "sees")): Int @auth(requires: USER)
  }
  type Mutation { change: Int @auth(policy: "sees") }
  type Subscription { ticks: Int @auth(requires: USER) }`;
const note = { __typename: 'Note', id: 'n', by: 'ada', text: 'text', color: 'BLUE' };
const resolvers = {
  Query: {
    open: () => 1,
    plain: () => 1,
    note: () => note,
    nodes: () => [note, { __typename: 'Page', id: 'p' }, note],
    named: () => 1,
    set: () => 1,
  },
  Mutation: { change: () => 1 },
  Subscription: {
    ticks: {
      subscribe: async function* ticks() {
        yield { ticks: 1 };
        yield { ticks: 2 };
      },
    },
  },
};

function fixtureOf(options: Partial<AuthOptions<Context>> = {}) {
  const grants: Grant<Context>[] = [];
  const fixture = createSchemaFixture(SDL, resolvers, {
    policies: { sees: async () => true },
    onGrant: (grant) => void grants.push(grant),
    ...options,
  });
  const words = (): readonly string[] =>
    grants.map(
      ({ coordinate, when, group, policies }) =>
        `${when} ${coordinate}: ${[...group, ...policies].join(', ')}`,
    );
  return { fixture, grants, words };
}

const NOTE = ['execution Query.note: requires USER, owner by', 'execution Note.id: owner by'];

describe('onGrant', () => {
  const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ['nothing for an element without a rule', '{ open }', [], []],
    [
      'a rule that the caller alone passes, once',
      '{ plain again: plain }',
      ['plan Query.plain: requires USER'],
      ['execution Query.plain: requires USER'],
    ],
    [
      'the group that an object passes, for each object',
      '{ note { id } other: note { id } }',
      [...NOTE, ...NOTE],
      [...NOTE, ...NOTE],
    ],
    [
      'policies',
      '{ named }',
      ['plan Query.named: policy sees, assurance 2, sees'],
      ['execution Query.named: policy sees, assurance 2, sees'],
    ],
    [
      'inputs',
      '{ set(in: { x: 1 }, force: 2) }',
      [
        'plan Query.set: requires USER',
        'plan In.x: requires SUPPORT',
        'plan Query.set(force:): policy sees, sees',
      ],
      [
        'execution In.x: requires SUPPORT',
        'execution Query.set(force:): policy sees, sees',
        'execution Query.set: requires USER',
      ],
    ],
    [
      'a policy of a mutation, which is asked again',
      'mutation { change }',
      ['plan Mutation.change: policy sees, sees', 'execution Mutation.change: policy sees, sees'],
      ['plan Mutation.change: policy sees, sees', 'execution Mutation.change: policy sees, sees'],
    ],
  ];
  const caller = principal('ada', 'SUPPORT', { assurance: 2 });

  test.each(cases)('reports %s, with the plan', async (_, query, expected) => {
    const { fixture, words } = fixtureOf();

    expect((await runApollo(fixture, { query, caller })).errors).toEqual([]);
    expect([...words()].sort()).toEqual([...expected].sort());
  });

  test.each(cases)('reports %s, by the guards alone', async (_, query, __, expected) => {
    const { fixture, words } = fixtureOf();

    expect((await runGuardsOnly(fixture, { query, caller })).errors).toEqual([]);
    expect([...words()].sort()).toEqual([...expected].sort());
  });

  test('reports the concrete type below an interface, policies of fields, and values of enums', async () => {
    const { fixture, words } = fixtureOf();
    const query = '{ nodes { ... on Note { text color } } }';

    expect((await runGuardsOnly(fixture, { query, caller })).errors).toEqual([]);
    expect([...words()].sort()).toEqual([
      'execution Color.BLUE: requires SUPPORT',
      'execution Note.color: owner by',
      'execution Note.color: owner by',
      'execution Note.text: owner by, policy sees("text"), sees',
      'execution Note.text: owner by, policy sees("text"), sees',
      'execution Note: owner by',
      'execution Note: owner by',
      'execution Page: requires USER',
      'execution Query.nodes: requires USER',
    ]);
  });

  test('leaves a field of several types to the guards, which know the type', async () => {
    const { fixture, words } = fixtureOf();

    await runApollo(fixture, { query: '{ nodes { id } }', caller: principal('root', 'ADMIN') });

    expect(words().filter((each) => each.startsWith('plan'))).toEqual(['plan Query.nodes: requires USER']);
    expect(words()).toContain('execution Note.id: requires ADMIN');
  });

  test('reports the grants of every event of a subscription', async () => {
    const { fixture, words } = fixtureOf();
    const { schema } = fixture;
    const contextValue = { caller };
    const stream = await subscribe({ schema, document: parse('subscription { ticks }'), contextValue });
    if (!(Symbol.asyncIterator in stream)) throw new Error('The subscription was refused.');
    await stream.next();

    await stream.next();

    expect(words()).toEqual([
      'plan Subscription.ticks: requires USER',
      'execution Subscription.ticks: requires USER',
      'execution Subscription.ticks: requires USER',
    ]);
  });

  test.each([runApollo, runGuardsOnly])(
    'reports no grant of an operation that is refused as a whole',
    async (run) => {
      const { fixture, grants } = fixtureOf({ queries: 'reject' });

      const { data } = await run(fixture, { query: '{ plain named }', caller: principal('ada') });

      expect(data ?? { plain: null, named: null }).toEqual({ plain: null, named: null });
      expect(fixture.decisions.map(({ coordinate, when }) => `${when} ${coordinate}`)).toEqual([
        'plan Query.named',
      ]);
      expect(grants).toEqual([]);
    },
  );
});

describe('onDecision', () => {
  const decisionOf = async (
    query: string,
    caller = principal('bo'),
    policies: AuthOptions<Context>['policies'] = {},
  ) => {
    const { fixture } = fixtureOf({ policies: { sees: () => false, ...policies } });
    await runGuardsOnly(fixture, { query, caller });
    return fixture.decisions.map(({ outcome, code, missing, policies: asked }) => ({
      outcome,
      code,
      missing,
      asked,
    }));
  };

  test.each<
    readonly [
      string,
      string,
      Parameters<typeof principal>[2] | undefined,
      Omit<Decision<Context>, 'policies'>['missing'],
      readonly string[],
    ]
  >([
    ['an owner', '{ note { id } }', undefined, [['requires ADMIN'], ['owner by']], []],
    ['a policy', '{ named }', { assurance: 2 }, [['requires ADMIN'], ['policy sees']], ['sees']],
    ['a second factor', '{ named }', undefined, [['requires ADMIN'], ['assurance 2']], []],
    ['scopes that the rule lacks', '{ plain }', { scopes: ['a'] }, [['a caller without scopes']], []],
  ])('names what is missing: %s', async (_, query, more, missing, asked) => {
    const [decision, ...others] = await decisionOf(query, principal('bo', 'USER', more));

    expect(others).toEqual([]);
    expect(decision).toMatchObject({ outcome: 'refused', missing, asked });
  });

  test('names authentication for an anonymous caller', async () => {
    expect(await decisionOf('{ plain }', { kind: 'anonymous' })).toEqual([
      { outcome: 'refused', code: 'UNAUTHENTICATED', missing: [['authenticated']], asked: [] },
    ]);
  });

  test('keeps what is missing out of the response', async () => {
    const { fixture } = fixtureOf({ policies: { sees: () => false } });

    for (const run of [runGuardsOnly, runApollo]) {
      const { raw } = await run(fixture, { query: '{ note { id } named }', caller: principal('bo') });
      expect(raw).toContain('FORBIDDEN');
      expect(raw).not.toMatch(/missing|evidence|ADMIN|sees|owner/);
    }
  });
});

describe.each(['onDecision', 'onGrant'] as const)('%s', (option) => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('audit');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('audit');
      },
    ],
  ])('changes nothing when it %s, and is logged', async (_, callback) => {
    const { fixture } = fixtureOf({ [option]: callback });

    const answer = await runGuardsOnly(fixture, { query: '{ plain nodes { id } }', caller: principal('bo') });
    await new Promise(setImmediate);

    expect(answer.data).toEqual({ plain: 1, nodes: [null, { id: 'p' }, null] });
    expect(fixture.log).toContainEqual(
      expect.objectContaining({ code: 'AUTH_HOST_FAILED', message: expect.stringContaining(option) }),
    );
  });
});

/** Only compiles while one callback can serve both options. */
export const typed = (callback: (decision: Decision<Context> | Grant<Context>) => void) =>
  createAuthDirective<Context>({ roles: ['A'], caller: () => null, onDecision: callback, onGrant: callback });
