import { describe, expect, test } from '@jest/globals';
import { planRefusals } from '../helpers/plan-fixture.js';
import {
  anonymous,
  createSchemaFixture,
  principal,
  runApollo,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const user = principal('u');

describe('a policy of a root type', () => {
  test.each(['query', 'mutation', 'subscription'])(
    'is asked at each root field of a %s',
    async (operation) => {
      const asked: string[] = [];
      const recordingPolicy = ({ coordinate }: { coordinate: string }): boolean => {
        asked.push(coordinate);
        return false;
      };
      const roots = ['Query', 'Mutation', 'Subscription']
        .map((name) => `type ${name} @auth(policy: "p") { a: Int b: Int }`)
        .join('\n');
      const fixture = createSchemaFixture(roots, {}, { policies: { p: recordingPolicy }, queries: 'reject' });

      expect(await planRefusals(fixture, `${operation} { a }`)).toHaveLength(1);
      expect(asked).toHaveLength(1);
    },
  );
});

describe('a policy of a root field', () => {
  function createFixture(answer: boolean) {
    const asked: string[] = [];
    const recordingPolicy = ({ coordinate }: { coordinate: string }): boolean => {
      asked.push(coordinate);
      return answer;
    };
    const fixture = createSchemaFixture(
      `type Kid { secret: Int @auth(requires: ADMIN) n: Int } type Query { ok: Int @public asked: Int @auth(policy: "p") needs(a: Int! = 5): Int @auth(policy: "p") kids: Kid @auth(policy: "p") }
       type Mutation {
         kid: Kid @auth(policy: "p") quiet: Kid @auth(policy: "p", onDeny: NULL) plain: Int @public
         both(a: Int @auth(requires: ADMIN)): Int @auth(policy: "p") given(a: Int @auth(policy: "p")): Int @public
         more(a: [Int] , b: [In]): Int @public
       }
       input In @auth(policy: "p") { n: Int @auth(requires: ADMIN) }`,
      {
        Mutation: { plain: () => 1, quiet: () => ({ n: 1 }), given: () => 2, more: () => 3 },
        Query: { needs: () => 1 },
      },
      { policies: { p: recordingPolicy } },
    );
    return { fixture, asked };
  }

  test('that says yes lets the plan go on below', async () => {
    expect(await planRefusals(createFixture(true).fixture, 'mutation { kid { secret } }')).toEqual([
      'Kid.secret',
    ]);
  });

  test('that says no refuses, and finds nothing below', async () => {
    expect(await planRefusals(createFixture(false).fixture, 'mutation { kid { secret } }')).toEqual([
      'Mutation.kid',
    ]);
  });

  test('that says no to a silent field is no refusal', async () => {
    const answer = await runApollo(createFixture(false).fixture, {
      query: 'mutation { quiet { secret } plain }',
      caller: user,
    });

    expect(answer.data).toEqual({ quiet: null, plain: 1 });
    expect(answer.errors).toEqual([]);
  });

  describe('that answers null when it is denied,', () => {
    function silent(answer: boolean) {
      const asked: string[] = [];
      const fixture = createSchemaFixture(
        `scalar Secret @auth(policy: "p") type Query { ok: Int @public }
         type Mutation {
           quiet(a: Int @auth(requires: ADMIN)): Int @auth(policy: "p", onDeny: NULL)
           shut(s: Secret): Int @auth(requires: ADMIN, onDeny: NULL)
         }`,
        { Mutation: { quiet: () => 1, shut: () => 2 } },
        { policies: { p: ({ coordinate }) => asked.push(coordinate) > 0 && answer } },
      );
      return { fixture, asked };
    }

    test.each([
      ['with the plan', runApollo],
      ['by the guards alone', runGuardsOnly],
    ] as const)('is asked before a refused input is told, %s', async (_, run) => {
      const query = 'mutation { quiet(a: 1) }';

      const no = await run(silent(false).fixture, { query, caller: user });
      const yes = await run(silent(true).fixture, { query, caller: user });

      expect([no.data, no.errors]).toEqual([{ quiet: null }, []]);
      expect(yes.errors.map(({ coordinate }) => coordinate)).toEqual(['Mutation.quiet(a:)']);
    });

    test('is not asked about its inputs where it is denied without it', async () => {
      const { fixture, asked } = silent(true);

      expect(await planRefusals(fixture, 'mutation { shut(s: 1) }')).toEqual(['go']);
      expect(asked).toEqual([]);
    });
  });

  test('is not asked where an input is refused without it', async () => {
    const { fixture, asked } = createFixture(true);

    expect(await planRefusals(fixture, 'mutation { both(a: 1) }')).toEqual(['Mutation.both(a:)']);
    expect(asked).toEqual([]);
  });

  test('is asked once where a fragment is spread twice, and again for another selection', async () => {
    const { fixture, asked } = createFixture(true);

    expect(await planRefusals(fixture, '{ ...F ...F } fragment F on Query { asked }')).toEqual(['go']);
    expect(asked).toEqual(['Query.asked']);
    expect(await planRefusals(fixture, '{ a: asked b: asked }')).toEqual(['go']);
    expect(asked).toHaveLength(3);
  });

  test('is asked once of an input in many places, and nothing below one that it refuses', async () => {
    const yes = createFixture(true);
    const no = createFixture(false);

    expect(await planRefusals(yes.fixture, 'mutation { more(b: [{}, {}, {}]) }')).toEqual(['go']);
    expect(yes.asked).toEqual(['In']);
    expect(await planRefusals(no.fixture, 'mutation { more(b: [{}, {}]) }')).toEqual(['In', 'In']);
    expect(no.asked).toEqual(['In']);
  });

  test('about an input is not asked again by its guard', async () => {
    const { fixture, asked } = createFixture(true);

    const answer = await runApollo(fixture, { query: 'mutation { given(a: 1) }', caller: user });

    expect(answer.data).toEqual({ given: 2 });
    expect(asked).toEqual(['Mutation.given(a:)']);
  });

  test('is not asked with arguments that no resolver would get', async () => {
    const { fixture, asked } = createFixture(true);

    const answer = await runApollo(fixture, {
      query: 'query ($a: Int = 1) { needs(a: $a) ok }',
      variables: { a: null },
      caller: user,
    });

    expect(answer.data).toEqual({ needs: null, ok: null });
    expect(answer.errors.map(({ code }) => code)).not.toContain('FORBIDDEN');
    expect(asked).toEqual([]);
  });
});

describe('the answer of a policy at a root field', () => {
  test('is no answer for the same selection in another place', async () => {
    const fixture = createSchemaFixture(
      'type Query { self: Query @public asked: Int @auth(policy: "p") }',
      { Query: { self: () => ({ deep: true }), asked: () => 1 } },
      { policies: { p: ({ parent }) => parent?.deep !== true } },
    );

    const answer = await runApollo(fixture, {
      query: '{ ...F self { ...F } } fragment F on Query { asked }',
      caller: user,
    });

    expect(answer.data).toEqual({ asked: 1, self: { asked: null } });
  });

  test('is asked once for a mutation, with the plan and without', async () => {
    const counts: number[] = [];
    for (const run of [runApollo, runGuardsOnly]) {
      let asked = 0;
      const fixture = createSchemaFixture(
        `type Query { ok: Int @public } type Mutation { a(x: Int @auth(policy: "p")): Int @auth(policy: "p") b: Int @public }`,
        { Mutation: { a: () => 1, b: () => 2 } },
        {
          policies: {
            p: async () => {
              asked += 1;
              return true;
            },
          },
        },
      );
      const answer = await run(fixture, { query: 'mutation { b a(x: 1) c: b }', caller: user });
      expect(answer.data).toEqual({ b: 2, a: 1, c: 2 });
      counts.push(asked);
    }

    // The guards alone planRefusals the whole operation first, and each field in its turn.
    expect(counts).toEqual([2, 4]);
  });

  test('that is asked is not asked for a stranger', async () => {
    const asked: string[] = [];
    const fixture = createSchemaFixture(
      'type Query { a: Int @auth(policy: "p") ok: Int @public }',
      {},
      { policies: { p: ({ coordinate }) => asked.push(coordinate) > 0 } },
    );

    const partial = await runApollo(fixture, { query: '{ a ok }', caller: anonymous });
    const refused = await runApollo(fixture, { query: '{ a }', caller: anonymous });

    expect(asked).toEqual([]);
    expect(partial.errors.map(({ code }) => code)).toEqual(['UNAUTHENTICATED']);
    expect(refused.status).toBe(401);
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

    const answer = await runApollo(fixture, { query: '{ self { ok } ok }', caller: user });

    expect(answer.data).toEqual({ self: null, ok: 1 });
    expect(parents).toContainEqual({ deep: true });
  });
});
