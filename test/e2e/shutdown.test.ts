import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findFreePort } from '../../scripts/free-port.mjs';
import { sendHttp, valueAt } from '../helpers/http-client.js';
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
  // A password check of about half a second, which is longer than stopping takes without it, and a port that
  // nobody else is given afterwards.
  const server = await installation.start({
    CORDON_BCRYPT_COST: '13',
    PORT: String(await findFreePort()),
  });

  const inFlight = request(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', expect: '100-continue' },
  });
  inFlight.flushHeaders();
  await once(inFlight, 'continue');
  inFlight.end(JSON.stringify({ query: signUp, variables: user('ada') }));
  const stopped = server.stop();
  const [answer]: IncomingMessage[] = await once(inFlight, 'response');
  const body = answer === undefined ? null : await json(answer);
  await stopped;

  expect(valueAt(body, 'data', 'signUp', 'ok')).toBe(true);
  await expect(sendHttp(`${server.url}/health/live`)).rejects.toThrow();
});
