import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestServer, type TestServer } from '../../helpers/create-test-server.js';
import { valueAt } from '../../helpers/http-client.js';
import { createFirstAdministrator, type SignedInUser } from '../../helpers/sign-in.js';
import {
  completeMfa,
  loginWithPasskey,
  loginWithPassword,
  newAuthenticator,
  reauthenticate,
  registeredId,
  startReauthentication,
} from '../passkeys/passkey-requests.js';
import { expectIntactChain, followRecordedEntries } from './recorded-entries.js';

/** The audit log of passkeys. */

let testServer: TestServer;
let admin: SignedInUser;
const { readNewEntries, recorded, signUpUser, as } = followRecordedEntries(
  () => testServer,
  () => admin,
);

beforeAll(async () => {
  testServer = await createTestServer();
  admin = await createFirstAdministrator(testServer);
  await readNewEntries();
});
afterAll(() => testServer.close());

test('every change of a passkey and every proof with one is recorded, the started ones are not', async () => {
  const user = await signUpUser();
  const authenticator = newAuthenticator(testServer);

  // Calls startPasskeyRegistration and finishPasskeyRegistration.
  const id = await registeredId(testServer, user, authenticator);
  await as(user, `mutation { renamePasskey(id: "${id}", name: "Laptop") { ok } }`);
  await as(user, `mutation { renamePasskey(id: "${id}", name: "Laptop") { ok } }`);
  // Calls startPasskeyLogin and finishPasskeyLogin.
  await loginWithPasskey(testServer, authenticator);
  await loginWithPasskey(testServer, authenticator, { origin: 'https://evil.example' });
  // Calls startPasskeyReauthentication.
  const { challengeId, options } = await startReauthentication(testServer, user.accessToken);
  const passkey = { challengeId, response: authenticator.sign(options) };
  await reauthenticate(testServer, user.accessToken, { passkey });
  await reauthenticate(testServer, user.accessToken, { passkey });
  const { body } = await loginWithPassword(testServer, user.name);
  const challenge = valueAt(body, 'data', 'login', 'mfaChallenge');
  await completeMfa(testServer, {
    challengeId: valueAt(challenge, 'id'),
    method: 'PASSKEY',
    passkeyResponse: authenticator.sign(Object(valueAt(challenge, 'passkeyOptions'))),
  });
  await as(user, `mutation { removePasskey(id: "${id}") { ok } }`);

  expect(await recorded(['user', user])).toEqual([
    'mfa.enrolled user>user',
    'passkey.renamed user>user',
    'session.started user>user',
    'login.failed/FAILURE ANONYMOUS>user ASSERTION_REJECTED',
    'session.proven user>user',
    'login.failed/FAILURE user>user CHALLENGE_REJECTED',
    'mfa.challenged user>user',
    'session.started user>user',
    'mfa.removed user>user',
  ]);
  await expectIntactChain(testServer, admin, { as });
});
