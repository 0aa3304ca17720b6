/** What the peers share: the pool, the two statements, the verification of the token, the listener. */
import { createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import jsonwebtoken from 'jsonwebtoken';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
/** Read once: jsonwebtoken would read a text again for each token, which takes longer than all the rest. */
const publicKey = createPublicKey(process.env.BENCH_PUBLIC_KEY);

export const typeDefs = `
  type Query { me: User @auth(requires: USER) users(first: Int!): [User!]! @auth(requires: ADMIN) }
  enum Role { USER ADMIN }
  directive @auth(requires: Role = ADMIN) on OBJECT | FIELD_DEFINITION
  type User { id: ID! username: String! email: String! fullName: String role: String! createdAt: String! }
`;

/** The caller of a request: the verified claims of its token (ES256), or null. No session is looked up. */
export function callerOf(authorization = '') {
  try {
    return jsonwebtoken.verify(authorization.slice('Bearer '.length), publicKey, { algorithms: ['ES256'] });
  } catch {
    return null;
  }
}

const columns = 'id, username, email, full_name AS "fullName", role, created_at AS "createdAt"';
const meStatement = { name: 'me', text: `SELECT ${columns} FROM users WHERE id = $1` };
const listStatement = {
  name: 'users',
  text: `SELECT ${columns} FROM users WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $1`,
};

export async function findUser(id) {
  return (await pool.query({ ...meStatement, values: [id] })).rows[0];
}

export async function listUsers(first) {
  return (await pool.query({ ...listStatement, values: [first] })).rows;
}

export const resolvers = {
  Query: {
    me: (_source, _arguments, { user }) => findUser(user.sub),
    users: (_source, { first }) => listUsers(first),
  },
  User: { createdAt: ({ createdAt }) => createdAt.toISOString() },
};

/** Whether a caller has the role that `@auth(requires:)` names. */
export const isAllowed = (user, requires) => user !== null && (requires === 'USER' || user.role === requires);

/** Reports the address to the benchmark. */
export function report(port) {
  console.log(`Cordon is ready at http://127.0.0.1:${port}\n`);
}

export function serve(listener) {
  const server = createServer(listener).listen(0, '127.0.0.1', () => report(server.address().port));
}
