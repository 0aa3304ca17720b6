import type { MigrationInterface, QueryRunner } from 'typeorm';

// sign_count is an unsigned integer of 32 bits. A challenge is stored when it is used, so that it cannot be
// used again; the server needs no row to issue one.
const statements = [
  `CREATE TABLE passkeys (
    id uuid NOT NULL CONSTRAINT passkeys_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT passkeys_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text[] NOT NULL,
    backup_eligible boolean NOT NULL,
    backed_up boolean NOT NULL,
    name text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    last_used_at timestamptz(3)
  )`,
  `CREATE UNIQUE INDEX passkeys_credential_id ON passkeys (credential_id)`,
  `CREATE INDEX passkeys_by_user ON passkeys (user_id)`,
  `CREATE TABLE used_passkey_challenges (
    challenge bytea NOT NULL CONSTRAINT used_passkey_challenges_pkey PRIMARY KEY,
    expires_at timestamptz(3) NOT NULL
  )`,
];

/** The passkeys of users, and the challenges that have been used. */
export class Passkeys1763805600000 implements MigrationInterface {
  readonly name = 'Passkeys1763805600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
