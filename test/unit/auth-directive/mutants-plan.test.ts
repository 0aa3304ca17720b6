import { describe, expect, test } from '@jest/globals';
import { execute, type OperationDefinitionNode, parse } from 'graphql';
import { createWorld, nobody, person, runApollo, runBare, type World } from './world.js';

const user = person('u');

function operationOf(source: string) {
  const document = parse(source);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');
  return { document, operation };
}

async function decide({ auth, schema }: World, source: string, caller = user): Promise<readonly unknown[]> {
  const answer = await auth.plan({ schema, ...operationOf(source), variables: {}, context: { caller } });
  return answer.kind === 'go' ? ['go'] : answer.errors.map(({ extensions }) => extensions['coordinate']);
}

describe('where several types are possible, a plan', () => {
  const made = () =>
    createWorld(`
    interface Node { x: Int kid: Kid silent: Int mute: Kid }
    type A implements Node { x: Int @auth(requires: ADMIN) kid: Kid @auth(requires: ADMIN) silent: Int @auth(requires: ADMIN) mute: Kid @auth(requires: ADMIN, onDeny: NULL) }
    type B implements Node { x: Int @auth(requires: SUPPORT) kid: Kid silent: Int @auth(requires: ADMIN, onDeny: NULL) mute: Kid @auth(requires: ADMIN, onDeny: NULL) }
    type Kid { secret: Int @auth(requires: ADMIN) }
    type Query { ok: Int @public }
    type Mutation { node: Node @public none: Kid @auth(requires: ADMIN, onDeny: NULL) some(a: Int @auth(requires: ADMIN)): Kid @auth(requires: ADMIN, onDeny: NULL) }`);

  test.each([
    ['refuses what all of them refuse', '{ node { x } }', ['Node.x']],
    ['goes on where one of them lets pass', '{ node { kid { secret } } }', ['Kid.secret']],
    ['refuses nothing where one of them is silent', '{ node { silent } }', ['go']],
    ['finds nothing below what all of them silence', '{ node { mute { secret } } }', ['go']],
    ['finds nothing below a silenced root', '{ none { secret } }', ['go']],
    ['finds nothing below a silenced root to which nothing was provided', '{ some { secret } }', ['go']],
    ['refuses what was provided to a silenced root', '{ some(a: 1) { secret } }', ['Mutation.some(a:)']],
  ])('%s', async (_, source, expected) => {
    expect(await decide(made(), `mutation ${source}`)).toEqual(expected);
  });
});

test('what is skipped below a root is not refused, in a field and in a fragment', async () => {
  const world = createWorld(
    'type Kid { n: Int secret: Int @auth(requires: ADMIN) } type Query { ok: Int @public } type Mutation { kid: Kid @public }',
  );

  expect(await decide(world, 'mutation { kid { n secret @skip(if: true) } }')).toEqual(['go']);
  expect(await decide(world, 'mutation { kid { n ... @include(if: false) { secret } } }')).toEqual(['go']);
  expect(await decide(world, 'mutation { kid { n ... @include(if: true) { secret } } }')).toEqual([
    'Kid.secret',
  ]);
});

test('a fragment is judged by the types that are possible where it is spread, whatever their names are', async () => {
  const world = createWorld(`interface I { x: Int }
    type B implements I { x: Int } type CD implements I { x: Int }
    type BC implements I { x: Int @auth(requires: ADMIN) } type D implements I { x: Int @auth(requires: ADMIN) }
    union Open = B | CD union Closed = BC | D type Query { ok: Int @public }
    type Mutation { open: Open @public closed: Closed @public }`);

  const source = 'mutation { open { ...F } closed { ...F } } fragment F on I { x }';

  expect(await decide(world, source)).toEqual(['I.x']);
});

describe('a policy of a root type', () => {
  test.each(['query', 'mutation', 'subscription'])(
    'is asked at each root field of a %s',
    async (operation) => {
      const asked: string[] = [];
      const say = ({ coordinate }: { coordinate: string }): boolean => {
        asked.push(coordinate);
        return false;
      };
      const roots = ['Query', 'Mutation', 'Subscription']
        .map((name) => `type ${name} @auth(policy: "p") { a: Int b: Int }`)
        .join('\n');
      const world = createWorld(roots, {}, { policies: { p: say }, queries: 'reject' });

      expect(await decide(world, `${operation} { a }`)).toHaveLength(1);
      expect(asked).toHaveLength(1);
    },
  );
});

