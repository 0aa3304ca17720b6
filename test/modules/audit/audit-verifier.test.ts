import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createAuditModuleOn,
  createTestAuditLog,
  otherUserId,
  type TestAuditLog,
} from '../../helpers/test-audit-log.js';

let log: TestAuditLog;
const key = Buffer.alloc(32, 5);
beforeAll(async () => {
  log = await createTestAuditLog(key);
});
afterAll(() => log.close());

// Entry 1 is log.started; entries 2 to 6 are these.
beforeEach(async () => {
  await log.executeWithoutTriggers(
    'TRUNCATE audit_events, audit_personal',
    `UPDATE audit_head SET sequence = 0, hash = '', seal = ''`,
  );
  await log.module.open();
  const origin = { ipAddress: '203.0.113.9', userAgent: 'Browser', requestId: 'request-1' };
  await log.origins.run(origin, async () => {
    await log.publishEvents({
      reason: 'first',
      changes: { username: { from: 'ada', to: 'lovelace' } },
      resource: { type: 'session', id: '018f3f3e-0000-7000-8000-000000000009' },
    });
    await log.publishEvents(
      { actor: { type: 'USER', id: otherUserId }, changes: { role: { from: 'USER', to: 'ADMIN' } } },
      { type: 'user.disabled', reason: 'left' },
    );
    await log.publishEvents({ type: 'login.failed', outcome: 'FAILURE', actor: { type: 'ANONYMOUS' } });
    await log.publishEvents({ type: 'user.enabled' });
  });
});

const verify = () => log.module.verifier.verify();

test('an untouched log is valid up to its head', async () => {
  const rows = await log.rows();

  expect(await verify()).toEqual({
    valid: true,
    checkedEvents: 6,
    removedEvents: 0,
    removedUntil: null,
    firstBadSequence: null,
    headHash: Buffer.from(Object(rows.at(-1)?.['hash'])).toString('hex'),
  });
});

describe('a change without the key is detected', () => {
  const changed = (column: string, value: string): [string, number, string] => [
    `changed ${column}`,
    3,
    `UPDATE audit_events SET ${column} = ${value} WHERE sequence = 3`,
  ];

  const personal = (column: string, value: string): [string, number, string][] => [
    [
      `changed personal ${column}`,
      2,
      `UPDATE audit_personal SET ${column} = ${value} WHERE sequence = 2 AND ${column} IS NOT NULL`,
    ],
  ];

  const insertCopy = (sequence: number): string =>
    `INSERT INTO audit_events
     SELECT ${sequence}, id, occurred_at, action, outcome, reason, actor_type, actor_id, subject_id,
       resource_type, resource_id, ip_address, user_agent, request_id, changes, hash, origin_digest,
       details_digest
     FROM audit_events WHERE sequence = 6`;

  test.each([
    changed('id', 'gen_random_uuid()'),
    changed('occurred_at', `occurred_at + interval '1 millisecond'`),
    changed('action', `'user.created'`),
    changed('outcome', `'FAILURE'`),
    changed('reason', `'because'`),
    [
      'changed actor_type',
      3,
      `UPDATE audit_events SET actor_type = 'CLI', actor_id = NULL WHERE sequence = 3`,
    ],
    changed('actor_id', 'gen_random_uuid()'),
    changed('subject_id', 'NULL'),
    changed('resource_type', `'session'`),
    changed('resource_id', `'x'`),
    changed('ip_address', `'198.51.100.1'`),
    changed('user_agent', `'Other'`),
    changed('request_id', `'request-2'`),
    changed('changes', `replace(changes, 'ADMIN', 'SUPPORT')`),
    [
      'changes with other whitespace',
      3,
      `UPDATE audit_events SET changes = changes || ' ' WHERE sequence = 3`,
    ],
    changed('hash', `sha256('x')`),
    changed('origin_digest', 'NULL'),
    changed('details_digest', `sha256('x')`),
    ...personal('ip_address', `'198.51.100.1'`),
    ...personal('user_agent', 'NULL'),
    ...personal('reason', `'because'`),
    ...personal('changes', `replace(changes, 'ada', 'eve')`),
    ['a removed part of a user who was not erased', 2, 'DELETE FROM audit_personal WHERE sequence = 2'],
    [
      'a part that the entry does not have',
      5,
      `INSERT INTO audit_personal (entry_id, part, sequence, key, reason)
       SELECT id, 'details', sequence, '', 'because' FROM audit_events WHERE sequence = 5`,
    ],
    [
      'swapped keys of two parts',
      2,
      `UPDATE audit_personal SET key = other.key FROM audit_personal other
       WHERE audit_personal.sequence = 2 AND other.sequence = 2 AND audit_personal.part <> other.part`,
    ],
    ['removed first entry', 1, 'DELETE FROM audit_events WHERE sequence = 1'],
    ['removed entry in the middle', 4, 'DELETE FROM audit_events WHERE sequence = 4'],
    ['removed last entry', 6, 'DELETE FROM audit_events WHERE sequence = 6'],
    ['removed last two entries', 5, 'DELETE FROM audit_events WHERE sequence > 4'],
    ['removed all entries', 1, 'TRUNCATE audit_events'],
    [
      'removed entry, with the others renumbered',
      3,
      `DELETE FROM audit_events WHERE sequence = 3;
       UPDATE audit_events SET sequence = sequence - 1 WHERE sequence = 4;
       UPDATE audit_events SET sequence = sequence - 1 WHERE sequence = 5;
       UPDATE audit_events SET sequence = sequence - 1 WHERE sequence = 6`,
    ],
    [
      'two swapped entries',
      3,
      `UPDATE audit_events SET sequence = 100 WHERE sequence = 3;
       UPDATE audit_events SET sequence = 3 WHERE sequence = 4;
       UPDATE audit_events SET sequence = 4 WHERE sequence = 100`,
    ],
    ['an entry inserted at the end', 7, `${insertCopy(7)}`],
    [
      'an entry inserted at the end, with the head moved',
      7,
      `${insertCopy(7)};
       UPDATE audit_head SET sequence = 7`,
    ],
    [
      'an entry inserted before the first',
      -1,
      `ALTER TABLE audit_events DROP CONSTRAINT audit_events_sequence_check;
       ${insertCopy(-1)}`,
    ],
    ['head moved back', 6, 'UPDATE audit_head SET sequence = 5'],
    ['head moved forward', 7, 'UPDATE audit_head SET sequence = 9'],
    ['changed hash of the head', 6, `UPDATE audit_head SET hash = sha256('x')`],
    ['changed seal of the head', 6, `UPDATE audit_head SET seal = sha256('x')`],
    ['removed head', 6, 'DELETE FROM audit_head'],
    [
      'removed end, with the head moved back',
      4,
      `DELETE FROM audit_events WHERE sequence > 4;
       UPDATE audit_head SET sequence = 4, hash = (SELECT hash FROM audit_events WHERE sequence = 4)`,
    ],
    ['a restarted log', 1, `TRUNCATE audit_events; UPDATE audit_head SET sequence = 0, hash = '', seal = ''`],
  ])('%s: entry %i is reported', async (_, firstBadSequence, statements) => {
    await log.executeWithoutTriggers(...statements.split(';'));

    const found = await verify();
    await log.executeWithoutTriggers(
      `INSERT INTO audit_head VALUES (1, 0, '', '') ON CONFLICT DO NOTHING`,
      'DELETE FROM audit_events WHERE sequence < 1',
    );

    expect(found).toMatchObject({ valid: false, firstBadSequence });
    expect(found.checkedEvents).toBeLessThan(7);
  });

  test('with another key no entry is valid', async () => {
    const other = createAuditModuleOn(log.opened.database, Buffer.alloc(32, 6));

    expect(await other.module.verifier.verify()).toMatchObject({ valid: false, firstBadSequence: 1 });
  });
});

