/** The clock of one of two instances is wrong, by seconds and by hours, in both directions. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdministrator, operations, send, signUp } from '../lib/client.mjs';
import { startServer } from '../lib/servers.mjs';

const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));

const offsets = ['+15s', '-15s', '+1h', '-1h', '+2d', '-2d'];

export const experiment = {
  name: 'clock',
  databases: ['postgres'],
  missing: () => (library === undefined ? 'libfaketime is not installed' : null),
  run: async ({ options }) => {
    const offsetFile = join(options.dataFolder, 'offset');
    writeFileSync(offsetFile, '+0\n');
    const issuer = { CORDON_ISSUER: 'http://localhost:4000' };
    const right = await startServer({ ...options, environment: issuer });
    const wrong = await startServer({
      ...options,
      environment: {
        ...issuer,
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: offsetFile,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    });
    await createAdministrator(right);
    const counts = { rejected: 0, accepted: 0, loggedOut: 0 };
    try {
      for (const [index, offset] of offsets.entries()) {
        writeFileSync(offsetFile, `${offset}\n`);
        // Tokens, sessions and retries made at one instance and used at the other, before and after the
        // wrong instance has measured the difference to the database's clock again.
        await exchange(right, wrong, `clock${index}`, counts);
        await wait(1_000);
        await exchange(wrong, right, `clock${index}back`, counts);
      }
      return [
        { figure: 'offsets', value: offsets.length },
        { figure: 'good tokens rejected', value: counts.rejected, most: 0 },
        { figure: 'tokens of ended sessions accepted', value: counts.accepted, most: 0 },
        { figure: 'honest clients logged out', value: counts.loggedOut, most: 0 },
      ];
    } finally {
      await Promise.all([right.stop(), wrong.stop()]);
    }
  },
};

async function exchange(one, other, username, counts) {
  const client = 4_000_000 + Math.floor(Math.random() * 100_000);
  const person = await signUp(one.url, username, client);
  if (person === null) throw new Error(`${username} cannot sign up`);
  const isAccepted = async ({ url }, token) =>
    (await send(url, operations.me, { token, client })).body?.data?.me?.id === person.id;
  if (!(await isAccepted(other, person.accessToken))) counts.rejected += 1;
  // The response of a refresh is lost, and the client repeats it at the other instance.
  const refresh = async ({ url }) =>
    (
      await send(url, operations.refresh, {
        variables: { input: { refreshToken: person.refreshToken } },
        client,
      })
    ).body?.data?.refreshToken?.tokens ?? null;
  const first = await refresh(one);
  const repeated = await refresh(other);
  if (first === null || repeated?.refreshToken !== first.refreshToken) counts.loggedOut += 1;
  else if (!(await isAccepted(one, repeated.accessToken))) counts.rejected += 1;
  await send(other.url, 'mutation { logout { ok } }', { token: person.accessToken, client });
  for (const server of [one, other]) if (await isAccepted(server, person.accessToken)) counts.accepted += 1;
}
