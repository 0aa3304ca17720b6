import { describe, expect, test } from '@jest/globals';
import { caller, createFilterFixture, docs, foreign, last, mine, own } from '../helpers/filter-fixture.js';
import { anonymous, createSchemaFixture, ENTRY_POINTS, principal } from '../helpers/schema-fixture.js';

describe.each(ENTRY_POINTS)('onDeny: FILTER, %s', (_, run) => {
  test.each([
    ['an anonymous caller', anonymous],
    ['a caller with scopes', principal('u', 'USER', { scopes: ['read'] })],
  ])(
    'answers %s whom the field refuses with an empty list and without a refusal',
    async (_caller, refused) => {
      let calls = 0;
      const fixture = createFilterFixture(() => {
        calls += 1;
        return docs;
      });

      const answer = await run(fixture, {
        query: '{ docs { id } strictDocs { id } secrets }',
        caller: refused,
      });

      expect(answer.data).toEqual({ docs: [], strictDocs: [], secrets: [] });
      expect([answer.errors, fixture.decisions, calls]).toEqual([[], [], 0]);
      expect([200, undefined]).toContain(answer.status);
    },
  );

  test('answers with the same bytes whatever has been left out', async () => {
    const answers = await Promise.all(
      [[mine, last], docs, [...docs, ...Array.from({ length: 50 }, () => foreign)]].map((values) =>
        run(
          createFilterFixture(() => values),
          { query: '{ docs { __typename id } }', caller },
        ),
      ),
    );

    expect(new Set(answers.map(({ raw }) => raw)).size).toBe(1);
  });

  test('applies to a mutation, which does not run for a caller whom its field refuses', async () => {
    let runs = 0;
    const fixture = createSchemaFixture(
      `type Doc @auth(owner: "by") { id: Int } type Query { ok: Int @public }
       type Mutation { archive(all: Boolean @auth(requires: ADMIN)): [Doc] @auth(requires: USER, onDeny: FILTER) }`,
      {
        Mutation: {
          archive: () => {
            runs += 1;
            return docs;
          },
        },
      },
    );

    expect((await run(fixture, { query: 'mutation { archive { id } }', caller })).data).toEqual({
      archive: own,
    });
    expect(await run(fixture, { query: 'mutation { archive { id } }', caller: anonymous })).toMatchObject({
      data: { archive: [] },
      errors: [],
    });
    const { errors } = await run(fixture, { query: 'mutation { archive(all: true) { id } }', caller });
    expect(errors).toMatchObject([{ code: 'FORBIDDEN', argumentPath: 'all' }]);
    expect(runs).toBe(1);
  });

  test('answers with an empty list where the object that the field belongs to refuses', async () => {
    const fixture = createSchemaFixture(
      `type User { id: ID docs: [Int!]! @auth(anyOf: [{ owner: "id" }, { policy: "friend" }], onDeny: FILTER) }
       type Query { users: [User] @public }`,
      { Query: { users: () => ['u', 'v', 'w'].map((id) => ({ id, docs: [1, 2] })) } },
      { policies: { friend: async ({ parent }) => parent.id === 'v' } },
    );

    expect((await run(fixture, { query: '{ users { id docs } }', caller })).raw).toBe(
      JSON.stringify({
        data: { users: ['u', 'v', 'w'].map((id) => ({ id, docs: id === 'w' ? [] : [1, 2] })) },
      }),
    );
  });

  test('answers with an empty list below a login without a caller', async () => {
    const fixture = createSchemaFixture(
      `type Login { docs: [Int] @auth(requires: USER, onDeny: FILTER) } type Query { ok: Int @public }
       type Mutation { login: Login @public(elevates: true) }`,
      { Mutation: { login: () => ({ docs: [1] }) } },
    );

    expect((await run(fixture, { query: 'mutation { login { docs } }', caller })).data).toEqual({
      login: { docs: [] },
    });
  });
});
