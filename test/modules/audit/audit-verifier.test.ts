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

// Entry 1 tells that the log has begun; entries 2 to 6 are these.
beforeEach(async () => {
  await log.executeWithoutTriggers(
    'TRUNCATE audit_events',
    `UPDATE audit_head SET sequence = 0, hash = '', seal = ''`,
  );
  await log.module.open();
  const origin = { ipAddress: '203.0.113.9', userAgent: 'Browser', requestId: 'request-1' };
  await log.origins.run(origin, async () => {
    await log.publishEvents({
      reason: 'first',
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

test('a log that nobody touched is found good, to its head', async () => {
  const rows = await log.rows();

  expect(await verify()).toEqual({
    valid: true,
    checkedEvents: 6,
    firstBadSequence: null,
    headHash: Buffer.from(Object(rows.at(-1)?.['hash'])).toString('hex'),
  });
});

describe('whoever owns the tables and not the key is found out', () => {
  const changed = (column: string, value: string): [string, number, string] => [
    `${column} of an entry`,
    3,
    `UPDATE audit_events SET ${column} = ${value} WHERE sequence = 3`,
  ];

  test.each([
    changed('id', 'gen_random_uuid()'),
    changed('occurred_at', `occurred_at + interval '1 millisecond'`),
    changed('action', `'user.created'`),
    changed('outcome', `'FAILURE'`),
    changed('reason', `'because'`),
    [`actor's type`, 3, `UPDATE audit_events SET actor_type = 'CLI', actor_id = NULL WHERE sequence = 3`],
    changed('actor_id', 'gen_random_uuid()'),
    changed('subject_id', 'NULL'),
    changed('resource_type', `'session'`),
    changed('resource_id', `'x'`),
    changed('ip_address', `'198.51.100.1'`),
    changed('user_agent', 'NULL'),
    changed('request_id', `'request-2'`),
    changed('changes', `replace(changes, 'ADMIN', 'SUPPORT')`),
    [
      'changes, in otherUserId spelling',
      3,
      `UPDATE audit_events SET changes = changes || ' ' WHERE sequence = 3`,
    ],
    changed('hash', `sha256('x')`),
    [
      'a reason moved to the address beside it',
      2,
      `UPDATE audit_events SET reason = ip_address, ip_address = reason WHERE sequence = 2`,
    ],
    ['the first entry taken away', 1, 'DELETE FROM audit_events WHERE sequence = 1'],
    ['one in the middle taken away', 4, 'DELETE FROM audit_events WHERE sequence = 4'],
    ['the last taken away', 6, 'DELETE FROM audit_events WHERE sequence = 6'],
    ['the last two taken away', 5, 'DELETE FROM audit_events WHERE sequence > 4'],
    ['everything taken away', 1, 'TRUNCATE audit_events'],
    [
      'one taken away and the others moved up',
      3,
      `DELETE FROM audit_events WHERE sequence = 3;
       UPDATE audit_events SET sequence = sequence - 1 WHERE sequence = 4;
       UPDATE audit_events SET sequence = sequence - 1 WHERE sequence = 5;
       UPDATE audit_events SET sequence = sequence - 1 WHERE sequence = 6`,
    ],
    [
      'two that changed places',
      3,
      `UPDATE audit_events SET sequence = 100 WHERE sequence = 3;
       UPDATE audit_events SET sequence = 3 WHERE sequence = 4;
       UPDATE audit_events SET sequence = 4 WHERE sequence = 100`,
    ],
    [
      'one put in at the end',
      7,
      `INSERT INTO audit_events SELECT 7, id, occurred_at, action, outcome, reason, actor_type, actor_id, subject_id,
         resource_type, resource_id, ip_address, user_agent, request_id, changes, hash FROM audit_events WHERE sequence = 6`,
    ],
    [
      'one put in at the end, with the head',
      7,
      `INSERT INTO audit_events SELECT 7, id, occurred_at, action, outcome, reason, actor_type, actor_id, subject_id,
         resource_type, resource_id, ip_address, user_agent, request_id, changes, hash FROM audit_events WHERE sequence = 6;
       UPDATE audit_head SET sequence = 7`,
    ],
    [
      'one put before the first',
      -1,
      `ALTER TABLE audit_events DROP CONSTRAINT audit_events_sequence_check;
       INSERT INTO audit_events SELECT -1, id, occurred_at, action, outcome, reason, actor_type, actor_id, subject_id,
         resource_type, resource_id, ip_address, user_agent, request_id, changes, hash FROM audit_events WHERE sequence = 6`,
    ],
    ['the head moved back', 6, 'UPDATE audit_head SET sequence = 5'],
    ['the head moved on', 7, 'UPDATE audit_head SET sequence = 9'],
    ['the hash of the head', 6, `UPDATE audit_head SET hash = sha256('x')`],
    ['the seal of the head', 6, `UPDATE audit_head SET seal = sha256('x')`],
    ['the head taken away', 6, 'DELETE FROM audit_head'],
    [
      'the end cut off, and the head moved to where it is now',
      4,
      `DELETE FROM audit_events WHERE sequence > 4;
       UPDATE audit_head SET sequence = 4, hash = (SELECT hash FROM audit_events WHERE sequence = 4)`,
    ],
    [
      'the log begun anew',
      1,
      `TRUNCATE audit_events; UPDATE audit_head SET sequence = 0, hash = '', seal = ''`,
    ],
  ])('%s: entry %i is named', async (_, firstBadSequence, statements) => {
    await log.executeWithoutTriggers(...statements.split(';'));

    const found = await verify();
    await log.executeWithoutTriggers(
      `INSERT INTO audit_head VALUES (1, 0, '', '') ON CONFLICT DO NOTHING`,
      'DELETE FROM audit_events WHERE sequence < 1',
    );

    expect(found).toMatchObject({ valid: false, firstBadSequence });
    expect(found.checkedEvents).toBeLessThan(7);
  });

  test('otherUserId key finds nothing good in it', async () => {
    const stranger = createAuditModuleOn(log.opened.database, Buffer.alloc(32, 6));

    expect(await stranger.module.verifier.verify()).toMatchObject({ valid: false, firstBadSequence: 1 });
  });
});

describe('what was tampered with stays so', () => {
  test.each([
    ['the head moved back', 'UPDATE audit_head SET sequence = 5', 7],
    ['the head taken away', 'DELETE FROM audit_head', 7],
    [
      'the end cut off with the head',
      `DELETE FROM audit_events WHERE sequence > 4;
       UPDATE audit_head SET sequence = 4, hash = (SELECT hash FROM audit_events WHERE sequence = 4)`,
      5,
    ],
  ])('%s: the log goes on, and says so for good', async (_, statements, at) => {
    await log.executeWithoutTriggers(...statements.split(';'));

    await log.publishEvents({ type: 'user.created' });
    await log.publishEvents({ type: 'user.deleted' });

    const rows = await log.rows();
    expect(rows.slice(-3).map(({ action }) => action)).toEqual([
      'log.tampered',
      'user.created',
      'user.deleted',
    ]);
    expect(await verify()).toMatchObject({ valid: false, firstBadSequence: at });
  });

  test('an end that was cut off together with an old head is seen by a head that was kept elsewhere', async () => {
    const old = await log.opened.database.dataSource.query('SELECT sequence, hash, seal FROM audit_head');
    await log.publishEvents({ type: 'user.created' });
    const [last] = (await log.rows()).slice(-1);
    const kept = { sequence: Number(last?.sequence), hash: last?.['hash'] as Buffer };
    const [{ sequence, hash, seal }] = old;
    const hex = (bytes: Buffer): string => `'\\x${bytes.toString('hex')}'`;
    await log.executeWithoutTriggers(
      'DELETE FROM audit_events WHERE sequence = 7',
      `UPDATE audit_head SET sequence = ${sequence}, hash = ${hex(hash)}, seal = ${hex(seal)}`,
    );

    const alone = await log.module.verifier.verify();
    const compared = await log.module.verifier.step({ sequence: 0, hash: Buffer.alloc(0) }, kept);
    await log.publishEvents({ type: 'user.created', reason: 'another' });
    const later = await log.module.verifier.step({ sequence: 0, hash: Buffer.alloc(0) }, kept);

    expect(alone.valid).toBe(true);
    expect(compared).toMatchObject({ verification: { valid: false, firstBadSequence: 7 } });
    expect(later).toMatchObject({ verification: { valid: false, firstBadSequence: 7 } });
  });
});

describe('the database itself', () => {
  test.each([
    ['UPDATE', `UPDATE audit_events SET reason = 'x'`],
    ['UPDATE of nothing', `UPDATE audit_events SET reason = 'x' WHERE false`],
    ['DELETE', 'DELETE FROM audit_events WHERE sequence = 6'],
    ['TRUNCATE', 'TRUNCATE audit_events'],
    ['DELETE of the head', 'DELETE FROM audit_head'],
    ['TRUNCATE of the head', 'TRUNCATE audit_head'],
    ['a second head', `INSERT INTO audit_head VALUES (2, 0, '', '')`],
  ])('refuses %s, also to its owner', async (_, statement) => {
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
