import { entityManager } from '../../platform/database/index.js';
import type { PasswordHash } from '../passwords/index.js';
import { type AccountLookup, type AccountName, nobody } from './account-lookup.js';
import { type Columns, toRecord } from './user-repository.typeorm.js';

const accountConditions: Readonly<Record<AccountName['kind'], string>> = {
  USERNAME: 'username_key = $1 AND deleted_at IS NULL',
  EMAIL: 'email_key = $1 AND NOT verification_pending AND deleted_at IS NULL',
  ID: 'id = $1::uuid',
};

/** Looks for a credential, too, when there is no user: the statement does the same for unknown names. */
export const typeormAccountLookup: AccountLookup = {
  findAccount: async (reader, { kind, key }) => {
    const manager = entityManager(reader);
    const rows: (Columns & CredentialColumns)[] = await manager.query(
      `SELECT account.*, credential.hash AS password_hash, credential.must_change, credential.changed_at AS password_changed_at
     FROM (SELECT $2::uuid AS id) AS nobody
       LEFT JOIN (SELECT * FROM users WHERE ${accountConditions[kind]}) AS account ON true
       LEFT JOIN password_credentials AS credential ON credential.user_id = coalesce(account.id, nobody.id)`,
      [key, nobody],
    );
    const [row] = rows;
    if (row === undefined || row['id'] === null) return { user: null, credential: null };
    const { password_hash: hash, must_change: mustChange, password_changed_at: changedAt } = row;
    const credential = hash === null ? null : { hash, mustChange, changedAt };
    return { user: toRecord(manager, row), credential };
  },
};

interface CredentialColumns {
  readonly password_hash: PasswordHash | null;
  readonly must_change: boolean;
  readonly password_changed_at: Date;
}
