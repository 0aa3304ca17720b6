import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/index.js';
import { createInputFixture, formatRefusal, savedArguments } from '../helpers/input-fixture.js';
import { principal, runApollo, runGuardsOnly, runHttp } from '../helpers/schema-fixture.js';

interface Row {
  readonly guarantee: string;
  readonly args: string;
  readonly variables?: Record<string, unknown>;
  readonly declare?: string;
  /** `coordinate argumentPath` of each refusal; none: the resolver runs. */
  readonly refused: readonly string[];
  readonly caller?: Caller;
}

const rows: readonly Row[] = [
  { guarantee: 'a default of the schema is not provided', args: 'p: { title: "t" }', refused: [] },
  {
    guarantee: 'a literal is provided, even if it equals the default',
    args: 'p: { role: USER }',
    refused: ['Post.role p.role'],
  },
  {
    guarantee: 'a caller with the role may provide it',
    args: 'p: { role: ADMIN }',
    refused: [],
    caller: principal('a', 'ADMIN'),
  },
  {
    guarantee: 'a variable in a literal is provided',
    args: 'p: { role: $role }',
    declare: '$role: Role!',
    variables: { role: 'ADMIN' },
    refused: ['Post.role p.role'],
  },
  {
    guarantee: 'a whole variable is provided',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { role: 'ADMIN' } },
    refused: ['Post.role p.role'],
  },
  {
    guarantee: 'a schema default inside a whole variable is not provided',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { title: 't' } },
    refused: [],
  },
  {
    guarantee: 'a variable that was not sent is not provided',
    args: 'silent: $s',
    declare: '$s: Int',
    refused: [],
  },
  {
    guarantee: 'a variable default of the operation is provided',
    args: 'silent: $s',
    declare: '$s: Int = 3',
    refused: ['Mutation.save(silent:) silent'],
  },
  {
    guarantee: 'an input object in a variable default is provided',
    args: 'p: $p',
    declare: '$p: Post = { role: ADMIN }',
    refused: ['Post.role p.role'],
  },
  {
    guarantee: 'an explicit null is provided',
    args: 'silent: null',
    refused: ['Mutation.save(silent:) silent'],
  },
  {
    guarantee: 'an explicit null in a variable is provided',
    args: 'silent: $s',
    declare: '$s: Int',
    variables: { s: null },
    refused: ['Mutation.save(silent:) silent'],
  },
  {
    guarantee: 'the argument path has list indices',
    args: 'p: { tags: [{ name: "a" }, { pinned: true }] }',
    refused: ['Tag.pinned p.tags.1.pinned'],
  },
  {
    guarantee: 'each path is reported once',
    args: 'q: [{ tags: [{ pinned: true }] }, { nested: { tags: [{ tags: [{ pinned: null }] }] } }]',
    refused: ['Tag.pinned q.0.tags.0.pinned', 'Tag.pinned q.1.nested.tags.0.tags.0.pinned'],
  },
  {
    guarantee: 'the items of a list in a variable are provided',
    args: 'q: $q',
    declare: '$q: [Post!]',
    variables: { q: [{}, { tags: { pinned: false } }] },
    refused: ['Tag.pinned q.1.tags.0.pinned'],
  },
  {
    guarantee: 'a guarded enum value is refused, other values are not',
    args: 'p: { color: BLUE, colors: [RED, BLUE] }',
    refused: ['Color.BLUE p.color', 'Color.BLUE p.colors.1'],
  },
  {
    guarantee: 'a guarded enum value in a variable is refused',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { color: 'BLUE', colors: ['RED'] } },
    refused: ['Color.BLUE p.color'],
  },
  {
    guarantee: 'a guarded enum, scalar and input object are refused wherever they are provided',
    args: 'p: { level: LOW, key: "k", guarded: { x: 1 }, many: [[{ x: 1 }]] }',
    refused: ['Level p.level', 'Key p.key', 'Guarded p.guarded', 'Guarded p.many.0.0'],
  },
  {
    guarantee: 'null does not bypass the rule of a type',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { guarded: null } },
    refused: ['Guarded p.guarded'],
  },
  {
    guarantee: 'a policy of an input receives the coerced arguments',
    args: 'p: { policy: 1 }, id: "u"',
    refused: [],
  },
  {
    guarantee: 'a policy of an input refuses',
    args: 'p: { policy: 1 }, id: "other"',
    refused: ['Post.policy p.policy'],
  },
];

describe.each([
  ['over HTTP', runHttp],
  ['by executeOperation', runApollo],
])('provided inputs, %s:', (_, run) => {
  test.each(rows.map((row) => [row.guarantee, row] as const))('%s', async (_, row) => {
    const declared = row.declare === undefined ? '' : `(${row.declare})`;
    const request = {
      query: `mutation ${declared} { save(${row.args}) }`,
      caller: row.caller ?? principal('u'),
    };

    const answer = await run(createInputFixture(), { ...request, variables: row.variables ?? {} });

    expect(answer.errors.map(formatRefusal)).toEqual(row.refused);
    expect(answer.status).toBe(row.refused.length > 0 ? 403 : 200);
    expect(answer.hasData).toBe(row.refused.length === 0);
    expect(savedArguments).toHaveLength(row.refused.length === 0 ? 1 : 0);
  });
});

describe('provided inputs, by the guards alone:', () => {
  test.each(rows.map((row) => [row.guarantee, row] as const))('%s', async (_, row) => {
    const declared = row.declare === undefined ? '' : `(${row.declare})`;
    const request = {
      query: `mutation ${declared} { save(${row.args}) }`,
      caller: row.caller ?? principal('u'),
    };

    const answer = await runGuardsOnly(createInputFixture(), { ...request, variables: row.variables ?? {} });

    expect(answer.errors.map(formatRefusal)).toEqual(row.refused.slice(0, 1));
    expect(savedArguments).toHaveLength(row.refused.length === 0 ? 1 : 0);
  });

  test('a value in a variable that equals the default of the schema counts as that default', async () => {
    const request = {
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p: { role: 'USER' } },
      caller: principal('u'),
    };

    const alone = await runGuardsOnly(createInputFixture(), request);
    const planned = await runApollo(createInputFixture(), request);

    // Coerced variables do not distinguish the two, and the resolver cannot either.
    expect(alone.data).toEqual({ save: 'saved' });
    expect(planned.errors.map(formatRefusal)).toEqual(['Post.role p.role']);
  });
});
