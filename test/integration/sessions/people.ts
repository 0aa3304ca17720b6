import { EntitySchema } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../../src/access/index.js';
import type { Database } from '../../../src/database/index.js';
import { parseUserId, type UserId } from '../../../src/kernel/index.js';
import { tokensTables } from '../../../src/tokens/index.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { idOf } from '../../unit/tokens/forge.js';

/** Enough of the table `users` for foreign keys to point at. */
const usersTable = new EntitySchema<{ id: string }>({
  name: 'users',
  columns: { id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'users_pkey' } },
});

export function openSessionsDatabase(): Promise<TestDatabase> {
  return openTestDatabase([usersTable, ...tokensTables]);
}

/** A person straight into the table, with whatever columns the test is about. */
export async function insertUser(
  database: Database,
  person: { role?: Role; epoch?: number; disabledAt?: Date; disabledUntil?: Date; deletedAt?: Date } = {},
): Promise<UserId> {
  const id = uuidv7();
  await database.dataSource.query(
    `INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at, disabled_at, disabled_until,
       deleted_at, security_epoch, version, created_at, updated_at)
     VALUES ($1::uuid, $1::text, $1::text, $1::text, $1::text, true, $2, now(), $3, $4, $5, $6, 1, now(), now())`,
    [
      id,
      person.role ?? 'USER',
      person.disabledAt ?? null,
      person.disabledUntil ?? null,
      person.deletedAt ?? null,
      person.epoch ?? 0,
    ],
  );
  return idOf(parseUserId, id);
}
