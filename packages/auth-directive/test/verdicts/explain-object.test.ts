import { describe, expect, test } from '@jest/globals';
import { type Caller, type ExplainOptions, type PolicyRequest, renderExplanation } from '../../src/index.js';
import { anonymous, type Context, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

const SDL = `
  interface Node @auth(policy: "sees") { id: ID }
  type User implements Node @auth(requires: USER) { id: ID email: String @auth(anyOf: [{ owner: "id" },
    { requires: ADMIN, freshWithin: 60 }]) posts(first: Int = 3, since: Int!): [Post!] @auth(policy: "few") }
  type Post @auth(owner: "by") { text: String note: String @auth(policy: "later") }
  type Draft implements Node @auth(owner: "by") { id: ID }
  input Filter { tags: [Tag] all: Boolean @auth(policy: "sees") }
  type Mark { tag: Tag }
  input Secret @auth(requires: ADMIN) { x: Int }
  enum Tag { NEW HIDDEN @auth(requires: ADMIN) }
  type Query { me: User @auth(requires: USER) mine(id: ID!): Int @auth(policy: "self")
    find(in: Filter, other: Secret, silent: Boolean = true @auth(requires: ADMIN)): [Post] @auth(requires: USER)
    node: Node @public mark: Mark @public ok: Int @public }`;

const asked: PolicyRequest<Context>[] = [];
const policies = {
  few: ({ args }: PolicyRequest<Context>) => args['first'] === 3,
  self: ({ args, caller }: PolicyRequest<Context>) => args['id'] === caller.id,
  later: async ({ parent, context }: PolicyRequest<Context>) => parent.shared === context.caller,
  sees: (request: PolicyRequest<Context>) => {
    asked.push(request);
    return request.parent?.seen !== false;
  },
};
const { auth, schema, log } = createSchemaFixture(SDL, {}, { policies });
const [ada, admin] = [principal('ada'), principal('root', 'ADMIN')];
const explain = (caller: Caller, coordinate: string, options: ExplainOptions<Context>) =>
  auth.explain(schema, caller, coordinate, options);
const verdict = async (caller: Caller, coordinate: string, options: ExplainOptions<Context>) =>
  (await explain(caller, coordinate, options)).verdict;

describe('explain with an object', () => {
  test('evaluates owners and policies, and proves the verdict member by member', async () => {
    const stale = principal('root', 'ADMIN', { authenticatedAt: new Date(NOW - 61_000) });

    expect(renderExplanation(await explain(stale, 'User.email', { object: { id: 'ada' } }))).toBe(
      [
        'User.email: DENY (STEP_UP_REQUIRED)',
        '  @auth on User: yes',
        '    yes: authenticated (yes) and requires USER (yes)',
        '  @auth on Node: yes',
        '    yes: authenticated (yes) and policy sees (yes)',
        '  @auth on User.email: no',
        '    no: authenticated (yes) and owner id (no)',
        '    no: authenticated (yes) and requires ADMIN (yes) and freshWithin 60 (no)',
        '',
      ].join('\n'),
    );
    expect(await verdict(ada, 'User.email', { object: { id: 'ada' } })).toBe('ALLOW');
    expect(await verdict(ada, 'User.email', { object: { id: 'ada', seen: false } })).toBe('DENY');
    expect(await verdict(ada, 'User.email', { object: { id: 'bo' } })).toBe('DENY');
  });

  test('waits for asynchronous policies, which receive the context', async () => {
    const context: Context = { caller: ada };
    const object = { by: 'ada', shared: ada };

    expect(await verdict(ada, 'Post.note', { object, context })).toBe('ALLOW');
    expect(await verdict(ada, 'Post.note', { object, context: {} })).toBe('DENY');
  });

  test('leaves undecided what a policy that fails without a context would decide', async () => {
    const object = { by: 'ada', shared: ada };

    expect(await verdict(ada, 'Post.note', { object })).toBe('DYNAMIC');
    expect(log.at(-1)).toMatchObject({ code: 'AUTH_POLICY_FAILED', coordinate: 'Post.note' });
  });

  test('asks policies with the coerced arguments, those of the type of the object with none', async () => {
    asked.length = 0;
    const object = { id: 'ada' };

    expect(await verdict(ada, 'User.posts', { object, args: { since: 1 }, value: { by: 'ada' } })).toBe(
      'ALLOW',
    );
    expect(
      await verdict(ada, 'User.posts', { object, args: { since: 1, first: 9 }, value: { by: 'ada' } }),
    ).toBe('DENY');
    expect(await verdict(ada, 'Query.mine', { args: { id: 'ada' } })).toBe('ALLOW');
    expect(await verdict(ada, 'Query.mine', { args: { id: 'bo' } })).toBe('DENY');
    expect(asked.map(({ args, parent, coordinate }) => [args, parent, coordinate])).toEqual([
      [{}, object, 'User'],
      [{}, object, 'User'],
    ]);
  });

  test('leaves undecided what needs an object or arguments that were not given, and names it', async () => {
    const decided = await explain(ada, 'User.posts', { object: { id: 'ada' } });

    expect(decided.verdict).toBe('DYNAMIC');
    const undecided = decided.rules.filter(({ holds }) => holds === 'depends');
    expect(undecided.map(({ writtenOn }) => writtenOn)).toEqual(['User.posts', 'Post']);
    expect(await verdict(ada, 'User.email', {})).toBe('DYNAMIC');
    expect(await verdict(ada, 'Query.find', {})).toBe('DYNAMIC');
    expect(await verdict(ada, 'Query.mine', {})).toBe('DYNAMIC');
    expect(await verdict(anonymous, 'User.email', {})).toBe('DENY');
  });

  test('evaluates the rules of the given arguments, and of no others', async () => {
    const value = { by: 'ada' };
    const find = (args: ExplainOptions<Context>['args']) =>
      explain(ada, 'Query.find', { value, ...(args && { args }) });

    expect((await find({})).verdict).toBe('ALLOW');
    expect((await find({ in: { tags: ['NEW'], all: true } })).verdict).toBe('ALLOW');
    expect((await find({ in: undefined, other: null })).verdict).toBe('DENY');
    const refused = await find({ in: { tags: ['NEW', 'HIDDEN'] }, silent: false });
    expect(refused.verdict).toBe('DENY');
    expect(renderExplanation(refused)).toContain('@auth on Tag.HIDDEN (given as in.tags.1): no');
    expect(renderExplanation(refused)).toContain('@auth on Query.find(silent:) (given as silent): no');
    expect(await verdict(admin, 'Query.find', { value: { by: 'root' }, args: { silent: null } })).toBe(
      'ALLOW',
    );
  });

  test('judges a type on the object itself, and a value by its concrete type', async () => {
    expect(await verdict(ada, 'Post', { object: { by: 'ada' } })).toBe('ALLOW');
    expect(await verdict(ada, 'Post', { object: { by: 'bo' } })).toBe('DENY');
    const node = (value: object) => verdict(ada, 'Query.node', { value });
    expect(await node({ __typename: 'Draft', by: 'ada' })).toBe('ALLOW');
    expect(await node({ __typename: 'Draft', by: 'bo' })).toBe('DENY');
    expect(await node({ __typename: 'Draft', by: 'ada', seen: false })).toBe('DENY');
    expect(await node({ __typename: 'User' })).toBe('ALLOW');
    await expect(node({ by: 'ada' })).rejects.toThrow('Query.node returns Node; name the type');
    await expect(node({ __typename: 'Post' })).rejects.toThrow(TypeError);
  });

  test('applies the rule of the enum value that a field returns', async () => {
    expect(await verdict(ada, 'Mark.tag', { value: 'NEW' })).toBe('ALLOW');
    expect(await verdict(ada, 'Mark.tag', { value: 'HIDDEN' })).toBe('DENY');
    expect(await verdict(admin, 'Mark.tag', { value: 'HIDDEN' })).toBe('ALLOW');
    await expect(explain(admin, 'Mark.tag', { value: 'OTHER' })).rejects.toThrow('which has no such value');
  });

  test.each([
    ['Query.mine', { id: { not: 'an id' } }],
    ['Query.mine', {}],
    ['Query.mine', { id: 'ada', unknown: 1 }],
    ['Query.find', { in: { tags: ['NONE'] } }],
  ])('throws for arguments that %s does not take: %j', async (coordinate, args) => {
    await expect(explain(ada, coordinate, { args })).rejects.toThrow(TypeError);
  });

  test('judges an argument and an input type alone', async () => {
    expect(await verdict(ada, 'Query.find(silent:)', {})).toBe('DENY');
    expect(await verdict(ada, 'Filter.all', {})).toBe('DYNAMIC');
    expect(await verdict(ada, 'Filter.all', { object: {} })).toBe('ALLOW');
    expect(auth.explain(schema, ada, 'Secret').verdict).toBe('DENY');
    expect(auth.explain(schema, admin, 'Secret').verdict).toBe('ALLOW');
  });
});