describe('a policy of a root field', () => {
  function made(answer: boolean) {
    const asked: string[] = [];
    const say = ({ coordinate }: { coordinate: string }): boolean => {
      asked.push(coordinate);
      return answer;
    };
    const world = createWorld(
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
      { policies: { p: say } },
    );
    return { world, asked };
  }

  test('that says yes lets the plan go on below', async () => {
    expect(await decide(made(true).world, 'mutation { kid { secret } }')).toEqual(['Kid.secret']);
  });

  test('that says no refuses, and finds nothing below', async () => {
    expect(await decide(made(false).world, 'mutation { kid { secret } }')).toEqual(['Mutation.kid']);
  });

  test('that says no to a silent field is no refusal', async () => {
    const answer = await runApollo(made(false).world, {
      query: 'mutation { quiet { secret } plain }',
      caller: user,
    });

    expect(answer.data).toEqual({ quiet: null, plain: 1 });
    expect(answer.errors).toEqual([]);
  });

  test('is not asked where an input is refused without it', async () => {
    const { world, asked } = made(true);

    expect(await decide(world, 'mutation { both(a: 1) }')).toEqual(['Mutation.both(a:)']);
    expect(asked).toEqual([]);
  });

  test('is asked once where a fragment is spread twice, and again for another selection', async () => {
    const { world, asked } = made(true);

    expect(await decide(world, '{ ...F ...F } fragment F on Query { asked }')).toEqual(['go']);
    expect(asked).toEqual(['Query.asked']);
    expect(await decide(world, '{ a: asked b: asked }')).toEqual(['go']);
    expect(asked).toHaveLength(3);
  });

  test('is asked once of an input in many places, and nothing below one that it refuses', async () => {
    const yes = made(true);
    const no = made(false);

    expect(await decide(yes.world, 'mutation { more(b: [{}, {}, {}]) }')).toEqual(['go']);
    expect(yes.asked).toEqual(['In']);
    expect(await decide(no.world, 'mutation { more(b: [{}, {}]) }')).toEqual(['In', 'In']);
    expect(no.asked).toEqual(['In']);
  });

  test('about an input is not asked again by its guard', async () => {
    const { world, asked } = made(true);

    const answer = await runApollo(world, { query: 'mutation { given(a: 1) }', caller: user });

    expect(answer.data).toEqual({ given: 2 });
    expect(asked).toEqual(['Mutation.given(a:)']);
  });

  test('is not asked with arguments that no resolver would get', async () => {
    const { world, asked } = made(true);

    const answer = await runApollo(world, {
      query: 'query ($a: Int = 1) { needs(a: $a) ok }',
      variables: { a: null },
      caller: user,
    });

    expect(answer.data).toEqual({ needs: null, ok: null });
    expect(answer.errors.map(({ code }) => code)).not.toContain('FORBIDDEN');
    expect(asked).toEqual([]);
  });
});

describe('a plan', () => {
  test('is compiled once for each operation', async () => {
    const { auth, schema } = createWorld('type Query { ok: Int @public a: Int @auth(requires: ADMIN) }');
    const { document, operation } = operationOf('{ a }');
    const request = { schema, document, operation, variables: null, context: { caller: user } };

    const before = await auth.plan(request);
    const emptied: OperationDefinitionNode = Object.assign(operation, {
      selectionSet: { ...operation.selectionSet, selections: [] },
    });
    const after = await auth.plan({ ...request, operation: emptied });

    expect([before.kind, after.kind]).toEqual(['refused', 'refused']);
  });

  test('tells each coordinate once, with each of its places', async () => {
    const { auth, schema } = createWorld(
      'type Query { ok: Int @public } input In { n: Int @auth(requires: ADMIN) } type Mutation { a(x: [In]): Int @public b: Int @auth(requires: ADMIN) }',
    );
    const { document, operation } = operationOf(
      'mutation { b c: b a(x: [{ n: 1 }, { n: 2 }]) d: a(x: [{ n: 1 }]) }',
    );

    const answer = await auth.plan({
      schema,
      document,
      operation,
      variables: undefined,
      context: { caller: user },
    });

    const errors = answer.kind === 'refused' ? answer.errors : [];
    expect(errors.map(({ extensions }) => [extensions['coordinate'], extensions['argumentPath']])).toEqual([
      ['Mutation.b', undefined],
      ['In.n', 'x.0.n'],
      ['In.n', 'x.1.n'],
    ]);
  });

  test('is no matter of a context that is no object', async () => {
    const { auth, schema } = createWorld('type Query { a: Int @public }', {}, { caller: () => user });
    const { document, operation } = operationOf('{ a }');

    for (const context of [undefined, null, 'text']) {
      const request = { schema, document, operation, variables: {}, context: context as unknown as object };
      expect(await auth.plan(request)).toEqual({ kind: 'go' });
    }
  });
});

describe('an operation that runs all or nothing, by the guards alone', () => {
  const SDL = `type Query { ok: Int @public wipes: Mutation @public }
    type Mutation { first: Int @auth(requires: ADMIN) second: Int @auth(requires: SUPPORT) open: Int @public }`;
  const resolvers = {
    Query: { ok: () => 1, wipes: () => ({}) },
    Mutation: { first: () => 1, second: () => 2, open: () => 3 },
  };

  test('tells each root field its own refusal by its response name, and the rest the first', async () => {
    const answer = await runBare(createWorld(SDL, resolvers), {
      query: 'mutation { a: open x: first y: second second }',
      caller: user,
    });

    expect(answer.errors.map(({ path, coordinate }) => `${path} ${coordinate}`)).toEqual([
      'a Mutation.first',
      'x Mutation.first',
      'y Mutation.second',
      'second Mutation.second',
    ]);
  });

  test('is no query, even where a query reaches the type of mutations', async () => {
    const answer = await runBare(createWorld(SDL, resolvers), {
      query: '{ ok wipes { first open } }',
      caller: user,
    });

    expect(answer.data).toEqual({ ok: 1, wipes: { first: null, open: 3 } });
  });

  test('stays synchronous', () => {
    const { schema } = createWorld(SDL, resolvers);

    const result = execute({
      schema,
      document: parse('mutation { open again: open }'),
      contextValue: { caller: nobody },
    });

    expect(result).toEqual({ data: { open: 3, again: 3 } });
  });

  test('is decided for one caller at a time', async () => {
    const { schema } = createWorld(SDL, resolvers);
    const document = parse('mutation { first }');
    const run = (role: string) => execute({ schema, document, contextValue: { caller: person('u', role) } });

    expect([run('ADMIN'), run('USER'), run('ADMIN')].map((result) => Object(result).data)).toEqual([
      { first: 1 },
      { first: null },
      { first: 1 },
    ]);
  });
});
