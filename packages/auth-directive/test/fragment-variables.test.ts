import { expect, test } from '@jest/globals';
import { execute, parse, versionInfo } from 'graphql';
import { createSchemaFixture, principal } from './helpers/schema-fixture.js';

/** In graphql 16 the variables of fragments are a leftover of old documents, in graphql 17 an experiment. */
const options =
  versionInfo.major === 16 ? { allowLegacyFragmentVariables: true } : { experimentalFragmentArguments: true };

test('an operation with variables of fragments reaches no guarded field', async () => {
  const ran: string[] = [];
  const { schema } = createSchemaFixture(
    `type Query { ok: Int @public }
    type Mutation { free: Int @public set(role: String @auth(requires: ADMIN)): Int @public }`,
    { Mutation: { free: () => ran.push('free'), set: () => ran.push('set') } },
  );
  const document = parse(
    'mutation { free ...F } fragment F($role: String = "x") on Mutation { set(role: $role) }',
    options,
  );

  const { data, errors = [] } = await execute({ schema, document, contextValue: { caller: principal('u') } });

  expect({ ...data }).toEqual({ free: null, set: null });
  expect(errors.map(({ message }) => message)).toEqual(
    Array.from({ length: 2 }, () => 'Fragment variables are not supported.'),
  );
  expect(ran).toEqual([]);
});
