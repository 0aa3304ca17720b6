import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE mfa_challenges (
    id uuid CONSTRAINT mfa_challenges_pkey PRIMARY KEY,
    token_hash bytea NOT NULL,
    user_id uuid NOT NULL CONSTRAINT mfa_challenges_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    client_hash bytea NOT NULL,
    security_epoch integer NOT NULL,
    password_changed_at timestamptz(3) NOT NULL,
    scope text[],
    device_name text,
    failures integer NOT NULL,
    expires_at timestamptz(3) NOT NULL
  )`,
  `CREATE UNIQUE INDEX mfa_challenges_token_hash ON mfa_challenges (token_hash)`,
  `CREATE INDEX mfa_challenges_user ON mfa_challenges (user_id)`,
  `CREATE INDEX mfa_challenges_expiry ON mfa_challenges (expires_at)`,
  // A factor without confirmed_at is an enrolment in progress, until expires_at.
  `CREATE TABLE totp_factors (
    id uuid CONSTRAINT totp_factors_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT totp_factors_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    sealed_secret bytea NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    confirmed_at timestamptz(3),
    last_used_step bigint,
    CONSTRAINT totp_factors_step_check CHECK ((confirmed_at IS NULL) = (last_used_step IS NULL))
  )`,
  `CREATE UNIQUE INDEX totp_factors_confirmed ON totp_factors (user_id) WHERE confirmed_at IS NOT NULL`,
  `CREATE UNIQUE INDEX totp_factors_pending ON totp_factors (user_id) WHERE confirmed_at IS NULL`,
  `CREATE TABLE recovery_codes (
    id uuid CONSTRAINT recovery_codes_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT recovery_codes_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz(3)
  )`,
  `CREATE INDEX recovery_codes_user ON recovery_codes (user_id)`,
  // The names of RFC 8176. What the previous release writes meanwhile keeps its own name, which grants less.
  `UPDATE sessions SET auth_methods = '{pwd}' WHERE auth_methods = '{password}'`,
  `CREATE OR REPLACE TRIGGER sessions_tell_update AFTER UPDATE ON sessions FOR EACH ROW
    WHEN (OLD.ended_at IS DISTINCT FROM NEW.ended_at OR OLD.authenticated_at <> NEW.authenticated_at
      OR OLD.expires_at > NEW.expires_at OR OLD.security_epoch <> NEW.security_epoch
      OR OLD.auth_methods <> NEW.auth_methods OR OLD.user_id <> NEW.user_id OR OLD.id <> NEW.id)
    EXECUTE FUNCTION tell_change('sessions')`,
];

/** Adds second factors with their login challenges, and announces changes of what a session has proven. */
export class SecondFactors1763802000000 implements MigrationInterface {
  readonly name = 'SecondFactors1763802000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  /** Migrations are never undone. To go back to an older release, restore a backup. */
  async down(): Promise<void> {
    throw new Error('this migration cannot be undone: restore a backup instead');
  }
}
