import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { findFreePort } from '../../scripts/free-port.mjs';
import { mainFile } from '../helpers/run-program.js';
import { createInstallation, type Installation } from '../helpers/spawn-server.js';
import { describeOnPostgres } from '../helpers/test-database.js';
import { expectStartFailure } from './invalid-input-cases.js';

/** A start that is interrupted: the process exits with the reason, or because of the signal. */

let installation: Installation;

beforeEach(async () => {
  installation = await createInstallation({ environment: { LOG_LEVEL: 'error' } });
});

afterEach(() => installation.close());

test('refused values of CORDON_ADMIN_ end every start and doctor with their reasons', async () => {
  const passwordFile = join(installation.folder, 'password');
  writeFileSync(passwordFile, 'short');
  const environment = {
    CORDON_ADMIN_USERNAME: 'ada',
    CORDON_ADMIN_EMAIL: 'not an address',
    CORDON_ADMIN_PASSWORD_FILE: passwordFile,
  };
  const reasons = [/^CORDON_ADMIN_EMAIL is refused: .+/, /^CORDON_ADMIN_PASSWORD_FILE is refused: .+15.+/];

  // The second start finds the database of the first one.
  for (let start = 0; start < 2; start += 1) {
    const started = await installation.cordon(['start'], { environment });
    expectStartFailure(started, 3, ...reasons);
  }
  const doctor = await installation.cordon(['doctor'], { environment });

  expect(doctor.exitCode).toBe(1);
  expect(doctor.stdout).toMatch(/FAULT {2}configuration: CORDON_ADMIN_EMAIL is refused: /);
  expect(doctor.stdout + doctor.stderr).not.toContain('short');
});

test('doctor finds no problem beside a running server', async () => {
  const environment = { PORT: String(await findFreePort()) };
  const server = await installation.start(environment);

  const doctor = await installation.cordon(['doctor'], { environment });

  expect(doctor).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('No problems found') });
  await server.stop();
});

describeOnPostgres('before the server is ready', () => {
  test('SIGTERM ends a start that waits for the migrations of another instance', async () => {
    const other = new pg.Client({ connectionString: installation.databaseUrl ?? '' });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1, $2)', [0x636f7264, 1]);
    const child = spawn(process.execPath, [mainFile, 'start'], {
      cwd: installation.folder,
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        CORDON_DATA_DIR: installation.dataFolder,
        DATABASE_URL: installation.databaseUrl ?? '',
      },
      stdio: 'ignore',
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const isWaiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    while ((await other.query(isWaiting)).rowCount === 0) await wait(50);
    child.kill('SIGTERM');

    expect(await exited).toBe(0);
    await other.end();
  });
});
