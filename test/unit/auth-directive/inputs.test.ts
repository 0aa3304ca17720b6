import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../../src/auth-directive/index.js';
import { createWorld, person, runApollo, runBare, runHttp, type World } from './world.js';

const SDL = `
  enum Color { RED BLUE @auth(requires: ADMIN) }
  enum Level @auth(requires: ADMIN) { LOW }
  scalar Key @auth(requires: ADMIN)
  input Tag { name: String pinned: Boolean @auth(requires: SUPPORT) tags: [Tag] }
  input Guarded @auth(requires: ADMIN) { x: Int }
  input Post {
    title: String
    role: Role! = USER @auth(requires: ADMIN)
    tags: [Tag!] color: Color colors: [Color] = [RED] level: Level key: Key guarded: Guarded many: [[Guarded]]
    nested: Post policy: Int @auth(policy: "isSelf")
  }
  interface Thing { find(limit: Int @auth(requires: SUPPORT)): Int }
  type Box implements Thing { find(limit: Int, all: Boolean = false @auth(requires: ADMIN)): Int }
  type Query { box: Box @auth(requires: USER) color: Color @auth(requires: USER) colors: [Color!] @auth(requires: USER) key: Key @auth(requires: USER) shy: Color @auth(requires: USER, onDeny: NULL) }
  type Mutation { save(p: Post, q: [Post!], id: ID, silent: Int @auth(requires: ADMIN)): String @auth(requires: USER) }`;

let seen: unknown[] = [];
function world(): World {
  seen = [];
  return createWorld(
    SDL,
    {
      Mutation: {
        save: (_, args) => {
          seen.push(args);
          return 'saved';
        },
      },
      Query: {
        box: () => ({ find: () => 1 }),
        color: () => 'BLUE',
        colors: () => ['RED', 'BLUE'],
        key: () => 'k',
        shy: () => 'BLUE',
      },
    },
    { policies: { isSelf: ({ caller, args }) => args['id'] === caller.id } },
  );
}

interface Row {
  readonly law: string;
  readonly args: string;
  readonly variables?: Record<string, unknown>;
  readonly declare?: string;
  /** `coordinate argumentPath` of each refusal; none: the resolver runs. */
  readonly refused: readonly string[];
  readonly caller?: Caller;
}

const rows: readonly Row[] = [
  { law: 'a default of the schema is not provided', args: 'p: { title: "t" }', refused: [] },
  {
    law: 'a literal is provided, be it equal to the default',
    args: 'p: { role: USER }',
    refused: ['Post.role p.role'],
  },
  {
    law: 'who has the role may provide it',
    args: 'p: { role: ADMIN }',
    refused: [],
    caller: person('a', 'ADMIN'),
  },
  {
    law: 'a variable in a literal is provided',
    args: 'p: { role: $role }',
    declare: '$role: Role!',
    variables: { role: 'ADMIN' },
    refused: ['Post.role p.role'],
  },
  {
    law: 'a whole variable is provided',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { role: 'ADMIN' } },
    refused: ['Post.role p.role'],
  },
  {
    law: 'a whole variable fills the schema default in, which is not provided',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { title: 't' } },
    refused: [],
  },
  {
    law: 'a variable that was not sent is not provided',
    args: 'silent: $s',
    declare: '$s: Int',
    refused: [],
  },
  {
    law: 'the default of the client’s own variable is provided',
    args: 'silent: $s',
    declare: '$s: Int = 3',
    refused: ['Mutation.save(silent:) silent'],
  },
  {
    law: 'the default of the client’s own variable is looked into',
    args: 'p: $p',
    declare: '$p: Post = { role: ADMIN }',
    refused: ['Post.role p.role'],
  },
  { law: 'an explicit null is provided', args: 'silent: null', refused: ['Mutation.save(silent:) silent'] },
  {
    law: 'an explicit null in a variable is provided',
    args: 'silent: $s',
    declare: '$s: Int',
    variables: { s: null },
    refused: ['Mutation.save(silent:) silent'],
  },
  {
    law: 'list positions are numbers',
    args: 'p: { tags: [{ name: "a" }, { pinned: true }] }',
    refused: ['Tag.pinned p.tags.1.pinned'],
  },
  {
    law: 'each place is told once',
    args: 'q: [{ tags: [{ pinned: true }] }, { nested: { tags: [{ tags: [{ pinned: null }] }] } }]',
    refused: ['Tag.pinned q.0.tags.0.pinned', 'Tag.pinned q.1.nested.tags.0.tags.0.pinned'],
  },
  {
    law: 'a list in a variable is looked into',
    args: 'q: $q',
    declare: '$q: [Post!]',
    variables: { q: [{}, { tags: { pinned: false } }] },
    refused: ['Tag.pinned q.1.tags.0.pinned'],
  },
  {
    law: 'a guarded enum value is refused, the others are free',
    args: 'p: { color: BLUE, colors: [RED, BLUE] }',
    refused: ['Color.BLUE p.color', 'Color.BLUE p.colors.1'],
  },
  {
    law: 'a guarded enum value in a variable is refused',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { color: 'BLUE', colors: ['RED'] } },
    refused: ['Color.BLUE p.color'],
  },
  {
    law: 'a guarded enum, scalar and input object are refused wherever they are provided',
    args: 'p: { level: LOW, key: "k", guarded: { x: 1 }, many: [[{ x: 1 }]] }',
    refused: ['Level p.level', 'Key p.key', 'Guarded p.guarded', 'Guarded p.many.0.0'],
  },
  {
    law: 'null is no way around the rule of a type',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { guarded: null } },
    refused: ['Guarded p.guarded'],
  },
  {
    law: 'a policy on an input is asked with the coerced arguments',
    args: 'p: { policy: 1 }, id: "u"',
    refused: [],
  },
  {
    law: 'a policy on an input refuses',
    args: 'p: { policy: 1 }, id: "other"',
    refused: ['Post.policy p.policy'],
  },
];

