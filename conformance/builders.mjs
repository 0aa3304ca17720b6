/** Builds one guarded schema with each code-first builder. Prints the result of each case as JSON. */
import { isDeepStrictEqual } from 'node:util';
import { AuthSchemaError, createAuthDirective } from '@cordon/auth-directive';
import { graphql } from 'graphql';
import { nestCodeFirst } from './builders/nest.mjs';
import { nexus } from './builders/nexus.mjs';
import { pothos } from './builders/pothos.mjs';
import { typeGraphql } from './builders/type-graphql.mjs';
import { contextOf } from './callers.mjs';

const options = { roles: ['USER', 'ADMIN'], caller: ({ caller }) => caller };
const builderCases = [
  {
    law: 'roles, owners and onDeny written in code are enforced',
    caller: 'user',
    query: '{ mine audit docs { text } }',
    expected: [
      { mine: 'mine', audit: null, docs: [{ text: 'mine' }, { text: null }] },
      'audit FORBIDDEN Query.audit',
    ],
  },
  {
    law: 'enum values in groups are read',
    caller: 'admin',
    query: '{ audit }',
    expected: [{ audit: 'audit' }],
  },
  {
    law: 'a rule written as public is public',
    caller: 'anonymous',
    query: '{ mine docs { __typename } }',
    expected: [
      { mine: null, docs: [{ __typename: 'Doc' }, { __typename: 'Doc' }] },
      'mine UNAUTHENTICATED Query.mine',
    ],
  },
];

async function answer(schema, { query, caller }) {
  const { data, errors = [] } = await graphql({ schema, source: query, contextValue: contextOf(caller) });
  const codes = errors.map(
    ({ path, extensions }) => `${path.join('.')} ${extensions.code} ${extensions.coordinate}`,
  );
  return [JSON.parse(JSON.stringify(data)), ...codes];
}

/** A role that the option lacks must end the start, also when a builder has written it. */
function refusesToStart(schema) {
  try {
    createAuthDirective({ ...options, roles: ['USER'] }).transform(schema);
  } catch (error) {
    return (
      error instanceof AuthSchemaError && error.faults.some(({ coordinate }) => coordinate === 'Query.audit')
    );
  }
  return false;
}

const cells = {};
for (const builder of [pothos, nexus, typeGraphql, nestCodeFirst]) {
  const auth = createAuthDirective(options);
  const built = await builder.build(auth);
  const schema = auth.transform(built);
  auth.assertGuarded(schema);
  const results = {};
  for (const each of builderCases) {
    const found = await answer(schema, each);
    results[each.law] = isDeepStrictEqual(found, each.expected)
      ? 'passes'
      : `answers ${JSON.stringify(found)}`;
  }
  results['an unknown role is a start-up error'] = refusesToStart(built) ? 'passes' : 'starts';
  cells[builder.name] = results;
}
process.stdout.write(JSON.stringify(cells));
