import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createYogaServer } from '../server.js';

const server = createYogaServer();
let url = '';

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}/graphql`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

async function send(query, name) {
  const authorization = name === undefined ? {} : { authorization: `Bearer token-of-${name}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query }),
  });
  const { data, errors = [] } = await response.json();
  return { data, codes: errors.map(({ extensions }) => extensions.code) };
}

test('a public field is readable without a token', async () => {
  assert.deepEqual(await send('{ version }'), { data: { version: '1.0.0' }, codes: [] });
});

test('a guarded field requires a caller', async () => {
  assert.deepEqual((await send('{ users { name } }')).codes, ['UNAUTHENTICATED']);
  assert.deepEqual((await send('{ users { name } }', 'nobody')).codes, ['UNAUTHENTICATED']);
});

test('an email address is visible to its owner and to administrators', async () => {
  const bob = await send('{ users { id email } }', 'bob');
  const ada = await send('{ users { id email } }', 'ada');

  assert.deepEqual(bob.data.users, [
    { id: 'ada', email: null },
    { id: 'bob', email: 'bob@example.org' },
  ]);
  assert.deepEqual(bob.codes, ['FORBIDDEN']);
  assert.deepEqual(ada.codes, []);
});

test('a rejected mutation does not run', async () => {
  const mutation = 'mutation { renameUser(id: "bob", name: "Robert") { name } }';

  assert.deepEqual((await send(mutation, 'bob')).codes, ['FORBIDDEN']);
  assert.equal((await send('{ users { name } }', 'bob')).data.users[1].name, 'Bob');
  assert.equal((await send(mutation, 'ada')).data.renameUser.name, 'Robert');
});
