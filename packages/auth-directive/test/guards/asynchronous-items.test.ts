import { expect, test } from '@jest/globals';
import { runToolsExecutor } from '../helpers/executors.js';
import { callGuard, createResolveInfo } from '../helpers/guard-fixture.js';
import { operationOf } from '../helpers/plan-fixture.js';
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

test('a refused enum value that a later item may not lack is a rejection, not an error', async () => {
  const fixture = createSchemaFixture(
    `enum Color { RED @auth(requires: ADMIN) } type Doc { color: Color! } type Query { docs: [Doc!]! @public }`,
  );
  const { operation } = operationOf('{ docs { color } }');
  const list = { prev: undefined, key: 'docs', typename: 'Query' };
  const path = { prev: { prev: list, key: 1, typename: undefined }, key: 'color', typename: 'Doc' };
  const info = { ...createResolveInfo(fixture, 'Doc.color'), operation, path };
  const outcome = callGuard(info, { color: 'RED' }, { caller: principal('u') });

  await expect(outcome).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
});
