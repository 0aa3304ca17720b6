import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { allMigrations } from '../helpers/cli-client.js';
import { prepareDataFolder } from '../helpers/data-folder.js';
import { valueAt } from '../helpers/http-client.js';
import { runCordon } from '../helpers/run-cordon.js';
import type { ProgramResult } from '../helpers/run-program.js';
import { goodPassword } from '../helpers/sign-in.js';
import { createInstallation } from '../helpers/spawn-server.js';

/**
 * Commands without a server, in one process: on a database that no server has used yet, and without a
 * database.
 */

describe('without a server', () => {
  test('migrate status lists the pending migrations of an empty database, migrate up applies them', async () => {
    const empty = await createInstallation();
    if (empty.databaseUrl === null) await prepareDataFolder(empty.dataFolder);

    const cordon = (...args: string[]) => runCordon(args, empty.environment);

    const before = await cordon('migrate', 'status', '--json');
    const doctor = await cordon('doctor');
    const up = await cordon('migrate', 'up');
    const snapshot = await empty.snapshot();
    const root = ['--username', 'root', '--email', 'root@example.com'];
    const admin = await cordon('admin', 'create', ...root, '--invite', '--json');
    await empty.close();

    expect(JSON.parse(before.stdout)).toMatchObject({
      applied: [],
      pending: allMigrations,
      unknown: [],
    });
    expect(doctor).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/No problems found/) });
    expect(up).toMatchObject({
      exitCode: 0,
      stdout: `Applied: ${allMigrations.join(', ')}.\n`,
    });
    expect(snapshot).toMatchObject({ users: { rows: 0 }, cordon_migrations: { rows: allMigrations.length } });
    expect(admin.exitCode).toBe(0);
    expect(valueAt(JSON.parse(admin.stdout), 'invitationLink')).toEqual(
      expect.stringMatching(/^http:\/\/localhost:4000\/setup#token=cordon_invite_/),
    );
  });
});

describe('commands that need no database', () => {
  const environment = { CORDON_DATA_DIR: '/nowhere/at/all' };

  test('secret prints a new master key each time', async () => {
    const keys = await Promise.all([1, 2].map(() => runCordon(['secret'], environment)));

    for (const { exitCode, stdout } of keys) {
      expect(exitCode).toBe(0);
      expect(Buffer.from(stdout.trim(), 'base64')).toHaveLength(32);
    }
    expect(keys[0]?.stdout).not.toBe(keys[1]?.stdout);
  });

  test('schema print prints a valid schema with its @auth rules', async () => {
    const { exitCode, stdout } = await runCordon(['schema', 'print'], environment);

    expect(exitCode).toBe(0);
    const schema = buildSchema(stdout);
    expect(schema.getMutationType()?.getFields()).toHaveProperty('disableUser');
    expect(stdout).toMatch(/disableUser\(input: DisableUserInput!\): UserPayload!\s+@auth\(requires: ADMIN/);
  });

  test('password check reads the password from standard input and exits with 1 when the policy rejects it', async () => {
    const check = (input: string, ...words: string[]): Promise<ProgramResult> =>
      runCordon(['password', 'check', '--password-stdin', ...words], environment, input);

    const [good, bad] = await Promise.all([
      check(`${goodPassword}\n`),
      check(goodPassword, '--username', 'thunder'),
    ]);

    expect(good).toMatchObject({ exitCode: 0, stderr: '' });
    expect(bad).toMatchObject({
      exitCode: 1,
      stderr: '',
      stdout: expect.stringContaining('(PASSWORD_SIMILAR_TO_IDENTITY)'),
    });
    expect(good.stdout + bad.stdout).not.toContain(goodPassword);
  });

  test('password calibrate measures this machine and recommends a cost that production allows', async () => {
    const { exitCode, stdout } = await runCordon(
      ['password', 'calibrate', '--target', '50', '--json'],
      environment,
    );

    expect(exitCode).toBe(0);
    expect(valueAt(JSON.parse(stdout), 'recommendedCost')).toBeGreaterThanOrEqual(10);
  });

  test('--help and --version print to standard output', async () => {
    const [help, version] = [
      await runCordon(['--help'], environment),
      await runCordon(['--version'], environment),
    ];

    expect(help).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('users') });
    expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
