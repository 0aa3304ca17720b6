import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/index.js';
import { asWords, createInputWorld, seen } from '../helpers/input-fixture.js';
import { person, runApollo, runBare, runHttp } from '../helpers/schema-fixture.js';

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

    const answer = await run(createInputWorld(), { ...request, variables: row.variables ?? {} });

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

    const answer = await runBare(createInputWorld(), { ...request, variables: row.variables ?? {} });

    expect(answer.errors.map(asWords)).toEqual(row.refused.slice(0, 1));
    expect(seen).toHaveLength(row.refused.length === 0 ? 1 : 0);
  });

  test('a value in a variable that equals the default of the schema counts as that default', async () => {
    const request = {
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p: { role: 'USER' } },
      caller: person('u'),
    };

    const alone = await runBare(createInputWorld(), request);
    const planned = await runApollo(createInputWorld(), request);

    // Coerced variables do not tell the two apart, and neither could the resolver.
    expect(alone.data).toEqual({ save: 'saved' });
    expect(planned.errors.map(asWords)).toEqual(['Post.role p.role']);
  });
});
