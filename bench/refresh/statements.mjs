/** Turns the statements of one refresh into a script of pgbench that goes on refreshing, each client its own session. */

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const uuid = (kind, number) => `('${kind}0000000-0000-4000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const hash = (number) => `decode(lpad(to_hex(${number}), 64, '0'), 'hex')`;
/** A client's tokens are numbered in a row of its own. */
const token = (offset) => `(:client_id::bigint * 100000000 + :generation::bigint + ${offset})`;

/** Names what the values of the captured refresh stand for; all others are the same in every refresh. */
function rolesOf(statements) {
  const valuesOf = (pattern) => statements.find(({ text }) => pattern.test(text))?.values ?? [];
  const [usedHash] = valuesOf(/FOR UPDATE/);
  const inserted = valuesOf(/INSERT INTO "refresh_tokens"/);
  const [successorId, sessionId, successorHash] = inserted;
  const bytes = (value) => `bytes ${hex(value)}`;
  const roles = new Map([
    [bytes(usedHash), hash(token(0))],
    [bytes(successorHash), hash(token(1))],
    [successorId, uuid(1, token(1))],
    [sessionId, uuid(2, ':client_id::bigint')],
  ]);
  const used = valuesOf(/UPDATE "refresh_tokens"/).find(
    (value) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) && !roles.has(value),
  );
  roles.set(used, uuid(1, token(0)));
  const [userId] = valuesOf(/FROM "users"/);
  roles.set(userId, uuid(3, ':client_id::bigint'));
  return { nameOf: (value) => roles.get(Buffer.isBuffer(value) ? bytes(value) : value), roles };
}

function literal(value) {
  if (value === null || value === undefined) return 'NULL';
  if (Buffer.isBuffer(value)) return `decode('${hex(value)}', 'hex')`;
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `'${String(value).replaceAll("'", "''")}'`;
}

/** The script; `:generation` lives in each client from one transaction to the next. */
export function pgbenchScript(statements) {
  const { nameOf } = rolesOf(statements);
  const lines = statements.map(({ text, values }) => {
    const filled = text.replace(/\$(\d+)/g, (_, number) => {
      const value = values[Number(number) - 1];
      return nameOf(value) ?? literal(value);
    });
    return `${filled.replaceAll('\n', ' ')};`;
  });
  return [...lines, '\\set generation :generation + 1', ''].join('\n');
}

/** What the script begins with: one person, session and live token for each client. */
export const preparation = (clients) => `
  INSERT INTO users (id, username, username_key, email, email_key, email_verified, role, activated_at, security_epoch, version, created_at, updated_at)
  SELECT ${uuid(3, 'n')}, 'p' || n, 'p' || n, 'p' || n, 'p' || n, true, 'USER', now(), 0, 1, now(), now() FROM generate_series(0, ${clients - 1}) n;
  INSERT INTO sessions (id, user_id, security_epoch, auth_methods, created_at, authenticated_at, last_used_at, expires_at, absolute_expires_at)
  SELECT ${uuid(2, 'n')}, ${uuid(3, 'n')}, 0, '{password}', now(), now(), now(), now() + interval '1 hour', now() + interval '2 hours'
  FROM generate_series(0, ${clients - 1}) n;
  INSERT INTO refresh_tokens (id, session_id, token_hash, created_at)
  SELECT ${uuid(1, 'n::bigint * 100000000')}, ${uuid(2, 'n')}, ${hash('n::bigint * 100000000')}, now() FROM generate_series(0, ${clients - 1}) n;
`;
