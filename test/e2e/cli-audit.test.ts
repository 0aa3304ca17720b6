import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator } from '../helpers/sign-in.js';
import { describeOnPostgres } from '../helpers/test-database.js';

/** `cordon audit ...` beside a running server. Without one: cli-processes.test.ts. */

let installation: TestInstallation;
let server: InProcessServer;
let entries = 0;
const changes = 210;

beforeAll(async () => {
  installation = await createTestInstallation();
  server = await installation.start();
  const { accessToken: token } = await createFirstAdministrator(server);
  for (let change = 0; change < changes; change += 10) {
    const fields = Array.from({ length: 10 }, (_, offset) => change + offset).map(
      (number) => `change${number}: updateProfile(input: { fullName: "Name ${number}" }) { ok }`,
    );
    await sendGraphql(server.url, `mutation { ${fields.join(' ')} }`, { token });
  }
  const { body } = await sendGraphql(server.url, '{ auditVerification { checkedEvents } }', { token });
  entries = Number(valueAt(body, 'data', 'auditVerification', 'checkedEvents'));
});
afterAll(() => installation.close());

async function stdoutOf(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await installation.cordon(['audit', ...args]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('beside a running server', () => {
  test('tail prints the newest entry last', async () => {
    const lines = linesOf(await stdoutOf('tail', '--limit', '3', '--action', 'user.updated'));

    expect(lines).toHaveLength(3);
    expect(lines.at(-1)).toMatch(
      new RegExp(`^ *${entries}  .*SUCCESS +user\\.updated +USER:[0-9a-f-]{36} {2}-> `),
    );
  });

  test('export prints every entry once, oldest first, across several pages', async () => {
    const exported = linesOf(await stdoutOf('export')).map((line) => JSON.parse(line));

    expect(exported.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: entries }, (_, n) => n + 1),
    );
    expect(exported[0]).toMatchObject({
      action: 'log.started',
      actorType: 'SYSTEM',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(exported.at(-1)).toMatchObject({ changes: { fullName: { to: `Name ${changes - 1}` } } });
  });

  test('export starts at the entry of --from', async () => {
    const lines = linesOf(await stdoutOf('export', '--from', String(entries - 1)));

    expect(lines.map((line) => JSON.parse(line).sequence)).toEqual([entries - 1, entries]);
  });

  test('verify accepts the log and prints its head, which a later verify accepts', async () => {
    const { head, valid, checkedEvents } = JSON.parse(await stdoutOf('verify', '--json'));

    expect({ valid, checkedEvents }).toEqual({ valid: true, checkedEvents: entries });
    expect(await stdoutOf('verify', '--head', head)).toContain(head);
    expect(JSON.parse(await stdoutOf('verify', '--from', head, '--json'))).toMatchObject({ valid: true });
  });

  test('verify rejects a head that is not in the log: exit code 1 and the first bad entry', async () => {
    const { exitCode, stdout } = await installation.cordon([
      'audit',
      'verify',
      '--json',
      '--head',
      `2:${'0'.repeat(64)}`,
    ]);

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, firstBadSequence: 2 });
  });

  test.each([
    ['tail', '--limit', '0', 2],
    ['tail', '--outcome', 'GOOD', 2],
    ['tail', '--before', 'nonsense', 1],
    ['export', '--from', '-1', 2],
    ['verify', '--head', 'nonsense', 2],
  ] as const)('%s %s %s is rejected with exit code %i', async (name, option, value, expected) => {
    const { exitCode, stdout } = await installation.cordon(['audit', name, option, value]);

    expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: '' });
  });
});

describeOnPostgres('with a modified entry', () => {
  test('verify names the entry and exits with 1', async () => {
    const client = new pg.Client({ connectionString: installation.databaseUrl ?? '' });
    await client.connect();
    await client.query('ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only');
    await client.query(`UPDATE audit_events SET reason = 'nothing happened' WHERE sequence = 77`);
    await client.end();

    const { exitCode, stdout } = await installation.cordon(['audit', 'verify']);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('entry 77 ');
  });
});
