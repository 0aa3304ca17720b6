/** Fills a migrated database with users, sessions and audit entries in SQL. */

/** Rows that a filter usually selects are few, and stand together at one end of an order: the worst case. */
const users = (count) => `
  INSERT INTO users (id, username, username_key, email, email_key, email_verified, full_name, full_name_key, role,
    activated_at, disabled_at, deleted_at, security_epoch, last_login_at, version, created_at, updated_at)
  SELECT gen_random_uuid(), name, name, name || '@example.com', name || '@example.com', n % 20 <> 0,
    'Name ' || n, 'name ' || n,
    CASE WHEN n % 1000 = 1 THEN 'SUPPORT' ELSE 'USER' END,
    CASE WHEN n % 100 = 2 THEN NULL ELSE now() END,
    CASE WHEN n % 200 = 3 THEN now() END,
    CASE WHEN n % 100 = 4 THEN now() END,
    1, CASE WHEN n % 10 = 5 THEN NULL ELSE date_trunc('second', now()) - n * interval '7 seconds' END,
    1, date_trunc('second', now()) - n * interval '1 minute', date_trunc('second', now())
  FROM (SELECT n, CASE WHEN n % 200 = 3 THEN 'zz' WHEN n % 1000 = 6 THEN 'rare' || n / 50000 || 'x' ELSE 'user' END
    || lpad(n::text, 8, '0') AS name FROM generate_series(1, ${count}) AS n) AS named`;

/**
 * Started within the last 48 days; none has ended or expired long enough ago to be removed. There are a
 * thousand devices, one of which has a third of the sessions.
 */
const sessions = (count) => `
  INSERT INTO sessions (id, user_id, security_epoch, auth_methods, created_at, authenticated_at, last_used_at,
    expires_at, earliest_expires_at, absolute_expires_at, ended_at, end_reason, device_name, ip_address, user_agent)
  SELECT gen_random_uuid(), id, 1, '{pwd}', started, started,
    greatest(started, date_trunc('second', now()) - hash % 80000 * interval '1 second'), now() + interval '14 days',
    now() + interval '14 days', started + interval '90 days', CASE WHEN n > 1 THEN now() END,
    CASE WHEN n > 1 THEN 'LOGOUT' END, CASE WHEN hash % 3 = 0 THEN 'My phone' END,
    '10.0.' || hash % 250 || '.' || hash % 249,
    CASE WHEN hash % 3 <> 0 THEN 'Mozilla/5.0 (X11; Linux x86_64) Version ' || hash % 1000 || ' Safari/537.36' END
  FROM users, generate_series(1, 3) AS n, LATERAL (SELECT hashtext(id::text || n) & 4194303 AS hash) AS hashed,
    LATERAL (SELECT date_trunc('second', now()) - hash * interval '1 second' AS started) AS at LIMIT ${count}`;

const refreshTokens = `
  INSERT INTO refresh_tokens (id, session_id, token_hash, created_at)
  SELECT gen_random_uuid(), id, sha256(id::text::bytea), last_used_at FROM sessions
  WHERE NOT EXISTS (SELECT FROM refresh_tokens WHERE session_id = sessions.id)`;

const auditEntries = (count) => `
  INSERT INTO audit_events (sequence, id, occurred_at, action, outcome, actor_type, actor_id, subject_id,
    resource_type, resource_id, ip_address, request_id, hash)
  SELECT base + n, gen_random_uuid(), date_trunc('second', now()) - (${count} - n) * interval '5 seconds',
    CASE WHEN n % 50000 = 1 THEN 'user.deleted' WHEN n % 70000 = 2 THEN 'key.revoked'
      WHEN n % 10 = 3 THEN 'login.failed' ELSE 'session.started' END,
    CASE WHEN n % 10 = 3 THEN 'FAILURE' ELSE 'SUCCESS' END, 'USER', ids[1 + n % 1000], ids[1 + n % 1000],
    'session', 'none', '10.0.' || n % 250 || '.' || n % 249, 'bench', '\\x00'
  FROM generate_series(1, ${count}) AS n,
    (SELECT array_agg(id) AS ids FROM (SELECT id FROM users LIMIT 1000) AS few) AS picked,
    (SELECT coalesce(max(sequence), 0) AS base FROM audit_events) AS log`;

/** The indexes that belong to no constraint. */
const indexes = `
  SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
  WHERE indrelid = ANY('{users,sessions,refresh_tokens,audit_events}'::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`;

/** Sizes are numbers of users; there are three sessions and five audit entries for each. */
export async function fill(client, size) {
  // Without triggers, which would announce every row, and without the checks of foreign keys.
  await client.query('SET session_replication_role = replica');
  await client.query("SET maintenance_work_mem = '512MB'");
  // Built at the end, which takes a fraction of the time.
  const { rows } = await client.query(indexes);
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await client.query(users(size));
  await client.query(sessions(size * 3));
  await client.query(refreshTokens);
  await client.query(auditEntries(size * 5));
  await client.query('UPDATE audit_head SET sequence = (SELECT max(sequence) FROM audit_events)');
  for (const { definition } of rows) await client.query(definition);
  await client.query('SET session_replication_role = origin');
  await client.query('VACUUM ANALYZE');
}
