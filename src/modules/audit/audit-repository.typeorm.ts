import {
  advisoryLock,
  beforeCommit,
  entityManager,
  type SentValue,
  sendWrite,
} from '../../platform/database/index.js';
import type { Reader } from '../../shared/index.js';
import type { SealedCheckpoint, SealedHead } from './audit-chain.js';
import { branchesOf, conditionsOf } from './audit-conditions.js';
import { type AuditEntry, type PersonalPart, personalParts, type StoredPart } from './audit-event.js';
import type { AuditRepository } from './audit-repository.js';

/** In the order of the table. */
const columns: readonly (readonly [column: string, member: Exclude<keyof AuditEntry, 'parts'>])[] = [
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
const selectList = [
  ...columns.map(([column, member]) => `audit_events.${column} AS "${member}"`),
  'audit_events.origin_digest AS "originDigest"',
  'audit_events.details_digest AS "detailsDigest"',
].join(', ');
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
    (await readEntries(reader, `${selected} ORDER BY sequence DESC LIMIT 1`))[0] ?? null,
  appendEntries: async (transaction, entries, { sequence, hash, seal }) => {
    const values: SentValue[] = [sequence, hash, seal];
    const place = (value: SentValue): string => `$${values.push(value)}`;
    const events = entries.map((entry) => [
      ...columns.map(([, member]) => place(entry[member])),
      ...personalParts.map((part) => place(entry.parts[part].digest)),
    ]);
    const parts = entries.flatMap((entry) =>
      personalParts.flatMap((part) => {
        const { row } = entry.parts[part];
        return row === null
          ? []
          : [
              [
                `${place(entry.id)}::uuid`,
                `'${part}'`,
                `${place(entry.sequence)}::bigint`,
                ...partValues(row, place),
              ],
            ];
      }),
    );
    const insertParts = `, parts AS (INSERT INTO audit_personal (entry_id, part, sequence, ${partColumns.join(', ')})
       VALUES ${tuples(parts)})`;
    const names = [...columns.map(([column]) => column), 'origin_digest', 'details_digest'].join(', ');
    // COMMIT follows in the same round trip, so that the lock of the head is held for one less.
    sendWrite(
      transaction,
      `WITH moved AS (UPDATE audit_head SET sequence = $1, hash = $2, seal = $3 WHERE id = 1)
       ${parts.length === 0 ? '' : insertParts}
       INSERT INTO audit_events (${names}) VALUES ${tuples(events)}`,
      values,
    );
  },
  erasePersonal: async (transaction, userId) => {
    // Four statements, because each has an index of its own.
    for (const [part, owner] of [
      ['origin', 'actor_id = $1'],
      ['origin', 'actor_id IS NULL AND subject_id = $1'],
      ['details', 'subject_id = $1'],
      ['details', 'subject_id IS NULL AND actor_id = $1'],
    ]) {
      await rows(
        transaction,
        `DELETE FROM audit_personal USING audit_events
         WHERE audit_personal.part = '${part}' AND audit_personal.entry_id = audit_events.id AND ${owner}`,
        [userId],
      );
    }
  },
  findErased: async (reader) => {
    const found = await rows(reader, `SELECT subject_id FROM audit_events WHERE action = 'user.erased'`);
    return new Set(found.map((row) => String(row['subject_id'])));
  },
  readHead: async (reader) => {
    const found = await rows(
      reader,
      `SELECT head.sequence, head.hash, head.seal, coalesce(log.last, 0) AS last,
         removed.sequence AS "removedSequence", removed.hash AS "removedHash",
         removed.occurred_at AS "removedUntil", removed.seal AS "removedSeal"
       FROM (SELECT max(sequence) AS last FROM audit_events) log LEFT JOIN audit_head head ON head.id = 1
       LEFT JOIN (SELECT * FROM audit_checkpoints ORDER BY sequence DESC LIMIT 1) removed ON TRUE`,
    );
    const lastSequence = Number(found[0]?.['last'] ?? 0);
    return { head: headOf(found), lastSequence, checkpoint: checkpointOf(found) };
  },
  lockRemoval: (transaction) => advisoryLock(transaction, 'audit-removal'),
  removeEntries: async (transaction, { sequence, hash, occurredAt, seal }, ids) => {
    await rows(transaction, 'INSERT INTO audit_checkpoints VALUES ($1, $2, $3, $4)', [
      sequence,
      hash,
      occurredAt,
      seal,
    ]);
    await rows(transaction, 'DELETE FROM audit_personal WHERE entry_id = ANY($1::uuid[])', [ids]);
    await rows(transaction, 'DELETE FROM audit_events WHERE sequence <= $1', [sequence]);
  },
  entriesAfter: async (reader, sequence, limit) =>
    readEntries(reader, `${selected} WHERE sequence > $1 ORDER BY sequence LIMIT $2`, [sequence, limit]),
  entriesBefore: async (reader, selection, before, limit) => {
    const values: unknown[] = [];
    // The newest entries of several actions are the newest of the newest of each: a condition on several
    // would make the planner walk through all entries, looking for those of rare actions.
    const pages = branchesOf(selection).map((branch) => {
      const { join, sql, order, isHistory } = conditionsOf(branch, before, values);
      const newest = `FROM audit_events ${join} WHERE ${sql} ORDER BY ${order} LIMIT ${limit}`;
      return {
        order,
        text: isHistory
          ? `SELECT * FROM audit_events WHERE sequence = ANY(ARRAY(SELECT audit_events.sequence ${newest}))`
          : `(SELECT audit_events.* ${newest})`,
      };
    });
    const source = pages.map(({ text }) => text).join(' UNION ALL ');
    const order = pages[0]?.order ?? 'audit_events.sequence DESC';
    const text = `WITH audit_events AS (${source}) ${selected} ORDER BY ${order} LIMIT ${limit}`;
    return readEntries(reader, text, values);
  },
};