describe('after tampering', () => {
  test.each([
    ['with a head that was moved back', 'UPDATE audit_head SET sequence = 5', 7],
    ['with a removed head', 'DELETE FROM audit_head', 7],
    [
      'with a removed end',
      `DELETE FROM audit_events WHERE sequence > 4;
       UPDATE audit_head SET sequence = 4, hash = (SELECT hash FROM audit_events WHERE sequence = 4)`,
      5,
    ],
  ])('%s the log continues after a permanent entry about it', async (_, statements, firstBadSequence) => {
    await log.executeWithoutTriggers(...statements.split(';'));

    await log.publishEvents({ type: 'user.created' });
    await log.publishEvents({ type: 'user.deleted' });

    const rows = await log.rows();
    expect(rows.slice(-3).map(({ action }) => action)).toEqual([
      'log.tampered',
      'user.created',
      'user.deleted',
    ]);
    expect(await verify()).toMatchObject({ valid: false, firstBadSequence });
  });

  test('a removed end with an old head is detected by a head that was stored elsewhere', async () => {
    const oldHead = await log.opened.database.dataSource.query('SELECT sequence, hash, seal FROM audit_head');
    await log.publishEvents({ type: 'user.created' });
    const [last] = (await log.rows()).slice(-1);
    const kept = { sequence: Number(last?.sequence), hash: last?.['hash'] as Buffer };
    const [{ sequence, hash, seal }] = oldHead;
    const hex = (bytes: Buffer): string => `'\\x${bytes.toString('hex')}'`;
    await log.executeWithoutTriggers(
      'DELETE FROM audit_events WHERE sequence = 7',
      `UPDATE audit_head SET sequence = ${sequence}, hash = ${hex(hash)}, seal = ${hex(seal)}`,
    );

    const unaided = await log.module.verifier.verify();
    const compared = await log.module.verifier.step({ sequence: 0, hash: Buffer.alloc(0) }, kept);
    await log.publishEvents({ type: 'user.created', reason: 'another' });
    const later = await log.module.verifier.step({ sequence: 0, hash: Buffer.alloc(0) }, kept);

    expect(unaided.valid).toBe(true);
    expect(compared).toMatchObject({ verification: { valid: false, firstBadSequence: 7 } });
    expect(later).toMatchObject({ verification: { valid: false, firstBadSequence: 7 } });
  });
});

describe('the database', () => {
  test.each([
    ['UPDATE', `UPDATE audit_events SET reason = 'x'`],
    ['UPDATE of no row', `UPDATE audit_events SET reason = 'x' WHERE false`],
    ['DELETE', 'DELETE FROM audit_events WHERE sequence = 6'],
    ['TRUNCATE', 'TRUNCATE audit_events'],
    ['DELETE of the head', 'DELETE FROM audit_head'],
    ['TRUNCATE of the head', 'TRUNCATE audit_head'],
    ['a second head', `INSERT INTO audit_head VALUES (2, 0, '', '')`],
  ])('rejects %s, also by the owner of the tables', async (_, statement) => {
    const before = await log.rows();

    await expect(log.opened.database.dataSource.query(statement)).rejects.toThrow();
    await expect(
      log.opened.database.dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL session_replication_role = 'replica'`);
        await manager.query(statement);
      }),
    ).rejects.toThrow();

    expect(await log.rows()).toEqual(before);
  });
});
