import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import type { SignedInUser } from '../helpers/sign-in.js';
import { acceptLink, createFirstAdministrator, goodPassword, tokenFromLink } from '../helpers/sign-in.js';

let server: TestServer;
let administrator: SignedInUser;
let reachPause: () => void;
const pauseReached = new Promise<void>((resolve) => {
  reachPause = resolve;
});
let endPause: () => void;
const pauseOver = new Promise<void>((resolve) => {
  endPause = resolve;
});

/** A field that resolves when the test wants it. */
const extension = {
  typeDefs: 'extend type Mutation { pause: Boolean @public }',
  resolvers: {
    Mutation: {
      pause: async () => {
        reachPause();
        await pauseOver;
      },
    },
  },
};

beforeAll(async () => {
  server = await createTestServer({}, extension);
  administrator = await createFirstAdministrator(server);
});
afterAll(() => server.close());

async function createAdministrator(username: string): Promise<SignedInUser> {
  const query = `mutation { createUser(input: { username: "${username}", email: "${username}@example.com", role: ADMIN }) {
    invitationLink } }`;
  const { body } = await sendGraphql(server.url, query, { token: administrator.accessToken });
  return acceptLink(server, tokenFromLink(valueAt(body, 'data', 'createUser', 'invitationLink')));
}

test('one operation with many root fields writes nothing after its user was disabled', async () => {
  const { id, accessToken: token } = await createAdministrator('many');
  const fields = Array.from({ length: 10 }, (_, number) => {
    const name = `bulk-${number}`;
    return `f${number}: createUser(input: { username: "${name}", email: "${name}@example.com", password: "${goodPassword}" }) { ok }`;
  });
  fields.splice(5, 0, 'pause');
  const count = () => server.sql(`SELECT count(*)::int AS made FROM users WHERE username LIKE 'bulk-%'`);

  const operation = sendGraphql(server.url, `mutation { ${fields.join('\n')} }`, { token });
  await pauseReached;
  await sendGraphql(server.url, `mutation { disableUser(input: { id: "${id}", reason: "left" }) { ok } }`, {
    token: administrator.accessToken,
  });
  endPause();
  const { body } = await operation;

  expect(await count()).toEqual([{ made: 5 }]);
  expect(valueAt(body, 'errors', 0, 'extensions')).toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'ACCOUNT_DISABLED',
  });
});

test('a root field after logout requires a new login; a public field is still resolved', async () => {
  const { accessToken: token } = await createAdministrator('leaver');

  const { body } = await sendGraphql(
    server.url,
    'mutation { logout { ok } again: logout { ok } updateProfile(input: { fullName: "Gone" }) { ok } }',
    { token },
  );

  expect(valueAt(body, 'errors', 0, 'extensions')).toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'SESSION_REVOKED',
  });
  expect(valueAt(body, 'errors', 0, 'path')).toEqual(['updateProfile']);
});
