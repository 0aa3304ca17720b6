import { beforeCommit, entityManager } from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { SealedHead } from './audit-chain.js';
import type { AuditEntry } from './audit-event.js';
import type { AuditSelection } from './audit-filter.js';
import type { AuditPosition, AuditRepository } from './audit-repository.js';

/** In the order of the table. */
const columns: readonly (readonly [column: string, member: keyof AuditEntry])[] = [
  ['sequence', 'sequence'],
  ['id', 'id'],
  ['occurred_at', 'occurredAt'],
  ['action', 'action'],
  ['outcome', 'outcome'],
  ['reason', 'reason'],
  ['actor_type', 'actorType'],
  ['actor_id', 'actorId'],
  ['subject_id', 'subjectId'],
  ['resource_type', 'resourceType'],
  ['resource_id', 'resourceId'],
  ['ip_address', 'ipAddress'],
  ['user_agent', 'userAgent'],
  ['request_id', 'requestId'],
  ['changes', 'changes'],
  ['hash', 'hash'],
];
const selectList = columns.map(([column, member]) => `${column} AS "${member}"`).join(', ');
const selected = `SELECT ${selectList} FROM audit_events`;

export const typeormAuditRepository: AuditRepository = {
  beforeCommit,
  lockHead: async (transaction) => {
    const found = await rows(
      transaction,
      'SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE',
    );
    if (found.length > 0) return headOf(found);
    // The row was removed from outside. Of concurrent transactions one inserts it; the others wait and see
    // its result.
    await rows(transaction, `INSERT INTO audit_head VALUES (1, -1, '', '') ON CONFLICT (id) DO NOTHING`);
    return headOf(
      await rows(transaction, 'SELECT sequence, hash, seal FROM audit_head WHERE id = 1 FOR UPDATE'),
    );
  },
  findNewestEntry: async (reader) =>
    entriesOf(await rows(reader, `${selected} ORDER BY sequence DESC LIMIT 1`))[0] ?? null,
  appendEntries: async (transaction, entries, { sequence, hash, seal }) => {
    const values: unknown[] = [sequence, hash, seal];
    const tuples = entries.map((entry) => {
      const places = columns.map(([, member]) => `$${values.push(entry[member])}`);
      return `(${places.join(', ')})`;
    });
    const names = columns.map(([column]) => column).join(', ');
    await rows(
      transaction,
      `WITH moved AS (UPDATE audit_head SET sequence = $1, hash = $2, seal = $3 WHERE id = 1)
       INSERT INTO audit_events (${names}) VALUES ${tuples.join(', ')}`,
      values,
    );
  },
  readHead: async (reader) => {
    const found = await rows(
      reader,
      `SELECT head.sequence, head.hash, head.seal, coalesce(log.last, 0) AS last
       FROM (SELECT max(sequence) AS last FROM audit_events) log LEFT JOIN audit_head head ON head.id = 1`,
    );
    return { head: headOf(found), lastSequence: Number(found[0]?.['last'] ?? 0) };
  },
  entriesAfter: async (reader, sequence, limit) =>
    entriesOf(
      await rows(reader, `${selected} WHERE sequence > $1 ORDER BY sequence LIMIT $2`, [sequence, limit]),
    ),
  entriesBefore: async (reader, selection, before, limit) => {
    const values: unknown[] = [];
    // The newest entries of several actions are the newest of the newest of each: a condition on several
    // would make the planner walk through all entries, looking for those of rare actions.
    const pages = branchesOf(selection).map((branch) => {
      const { sql, order } = conditionsOf(branch, before, values);
      return { order, text: `(SELECT * FROM audit_events WHERE ${sql} ORDER BY ${order} LIMIT ${limit})` };
    });
    const source = pages.map(({ text }) => text).join(' UNION ALL ');
    const order = pages[0]?.order ?? 'sequence DESC';
    const text = `WITH audit_events AS (${source}) ${selected} ORDER BY ${order} LIMIT ${limit}`;
    return entriesOf(await rows(reader, text, values));
  },
};

type Row = Readonly<Record<string, unknown>>;

/** TypeORM types the rows as `any`. */
async function rows(reader: Reader, sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return entityManager(reader).query(sql, [...values]);
}

function entriesOf(found: readonly Row[]): readonly AuditEntry[] {
  // The statement selects the columns under the names of the members; only these two have another form.
  return found.map(
    (row) =>
      ({ ...row, sequence: Number(row['sequence']), hash: bytes(row['hash']) }) as unknown as AuditEntry,
  );
}

function headOf([row]: readonly Row[]): SealedHead | null {
  if (row === undefined || row['sequence'] === null) return null;
  return { sequence: Number(row['sequence']), hash: bytes(row['hash']), seal: bytes(row['seal']) };
}

function bytes(value: unknown): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.alloc(0);
}

const maxBranches = 10;

/** Returns selections with one action each, which together select the same entries, each one once. */
function branchesOf(selection: AuditSelection): readonly AuditSelection[] {
  const { actions, from, before } = selection;
  const isByAction = actions !== null && from === null && before === null;
  if (!isByAction || actions.length < 2 || actions.length > maxBranches) return [selection];
  return actions.map((action) => ({ ...selection, actions: [action] }));
}

/** Returns the conditions; their values are added to `values`. */
function conditionsOf(
  { actions, actorId, subjectId, outcome, ipAddress, from, before: beforeTime }: AuditSelection,
  before: AuditPosition | null,
  values: unknown[],
): { readonly sql: string; readonly order: string } {
  // Ordered by sequence, the planner would scan from the end of the log, since it cannot know that time and
  // sequence are correlated.
  const isByTime = from !== null || beforeTime !== null;
  const conditions = [
    userCondition('actor_id', actorId),
    userCondition('subject_id', subjectId),
    // A single action is compared with `=`, so that the index on actions provides the order too.
    actions?.length === 1 ? given('action = ?', actions[0]) : given('action = ANY(?::text[])', actions),
    given('outcome = ?', outcome),
    given('ip_address = ?', ipAddress),
    given('occurred_at >= ?', from),
    given('occurred_at < ?', beforeTime),
    before === null ? null : isByTime ? beforeInTime(before) : given('sequence < ?', before.sequence),
  ].filter((condition) => condition !== null);
  const order = isByTime ? 'occurred_at DESC, sequence DESC' : 'sequence DESC';
  return { sql: ['TRUE', ...conditions].join(' AND '), order };

  function beforeInTime({ occurredAt, sequence }: AuditPosition): string {
    const time = `$${values.push(occurredAt)}::timestamptz`;
    return `(occurred_at, sequence) < (${time}, $${values.push(sequence)}::bigint)`;
  }

  function given(condition: string, value: unknown): string | null {
    if (value === null || value === undefined) return null;
    return condition.replace('?', `$${values.push(value)}`);
  }

  function userCondition(column: string, id: string | null): string | null {
    return id === 'nobody' ? 'FALSE' : given(`${column} = ?`, id);
  }
}
