import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { createPasswordsModule, passwordsTables } from '../../../src/modules/passwords/index.js';
import { createPasswordCredentials } from '../../../src/modules/passwords/password-credentials.typeorm.js';
import { usersTables } from '../../../src/modules/users/index.js';
import type { Transaction, UserId } from '../../../src/shared/index.js';
import { openTestDatabase, type TestDatabase } from '../../helpers/test-database.js';
import { createPasswordsUnderTest, createTestPeppers, planted } from './passwords-fixture.js';

let opened: TestDatabase;
const credentials = createPasswordCredentials(5);
const changedAt = new Date('2026-03-01T09:30:00.123Z');
const first = planted('hs384:first:one');
const second = planted('hs384:first:two');

beforeAll(async () => {
  opened = await openTestDatabase([...usersTables, ...passwordsTables]);
});
beforeEach(() => opened.database.dataSource.query('TRUNCATE users CASCADE'));
afterAll(() => opened.close());

/** Inserts a user with only the required columns. */
async function addUser(): Promise<UserId> {
  const id = uuidv7() as UserId;
  await opened.database.dataSource.query(
    `INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, security_epoch, version, created_at, updated_at)
     VALUES ($1, $2, $2, $2, $2, true, 'USER', 0, 1, now(), now())`,
    [id, id],
  );
  return id;
}

function write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return opened.database.transactions.run(work);
}

function find(id: UserId): ReturnType<typeof credentials.find> {
  return credentials.find(opened.database.transactions.reader, id);
}

describe('a credential', () => {
  test('is found as saved, and is null for other users', async () => {
    const [holder, other] = [await addUser(), await addUser()];

    await write((transaction) =>
      credentials.save(transaction, holder, { hash: first, mustChange: true, changedAt }),
    );

    expect(await find(holder)).toEqual({ hash: first, mustChange: true, changedAt });
    expect(await find(other)).toBeNull();
  });

  test('is replaced by the next saved credential', async () => {
    const id = await addUser();
    const later = new Date('2026-04-01T00:00:00.000Z');
    await write((transaction) =>
      credentials.save(transaction, id, { hash: first, mustChange: true, changedAt }),
    );

    await write((transaction) =>
      credentials.save(transaction, id, { hash: second, mustChange: false, changedAt: later }),
    );

    expect(await find(id)).toEqual({ hash: second, mustChange: false, changedAt: later });
  });

  test('is upgraded without changing its change time', async () => {
    const id = await addUser();
    await write((transaction) =>
      credentials.save(transaction, id, { hash: first, mustChange: true, changedAt }),
    );

    await write((transaction) => credentials.upgrade(transaction, id, first, second));

    expect(await find(id)).toEqual({ hash: second, mustChange: true, changedAt });
  });

  test('is not upgraded when the password was changed in the meantime', async () => {
    const id = await addUser();
    await write((transaction) =>
      credentials.save(transaction, id, { hash: second, mustChange: false, changedAt }),
    );

    await write((transaction) => credentials.upgrade(transaction, id, first, planted('hs384:first:three')));

    expect(await find(id)).toEqual({ hash: second, mustChange: false, changedAt });
  });

  test('is removed, and removing it again does nothing', async () => {
    const [id, other] = [await addUser(), await addUser()];
    for (const each of [id, other]) {
      await write((transaction) =>
        credentials.save(transaction, each, { hash: first, mustChange: false, changedAt }),
      );
    }

    await write((transaction) => credentials.remove(transaction, id));
    await write((transaction) => credentials.remove(transaction, id));

    expect(await find(id)).toBeNull();
    expect(await find(other)).not.toBeNull();
  });

  test('cannot be saved for a user who does not exist', async () => {
    const unknownUser = uuidv7() as UserId;

    const saved = write((transaction) =>
      credentials.save(transaction, unknownUser, { hash: first, mustChange: false, changedAt }),
    );

    await expect(saved).rejects.toMatchObject({
      driverError: { constraint: 'password_credentials_user_fkey' },
    });
  });
});

test('findUsersWithPassword returns only the given users who have a password', async () => {
  const [holder, other] = [await addUser(), await addUser()];
  await write((transaction) =>
    credentials.save(transaction, holder, { hash: first, mustChange: false, changedAt }),
  );
  const { reader } = opened.database.transactions;

  expect(await credentials.findUsersWithPassword(reader, [holder, other])).toEqual(new Set([holder]));
  expect(await credentials.findUsersWithPassword(reader, [])).toEqual(new Set());
});

describe('createPasswordsModule', () => {
  test('burns as much work for every failure as the most expensive stored hash', async () => {
    const id = await addUser();
    const { passwords: expensive, peppers } = createPasswordsUnderTest({ cost: 8 });
    const hash = await expensive.hash('correct horse battery staple');
    await write((transaction) => credentials.save(transaction, id, { hash, mustChange: false, changedAt }));
    const other = await addUser();
    const garbage = { hash: planted('$2b$31$nonsense'), mustChange: false, changedAt };
    await write((transaction) => credentials.save(transaction, other, garbage));
    const { bcrypt } = createPasswordsUnderTest();
    const { transactions } = opened.database;

    const { passwords } = createPasswordsModule({
      transactions,
      peppers,
      bcryptCost: 6,
      minLength: 15,
      bcrypt,
    });
    await passwords.verify('some password', null);

    expect(bcrypt.take()).toEqual([8]);
  });

  test('rejects a cost that is out of range', () => {
    const { transactions } = opened.database;
    const build = (bcryptCost: number) => () =>
      createPasswordsModule({ transactions, peppers: createTestPeppers(), bcryptCost, minLength: 15 });

    expect(build(3)).toThrow('bcrypt cost');
    expect(build(16)).toThrow('bcrypt cost');
    expect(build(10.5)).toThrow('bcrypt cost');
  });
});
