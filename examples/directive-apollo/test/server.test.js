import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startApolloServer } from '../server.js';

let server;
let url = '';

before(async () => {
  server = await startApolloServer(0);
  url = server.url;
});

after(() => server.stop());

async function send(query, name) {
  const authorization = name === undefined ? {} : { authorization: `Bearer token-of-${name}` };
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify({ query }),
  });
  const { data, errors = [] } = await response.json();
  return { status: response.status, data, codes: errors.map(({ extensions }) => extensions.code) };
}

test('a public field is readable without a token', async () => {
  assert.deepEqual((await send('{ version }')).data, { version: '1.0.0' });
});

test('a guarded field requires a caller', async () => {
  const { status, codes } = await send('{ users { name } }');

  assert.deepEqual({ status, codes }, { status: 401, codes: ['UNAUTHENTICATED'] });
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
