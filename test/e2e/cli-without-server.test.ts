import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { allMigrations } from '../helpers/cli-client.js';
import { valueAt } from '../helpers/http-client.js';
import type { ProgramResult } from '../helpers/run-program.js';
import { goodPassword } from '../helpers/sign-in.js';
import { createInstallation, type Installation } from '../helpers/spawn-server.js';

/** `cordon` where no server ever ran, and where there is no database at all. */

let installation: Installation;

beforeAll(async () => {
  installation = await createInstallation({ environment: { LOG_LEVEL: 'info' } });
}, 120_000);

afterAll(() => installation.close());

describe('without a server', () => {
  test('an empty database tells what is to come, and is brought up to date on request', async () => {
    const empty = await createInstallation();

    const before = await empty.cordon(['migrate', 'status', '--json']);
    const doctor = await empty.cordon(['doctor']);
    const up = await empty.cordon(['migrate', 'up']);
    const snapshot = await empty.snapshot();
    const admin = await empty.cordon([
      'admin',
      'create',
      '--username',
      'root',
      '--email',
      'root@example.com',
      '--invite',
      '--json',
    ]);
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
    expect(snapshot).toMatchObject({ users: { rows: 0 }, migrations: { rows: allMigrations.length } });
    expect(admin.exitCode).toBe(0);
    expect(valueAt(JSON.parse(admin.stdout), 'invitationLink')).toEqual(
      expect.stringMatching(/^http:\/\/localhost:4000\/setup#token=cordon_invite_/),
    );
  }, 120_000);
});

describe('what needs no database', () => {
  const environmentWithoutDatabase = { DATABASE_URL: undefined, CORDON_DATA_DIR: '/nowhere/at/all' };

  test('secret prints a fresh master key each time', async () => {
    const keys = await Promise.all(
      [1, 2].map(() => installation.cordon(['secret'], { environment: environmentWithoutDatabase })),
    );

    for (const { exitCode, stdout } of keys) {
      expect(exitCode).toBe(0);
      expect(Buffer.from(stdout.trim(), 'base64')).toHaveLength(32);
    }
    expect(keys[0]?.stdout).not.toBe(keys[1]?.stdout);
  });

  test('schema print prints a schema that reads, with its rules', async () => {
    const { exitCode, stdout } = await installation.cordon(['schema', 'print'], {
      environment: environmentWithoutDatabase,
    });

    expect(exitCode).toBe(0);
    const schema = buildSchema(stdout);
    expect(schema.getMutationType()?.getFields()).toHaveProperty('disableUser');
    expect(stdout).toMatch(/disableUser\(input: DisableUserInput!\): UserPayload!\s+@auth\(requires: ADMIN/);
  });

  test('password check reads the password from standard input, and its exit code is the verdict', async () => {
    const check = (input: string, ...words: string[]): Promise<ProgramResult> =>
      installation.cordon(['password', 'check', '--password-stdin', ...words], {
        environment: environmentWithoutDatabase,
        input,
      });

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

  test('password calibrate measures this machine and names a cost that production takes', async () => {
    const { exitCode, stdout } = await installation.cordon(
      ['password', 'calibrate', '--target', '50', '--json'],
      { environment: environmentWithoutDatabase },
    );

    expect(exitCode).toBe(0);
    expect(valueAt(JSON.parse(stdout), 'recommendedCost')).toBeGreaterThanOrEqual(10);
  });

  test('--help and --version answer', async () => {
    const help = await installation.cordon(['--help'], { environment: environmentWithoutDatabase });
    const version = await installation.cordon(['--version'], { environment: environmentWithoutDatabase });

    expect(help).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('users') });
    expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
