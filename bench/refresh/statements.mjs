/** Turns the statements of a refresh (reading, counting, rotating) into a script of pgbench that goes on refreshing, each client its own session. */

const hash = (number) => `sha256(int8send(${number}))`;
const tokensOfClient = 100_000_000;

/** What stands in the place of each value; null: the value itself, the same in every refresh. */
const placesOfReading = [hash(':token')];
const placesOfCount = ["('bench:' || :client_id::text)", null, null, null, null];
const placesOfRotation = [
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
];

function literal(value) {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`;
  return `'${String(value instanceof Date ? value.toISOString() : value).replaceAll("'", "''")}'`;
}

function filled({ text, values }, places) {
  if (values.length !== places.length) throw new Error(`this bench does not know the statement: ${text}`);
  const line = text.replaceAll(/\s+/g, ' ');
  return line.replace(/\$(\d+)/g, (_, number) => places[number - 1] ?? literal(values[number - 1]));
}

/** The script; `:generation` lives in each client from one transaction to the next. As in ours, what was read is handed to the rotation. */
export function pgbenchScript(statements) {
  const [reading, count, rotation, ...more] = statements;
  if (rotation === undefined || more.length > 0) throw new Error('a refresh sends three statements');
  return [
    `\\set token :client_id * ${tokensOfClient} + :generation`,
    filled(reading, placesOfReading),
    '\\gset r_',
    `${filled(count, placesOfCount)};`,
    `${filled(rotation, placesOfRotation)};`,
    '\\set generation :generation + 1',
    '',
  ].join('\n');
}

/** What the script begins with: one person, session and live token for each client, in place of those of the round before. */
export const preparation = (clients) => [
  "DELETE FROM users WHERE username LIKE 'pgbench%'",
  `WITH client AS (SELECT n::bigint, gen_random_uuid() AS id FROM generate_series(0, ${clients - 1}) n),
  person AS (
    INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at, security_epoch, version, created_at, updated_at)
    SELECT id, 'pgbench' || n, 'pgbench' || n, 'pgbench' || n, 'pgbench' || n, true, 'USER', now(), 0, 1, now(), now() FROM client
  ), session AS (
    INSERT INTO sessions (id, user_id, security_epoch, auth_methods, created_at, authenticated_at, last_used_at, expires_at, absolute_expires_at)
    SELECT id, id, 0, '{password}', now(), now(), now(), now() + interval '1 hour', now() + interval '2 hours' FROM client
  )
  INSERT INTO refresh_tokens (id, session_id, token_hash, created_at)
  SELECT gen_random_uuid(), id, ${hash(`n * ${tokensOfClient}`)}, now() FROM client`,
];
