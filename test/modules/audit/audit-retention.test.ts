import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { verifyOutput } from '../../../src/modules/audit/audit-command-output.js';
import { typeormAuditRepository } from '../../../src/modules/audit/audit-repository.typeorm.js';
import { type AuditVerification, createAuditVerifier } from '../../../src/modules/audit/audit-verifier.js';
import { createKeyedHash } from '../../../src/shared/index.js';
import { createAuditModuleOn, createTestAuditLog, type TestAuditLog } from '../../helpers/test-audit-log.js';
import { describeOnPostgres } from '../../helpers/test-database.js';

const key = Buffer.alloc(32, 5);
const day = 86_400;
const chainStart = { sequence: 0, hash: Buffer.alloc(0) };
const origin = { ipAddress: '203.0.113.9', userAgent: 'Browser', requestId: 'request-1' };

let log: TestAuditLog;
beforeAll(async () => {
  log = await createTestAuditLog(key, { retentionDays: 30 });
});
afterAll(() => log.close());

// Entries 1 to 3 are 32 days old, entries 4 and 5 are 12 days old.
beforeEach(async () => {
  await log.executeWithoutTriggers(
    'TRUNCATE audit_events, audit_personal, audit_checkpoints',
    `UPDATE audit_head SET sequence = 0, hash = '', seal = ''`,
  );
  await log.module.open();
  await log.origins.run(origin, () => log.publishEvents({}, { type: 'user.disabled', reason: 'left' }));
  log.moveBy(20 * day);
  await log.origins.run(origin, () => log.publishEvents({ type: 'user.enabled' }, {}));
  log.moveBy(12 * day);
});

const transactions = () => log.opened.database.transactions;
const query = (statement: string) => log.opened.database.dataSource.query(statement);
const sweep = async () => log.module.sweep?.(transactions());
const verify = () => log.module.verifier.verify();
const sequences = async () => (await log.rows()).map(({ sequence }) => Number(sequence));

async function hashOf(sequence: number): Promise<Buffer> {
  return (await log.rows()).find((row) => Number(row.sequence) === sequence)?.['hash'] as Buffer;
}

