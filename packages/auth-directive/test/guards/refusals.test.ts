import { describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { callGuard, createResolveInfo } from '../helpers/guard-fixture.js';
import { createSchemaFixture, NOW, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const user = principal('u');

describe('a refusal', () => {
  test('on a value that may not be null comes later; on one that may, at once', async () => {
    const fixture = createSchemaFixture(
      `type Own @auth(owner: "by") { n: Int } type Doc { strict: Own! loose: Own late: Own @auth(requires: USER, onDeny: NULL) }
       type Query { doc: Doc @public }`,
      { Doc: { late: async () => ({ by: 'x' }) } },
    );
    const source = { strict: { by: 'x' }, loose: { by: 'x' } };
    const call = (coordinate: string): unknown =>
      callGuard(createResolveInfo(fixture, coordinate), source, { caller: user });

    await expect(call('Doc.strict')).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(call('Doc.loose')).toBeInstanceOf(GraphQLError);
    expect(await call('Doc.late')).toBeNull();
  });

  test('of a stale caller is no word about whose the object is', async () => {
    const rule = '@auth(anyOf: [{ owner: "by", freshWithin: 60 }])';
    const fixture = createSchemaFixture(
      `interface Face { n: Int } type Own implements Face ${rule} { n: Int } type Doc { own: Own face: Face n: Int ${rule} }
       type Query { doc: Doc @public }`,
      { Query: { doc: () => ({ by: 'x', n: 1, own: { by: 'x' }, face: { __typename: 'Own', by: 'x' } }) } },
    );
    const stale = principal('u', 'USER', { authenticatedAt: new Date(NOW - 61_000) });

    const answer = await runGuardsOnly(fixture, {
      query: '{ doc { n own { n } face { n } } }',
      caller: stale,
    });

    expect(answer.errors.map(({ code, path }) => `${path} ${code}`).sort()).toEqual([
      'doc.face STEP_UP_REQUIRED',
      'doc.n STEP_UP_REQUIRED',
      'doc.own STEP_UP_REQUIRED',
    ]);
  });

  test('is reported as found in the execution, wherever that is', async () => {
    const fixture = createSchemaFixture(
      `enum Color { RED @auth(requires: ADMIN) } interface Face { n: Int } type Own implements Face @auth(requires: ADMIN) { n: Int }
       type Doc { f(a: Int @auth(requires: ADMIN)): Int color: Color face: Face n: Int @auth(requires: ADMIN) } type Query { doc: Doc @public }`,
      { Query: { doc: () => ({ f: 1, color: 'RED', n: 1, face: { __typename: 'Own' } }) } },
    );

    await runGuardsOnly(fixture, { query: '{ doc { f(a: 1) color face { n } n } }', caller: user });

    const words = fixture.decisions.map(({ coordinate, when }) => `${coordinate} ${when}`);
    expect(new Set(words)).toEqual(
      new Set(['Color.RED execution', 'Doc.f(a:) execution', 'Doc.face execution', 'Doc.n execution']),
    );
  });

  test('of a root field of which the plan knew is found in the plan', async () => {
    const fixture = createSchemaFixture(
      'type Query { ok: Int @public } type Mutation { a: Int @auth(requires: ADMIN) }',
    );

    await runGuardsOnly(fixture, { query: 'mutation { a }', caller: user });

    expect(fixture.decisions.map(({ when }) => when)).toEqual(['plan']);
  });
});
