import { describe, expect, test } from '@jest/globals';
import { createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const user = principal('u');

describe('a refusal in the execution', () => {
  test('is reported with when: execution, for every kind of guard', async () => {
    const fixture = createSchemaFixture(
      `enum Color { RED @auth(requires: ADMIN) } interface Face { n: Int }
        type Own implements Face @auth(requires: ADMIN) { n: Int }
       type Doc { f(a: Int @auth(requires: ADMIN)): Int color: Color face: Face
         n: Int @auth(requires: ADMIN) } type Query { doc: Doc @public }`,
      { Query: { doc: () => ({ f: 1, color: 'RED', n: 1, face: { __typename: 'Own' } }) } },
    );

    await runGuardsOnly(fixture, { query: '{ doc { f(a: 1) color face { n } n } }', caller: user });

    const words = fixture.decisions.map(({ coordinate, when }) => `${coordinate} ${when}`);
    expect(new Set(words)).toEqual(
      new Set(['Color.RED execution', 'Doc.f(a:) execution', 'Doc.face execution', 'Doc.n execution']),
    );
  });

  test('of a root field that the plan refused is reported with when: plan', async () => {
    const fixture = createSchemaFixture(
      'type Query { ok: Int @public } type Mutation { a: Int @auth(requires: ADMIN) }',
    );

    await runGuardsOnly(fixture, { query: 'mutation { a }', caller: user });

    expect(fixture.decisions.map(({ when }) => when)).toEqual(['plan']);
  });
});
