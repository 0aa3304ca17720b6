import type { MigrationInterface, QueryRunner } from 'typeorm';

// For Postgres 15 or newer. Times have milliseconds, because the API returns them so and reads them back in
// cursors.
const statements = [
  `CREATE TABLE users (
    id uuid NOT NULL CONSTRAINT users_pkey PRIMARY KEY,
    username text NOT NULL,
    username_key text NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL,
    email_verified boolean NOT NULL,
    full_name text,
    full_name_key text,
    locale text,
    metadata jsonb,
    role text NOT NULL CONSTRAINT users_role_check CHECK (role IN ('USER', 'SUPPORT', 'ADMIN')),
    activated_at timestamptz(3),
    disabled_at timestamptz(3),
    disabled_reason text,
    disabled_until timestamptz(3),
    deleted_at timestamptz(3),
    security_epoch integer NOT NULL,
    last_login_at timestamptz(3),
    version integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL
  )`,
  // Unique among users who are not deleted: the name of a deleted user can be used again.
  `CREATE UNIQUE INDEX users_username_key_living ON users (username_key) WHERE deleted_at IS NULL`,
  `CREATE UNIQUE INDEX users_email_key_living ON users (email_key) WHERE deleted_at IS NULL`,
  // One for each order of the list, with the id that makes the order total.
  `CREATE INDEX users_by_created_at ON users (created_at, id)`,
  `CREATE INDEX users_by_username ON users (username_key COLLATE "C", id)`,
  `CREATE INDEX users_by_email ON users (email_key COLLATE "C", id)`,
  // Who never logged in stands before everybody who did; without NULLs the keyset stays one row comparison.
  `CREATE INDEX users_by_last_login_at ON users (coalesce(last_login_at, '-infinity'::timestamptz), id)`,
  // The few above USER, so that counting administrators never walks through everybody.
  `CREATE INDEX users_by_role ON users (role) WHERE role <> 'USER'`,
  // For the search by prefix; text_pattern_ops serves LIKE in every locale.
  `CREATE INDEX users_search_username ON users (username_key text_pattern_ops)`,
  `CREATE INDEX users_search_email ON users (email_key text_pattern_ops)`,
  `CREATE INDEX users_search_full_name ON users (full_name_key text_pattern_ops)`,
  `CREATE TABLE password_credentials (
    user_id uuid NOT NULL CONSTRAINT password_credentials_pkey PRIMARY KEY
      CONSTRAINT password_credentials_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    hash text NOT NULL,
    must_change boolean NOT NULL,
    changed_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE sessions (
    id uuid NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT sessions_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    security_epoch integer NOT NULL,
    scope text[],
    auth_methods text[] NOT NULL,
    device_name text,
    ip_address text,
    user_agent text,
    created_at timestamptz(3) NOT NULL,
    authenticated_at timestamptz(3) NOT NULL,
    last_used_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    absolute_expires_at timestamptz(3) NOT NULL,
    ended_at timestamptz(3),
    end_reason text
  )`,
  `CREATE INDEX sessions_living_by_user ON sessions (user_id) WHERE ended_at IS NULL`,
  `CREATE TABLE refresh_tokens (
    id uuid NOT NULL CONSTRAINT refresh_tokens_pkey PRIMARY KEY,
    session_id uuid NOT NULL CONSTRAINT refresh_tokens_session_fkey REFERENCES sessions (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL,
    created_at timestamptz(3) NOT NULL,
    used_at timestamptz(3),
    successor_id uuid,
    sealed_successor bytea
  )`,
  `CREATE UNIQUE INDEX refresh_tokens_token_hash ON refresh_tokens (token_hash)`,
  // At most one unused token per session.
  `CREATE UNIQUE INDEX refresh_tokens_one_live ON refresh_tokens (session_id) WHERE used_at IS NULL`,
  `CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id)`,
  `CREATE TABLE one_time_tokens (
    id uuid NOT NULL CONSTRAINT one_time_tokens_pkey PRIMARY KEY,
    purpose text NOT NULL
      CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('SETUP', 'INVITATION', 'PASSWORD_RESET', 'PASSWORD_CHANGE')),
    user_id uuid CONSTRAINT one_time_tokens_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    used_at timestamptz(3),
    CONSTRAINT one_time_tokens_user_check CHECK ((purpose = 'SETUP') = (user_id IS NULL))
  )`,
  `CREATE UNIQUE INDEX one_time_tokens_token_hash ON one_time_tokens (token_hash)`,
  // Only the newest token: issuing another one withdraws it.
  `CREATE UNIQUE INDEX one_time_tokens_newest ON one_time_tokens (user_id, purpose) WHERE used_at IS NULL`,
  // The status of a key follows from its times and the clock. `revision` rises with every change, so that
  // instances can detect changes.
  `CREATE TABLE signing_keys (
    id uuid NOT NULL CONSTRAINT signing_keys_pkey PRIMARY KEY,
    kid text NOT NULL,
    algorithm text NOT NULL CONSTRAINT signing_keys_algorithm_check CHECK (algorithm IN ('ES256', 'RS256', 'PS256')),
    public_jwk jsonb NOT NULL,
    sealed_private_key bytea,
    token_ttl_seconds integer NOT NULL,
    revision integer NOT NULL,
    created_at timestamptz(3) NOT NULL,
    active_from timestamptz(3) NOT NULL,
    revoked_at timestamptz(3),
    reason text,
    revoked_reason text,
    CONSTRAINT signing_keys_private_key_check CHECK ((sealed_private_key IS NULL) = (revoked_at IS NOT NULL))
  )`,
  `CREATE UNIQUE INDEX signing_keys_by_kid ON signing_keys (kid)`,
  `CREATE TABLE sealed_secrets (
    id uuid NOT NULL CONSTRAINT sealed_secrets_pkey PRIMARY KEY,
    purpose text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz(3) NOT NULL
  )`,
  `CREATE INDEX sealed_secrets_by_purpose ON sealed_secrets (purpose, created_at)`,
  `CREATE TABLE idempotency_keys (
    actor_id uuid NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    resource_id uuid NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (actor_id, operation, key)
  )`,
  `CREATE INDEX idempotency_keys_by_created_at ON idempotency_keys (created_at)`,
  // Unlogged: counters may be lost in a crash and must not slow down logins. The columns are those of
  // rate-limiter-flexible.
  `CREATE UNLOGGED TABLE rate_limits (
    key varchar(255) NOT NULL CONSTRAINT rate_limits_pkey PRIMARY KEY,
    points integer NOT NULL,
    expire bigint
  )`,
  `CREATE INDEX rate_limits_by_expire ON rate_limits (expire)`,
];

/** The tables of the first release. */
export class FirstTables1763769600000 implements MigrationInterface {
  readonly name = 'FirstTables1763769600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