type Row = Readonly<Record<string, unknown>>;

/** TypeORM types the rows as `any`. */
async function rows(reader: Reader, sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return entityManager(reader).query(sql, [...values]);
}

/** Reads entries, then their parts: joined, the planner could no longer use the order of the index. */
async function readEntries(
  reader: Reader,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly AuditEntry[]> {
  const found = await rows(reader, sql, values);
  if (found.length === 0) return [];
  const partRows = await rows(
    reader,
    `SELECT entry_id, part, key, ip_address AS "ipAddress", user_agent AS "userAgent", reason, changes
     FROM audit_personal WHERE entry_id = ANY($1::uuid[])`,
    [found.map((row) => row['id'])],
  );
  const byPlace = new Map(partRows.map((row) => [`${row['entry_id']} ${row['part']}`, row]));
  return found.map((row) => toEntry(row, (part) => byPlace.get(`${row['id']} ${part}`)));
}

function toEntry(row: Row, findPart: (part: PersonalPart) => Row | undefined): AuditEntry {
  const { originDigest, detailsDigest, ...members } = row;
  const partOf = (part: PersonalPart, digest: unknown): StoredPart => {
    const found = findPart(part);
    return {
      digest: digest === null ? null : bytes(digest),
      row: found === undefined ? null : { ...found, key: bytes(found['key']) },
    };
  };
  // The statement selects the columns under the names of the members; only these have another form.
  return {
    ...members,
    sequence: Number(row['sequence']),
    hash: bytes(row['hash']),
    parts: { origin: partOf('origin', originDigest), details: partOf('details', detailsDigest) },
  } as unknown as AuditEntry;
}

const partColumns = ['key', 'ip_address', 'user_agent', 'reason', 'changes'];

function partValues(
  { key, ipAddress = null, userAgent = null, reason = null, changes = null }: StoredRow,
  place: (value: SentValue) => string,
): readonly string[] {
  return [
    `${place(key)}::bytea`,
    ...[ipAddress, userAgent, reason, changes].map((value) => `${place(value)}::text`),
  ];
}

type StoredRow = NonNullable<StoredPart['row']>;

function tuples(values: readonly (readonly string[])[]): string {
  return values.map((each) => `(${each.join(', ')})`).join(', ');
}

function headOf([row]: readonly Row[]): SealedHead | null {
  if (row === undefined || row['sequence'] === null) return null;
  return { sequence: Number(row['sequence']), hash: bytes(row['hash']), seal: bytes(row['seal']) };
}

function checkpointOf([row]: readonly Row[]): SealedCheckpoint | null {
  const occurredAt = row?.['removedUntil'];
  if (row === undefined || !(occurredAt instanceof Date)) return null;
  const { removedSequence, removedHash, removedSeal } = row;
  return {
    sequence: Number(removedSequence),
    hash: bytes(removedHash),
    occurredAt,
    seal: bytes(removedSeal),
  };
}

function bytes(value: unknown): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.alloc(0);
}