const asWords = ({ coordinate, argumentPath }: { coordinate: unknown; argumentPath?: unknown }): string =>
  `${coordinate} ${argumentPath}`;

describe.each([
  ['over HTTP', runHttp],
  ['by executeOperation', runApollo],
])('what is provided, %s:', (_, run) => {
  test.each(rows.map((row) => [row.law, row] as const))('%s', async (_law, row) => {
    const declared = row.declare === undefined ? '' : `(${row.declare})`;
    const request = {
      query: `mutation ${declared} { save(${row.args}) }`,
      caller: row.caller ?? person('u'),
    };

    const answer = await run(world(), { ...request, variables: row.variables ?? {} });

    expect(answer.errors.map(asWords)).toEqual(row.refused);
    expect(answer.status).toBe(row.refused.length > 0 ? 403 : 200);
    expect(answer.hasData).toBe(row.refused.length === 0);
    expect(seen).toHaveLength(row.refused.length === 0 ? 1 : 0);
  });
});

describe('what is provided, by the guards alone:', () => {
  test.each(rows.map((row) => [row.law, row] as const))('%s', async (_law, row) => {
    const declared = row.declare === undefined ? '' : `(${row.declare})`;
    const request = {
      query: `mutation ${declared} { save(${row.args}) }`,
      caller: row.caller ?? person('u'),
    };

    const answer = await runBare(world(), { ...request, variables: row.variables ?? {} });

    expect(answer.errors.map(asWords)).toEqual(row.refused.slice(0, 1));
    expect(seen).toHaveLength(row.refused.length === 0 ? 1 : 0);
  });

  test('a value in a variable that equals the default of the schema counts as that default', async () => {
    const request = {
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p: { role: 'USER' } },
      caller: person('u'),
    };

    const alone = await runBare(world(), request);
    const planned = await runApollo(world(), request);

    // Coerced variables do not tell the two apart, and neither could the resolver.
    expect(alone.data).toEqual({ save: 'saved' });
    expect(planned.errors.map(asWords)).toEqual(['Post.role p.role']);
  });
});

describe.each([
  ['the guards alone', runBare],
  ['Apollo', runApollo],
  ['Apollo over HTTP', runHttp],
])('with %s', (_, run) => {
  test('an argument holds the rule of the same argument in an interface', async () => {
    const query = '{ box { a: find b: find(limit: 1) c: find(all: true) } }';

    const answer = await run(world(), { query, caller: person('u') });

    expect(answer.data).toEqual({ box: { a: 1, b: null, c: null } });
    expect(answer.errors.map(asWords)).toEqual(['Box.find(limit:) limit', 'Box.find(all:) all']);
  });

  test('nested inputs in a query look at what the client sent, not at what was coerced', async () => {
    const query = 'query ($all: Boolean) { box { find(all: $all) } }';

    const silent = await run(world(), { query, caller: person('u') });
    const loud = await run(world(), { query, variables: { all: false }, caller: person('u') });

    expect(silent.data).toEqual({ box: { find: 1 } });
    expect(loud.errors.map(asWords)).toEqual(['Box.find(all:) all']);
  });

  test('guarded enum values and scalars are refused in answers too', async () => {
    const answer = await run(world(), { query: '{ color colors key shy }', caller: person('u') });

    expect(answer.data).toEqual({ color: null, colors: null, key: null, shy: null });
    expect(answer.errors.map(({ coordinate, path }) => `${coordinate} ${path}`).sort()).toEqual([
      'Color.BLUE color',
      'Color.BLUE colors.1',
      'Query.key key',
    ]);
  });

  test('variables that cannot be coerced are the client’s fault, and no refusal', async () => {
    const answer = await run(world(), {
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p: { role: 'NONE' } },
      caller: person('u'),
    });

    expect(answer.errors.map(({ coordinate }) => coordinate)).toEqual([undefined]);
    expect(answer.data ?? null).toBeNull();
  });
});
