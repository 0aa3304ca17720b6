import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { createInstallation, type Installation } from '../helpers/spawn-server.js';

/** The behaviour of the built server after SIGTERM. After SIGKILL: crash.full.test.ts. */

const password = 'seventeen green herons';
const signUp = `mutation ($input: SignUpInput!) { signUp(input: $input) { ok tokens { accessToken } } }`;
const user = (username: string): { input: Record<string, string> } => ({
  input: { username, email: `${username}@example.com`, password },
});

let installation: Installation;

beforeEach(async () => {
  installation = await createInstallation();
});

afterEach(() => installation.close());

test('SIGTERM finishes the requests in flight, accepts no new ones and exits with 0', async () => {
  // A password check of about half a second, so that a request is in flight.
  const server = await installation.start({ CORDON_BCRYPT_COST: '13' });

  const inFlight = sendGraphql(server.url, signUp, { variables: user('ada') });
  await wait(150);
  const stopped = server.stop();
  const answer = await inFlight;
  await stopped;

  expect(valueAt(answer.body, 'data', 'signUp', 'ok')).toBe(true);
  await expect(sendHttp(`${server.url}/health/live`)).rejects.toThrow();
});
