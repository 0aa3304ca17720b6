import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestMailbox, type TestMailbox } from '../../../src/testing/test-mailbox.js';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { sendGraphql } from '../../helpers/http-client.js';
import {
  createFirstAdministrator,
  goodPassword,
  otherPassword,
  type SignedInUser,
  signUp,
  tokenFromLink,
} from '../../helpers/sign-in.js';
import { expectIntactChain, followRecordedEntries } from './recorded-entries.js';

/** The audit log of everything that proves or changes an email address, over HTTP and with real mails. */

let testServer: TestServer;
let admin: SignedInUser;
let mailbox: TestMailbox;
const { readNewEntries, recorded, as } = followRecordedEntries(
  () => testServer,
  () => admin,
);

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
  mailbox = createTestMailbox(testServer.server.app.mail);
});
afterAll(() => testServer.close());

const send = (query: string): ReturnType<typeof sendGraphql> => sendGraphql(testServer.url, query);

async function tokenTo(address: string): Promise<string> {
  return tokenFromLink((await mailbox.sent(address)).findLast(({ link }) => link !== null)?.link);
}

test('every request, proof, change and undo is recorded', async () => {
  const user = await signUp(testServer, 'ada');
  const email = 'ada@example.com';
  await readNewEntries();

  await send(`mutation { requestEmailVerification(email: "${email}") { ok } }`);
  await send(`mutation { verifyEmail(token: "${await tokenTo(email)}") { ok } }`);
  await send(`mutation { requestPasswordReset(input: { email: "${email}" }) { ok } }`);
  await send('mutation { requestPasswordReset(input: { email: "nobody@example.com" }) { ok } }');
  const change = `{ newEmail: "new@example.com", password: "${goodPassword}" }`;
  await as(user, `mutation { requestEmailChange(input: ${change}) { ok } }`);
  await as(user, `mutation { confirmEmailChange(token: "${await tokenTo('new@example.com')}") { ok } }`);
  await send(`mutation { undoEmailChange(token: "${await tokenTo(email)}") { ok } }`);
  const reset = `{ token: "${await tokenTo(email)}", newPassword: "${otherPassword}" }`;
  await send(`mutation { resetPassword(input: ${reset}) { ok } }`);

  expect(await recorded(['user', user])).toEqual([
    'user.link-issued ANONYMOUS>user',
    'user.email-verified ANONYMOUS>user',
    'user.link-issued ANONYMOUS>user',
    'user.link-issued/FAILURE ANONYMOUS>- UNKNOWN_ADDRESS',
    'user.link-issued user>user',
    'user.email-changed user>user',
    'user.email-change-undone ANONYMOUS>user',
    'user.link-issued ANONYMOUS>user',
    'user.password-reset ANONYMOUS>user',
  ]);
  await expectIntactChain(testServer, admin, { as });
});
