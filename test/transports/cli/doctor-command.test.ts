import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createApp } from '../../../src/app.js';
import { createCliCommands } from '../../../src/cli-runtime.js';
import { readConfig } from '../../../src/platform/config/index.js';
import { runCommandLine } from '../../../src/transports/cli/index.js';
import { createPasswordRejectingPostgres } from '../../helpers/broken-servers.js';
import { prepareDataFolder } from '../../helpers/data-folder.js';
import { hasPgbouncer, startPgbouncer } from '../../helpers/pgbouncer.js';
import { describeOnPostgres, openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

type Env = Readonly<Record<string, string>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `cordon doctor` like main. */
async function doctor(
  env: Env,
): Promise<{ code: number; faults: readonly string[]; warnings: readonly string[] }> {
  const output = new PassThrough();
  const commands = createCliCommands({
    readConfig: async () => readConfig({ PORT: '0', CORDON_DATA_DIR: join(folder, 'data'), ...env }),
    start: () => Promise.reject(new Error('doctor never starts a server')),
  });
  const code = await runCommandLine({
    args: ['doctor'],
    version: '0',
    commands,
    terminal: { input: Readable.from([]), output, errors: new PassThrough() },
  });
  const lines = String(output.read() ?? '').split('\n');
  const startingWith = (word: string): readonly string[] => lines.filter((line) => line.startsWith(word));
  return { code, faults: startingWith('FAULT'), warnings: startingWith('WARN') };
}

test('finds no problem on a bare machine', async () => {
  expect(await doctor({})).toMatchObject({ code: 0, faults: [] });
});

describe('exits with 1 and names the remedy for', () => {
  test('a data folder that another process has locked, and then a wrong master key', async () => {
    await prepareDataFolder(join(folder, 'data'));
    const holder = createApp(readConfig({ CORDON_DATA_DIR: join(folder, 'data') }), () => '');
    await holder.open();
    try {
      const { code, faults } = await doctor({});

      expect(code).toBe(1);
      expect(faults).toEqual([expect.stringMatching(/in use by another Cordon process.*Stop that process/)]);
      expect(await holder.database.isReachable()).toBe(true);
    } finally {
      await holder.close();
    }
    const { code, faults } = await doctor({ CORDON_MASTER_KEY: randomBytes(32).toString('hex') });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringContaining('CORDON_MASTER_KEY')]);
    expect(await doctor({})).toMatchObject({ code: 0, faults: [] });
  });

  test('an unreachable database', async () => {
    const { code, faults } = await doctor({ DATABASE_URL: 'postgresql://cordon:pw1x@127.0.0.1:1/cordon' });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringMatching(/cannot be reached.*Check/)]);
    expect(faults[0]).not.toContain('pw1x');
  });
});

describeOnPostgres('on Postgres', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());

  function url(change: (url: URL) => void): string {
    const changed = new URL(opened.url ?? '');
    change(changed);
    return changed.href;
  }

  test('finds no problem with a database of this release and changes nothing in it', async () => {
    mkdirSync(join(folder, 'data'));
    const { dataSource } = opened.database;
    const keys = (): Promise<unknown> => dataSource.query('SELECT count(*) FROM signing_keys');
    const before = await keys();

    expect(await doctor({ DATABASE_URL: url(() => {}) })).toMatchObject({ code: 0, faults: [] });
    expect(await keys()).toEqual(before);
  });

  test('reports a wrong password and a missing database without repeating the password', async () => {
    const wrong = await doctor({
      DATABASE_URL: url((one) => Object.assign(one, { password: 'wr0ng-w0rd' })),
    });
    const missing = await doctor({
      DATABASE_URL: url((one) => Object.assign(one, { pathname: '/nowhere' })),
    });

    // A server with `trust` authentication accepts any password; the cluster of the tests does not.
    if (wrong.code === 1) expect(wrong.faults).toEqual([expect.stringMatching(/rejected the password/)]);
    expect(wrong.faults.join()).not.toContain('wr0ng-w0rd');
    expect(missing).toMatchObject({ code: 1, faults: [expect.stringContaining('does not exist')] });
  });

  test.each([
    ['CORDON_DATABASE_LISTEN_URL', 'notifications'],
    ['CORDON_DATABASE_REPLICA_URL', 'replica'],
  ])('reports a server in %s that is gone or rejects the password', async (variable, check) => {
    const rejecting = await createPasswordRejectingPostgres();
    try {
      for (const [port, problem] of [
        [1, 'cannot be reached'],
        [rejecting.port, 'rejected the password'],
      ] as const) {
        const { code, faults } = await doctor({
          DATABASE_URL: url(() => {}),
          [variable]: `postgresql://cordon:wr0ng-w0rd@127.0.0.1:${port}/cordon`,
        });

        expect(code).toBe(1);
        expect(faults).toEqual([expect.stringMatching(new RegExp(`${check}: .*${problem}`))]);
        expect(faults[0]).toContain(variable);
        expect(faults[0]).not.toContain('wr0ng-w0rd');
      }
    } finally {
      await rejecting.close();
    }
  });

  test('reports a CORDON_DATABASE_LISTEN_URL that leads to another database', async () => {
    const other = await openTestDatabase();
    try {
      const { code, faults } = await doctor({
        DATABASE_URL: url(() => {}),
        CORDON_DATABASE_LISTEN_URL: other.url ?? '',
      });

      expect(code).toBe(1);
      expect(faults).toEqual([
        expect.stringMatching(/not received over CORDON_DATABASE_LISTEN_URL.*same data/),
      ]);
    } finally {
      await other.close();
    }
  });

  test('reports a CORDON_DATABASE_REPLICA_URL that leads to a primary', async () => {
    const { code, faults } = await doctor({
      DATABASE_URL: url(() => {}),
      CORDON_DATABASE_REPLICA_URL: url(() => {}),
    });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringMatching(/CORDON_DATABASE_REPLICA_URL is not a standby/)]);
  });

  const testWithPooler = hasPgbouncer ? test : test.skip;

  testWithPooler('warns of a pooler in transaction mode without CORDON_DATABASE_LISTEN_URL', async () => {
    const pooler = await startPgbouncer(opened.url ?? '');
    try {
      const without = await doctor({ DATABASE_URL: pooler.url });
      const set = await doctor({ DATABASE_URL: pooler.url, CORDON_DATABASE_LISTEN_URL: url(() => {}) });

      expect(without).toMatchObject({
        code: 0,
        warnings: [expect.stringMatching(/notifications: .*set CORDON_DATABASE_LISTEN_URL/)],
      });
      expect(set).toEqual({ code: 0, faults: [], warnings: [] });
    } finally {
      await pooler.close();
    }
  });

  test('reports a database of a newer release', async () => {
    const { dataSource } = opened.database;
    await dataSource.query(
      "INSERT INTO cordon_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture')",
    );

    const { code, faults } = await doctor({ DATABASE_URL: url(() => {}) });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringContaining('newer release')]);
  });
});
