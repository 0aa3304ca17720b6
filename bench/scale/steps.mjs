/** The measured work that is more than one request: each prepares itself once on each server. */
import { execute, signInAdministrator } from '../cutoff/clients.mjs';
import { startCordon } from '../everyday/contestants.mjs';
import { sweepOf } from './housekeeping.mjs';

const orders = ['CREATED_AT', 'USERNAME', 'EMAIL', 'LAST_LOGIN_AT'];

/** A page after a cursor near the end of the list, and a page before it. */
const deepPages = orders.flatMap((field) =>
  ['after', 'before'].map((side) => ({
    name: `deep cursor: ${side}, ${field}`,
    prepare: async ({ url, token }) => {
      const query = `{ users(last: 100, orderBy: { field: ${field} }) { pageInfo { startCursor } } }`;
      const { users } = await execute(url, query, {}, token);
      return { cursor: users.pageInfo.startCursor };
    },
    run: ({ url, token }, { cursor }) => {
      const size = side === 'after' ? 'first' : 'last';
      const query = `query ($cursor: String) {
        users(${size}: 20, ${side}: $cursor, orderBy: { field: ${field} }) { nodes { id } } }`;
      return execute(url, query, { cursor }, token);
    },
  })),
);

const auditFilters = {
  all: '',
  'one action': 'actions: ["session.started"],',
  'one rare action': 'actions: ["user.deleted"],',
  'two actions': 'actions: ["user.deleted", "login.failed"],',
  failures: 'outcome: FAILURE,',
  'one subject': 'subjectId: $subject,',
};

/** Pages of the first half of the log, chosen by time and continued with a cursor. */
const deepAudit = Object.entries(auditFilters).map(([name, filter]) => ({
  name: `audit at depth: ${name}`,
  prepare: async (server) => {
    const { rows } = await server.client.query(
      `SELECT occurred_at, subject_id FROM audit_events
       WHERE sequence >= (SELECT max(sequence) / 2 FROM audit_events) ORDER BY sequence LIMIT 1`,
    );
    const [{ occurred_at: before, subject_id: subject }] = rows;
    const variables = { before: before.toISOString(), subject };
    const { auditEvents } = await pageOf(server, filter, variables);
    return { ...variables, after: auditEvents.pageInfo.endCursor };
  },
  run: (server, variables) => pageOf(server, filter, variables),
}));

function pageOf({ url, token }, filter, { subject, ...variables }) {
  const isBySubject = filter.includes('$subject');
  const query = `query ($before: DateTime, $after: String ${isBySubject ? ', $subject: ID' : ''}) {
    auditEvents(first: 20, after: $after, filter: { ${filter} occurredAt: { lt: $before } }) {
      nodes { action } pageInfo { endCursor } } }`;
  return execute(url, query, isBySubject ? { subject, ...variables } : variables, token);
}

const signIn = { name: 'login (bcrypt cost 10 included)', run: ({ url }) => signInAdministrator(url) };

const refresh = {
  name: 'refresh',
  prepare: async ({ url }) => {
    const input = { username: 'admin', password: 'seventeen green herons' };
    const query = 'mutation ($input: LoginInput!) { login(input: $input) { tokens { refreshToken } } }';
    return (await execute(url, query, { input })).login.tokens;
  },
  run: async ({ url }, state) => {
    const query =
      'mutation ($input: RefreshInput!) { refreshToken(input: $input) { tokens { refreshToken } } }';
    const { refreshToken } = await execute(url, query, { input: { refreshToken: state.refreshToken } });
    state.refreshToken = refreshToken.tokens.refreshToken;
  },
};

const housekeeping = {
  name: 'housekeeping, nothing is due',
  repeats: 3,
  // What is due at first, sessions of deleted users, is removed before the measurement.
  prepare: async (server) => ({ sweep: await sweepOf(server) }),
  run: (_, { sweep }) => sweep.run(),
  finish: ({ sweep }) => sweep.close(),
};

const startUp = {
  name: 'start to the first answer, of a second instance',
  repeats: 3,
  run: async ({ databaseUrl, settings }) => (await startCordon(databaseUrl, settings, false)).stop(),
};

export const steps = [...deepPages, ...deepAudit, signIn, refresh, housekeeping, startUp];
