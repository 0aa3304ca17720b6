/**
 * Turns the statements of a refresh (read; count and rotate) into a pgbench script in which each client
 * refreshes its own session.
 */

const hash = (number) => `sha256(int8send(${number}))`;
const tokensOfClient = 100_000_000;

/** The replacement of each parameter; null keeps the value, which is the same in every refresh. */
const readParameters = [hash(':token')];
const countParameters = ["('bench:' || :client_id::text)", null, null, null, null];
const rotationParameters = [
  ':r_id',
  ':r_version',
  ':r_tokenId',
  null,
  'gen_random_uuid()',
  null,
  hash(':token + 1'),
  null,
  null,
  null,
  ...countParameters,
];

function literal(value) {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`;
  return `'${String(value instanceof Date ? value.toISOString() : value).replaceAll("'", "''")}'`;
}

function fillIn({ text, values }, parameters) {
  if (values.length !== parameters.length) throw new Error(`unknown statement: ${text}`);
  const line = text.replaceAll(/\s+/g, ' ');
  return line.replace(/\$(\d+)/g, (_, number) => parameters[number - 1] ?? literal(values[number - 1]));
}

/**
 * Returns the script. `:generation` is kept by each client between transactions; the rotation uses what was
 * read.
 */
export function pgbenchScript(statements) {
  const [reading, rotation, ...more] = statements;
  if (rotation === undefined || more.length > 0) throw new Error('a refresh sends two statements');
  return [
    `\\set token :client_id * ${tokensOfClient} + :generation`,
    fillIn(reading, readParameters),
    '\\gset r_',
    `${fillIn(rotation, rotationParameters)};`,
    '\\set generation :generation + 1',
    '',
  ].join('\n');
}

/**
 * Returns the statements that replace the users, sessions and live tokens of the previous round, one per
 * client.
 */
export const preparation = (clients) => [
  "DELETE FROM users WHERE username LIKE 'pgbench%'",
  `WITH client AS (SELECT n::bigint, gen_random_uuid() AS id FROM generate_series(0, ${clients - 1}) n),
  new_user AS (
    INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at, security_epoch, version, created_at, updated_at)
    SELECT id, 'pgbench' || n, 'pgbench' || n, 'pgbench' || n, 'pgbench' || n, true, 'USER', now(), 0, 1, now(), now() FROM client
  ), session AS (
    INSERT INTO sessions (id, user_id, security_epoch, auth_methods, created_at, authenticated_at, last_used_at, expires_at, absolute_expires_at)
    SELECT id, id, 0, '{password}', now(), now(), now(), now() + interval '1 hour', now() + interval '2 hours' FROM client
  )
  INSERT INTO refresh_tokens (id, session_id, token_hash, created_at)
  SELECT gen_random_uuid(), id, ${hash(`n * ${tokensOfClient}`)}, now() FROM client`,
];
