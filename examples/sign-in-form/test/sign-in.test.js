import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createCordonClient } from '@cordon/client';
import { addPasskey, answerCode, signInWithPasskey, signInWithPassword } from '../page/sign-in.js';
import { createServer } from '../server.js';

const folder = mkdtempSync(join(tmpdir(), 'sign-in-form-'));
const server = createServer({
  PORT: '0',
  CORDON_DATA_DIR: folder,
  CORDON_BCRYPT_COST: '4',
  LOG_LEVEL: 'error',
});
const password = 'seventeen green herons';
let url = '';

before(async () => {
  url = (await server.start()).url;
});

after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const newClient = () => createCordonClient({ endpoint: `${url}/graphql` });

async function signUp(username) {
  const client = newClient();
  await client.signUp({ username, email: `${username}@example.com`, password });
  return client;
}

/** Returns the code of an authenticator app (RFC 6238). */
function codeOf(secret, step) {
  const bits = [...secret].map((digit) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0'),
  );
  const bytes = bits
    .join('')
    .match(/.{8}/g)
    .map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + step));
  const hash = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('a password signs in, and a wrong one is asked for again', async () => {
  await signUp('ada');

  const wrong = await signInWithPassword(newClient(), 'ada', 'a wrong password');
  const right = await signInWithPassword(newClient(), 'ada', password);

  assert.deepEqual(wrong, { step: 'again', message: 'That did not work. Try again.' });
  assert.equal(right.step, 'signed-in');
  assert.equal(right.user.username, 'ada');
});

test('a user with an authenticator app gives a code, or one of the recovery codes', async () => {
  const client = await signUp('bob');
  const { enrollTotp } = await client.send(
    'mutation { enrollTotp { enrollment { enrollmentId secret } } }',
    {},
  );
  const { enrollmentId, secret } = enrollTotp.enrollment;
  const { confirmTotp } = await client.send(
    'mutation ($id: ID!, $code: String!) { confirmTotp(enrollmentId: $id, code: $code) { recoveryCodes } }',
    { id: enrollmentId, code: codeOf(secret, 0) },
  );

  const other = newClient();
  const { step, challenge } = await signInWithPassword(other, 'bob', password);
  assert.equal(step, 'second-factor');
  assert.deepEqual(await answerCode(other, challenge, '000000'), {
    step: 'again',
    message: 'That was not accepted. Try again.',
  });
  assert.equal((await answerCode(other, challenge, confirmTotp.recoveryCodes[0])).step, 'signed-in');
  assert.equal((await answerCode(other, challenge, codeOf(secret, 1))).step, 'start');
  const again = await signInWithPassword(other, 'bob', password);
  assert.equal((await answerCode(other, again.challenge, codeOf(secret, 1))).step, 'signed-in');
});

test('without a passkey in the browser, and without a server, the form stays where it is', async () => {
  assert.equal((await signInWithPasskey(newClient())).step, 'again');
  const offline = createCordonClient({ endpoint: 'http://127.0.0.1:1/graphql' });
  assert.deepEqual(await signInWithPassword(offline, 'ada', password), {
    step: 'again',
    message: 'The server could not be reached. Try again.',
  });
  assert.equal(typeof (await addPasskey(newClient(), 'Laptop')), 'string');
});

test('the page, its scripts and the library are served, and nothing else of the folder', async () => {
  const statusOf = async (path) => (await fetch(url + path)).status;

  for (const path of ['/form', '/form/form.js', '/form/sign-in.js', '/form/client/index.js']) {
    assert.equal(await statusOf(path), 200);
  }
  assert.equal(await statusOf('/form/client/..%2Fpackage.json'), 404);
});
