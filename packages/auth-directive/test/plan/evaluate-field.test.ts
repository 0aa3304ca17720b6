import { describe, expect, test } from '@jest/globals';
import { planRefusals } from '../helpers/plan-fixture.js';
import { createSchemaFixture, principal, runApollo, runGuardsOnly } from '../helpers/schema-fixture.js';

const user = principal('u');

describe('a policy of a root type', () => {
  test.each(['query', 'mutation', 'subscription'])(
    'is evaluated at each root field of a %s',
    async (operation) => {
      const evaluated: string[] = [];
      const recordingPolicy = ({ coordinate }: { coordinate: string }): boolean => {
        evaluated.push(coordinate);
        return false;
      };
      const roots = ['Query', 'Mutation', 'Subscription']
        .map((name) => `type ${name} @auth(policy: "p") { a: Int b: Int }`)
        .join('\n');
      const fixture = createSchemaFixture(roots, {}, { policies: { p: recordingPolicy }, queries: 'reject' });

      expect(await planRefusals(fixture, `${operation} { a }`)).toHaveLength(1);
      expect(evaluated).toHaveLength(1);
    },
  );
});

describe('a policy of a root field', () => {
  function createFixture(answer: boolean) {
    const evaluated: string[] = [];
    const recordingPolicy = ({ coordinate }: { coordinate: string }): boolean => {
      evaluated.push(coordinate);
      return answer;
    };
    const fixture = createSchemaFixture(
      `type Kid { secret: Int @auth(requires: ADMIN) n: Int }
        type Query { ok: Int @public guarded: Int @auth(policy: "p")
          needs(a: Int! = 5): Int @auth(policy: "p") kids: Kid @auth(policy: "p") }
       type Mutation {
         kid: Kid @auth(policy: "p") quiet: Kid @auth(policy: "p", onDeny: NULL) plain: Int @public
         both(a: Int @auth(requires: ADMIN)): Int @auth(policy: "p")
         given(a: Int @auth(policy: "p")): Int @public
         more(a: [Int] , b: [In]): Int @public
       }
       input In @auth(policy: "p") { n: Int @auth(requires: ADMIN) }`,
      {
        Mutation: { plain: () => 1, quiet: () => ({ n: 1 }), given: () => 2, more: () => 3 },
        Query: { needs: () => 1 },
      },
      { policies: { p: recordingPolicy } },
    );
    return { fixture, evaluated };
  }

  test('that grants allows the plan to continue below', async () => {
    expect(await planRefusals(createFixture(true).fixture, 'mutation { kid { secret } }')).toEqual([
      'Kid.secret',
    ]);
  });

  test('that refuses ends the plan at its field', async () => {
    expect(await planRefusals(createFixture(false).fixture, 'mutation { kid { secret } }')).toEqual([
      'Mutation.kid',
    ]);
  });

  test('that refuses a field with onDeny: NULL returns null without an error', async () => {
    const answer = await runApollo(createFixture(false).fixture, {
      query: 'mutation { quiet { secret } plain }',
      caller: user,
    });

    expect(answer.data).toEqual({ quiet: null, plain: 1 });
    expect(answer.errors).toEqual([]);
  });

  describe('with onDeny: NULL', () => {
    function createNullFixture(answer: boolean) {
      const evaluated: string[] = [];
      const fixture = createSchemaFixture(
        `scalar Secret @auth(policy: "p") type Query { ok: Int @public }
         type Mutation {
           quiet(a: Int @auth(requires: ADMIN)): Int @auth(policy: "p", onDeny: NULL)
           shut(s: Secret): Int @auth(requires: ADMIN, onDeny: NULL)
         }`,
        { Mutation: { quiet: () => 1, shut: () => 2 } },
        { policies: { p: ({ coordinate }) => evaluated.push(coordinate) > 0 && answer } },
      );
      return { fixture, evaluated };
    }

    test.each([
      ['with the plan', runApollo],
      ['by the guards alone', runGuardsOnly],
    ] as const)('is evaluated before a refused input is reported, %s', async (_, run) => {
      const query = 'mutation { quiet(a: 1) }';

      const no = await run(createNullFixture(false).fixture, { query, caller: user });
      const yes = await run(createNullFixture(true).fixture, { query, caller: user });

      expect([no.data, no.errors]).toEqual([{ quiet: null }, []]);
      expect(yes.errors.map(({ coordinate }) => coordinate)).toEqual(['Mutation.quiet(a:)']);
    });

    test('is not evaluated for its inputs where the field is refused without it', async () => {
      const { fixture, evaluated } = createNullFixture(true);

      expect(await planRefusals(fixture, 'mutation { shut(s: 1) }')).toEqual(['go']);
      expect(evaluated).toEqual([]);
    });
  });

  test('is not evaluated where an input is refused without it', async () => {
    const { fixture, evaluated } = createFixture(true);

    expect(await planRefusals(fixture, 'mutation { both(a: 1) }')).toEqual(['Mutation.both(a:)']);
    expect(evaluated).toEqual([]);
  });

  test('is evaluated once where a fragment is spread twice, and again for another selection', async () => {
    const { fixture, evaluated } = createFixture(true);

    expect(await planRefusals(fixture, '{ ...F ...F } fragment F on Query { guarded }')).toEqual(['go']);
    expect(evaluated).toEqual(['Query.guarded']);
    expect(await planRefusals(fixture, '{ a: guarded b: guarded }')).toEqual(['go']);
    expect(evaluated).toHaveLength(3);
  });

  test('is evaluated once for an input at many paths, and not below a refused input', async () => {
    const yes = createFixture(true);
    const no = createFixture(false);

    expect(await planRefusals(yes.fixture, 'mutation { more(b: [{}, {}, {}]) }')).toEqual(['go']);
    expect(yes.evaluated).toEqual(['In']);
    expect(await planRefusals(no.fixture, 'mutation { more(b: [{}, {}]) }')).toEqual(['In', 'In']);
    expect(no.evaluated).toEqual(['In']);
  });

  test('of an input of a mutation is evaluated again by the guard', async () => {
    const { fixture, evaluated } = createFixture(true);

    const answer = await runApollo(fixture, { query: 'mutation { given(a: 1) }', caller: user });

    expect(answer.data).toEqual({ given: 2 });
    expect(evaluated).toEqual(['Mutation.given(a:)', 'Mutation.given(a:)']);
  });

  test('is not evaluated with arguments that cannot be coerced', async () => {
    const { fixture, evaluated } = createFixture(true);

    const answer = await runApollo(fixture, {
      query: 'query ($a: Int = 1) { needs(a: $a) ok }',
      variables: { a: null },
      caller: user,
    });

    expect(answer.data).toEqual({ needs: null, ok: null });
    expect(answer.errors.map(({ code }) => code)).not.toContain('FORBIDDEN');
    expect(evaluated).toEqual([]);
  });
});
