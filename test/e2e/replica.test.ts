import { expect, test } from '@jest/globals';
import { createTestInstallation } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, sendHttp } from '../helpers/http-client.js';
import { createFirstAdministrator } from '../helpers/sign-in.js';
import { describeOnPostgres } from '../helpers/test-database.js';

const lists = [
  '{ users { nodes { username } } }',
  '{ users { totalCount } }',
  '{ sessions { totalCount nodes { id } } }',
  '{ auditEvents { nodes { action } } }',
] as const;

describeOnPostgres('CORDON_DATABASE_REPLICA_URL', () => {
  // A primary in place of the replica has replayed nothing: each list is asked for there, and read here.
  test('is asked for users, sessions and the audit log, and for nothing else', async () => {
    const installation = await createTestInstallation();
    const { databaseUrl } = installation;
    const server = await installation.start({ CORDON_DATABASE_REPLICA_URL: databaseUrl ?? undefined });
    const { accessToken: token } = await createFirstAdministrator(server);
    const send = (query: string) => sendGraphql(server.url, query, { token });
    const countBehind = async (): Promise<number> => {
      const { text } = await sendHttp(`${server.url}/metrics`);
      return Number(/replica_reads_total\{outcome="BEHIND"\} (\d+)/.exec(text)?.[1]);
    };

    for (const list of lists) {
      const before = await countBehind();
      // The first list connects; one that takes too long on a slow machine is read here.
      await eventually(async () => {
        expect((await send(list)).body).not.toHaveProperty('errors');
        expect(await countBehind()).toBeGreaterThan(before);
      });
    }
    const before = await countBehind();
    await send('{ me { username } mySessions { id } }');

    expect(await countBehind()).toBe(before);
    await installation.close();
  });
});
