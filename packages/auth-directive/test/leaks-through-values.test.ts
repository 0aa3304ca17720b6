import { describe, expect, test } from '@jest/globals';
import { createSchemaFixture, ENTRY_POINTS, principal } from './helpers/schema-fixture.js';

/** Each test is a way in which other authorization libraries leak data. */
describe.each(ENTRY_POINTS)('nothing leaks %s', (_, run) => {
  const caller = principal('u');

  test('through nested lists, promises in lists, sets and generators', async () => {
    const rows = [
      { by: 'u', id: 1 },
      { by: 'other', id: 2 },
    ];
    const fixture = createSchemaFixture(
      `type Doc @auth(owner: "by") { by: ID id: Int }
       type Query { a: [[Doc]] @auth(requires: USER) b: [Doc] @auth(requires: USER)
         c: [Doc] @auth(requires: USER)
         d: [Doc] @auth(requires: USER) e: [Doc!] @auth(requires: USER)
         f: [[Doc!]] @auth(requires: USER, onDeny: NULL) }`,
      {
        Query: {
          a: () => [rows, null],
          b: async () => rows.map(async (row) => row),
          c: () => new Set(rows),
          *d() {
            yield* rows;
          },
          e: () => rows,
          f: () => [rows, rows.slice(0, 1)],
        },
      },
    );

    const answer = await run(fixture, {
      query: '{ a { id } b { id } c { id } d { id } e { id } f { id } }',
      caller,
    });

    const one = { id: 1 };
    expect(answer.data).toEqual({
      a: [[one, null], null],
      b: [one, null],
      c: [one, null],
      d: [one, null],
      e: null,
      f: [null, [one]],
    });
    expect(answer.errors.map(({ path }) => path).sort()).toEqual(['a.0.1', 'b.1', 'c.1', 'd.1', 'e.1']);
  });

  test('through an owner that is missing, null, no string, or another user', async () => {
    const fixture = createSchemaFixture(
      'type Doc @auth(owner: "by") { id: Int } type Query { docs: [Doc] @auth(requires: USER) }',
      {
        Query: {
          docs: () =>
            [{}, { by: null }, { by: 7 }, { by: ['u'] }, { by: 'U' }, { by: 'u' }].map((doc) => ({
              id: 1,
              ...doc,
            })),
        },
      },
    );

    const answer = await run(fixture, { query: '{ docs { id } }', caller });

    expect(answer.data).toEqual({ docs: [null, null, null, null, null, { id: 1 }] });
    expect(fixture.log.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual(
      Array.from({ length: 4 }, () => 'AUTH_OWNER_MISSING Query.docs'),
    );
  });

  test('through a root type that is reached from a field', async () => {
    const fixture = createSchemaFixture(
      `type Query { ok: Int @public admin: Int @auth(requires: ADMIN) self: Query @public }
       type Mutation { wipe: Int @auth(requires: ADMIN) begin: Query @public
         login: Pay @public(elevates: true) more: Mutation @public }
       type Pay { admin: Int @auth(requires: ADMIN) }`,
      {
        Query: { admin: () => 1, self: () => ({}), ok: () => 1 },
        Mutation: { more: () => ({}), wipe: () => 1, begin: () => ({}), login: () => ({ admin: 1 }) },
      },
      { elevate: () => principal('root', 'ADMIN') },
    );

    const query = await run(fixture, { query: '{ ok self { admin self { admin } } }', caller });
    const mutation = await run(fixture, { query: 'mutation { more { login { admin } } }', caller });

    expect(query.data).toEqual({ ok: 1, self: { admin: null, self: { admin: null } } });
    // Only a root field of this execution elevates.
    expect(mutation.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
      ['FORBIDDEN', 'Pay.admin'],
    ]);
  });

  test('through the error of a policy', async () => {
    const fixture = createSchemaFixture(
      'type Query { a: Int @auth(policy: "p") b: Int @public }',
      { Query: { a: () => 1, b: () => 2 } },
      {
        policies: {
          p: () => {
            throw new Error('the password is 42');
          },
        },
      },
    );

    const answer = await run(fixture, { query: '{ a b }', caller });

    expect(answer.raw).not.toContain('42');
    expect(fixture.log.map(({ code }) => code)).toEqual(['AUTH_POLICY_FAILED']);
  });
});
