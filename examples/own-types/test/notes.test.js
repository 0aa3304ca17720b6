import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readConfig } from 'cordon';
import { createNotesServer } from '../notes-server.js';

const password = 'seventeen green herons';
const folder = mkdtempSync(join(tmpdir(), 'own-types-'));
const server = createNotesServer(
  // Any free port, a database that is thrown away, and quick hashing: this is a test.
  readConfig({
    PORT: '0',
    CORDON_DATA_DIR: join(folder, 'data'),
    CORDON_BCRYPT_COST: '4',
    LOG_LEVEL: 'error',
  }),
);

let url = '';
/** Tokens by name: ada is the administrator, bob and eve are people. */
const tokens = new Map();

before(async () => {
  const started = await server.start();
  url = started.url;
  const token = started.setupLink?.split('#token=')[1];
  const who = { username: 'ada', email: 'ada@example.com', password, token };
  const { acceptInvitation } = await data(
    'mutation ($who: AcceptInvitationInput!) { acceptInvitation(input: $who) { tokens { accessToken } } }',
    { who },
  );
  tokens.set('ada', acceptInvitation.tokens.accessToken);
  for (const username of ['bob', 'eve']) {
    const { signUp } = await data(
      'mutation ($who: SignUpInput!) { signUp(input: $who) { tokens { accessToken } } }',
      { who: { username, email: `${username}@example.com`, password } },
    );
    tokens.set(username, signUp.tokens.accessToken);
  }
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/**
 * @param {string} query
 * @param {object} variables
 * @param {string} [name]
 */
async function ask(query, variables = {}, name) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(name === undefined ? {} : { authorization: `Bearer ${tokens.get(name)}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  /** @type {any} */
  const { data: answered, errors = [] } = await response.json();
  const codes = errors.map((/** @type {any} */ error) => error.extensions.code);
  return { status: response.status, data: answered, codes };
}

/**
 * The data of an operation that must not fail.
 * @param {string} query
 * @param {object} [variables]
 * @param {string} [name]
 */
async function data(query, variables, name) {
  const answer = await ask(query, variables, name);
  assert.deepEqual(answer.codes, []);
  return answer.data;
}

/**
 * @param {string} name
 * @param {string} text
 */
async function write(name, text) {
  const { writeNote } = await data(
    'mutation ($text: String!) { writeNote(text: $text) { ok note { id } userErrors { code field } } }',
    { text },
    name,
  );
  return writeNote;
}

test('anybody reads what is public, beside what Cordon answers', async () => {
  const answer = await data('{ houseRules server { version } }');

  assert.deepEqual(answer.houseRules, ['Be kind.', 'Write it down.']);
  assert.match(answer.server.version, /^\d/);
});

test('a person writes notes and finds them under `me`', async () => {
  await write('bob', 'Buy milk');

  const { me } = await data('{ me { id username notes { text ownerId remark } } }', {}, 'bob');

  assert.deepEqual(me, {
    id: me.id,
    username: 'bob',
    notes: [{ text: 'Buy milk', ownerId: me.id, remark: null }],
  });
});

test('a stranger writes nothing: the resolver does not run', async () => {
  const before = await data('{ allNotes { id } }', {}, 'ada');

  const answer = await ask('mutation { writeNote(text: "x") { ok } }');

  assert.equal(answer.status, 401);
  assert.deepEqual(answer.codes, ['UNAUTHENTICATED']);
  assert.deepEqual(await data('{ allNotes { id } }', {}, 'ada'), before);
});

test('a note is for its owner and for support, by whatever route', async () => {
  const { note } = await write('bob', 'A secret');
  const query = 'query ($id: ID!) { note(id: $id) { text } }';

  const owner = await data(query, note, 'bob');
  const other = await ask(query, note, 'eve');
  const administrator = await data(query, note, 'ada');

  assert.equal(owner.note.text, 'A secret');
  assert.deepEqual([other.data.note, other.codes], [null, ['FORBIDDEN']]);
  assert.equal(administrator.note.text, 'A secret');
  assert.deepEqual((await ask('{ allNotes { text } }', {}, 'eve')).codes, ['FORBIDDEN']);
});

test('what support remarks is seen by support alone', async () => {
  const { note } = await write('bob', 'Needs help');
  const remark =
    'mutation ($id: ID!) { remarkOnNote(id: $id, remark: "called back") { ok note { remark } } }';

  const refused = await ask(remark, note, 'bob');
  const { remarkOnNote } = await data(remark, note, 'ada');
  const owners = await data('query ($id: ID!) { note(id: $id) { text remark } }', note, 'bob');

  assert.deepEqual(refused.codes, ['FORBIDDEN']);
  assert.deepEqual(remarkOnNote, { ok: true, note: { remark: 'called back' } });
  assert.deepEqual(owners.note, { text: 'Needs help', remark: null });
});

test('a refusal of our own is told as data, like those of Cordon', async () => {
  assert.deepEqual(await write('bob', '  '), {
    ok: false,
    note: null,
    userErrors: [{ code: 'INVALID_INPUT', field: ['text'] }],
  });
  const { remarkOnNote } = await data(
    'mutation { remarkOnNote(id: "none", remark: "x") { ok userErrors { code } } }',
    {},
    'ada',
  );
  assert.deepEqual(remarkOnNote, { ok: false, userErrors: [{ code: 'NOT_FOUND' }] });
});
