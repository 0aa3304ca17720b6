import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createTestCordon } from 'cordon/testing';
import { createNotes } from '../notes/notes.js';

/** @typedef {import('cordon/testing').TestIdentity | null} Caller */

const cordon = await createTestCordon(createNotes());
const ada = await cordon.signInAs('ADMIN');
const bob = await cordon.signInAs('USER', { username: 'bob' });
const eve = await cordon.signInAs('USER', { username: 'eve' });

after(() => cordon.close());

/**
 * Returns the data of an operation that must succeed.
 * @param {Caller} as
 * @param {string} document
 * @param {Record<string, unknown>} [variables]
 */
async function data(as, document, variables) {
  const answer = await cordon.execute(as, document, variables);
  assert.equal(answer.errors, undefined);
  return answer.data;
}

/**
 * Returns the status, the data and the codes of the errors.
 * @param {Caller} as
 * @param {string} document
 * @param {Record<string, unknown>} [variables]
 */
async function refusal(as, document, variables) {
  const answer = await cordon.execute(as, document, variables);
  const codes = answer.errors?.map(({ extensions }) => extensions?.code);
  return { status: answer.status, data: answer.data, codes };
}

/**
 * @param {Caller} as
 * @param {string} text
 */
async function write(as, text) {
  const { writeNote } = await data(
    as,
    'mutation ($text: String!) { writeNote(text: $text) { ok note { id } userErrors { code field } } }',
    { text },
  );
  return writeNote;
}

test('public fields are readable without a login, together with those of Cordon', async () => {
  const answer = await data(null, '{ siteRules server { version } }');

  assert.deepEqual(answer.siteRules, ['Be kind.', 'Write it down.']);
  assert.match(answer.server.version, /^\d/);
});

test('a user creates notes and reads them under `me`', async () => {
  await write(bob, 'Buy milk');

  const { me } = await data(bob, '{ me { id username notes { text ownerId remark } } }');

  assert.deepEqual(me, {
    id: bob.user.id,
    username: 'bob',
    notes: [{ text: 'Buy milk', ownerId: bob.user.id, remark: null }],
  });
});

test('a mutation without a login is rejected before its resolver runs', async () => {
  const before = await data(ada, '{ allNotes { id } }');

  const answer = await refusal(null, 'mutation { writeNote(text: "x") { ok } }');

  assert.equal(answer.status, 401);
  assert.deepEqual(answer.codes, ['UNAUTHENTICATED']);
  assert.deepEqual(await data(ada, '{ allNotes { id } }'), before);
});

test('a note is visible to its owner and to support on every path', async () => {
  const { note } = await write(bob, 'A secret');
  const query = 'query ($id: ID!) { note(id: $id) { text } }';

  const owner = await data(bob, query, note);
  const other = await refusal(eve, query, note);
  const administrator = await data(ada, query, note);

  assert.equal(owner.note.text, 'A secret');
  assert.deepEqual([other.data.note, other.codes], [null, ['FORBIDDEN']]);
  assert.equal(administrator.note.text, 'A secret');
  assert.deepEqual((await refusal(eve, '{ allNotes { text } }')).codes, ['FORBIDDEN']);
});

test('a remark is visible to support only', async () => {
  const { note } = await write(bob, 'Needs help');
  const remark =
    'mutation ($id: ID!) { remarkOnNote(id: $id, remark: "called back") { ok note { remark } } }';

  const rejected = await refusal(bob, remark, note);
  const { remarkOnNote } = await data(ada, remark, note);
  const owners = await data(bob, 'query ($id: ID!) { note(id: $id) { text remark } }', note);

  assert.deepEqual(rejected.codes, ['FORBIDDEN']);
  assert.deepEqual(remarkOnNote, { ok: true, note: { remark: 'called back' } });
  assert.deepEqual(owners.note, { text: 'Needs help', remark: null });
});

test('a DomainError of the example is returned in userErrors', async () => {
  assert.deepEqual(await write(bob, '  '), {
    ok: false,
    note: null,
    userErrors: [{ code: 'INVALID_INPUT', field: ['text'] }],
  });
  const { remarkOnNote } = await data(
    ada,
    'mutation { remarkOnNote(id: "none", remark: "x") { ok userErrors { code } } }',
  );
  assert.deepEqual(remarkOnNote, { ok: false, userErrors: [{ code: 'NOT_FOUND' }] });
});

test('the owner of a note is a user, guarded like every user', async () => {
  await write(bob, 'Whose is it?');
  await write(eve, 'Mine');

  const { allNotes } = await data(ada, '{ allNotes { owner { username email } } }');
  const { me } = await data(eve, '{ me { notes { owner { username } } } }');

  assert.deepEqual(
    allNotes.slice(0, 2).map((/** @type {any} */ note) => note.owner.email),
    ['eve@example.com', 'bob@example.com'],
  );
  assert.deepEqual(me.notes[0], { owner: { username: 'eve' } });
});
