import { expect, test } from '@jest/globals';
import { runToolsExecutor } from '../helpers/executors.js';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

async function* items() {
  yield { __typename: 'Secret' };
  await new Promise((resolve) => setTimeout(resolve, 20));
  yield { __typename: 'Secret' };
}

test.each(['@public', '@auth(requires: USER)'])(
  'a refused type in an asynchronous list with %s leaves no rejection unhandled',
  async (directive) => {
    const fixture = createSchemaFixture(
      `interface Face { n: Int } type Secret implements Face @auth(policy: "no") { n: Int }
     type Query { faces: [Face!] ${directive} }`,
      { Query: { faces: items } },
      { policies: { no: async () => false } },
    );

    const answer = await runToolsExecutor(fixture, { query: '{ faces { n } }', caller: principal('ada') });

    expect(answer).toEqual({ data: { faces: null }, errors: ['faces.0 FORBIDDEN'] });
  },
);
