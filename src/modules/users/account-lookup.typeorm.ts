import { entityManager } from '../../platform/database/index.js';
import type { UserId } from '../../shared/index.js';
import type { PasswordHash } from '../passwords/index.js';
import { type AccountLookup, type AccountName, nobody } from './account-lookup.js';
import { userColumns } from './select-users.typeorm.js';
import type { UserRecord } from './user.js';

const accountConditions: Readonly<Record<AccountName['kind'], string>> = {
  USERNAME: 'username_key = $1 AND deleted_at IS NULL',
  EMAIL: 'email_key = $1 AND NOT verification_pending AND deleted_at IS NULL',
  ID: 'id = $1::uuid',
};

/** Looks for a credential, too, when there is no user: the statement does the same for unknown names. */
export const typeormAccountLookup: AccountLookup = {
  findAccount: async (reader, { kind, key }) => {
    const [row] = await entityManager(reader).query<AccountRow[]>(
      `SELECT ${userColumns(reader, { table: 'account' })}, credential.hash AS "passwordHash",
         credential.must_change AS "mustChange", credential.changed_at AS "passwordChangedAt"
       FROM (SELECT $2::uuid AS id) AS nobody
       LEFT JOIN (SELECT * FROM users WHERE ${accountConditions[kind]}) AS account ON true
       LEFT JOIN password_credentials AS credential ON credential.user_id = coalesce(account.id, nobody.id)`,
      [key, nobody],
    );
    if (row === undefined || row.id === null) return { user: null, credential: null };
    const { passwordHash: hash, mustChange, passwordChangedAt: changedAt, id, ...others } = row;
    return { user: { ...others, id }, credential: hash === null ? null : { hash, mustChange, changedAt } };
  },
};

/** All columns of the user are null when there is none, and those of the password likewise. */
interface AccountRow extends Omit<UserRecord, 'id'> {
  readonly id: UserId | null;
  readonly passwordHash: PasswordHash | null;
  readonly mustChange: boolean;
  readonly passwordChangedAt: Date;
}
