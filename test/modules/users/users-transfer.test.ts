import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import bcrypt from 'bcrypt';
import { type CommandOutput, NegativeResult } from '../../../src/shared/index.js';
import { createUsersFixture, type UsersFixture } from './users-fixture.js';

let fixture: UsersFixture;
beforeEach(async () => {
  fixture = await createUsersFixture();
});
afterEach(() => fixture.close());

type Values = Readonly<Record<string, unknown>>;

function run(name: string, input: object): Promise<CommandOutput> {
  const command = fixture.commands?.find((candidate) => candidate.name === `users ${name}`);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return command.run({ arguments: {}, options: {}, secret: null, ...input });
}

/** Imports the batches as the command line does; returns the totals and the rejected records. */
async function importUsers(
  batches: readonly (readonly (Values | null)[])[],
  options: Readonly<Record<string, true>> = {},
): Promise<{ readonly totals: unknown; readonly rejected: readonly unknown[] }> {
  const rejected: unknown[] = [];
  let next: CommandOutput['next'] = {};
  let line = 0;
  for (const batch of batches) {
    const before = line;
    const records = batch.map((values, index) => ({ line: before + index + 1, values }));
    line += batch.length;
    const output: CommandOutput = await run('import', { options: { ...options, ...next }, records });
    rejected.push(...(output.data as { readonly rejected: readonly unknown[] }).rejected);
    ({ next } = output);
  }
  const totals = await run('import', { options: { ...options, ...next }, records: [] }).catch(
    (error: unknown) => {
      if (error instanceof NegativeResult) return error.output;
      throw error;
    },
  );
  return { totals: totals.data, rejected };
}

const ada = { username: 'ada', email: 'ada@example.com' };
const bo = { username: 'bo', email: 'bo@example.com' };

