import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { sendGraphql } from '../helpers/http-client.js';
import { runCordon } from '../helpers/run-cordon.js';
import { ensureBuilt, mainFile, type ProgramResult, runNode } from '../helpers/run-program.js';
import { goodPassword } from '../helpers/sign-in.js';
import { createInstallation, type Installation } from '../helpers/spawn-server.js';

/**
 * `cordon data export` and `data import`: from the embedded database to that of the test run (Postgres in CI)
 * and back.
 */

const folder = mkdtempSync(join(tmpdir(), 'cordon-data-transfer-'));
const pathOf = (name: string): string => join(folder, name);
const masterKey = randomBytes(32).toString('base64');

function embedded(name: string): Readonly<Record<string, string>> {
  return {
    CORDON_DATA_DIR: pathOf(name),
    CORDON_MASTER_KEY: masterKey,
    CORDON_BCRYPT_COST: '4',
    LOG_LEVEL: 'silent',
    PORT: '0',
  };
}

const source = embedded('source');
let target: Installation;
let targetEnvironment: Readonly<Record<string, string>>;
const cordon = (environment: Readonly<Record<string, string>>, ...args: string[]): Promise<ProgramResult> =>
  runCordon(args, environment);

beforeAll(async () => {
  target = await createInstallation();
  targetEnvironment = { ...target.environment, CORDON_MASTER_KEY: masterKey };
  const root = ['--username', 'root', '--email', 'root@example.com', '--password-stdin'];
  await runCordon(['admin', 'create', ...root], source, goodPassword);
  const users = Array.from({ length: 600 }, (_, index) =>
    JSON.stringify({
      username: `user${index}`,
      email: `user${index}@example.com`,
      metadata: { number: Number.MAX_SAFE_INTEGER - index, text: 'línea "1"\n2\u2028\u2029\u0085' },
    }),
  );
  writeFileSync(pathOf('users.jsonl'), users.join('\n'));
  expect(await cordon(source, 'users', 'import', pathOf('users.jsonl'))).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  await target.close();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = (path: string): readonly string[] => readFileSync(path, 'utf8').split('\n').toSorted();

test('nothing is lost on the way to another database and back, and the audit log is intact', async () => {
  const exported = await cordon(source, 'data', 'export', pathOf('1'));
  const imported = await cordon(targetEnvironment, 'data', 'import', pathOf('1'));
  await cordon(targetEnvironment, 'data', 'export', pathOf('2'));
  const back = embedded('back');
  await cordon(back, 'data', 'import', pathOf('2'));
  const verified = await cordon(back, 'audit', 'verify');

  expect(exported).toMatchObject({ exitCode: 0, stderr: '' });
  expect(exported.stdout).toContain('Exported 601 rows of users.');
  expect(imported).toMatchObject({ exitCode: 0, stdout: exported.stdout.replaceAll('Exported', 'Imported') });
  expect(rowsOf(pathOf('2'))).toEqual(rowsOf(pathOf('1')));
  expect(statSync(pathOf('1')).mode & 0o777).toBe(0o600);
  expect(verified.stdout).toContain('The audit log is intact: 603 entries verified.');
  const server = createServer(readConfig(back));
  const { url } = await server.start();
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { status } }';
  const variables = { input: { username: 'root', password: goodPassword } };
  const { body } = await sendGraphql(url, query, { variables });
  await server.stop();
  expect(body).toEqual({ data: { login: { status: 'COMPLETE' } } });
});

test('an export of many rows prints its counts and no warning', async () => {
  await ensureBuilt();
  const environment = { ...process.env, ...source };

  const { exitCode, stdout, stderr } = await runNode([mainFile, 'data', 'export', pathOf('3')], {
    environment,
  });

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^Exported 601 rows of users\.$/m);
  expect(stdout).toMatch(/^Exported 1 row of audit_head\.$/m);
});

/** Damaged or foreign files, by what is wrong with them. */
const changes: Readonly<Record<string, (text: string) => string>> = {
  'without its last line': (text) => text.slice(0, text.lastIndexOf('{"rows"')),
  'without a row': (text) => text.replace(/\{"table":"users".*\n/, ''),
  'with a malformed row': (text) => text.replace('{"table":"users","row":{', '{"table":"users","row":{{'),
  'with a line that is no row': (text) => text.replace(/(\n\{"table":"users")/, '\n?$1'),
  'with text after its last line': (text) => `${text}{"table":"users","row":{}}\n`,
  'with a row twice': (text) => text.replace(/(\{"table":"users".*\n)/, '$1$1'),
  'of another release': (text) => text.replace('FirstTables', 'OtherTables'),
  empty: () => '',
};

test('a damaged or foreign file is refused, and nothing is imported', async () => {
  const empty = await createInstallation();
  const environment = { ...empty.environment, CORDON_MASTER_KEY: masterKey };
  const text = readFileSync(pathOf('1'), 'utf8');
  for (const [what, change] of Object.entries(changes)) {
    writeFileSync(pathOf('changed'), change(text));
    expect(change(text)).not.toBe(text);

    const { exitCode, stderr } = await cordon(environment, 'data', 'import', pathOf('changed'));

    expect({ what, exitCode, stderr }).toEqual({
      what,
      exitCode: 1,
      stderr: expect.stringMatching(
        /^The file (is incomplete or was changed|was written by another|was not written)/,
      ),
    });
  }
  const missing = await cordon(environment, 'data', 'import', pathOf('missing'));
  const names = ['--username', 'first', '--email', 'first@example.com'];
  const admin = await cordon(environment, 'admin', 'create', ...names, '--invite');
  const used = await cordon(environment, 'data', 'import', pathOf('1'));
  await empty.close();

  expect(missing).toMatchObject({ exitCode: 1, stderr: 'The file cannot be read. (INVALID_INPUT)\n' });
  // Nothing was imported: the first administrator can still be created.
  expect(admin.exitCode).toBe(0);
  expect(used).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('The database is not empty.') });
});

test('an existing file is not replaced, and a wrong master key is reported', async () => {
  const empty = await createInstallation();
  const otherKey = { ...empty.environment, CORDON_MASTER_KEY: randomBytes(32).toString('base64') };
  const before = readFileSync(pathOf('1'));

  const again = await cordon(source, 'data', 'export', pathOf('1'));
  const wrongKey = await cordon(otherKey, 'data', 'import', pathOf('1'));
  await empty.close();

  expect(again).toMatchObject({
    exitCode: 1,
    stderr: 'The file exists. Nothing was written. (INVALID_INPUT)\n',
  });
  expect(readFileSync(pathOf('1')).equals(before)).toBe(true);
  expect(wrongKey).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('is not its master key') });
});
