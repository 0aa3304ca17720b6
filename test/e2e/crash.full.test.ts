import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { sendGraphql, stringAt, valueAt } from '../helpers/http-client.js';
import { createInstallation } from '../helpers/spawn-server.js';

const password = 'seventeen green herons';
const signUp = `mutation ($input: SignUpInput!) { signUp(input: $input) { ok } }`;
const login = `mutation ($input: LoginInput!) { login(input: $input) { status } }`;
const user = (username: string): { input: Record<string, string> } => ({
  input: { username, email: `${username}@example.com`, password },
});

test('SIGKILL under load loses no change that was confirmed', async () => {
  const installation = await createInstallation();
  const server = await installation.start();
  const confirmed: string[] = [];
  const load = Promise.allSettled(
    Array.from({ length: 40 }, async (_, index) => {
      const username = `user${index}`;
      const answer = await sendGraphql(server.url, signUp, { variables: user(username) });
      if (valueAt(answer.body, 'data', 'signUp', 'ok') === true) confirmed.push(username);
    }),
  );
  while (confirmed.length < 5) await wait(5);
  await server.kill();
  await load;

  const next = await installation.start();
  const statuses = await Promise.all(
    confirmed.map(async (username) => {
      const answer = await sendGraphql(next.url, login, { variables: { input: { username, password } } });
      return stringAt(answer, 'data', 'login', 'status');
    }),
  );

  expect(statuses).toEqual(confirmed.map(() => 'COMPLETE'));
  await next.stop();
  await installation.close();
});