describe('users import', () => {
  test('rejects metadata that GraphQL refuses, also where recursion would fail, and imports the rest', async () => {
    const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

    const { totals, rejected } = await importUsers([
      [
        { ...ada, metadata: nested(32) },
        { ...bo, metadata: nested(33) },
        { ...bo, metadata: nested(5_000) },
        { ...bo, metadata: { a: JSON.parse('{"__proto__":{}}') } },
      ],
    ]);

    expect(totals).toEqual({ imported: 1, rejected: 3, dryRun: false });
    const message =
      'Metadata must be a JSON object of at most 16 KiB and 32 levels, without NUL characters and `__proto__`.';
    expect(rejected).toEqual([
      { line: 2, code: 'INVALID_INPUT', field: 'metadata', message },
      { line: 3, code: 'INVALID_INPUT', field: 'metadata', message },
      { line: 4, code: 'INVALID_INPUT', field: 'metadata', message },
    ]);
  });

  test('in a dry run adds nothing to the work of failed logins', async () => {
    const passwordHash = `$pbkdf2-sha256$i=1000$c29tZXNhbHQ$${'A'.repeat(43)}`;
    const kinds = [1, 2, 3].map((iterations) => passwordHash.replace('1000', String(iterations)));
    const records = kinds.map((hash, index) => ({
      username: `user${index}`,
      email: `user${index}@example.com`,
      passwordHash: hash,
    }));

    const rehearsed = await importUsers([[...records, { ...ada, passwordHash }]], { 'dry-run': true });
    const imported = await importUsers([[{ ...ada, passwordHash }]]);

    expect(rehearsed).toMatchObject({
      totals: { imported: 3 },
      rejected: [{ line: 4, field: 'passwordHash' }],
    });
    expect(imported.totals).toEqual({ imported: 1, rejected: 0, dryRun: false });
  });

  test('keeps passwords, ids, times and metadata, and writes one audit event for each user', async () => {
    const id = '3f0e9a52-7a35-4c1e-9d0c-0f5b1d1d5a11';
    const passwordHash = (await bcrypt.hash('the old password', 4)).replace('$2b$', '$2y$');
    const record = { ...ada, id, passwordHash, role: 'support', fullName: 'Ada', metadata: { team: 7 } };

    const { totals } = await importUsers([[{ ...record, createdAt: '2019-05-04T03:02:01Z' }], [bo]]);

    expect(totals).toEqual({ imported: 2, rejected: 0, dryRun: false });
    const user = await fixture.administration.find({ username: 'ada' });
    expect(user).toMatchObject({
      id,
      role: 'SUPPORT',
      status: 'ACTIVE',
      metadata: { team: 7 },
      fullName: 'Ada',
    });
    expect(user?.createdAt).toEqual(new Date('2019-05-04T03:02:01Z'));
    const { passwords, credentials } = fixture.passwordsModule;
    const stored = user && (await credentials.find(fixture.test.database.transactions.reader, user.id));
    expect(stored?.mustChange).toBe(false);
    expect((await passwords.verify('the old password', stored?.hash ?? null)).matches).toBe(true);
    expect(await fixture.administration.find({ username: 'bo' })).toMatchObject({ status: 'INVITED' });
    expect(fixture.events.map(({ type, actor }) => [type, actor])).toEqual([
      ['user.created', { type: 'CLI' }],
      ['user.created', { type: 'CLI' }],
    ]);
  });

  test('a user who was disabled stays disabled', async () => {
    await importUsers([[{ ...ada, passwordHash: await bcrypt.hash('the old password', 4), disabled: true }]]);

    expect(await fixture.administration.find({ username: 'ada' })).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'Disabled in the imported data.',
    });
  });

  test('values of CSV are text', async () => {
    const { totals } = await importUsers([
      [{ ...ada, emailVerified: 'true', disabled: 'false', metadata: '{"team":7}' }],
    ]);

    expect(totals).toMatchObject({ imported: 1 });
    expect(await fixture.administration.find({ username: 'ada' })).toMatchObject({
      emailVerified: true,
      metadata: { team: 7 },
    });
  });

  test('rejects invalid records alone, with their line and no value', async () => {
    const { totals, rejected } = await importUsers([
      [ada, { ...bo, email: 'secret-value' }, null, { ...bo, phone: '1' }, { ...bo, role: 'secret-role' }],
      [{ ...bo, passwordHash: 'md5-secret' }, { username: 'bo' }, { ...bo, disabled: 'yes' }, bo],
    ]);

    expect(totals).toEqual({ imported: 2, rejected: 7, dryRun: false });
    expect(rejected).toMatchObject([
      { line: 2, code: 'EMAIL_INVALID', field: 'email' },
      { line: 3, code: 'INVALID_INPUT', message: 'The line is not a JSON object.' },
      {
        line: 4,
        field: 'phone',
        message: expect.stringMatching(/ other than id, username, .*lastLoginAt\.$/),
      },
      { line: 5, field: 'role', message: 'role must be one of USER, SUPPORT, ADMIN.' },
      { line: 6, code: 'INVALID_INPUT', field: 'passwordHash' },
      { line: 7, code: 'INVALID_INPUT', field: 'email', message: 'email is required.' },
      { line: 8, code: 'INVALID_INPUT', field: 'disabled', message: 'disabled must be true or false.' },
    ]);
    expect(JSON.stringify(rejected)).not.toContain('secret');
  });

  test('repeated after an interruption, rejects those who exist and imports the rest', async () => {
    await importUsers([[ada]]);

    const { totals, rejected } = await importUsers([[ada, bo]]);

    expect(totals).toEqual({ imported: 1, rejected: 1, dryRun: false });
    expect(rejected).toMatchObject([
      { line: 1, code: 'USERNAME_TAKEN' },
      { line: 1, code: 'EMAIL_TAKEN' },
    ]);
    expect(await fixture.count('users')).toBe(2);
  });

  test('the same user twice in a file is imported once', async () => {
    const { totals } = await importUsers([[ada, { ...ada, username: 'ADA' }], [ada]]);

    expect(totals).toEqual({ imported: 1, rejected: 2, dryRun: false });
  });

  test('--dry-run reports the same and changes nothing', async () => {
    await importUsers([[bo]]);
    const batches = [[ada, { ...ada, username: 'ADA' }, bo, { ...bo, email: '' }], [ada]];

    const { totals, rejected } = await importUsers(batches, { 'dry-run': true });

    expect(totals).toEqual({ imported: 1, rejected: 4, dryRun: true });
    expect(rejected).toHaveLength(5);
    expect(await fixture.count('users')).toBe(1);
    expect(fixture.events).toHaveLength(1);
  });

  test('a batch of an import that was replaced by another one is refused', async () => {
    const first = await run('import', { records: [{ line: 1, values: ada }] });
    await run('import', { records: [] });

    const late = run('import', { options: first.next, records: [{ line: 2, values: bo }] });

    await expect(late).rejects.toThrow('Another import has started since');
    expect(await fixture.administration.find({ username: 'bo' })).toBeNull();
  });
});

test('users export prints what users import reads, without deleted users and passwords', async () => {
  const metadata = { team: 7 };
  await importUsers([[{ ...ada, metadata, disabled: true, disabledUntil: '2030-01-01T00:00:00.000Z' }, bo]]);
  const gone = await fixture.createUser('USER', 'gone');
  await fixture.administration.deleteUser({ id: gone.id, reason: 'test' }, { type: 'CLI' });
  const { text, next } = await run('export', {});
  const records = text.split('\n').map((line) => JSON.parse(line) as Values);

  const other = await createUsersFixture();
  const command = other.commands?.find(({ name }) => name === 'users import');
  await command?.run({
    arguments: {},
    options: {},
    secret: null,
    records: records.map((values, index) => ({ line: index + 1, values })),
  });
  const copied = await Promise.all(['ada', 'bo'].map((username) => other.administration.find({ username })));
  await other.close();

  expect(next).toBeUndefined();
  expect(records.map(({ username }) => username).toSorted()).toEqual(['ada', 'bo']);
  expect(text).not.toContain('assword');
  const originals = await Promise.all(
    ['ada', 'bo'].map((username) => fixture.administration.find({ username })),
  );
  expect(copied.map((user) => ({ ...user, updatedAt: null }))).toEqual(
    originals.map((user) => ({ ...user, updatedAt: null })),
  );
});
