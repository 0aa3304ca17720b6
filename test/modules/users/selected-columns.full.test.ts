import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { fc } from '../../helpers/fast-check.js';
import { sendGraphql, valueAt } from '../../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser } from '../../helpers/sign-in.js';

/** A selection with a field that a project adds reads all columns. Others have to show the same values. */

const fields = `id username email emailVerified fullName role permissions status disabled disabledReason
  disabledUntil locale lastLoginAt createdAt updatedAt version metadata hasPassword passwordChangedAt`;

/** A selection of fields under aliases, in nested fragments, with directives. */
const { selection } = fc.letrec<{ selection: string; part: string }>((tie) => ({
  selection: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')),
  part: fc.oneof(
    { withCrossShrink: true, maxDepth: 3 },
    fc
      .tuple(
        fc.constantFrom(...fields.split(/\s+/)),
        fc.constantFrom('', '', ' @include(if: true)', ' @skip(if: true)'),
        fc.boolean(),
      )
      .map(([field, directive, isShown]) => `${isShown ? 'as' : 'under'}_${field}: ${field}${directive}`),
    fc
      .tuple(fc.constantFrom('... on User', '...', '... @include(if: true)'), tie('selection'))
      .map(([fragment, selected]) => `${fragment} { ${selected} }`),
  ),
}));

/** An operation may have 30 aliases. */
const shortSelection = selection.filter((text) => text.split(':').length <= 15);

let server: TestServer;
let admin: SignedInUser;

beforeAll(async () => {
  server = await createTestServer(
    {},
    { typeDefs: 'extend type User { extra: String }', resolvers: { User: { extra: () => null } } },
  );
  admin = await createFirstAdministrator(server);
  for (const name of ['ann', 'ben', 'cat', 'dan'])
    await execute(`mutation { createUser(input: { username: "${name}", email: "${name}@example.com",
      fullName: "Full ${name}", metadata: { name: "${name}" } }) { ok } }`);
  await server.sql(
    `UPDATE users SET locale = 'de', full_name = 'Root', metadata = '{"a": 1}' WHERE id = $1`,
    [admin.id],
  );
  const disable = `UPDATE users SET disabled_reason = 'left', disabled_at = now(), disabled_until = now()`;
  await server.sql(`${disable} + interval '1 day' WHERE username = 'ben'`);
  await server.sql(`${disable} - interval '1 day' WHERE username = 'cat'`);
  await server.sql(`UPDATE users SET deleted_at = now() WHERE username = 'dan'`);
});
afterAll(() => server.close());

async function execute(query: string): Promise<unknown> {
  const answer = await sendGraphql(server.url, query, { token: admin.accessToken });
  expect(answer.text).not.toContain('"errors"');
  return valueAt(answer.body, 'data');
}

test('every selection of a list has the values that reading all columns gives', async () => {
  const order = fc.constantFrom('CREATED_AT', 'USERNAME', 'EMAIL', 'LAST_LOGIN_AT');
  await fc.assert(
    fc.asyncProperty(shortSelection, order, fc.boolean(), async (selected, field, isEdge) => {
      const list = `users(orderBy: { field: ${field} }, filter: { statuses: [ACTIVE, INVITED, DISABLED, DELETED] })`;
      const page = (fragment: string): string =>
        isEdge ? `edges { node { ${fragment} } }` : `nodes { ${fragment} }`;

      const selectedOnly = await execute(`{ ${list} { ${page(`${selected} __typename`)} } }`);
      const all = await execute(`{ ${list} { ${page(`${selected} __typename`)} all: nodes { extra } } }`);

      const path = isEdge ? 'edges' : 'nodes';
      expect(valueAt(selectedOnly, 'users', path)).toEqual(valueAt(all, 'users', path));
      expect(valueAt(selectedOnly, 'users', path, 'length')).toBe(5);
    }),
    { numRuns: 150 },
  );
});

test('every selection of me has the values of the table', async () => {
  await fc.assert(
    fc.asyncProperty(shortSelection, async (selected) => {
      const { me, user } = (await execute(
        `{ me { ${selected} __typename } user(id: "${admin.id}") { ${selected} __typename } }`,
      )) as Readonly<Record<'me' | 'user', unknown>>;

      expect(me).toEqual(user);
    }),
    { numRuns: 150 },
  );
});
