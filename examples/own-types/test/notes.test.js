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
  // Any free port, a temporary database and fast hashing.
  readConfig({
    PORT: '0',
    CORDON_DATA_DIR: join(folder, 'data'),
    CORDON_BCRYPT_COST: '4',
    LOG_LEVEL: 'error',
  }),
);

let url = '';
/** Access tokens by username: ada is an administrator, bob and eve are users. */
const tokens = new Map();

before(async () => {
  const started = await server.start();
  url = started.url;
  const token = started.setupLink?.split('#token=')[1];
  const input = { username: 'ada', email: 'ada@example.com', password, token };
  const { acceptInvitation } = await data(
    'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { tokens { accessToken } } }',
    { input },
  );
  tokens.set('ada', acceptInvitation.tokens.accessToken);
  for (const username of ['bob', 'eve']) {
    const { signUp } = await data(
      'mutation ($input: SignUpInput!) { signUp(input: $input) { tokens { accessToken } } }',
      { input: { username, email: `${username}@example.com`, password } },
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
async function send(query, variables = {}, name) {
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
 * Returns the data of an operation that must succeed.
 * @param {string} query
 * @param {object} [variables]
 * @param {string} [name]
 */
async function data(query, variables, name) {
  const answer = await send(query, variables, name);
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

test('public fields are readable without a login, together with those of Cordon', async () => {
  const answer = await data('{ siteRules server { version } }');

  assert.deepEqual(answer.siteRules, ['Be kind.', 'Write it down.']);
  assert.match(answer.server.version, /^\d/);
});

test('a user creates notes and reads them under `me`', async () => {
  await write('bob', 'Buy milk');

  const { me } = await data('{ me { id username notes { text ownerId remark } } }', {}, 'bob');

  assert.deepEqual(me, {
    id: me.id,
    username: 'bob',
    notes: [{ text: 'Buy milk', ownerId: me.id, remark: null }],
  });
});

test('a mutation without a login is rejected before its resolver runs', async () => {
  const before = await data('{ allNotes { id } }', {}, 'ada');

  const answer = await send('mutation { writeNote(text: "x") { ok } }');

  assert.equal(answer.status, 401);
  assert.deepEqual(answer.codes, ['UNAUTHENTICATED']);
  assert.deepEqual(await data('{ allNotes { id } }', {}, 'ada'), before);
});

test('a note is visible to its owner and to support on every path', async () => {
  const { note } = await write('bob', 'A secret');
  const query = 'query ($id: ID!) { note(id: $id) { text } }';

  const owner = await data(query, note, 'bob');
  const other = await send(query, note, 'eve');
  const administrator = await data(query, note, 'ada');

  assert.equal(owner.note.text, 'A secret');
  assert.deepEqual([other.data.note, other.codes], [null, ['FORBIDDEN']]);
  assert.equal(administrator.note.text, 'A secret');
  assert.deepEqual((await send('{ allNotes { text } }', {}, 'eve')).codes, ['FORBIDDEN']);
});

test('a remark is visible to support only', async () => {
  const { note } = await write('bob', 'Needs help');
  const remark =
    'mutation ($id: ID!) { remarkOnNote(id: $id, remark: "called back") { ok note { remark } } }';

  const rejected = await send(remark, note, 'bob');
  const { remarkOnNote } = await data(remark, note, 'ada');
  const owners = await data('query ($id: ID!) { note(id: $id) { text remark } }', note, 'bob');

  assert.deepEqual(rejected.codes, ['FORBIDDEN']);
  assert.deepEqual(remarkOnNote, { ok: true, note: { remark: 'called back' } });
  assert.deepEqual(owners.note, { text: 'Needs help', remark: null });
});

test('a DomainError of the example is returned in userErrors', async () => {
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

test('the owner of a note is a user, guarded like every user', async () => {
  await write('bob', 'Whose is it?');
  await write('eve', 'Mine');

  const { allNotes } = await data('{ allNotes { owner { username email } } }', {}, 'ada');
  const { me } = await data('{ me { notes { owner { username } } } }', {}, 'eve');

  assert.deepEqual(
    allNotes.slice(0, 2).map((/** @type {any} */ note) => note.owner.email),
    ['eve@example.com', 'bob@example.com'],
  );
  assert.deepEqual(me.notes[0], { owner: { username: 'eve' } });
});
