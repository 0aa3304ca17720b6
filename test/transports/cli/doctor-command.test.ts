import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createApp } from '../../../src/app.js';
import { createCliRuntime } from '../../../src/cli-runtime.js';
import { readConfig } from '../../../src/platform/config/index.js';
import { createProcessCommands, runCommandLine } from '../../../src/transports/cli/index.js';
import { describeOnPostgres, openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';

type Env = Readonly<Record<string, string>>;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `cordon doctor` as main does. */
async function doctor(env: Env): Promise<{ code: number; faults: readonly string[] }> {
  const output = new PassThrough();
  const runtime = createCliRuntime(() =>
    readConfig({ PORT: '0', CORDON_DATA_DIR: join(folder, 'data'), ...env }),
  );
  const start = (): Promise<void> => Promise.reject(new Error('doctor never starts a server'));
  const code = await runCommandLine({
    args: ['doctor'],
    version: '0',
    commands: createProcessCommands({ ...runtime, start }),
    terminal: { input: Readable.from([]), output, errors: new PassThrough() },
  });
  const lines = String(output.read() ?? '').split('\n');
  return { code, faults: lines.filter((line) => line.startsWith('FAULT')) };
}

test('finds nothing wrong on a bare machine', async () => {
  expect(await doctor({})).toEqual({ code: 0, faults: [] });
});

describe('finds, tells how to mend, and ends with 1 for', () => {
  test('an unknown variable and missing production secrets', async () => {
    const { code, faults } = await doctor({ NODE_ENV: 'production', CORDON_ISUER: 'https://id.example.com' });

    expect(code).toBe(1);
    expect(faults).toHaveLength(4);
    expect(faults[0]).toMatch(/CORDON_ISUER is not a variable of Cordon\. Remove it/);
  });

  test('a data folder that cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');

    const { code, faults } = await doctor({ CORDON_DATA_DIR: join(folder, 'file', 'data') });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringMatching(/cannot be written.*CORDON_DATA_DIR/)]);
  });

  test('a data folder that another process holds, and then another master key than it was sealed with', async () => {
    const holder = createApp(readConfig({ CORDON_DATA_DIR: join(folder, 'data') }), () => '');
    await holder.open();
    try {
      const { code, faults } = await doctor({});

      expect(code).toBe(1);
      expect(faults).toEqual([expect.stringMatching(/in use by another Cordon process.*Stop that one/)]);
      expect(await holder.database.isReachable()).toBe(true);
    } finally {
      await holder.close();
    }
    const { code, faults } = await doctor({ CORDON_MASTER_KEY: randomBytes(32).toString('hex') });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringContaining('CORDON_MASTER_KEY')]);
    expect(await doctor({})).toEqual({ code: 0, faults: [] });
  });

  test('an occupied port', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    try {
      const { code, faults } = await doctor({
        PORT: String(typeof address === 'object' ? address?.port : 0),
      });

      expect(code).toBe(1);
      expect(faults).toEqual([expect.stringMatching(/is in use.*PORT/)]);
    } finally {
      taken.close();
    }
  });

  test('a database that nobody serves', async () => {
    const { code, faults } = await doctor({ DATABASE_URL: 'postgresql://cordon:pw1x@127.0.0.1:1/cordon' });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringMatching(/cannot be reached.*Check/)]);
    expect(faults[0]).not.toContain('pw1x');
  });
});

describeOnPostgres('on a server', () => {
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

  test('finds nothing wrong with a database of this release, and changes nothing in it', async () => {
    mkdirSync(join(folder, 'data'));
    const { dataSource } = opened.database;
    const keys = (): Promise<unknown> => dataSource.query('SELECT count(*) FROM signing_keys');
    const before = await keys();

    expect(await doctor({ DATABASE_URL: url(() => {}) })).toEqual({ code: 0, faults: [] });
    expect(await keys()).toEqual(before);
  });

  test('finds a wrong password and a database that does not exist, without repeating the password', async () => {
    const wrong = await doctor({
      DATABASE_URL: url((one) => Object.assign(one, { password: 'wr0ng-w0rd' })),
    });
    const missing = await doctor({
      DATABASE_URL: url((one) => Object.assign(one, { pathname: '/nowhere' })),
    });

    // A server that trusts this machine takes any password; the throw-away cluster of CI does not.
    if (wrong.code === 1) expect(wrong.faults).toEqual([expect.stringMatching(/refused the password/)]);
    expect(wrong.faults.join()).not.toContain('wr0ng-w0rd');
    expect(missing).toMatchObject({ code: 1, faults: [expect.stringContaining('does not exist')] });
  });

  test('finds a database of a newer release', async () => {
    const { dataSource } = opened.database;
    await dataSource.query(
      "INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture')",
    );

    const { code, faults } = await doctor({ DATABASE_URL: url(() => {}) });

    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringContaining('newer release')]);
  });
});
