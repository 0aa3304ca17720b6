import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { UserRecord } from './user.js';

const text: EntitySchemaColumnOptions = { type: 'text' };
const instant: EntitySchemaColumnOptions = { type: 'timestamptz', precision: 3 };
const optional = { nullable: true } as const;

/** Contains no secret: credentials are stored in a separate table. */
export const usersTable: EntitySchema<UserRecord> = new EntitySchema<UserRecord>({
  name: 'users',
  tableName: 'users',
  columns: {
    id: { type: 'uuid', primary: true, primaryKeyConstraintName: 'users_pkey' },
    username: text,
    usernameKey: { ...text, name: 'username_key' },
    email: text,
    emailKey: { ...text, name: 'email_key' },
    emailVerified: { type: 'boolean', name: 'email_verified' },
    verificationPending: { type: 'boolean', name: 'verification_pending', default: false },
    fullName: { ...text, ...optional, name: 'full_name' },
    fullNameKey: { ...text, ...optional, name: 'full_name_key' },
    locale: { ...text, ...optional },
    metadata: { type: 'jsonb', ...optional },
    role: text,
    activatedAt: { ...instant, ...optional, name: 'activated_at' },
    disabledAt: { ...instant, ...optional, name: 'disabled_at' },
    disabledReason: { ...text, ...optional, name: 'disabled_reason' },
    disabledUntil: { ...instant, ...optional, name: 'disabled_until' },
    deletedAt: { ...instant, ...optional, name: 'deleted_at' },
    securityEpoch: { type: 'integer', name: 'security_epoch' },
    lastLoginAt: { ...instant, ...optional, name: 'last_login_at' },
    version: { type: 'integer' },
    createdAt: { ...instant, name: 'created_at' },
    updatedAt: { ...instant, name: 'updated_at' },
  },
  indices: [
    {
      name: 'users_username_key_living',
      columns: ['usernameKey'],
      unique: true,
      where: 'deleted_at IS NULL',
    },
    {
      name: 'users_email_key_living',
      columns: ['emailKey'],
      unique: true,
      where: 'deleted_at IS NULL AND NOT verification_pending',
    },
    { name: 'users_by_created_at', columns: ['createdAt', 'id'] },
    { name: 'users_deleted', columns: ['deletedAt'], where: 'deleted_at IS NOT NULL' },
    {
      name: 'users_unverified',
      columns: ['createdAt'],
      where: 'verification_pending AND last_login_at IS NULL AND disabled_at IS NULL AND deleted_at IS NULL',
    },
    // TypeORM cannot express collations, operator classes and expressions; these indexes exist only in the
    // migrations.
    { name: 'users_by_username', synchronize: false },
    { name: 'users_by_email', synchronize: false },
    { name: 'users_by_last_login_at', synchronize: false },
    { name: 'users_by_role', synchronize: false },
    {
      name: 'users_suspended',
      columns: ['disabledUntil'],
      where: 'disabled_until IS NOT NULL AND deleted_at IS NULL',
    },
    { name: 'users_search_username', synchronize: false },
    { name: 'users_search_email', synchronize: false },
    { name: 'users_search_full_name', synchronize: false },
    ...statusIndexes(),
  ],
});

/** The indexes of active users, and of the few that other filters usually select, in each order. */
function statusIndexes(): readonly { readonly name: string; readonly synchronize: false }[] {
  const orders = ['created_at', 'username', 'email', 'last_login_at'];
  const selected = [
    'active',
    'role',
    'disabled',
    'invited',
    'deleted',
    'pending',
    'unverified',
    'never_logged_in',
  ];
  return selected
    .flatMap((users) => orders.map((order) => `${users}_by_${order}`))
    .filter((name) => name !== 'never_logged_in_by_last_login_at')
    .map((name) => ({ name: `users_${name}`, synchronize: false as const }));
}