describe('after their retention', () => {
  test('entries are removed with their parts, and the log says so', async () => {
    await sweep();

    expect(await sequences()).toEqual([4, 5, 6]);
    expect(new Set((await log.parts()).map(({ sequence }) => Number(sequence)))).toEqual(new Set([4, 5]));
    expect((await log.entries()).at(-1)).toMatchObject({
      action: 'log.trimmed',
      actor_type: 'SYSTEM',
      changes: expect.stringContaining('"removedEvents":{"from":0,"to":3}'),
    });
  });

  test('the rest of the log verifies, with the number and the time of the removed entries', async () => {
    const removedUntil = (await log.rows())[2]?.['occurred_at'];
    await sweep();

    const found = await verify();

    expect(found).toMatchObject({ valid: true, checkedEvents: 3, removedEvents: 3, removedUntil });
    const output = verifyOutput(await log.module.verifier.step(chainStart, null), null);
    expect(output.text).toContain('3 entries verified');
    expect(output.text).toContain(`3 entries, the newest of ${(removedUntil as Date).toISOString()}`);
  });

  test('a log whose entries were all removed continues and verifies', async () => {
    log.moveBy(100 * day);
    await sweep();
    await log.publishEvents({ type: 'user.created' });
    log.moveBy(100 * day);
    await sweep();
    await log.module.open();

    const output = verifyOutput(await log.module.verifier.step(chainStart, null), null);
    expect(output.text).toContain('intact: 1 entry verified');
    expect(await sequences()).toEqual([8]);
    expect(await verify()).toMatchObject({ valid: true, checkedEvents: 1, removedEvents: 7 });
  });

  test('thousands of entries are removed in several transactions', async () => {
    await log.publishEvents(...Array(2_100).fill({}));
    log.moveBy(60 * day);

    await sweep();

    const rows = await log.rows();
    expect(rows.map(({ action }) => action)).toEqual(['log.trimmed', 'log.trimmed']);
    expect(await verify()).toMatchObject({ valid: true, removedEvents: 2_105 });
  });

  test('entries wait for those of their day, so that each run does not add an entry', async () => {
    log.moveBy(-1.5 * day);
    await sweep();

    expect(await sequences()).toEqual([1, 2, 3, 4, 5]);
  });

  test('nothing is removed without the setting', async () => {
    const { module } = createAuditModuleOn(log.opened.database, key);
    await module.sweep?.(transactions());

    expect(await sequences()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('entries that were changed are not removed', () => {
  test.each([
    ['an entry to be removed', `UPDATE audit_events SET reason = 'x' WHERE sequence = 2`],
    ['a part of it', `UPDATE audit_personal SET reason = 'x' WHERE sequence = 3 AND part = 'details'`],
    ['the time of a young entry', `UPDATE audit_events SET occurred_at = '2001-01-01' WHERE sequence = 4`],
    ['a removed entry', 'DELETE FROM audit_events WHERE sequence = 1'],
    ['a checkpoint', `INSERT INTO audit_checkpoints VALUES (1, sha256('x'), '2026-01-01', sha256('x'))`],
  ])('%s', async (_, statement) => {
    await log.executeWithoutTriggers(statement);
    const before = await sequences();

    await expect(sweep()).rejects.toThrow('no entries are removed');

    expect(await sequences()).toEqual(before);
    expect((await verify()).valid).toBe(false);
  });
});

describe('a removal without the key is detected', () => {
  const forged = (sequence: number): string =>
    `INSERT INTO audit_checkpoints SELECT ${sequence}, hash, occurred_at, sha256('x') FROM audit_events
     WHERE sequence = ${sequence}`;

  test.each([
    ['the oldest kept entry', 4, 'DELETE FROM audit_events WHERE sequence = 4'],
    ['all entries', 4, 'DELETE FROM audit_events'],
    ['an entry, with a forged checkpoint', 1, `${forged(4)}; DELETE FROM audit_events WHERE sequence = 4`],
    [
      'an entry, with the checkpoint moved forward',
      1,
      `UPDATE audit_checkpoints SET sequence = 4, hash = (SELECT hash FROM audit_events WHERE sequence = 4);
       DELETE FROM audit_events WHERE sequence = 4`,
    ],
    ['the checkpoint', 1, 'DELETE FROM audit_checkpoints'],
    ['nothing, with a forged checkpoint', 1, forged(4)],
  ])('of %s: entry %i is reported', async (_, firstBadSequence, statements) => {
    await sweep();
    await log.executeWithoutTriggers(...statements.split(';'));

    expect(await verify()).toMatchObject({ valid: false, firstBadSequence });
  });

  test.each([
    ['hash', `sha256('x')`],
    ['occurred_at', `occurred_at + interval '1 day'`],
    ['seal', `sha256('x')`],
  ])('as a checkpoint with another %s', async (column, value) => {
    await sweep();
    await log.executeWithoutTriggers(`UPDATE audit_checkpoints SET ${column} = ${value}`);

    expect(await verify()).toMatchObject({ valid: false, firstBadSequence: 1, removedEvents: 0 });
  });

  test('as an entry that is put back before the checkpoint', async () => {
    await query('CREATE TABLE copy AS SELECT * FROM audit_events WHERE sequence = 2');
    await sweep();
    await query('INSERT INTO audit_events SELECT * FROM copy');
    await query('DROP TABLE copy');

    expect(await verify()).toMatchObject({ valid: false, firstBadSequence: 2 });
  });
});

describe('the database', () => {
  test.each([
    ['a removal after the checkpoint', 'DELETE FROM audit_events WHERE sequence = 4'],
    ['a removal beyond it', 'DELETE FROM audit_events'],
    ['a change of a checkpoint', 'UPDATE audit_checkpoints SET sequence = 5'],
    ['the removal of a checkpoint', 'DELETE FROM audit_checkpoints'],
    ['an empty table of checkpoints', 'TRUNCATE audit_checkpoints'],
  ])('rejects %s, also by the owner of the tables', async (_, statement) => {
    await sweep();

    await expect(query(statement)).rejects.toThrow('append-only');
    await expect(
      log.opened.database.dataSource.transaction(async (manager) => {
        await manager.query(`SET LOCAL session_replication_role = 'replica'`);
        await manager.query(statement);
      }),
    ).rejects.toThrow('append-only');

    expect((await verify()).valid).toBe(true);
  });
});

describe('a head that was stored elsewhere', () => {
  const step = (sequence: number, hash: Buffer) => log.module.verifier.step(chainStart, { sequence, hash });

  test('is compared when it is the newest removed entry', async () => {
    const hash = await hashOf(3);
    await sweep();

    expect(await step(3, hash)).toMatchObject({ verification: { valid: true } });
    expect(await step(3, Buffer.alloc(32))).toMatchObject({
      verification: { valid: false, firstBadSequence: 3 },
    });
  });

  test('is refused instead of accepted when its entry was removed', async () => {
    const hash = await hashOf(2);
    await sweep();

    await expect(step(2, hash)).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
  });

  test('can be continued from, although its entry was removed', async () => {
    const hash = await hashOf(2);
    await sweep();

    const found = await log.module.verifier.step({ sequence: 2, hash }, null);
    expect(found).toMatchObject({ verification: { valid: true, checkedEvents: 3 } });
  });
});

describe('at the same time', () => {
  test('a verification that reads entries while they are removed is valid', async () => {
    let isFirst = true;
    const { verify: verifyMeanwhile } = createAuditVerifier({
      repository: {
        ...typeormAuditRepository,
        entriesAfter: async (...args) => {
          if (isFirst) await sweep();
          isFirst = false;
          return typeormAuditRepository.entriesAfter(...args);
        },
      },
      reader: transactions().reader,
      chainHash: createKeyedHash(key),
    });

    const found: AuditVerification = await verifyMeanwhile();

    expect(found).toMatchObject({ valid: true, removedEvents: 3, checkedEvents: 3 });
  });

  describeOnPostgres('on several instances', () => {
    test('two runs and writers leave one record of the removal and a valid log', async () => {
      await Promise.all([
        sweep(),
        sweep(),
        ...Array.from({ length: 5 }, () => log.publishEvents({ type: 'user.created' })),
      ]);

      const actions = (await log.rows()).map(({ action }) => action);
      expect(actions.filter((action) => action === 'log.trimmed')).toHaveLength(1);
      expect(await verify()).toMatchObject({ valid: true, removedEvents: 3, checkedEvents: 8 });
    });
  });
});
