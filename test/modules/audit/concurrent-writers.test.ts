import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createTestAuditLog, openAuditInstance, otherUserId, userId } from '../../helpers/test-audit-log.js';
import { describeOnPostgres } from '../../helpers/test-database.js';

describeOnPostgres('three instances', () => {
  test('write one chain without gaps or deadlocks, with the entries of a transaction together', async () => {
    const key = randomBytes(32);
    const log = await createTestAuditLog(key);
    const url = log.opened.url ?? '';
    const instances = await Promise.all([1, 2, 3].map(() => openAuditInstance(url, key, 14)));
    const rounds = 10;

    const written = await Promise.all(
      Array.from({ length: 40 }, async (_, writer) => {
        const { publishEvents } = instances[writer % instances.length] ?? instances[0] ?? log;
        for (let round = 0; round < rounds; round += 1) {
          const requestId = `${writer}-${round}`;
          await publishEvents(
            { reason: requestId, subjectId: userId },
            { reason: requestId, subjectId: otherUserId, type: 'user.disabled' },
          );
        }
        return rounds * 2;
      }),
    );

    const rows = await log.rows();
    const reasons = rows.slice(1).map((row) => row['reason']);
    const verification = await log.module.verifier.verify();
    for (const instance of instances) await instance.close();
    await log.close();
    expect(written.reduce((sum, count) => sum + count)).toBe(800);
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(
      Array.from({ length: 801 }, (_, n) => n + 1),
    );
    expect(reasons.filter((_, index) => index % 2 === 0)).toEqual(
      reasons.filter((_, index) => index % 2 === 1),
    );
    expect(verification).toMatchObject({ valid: true, checkedEvents: 801 });
  });

  test('start the log once', async () => {
    const key = randomBytes(32);
    const log = await createTestAuditLog(key);
    await log.executeWithoutTriggers(
      'TRUNCATE audit_events',
      `UPDATE audit_head SET sequence = 0, hash = '', seal = ''`,
    );
    const url = log.opened.url ?? '';
    const instances = await Promise.all([1, 2, 3].map(() => openAuditInstance(url, key, 4)));

    await Promise.all(instances.map(({ module }) => module.open()));

    const rows = await log.rows();
    for (const instance of instances) await instance.close();
    await log.close();
    expect(rows.map(({ action }) => action)).toEqual(['log.started']);
  });

  test('can append during a verification without affecting its result', async () => {
    const key = randomBytes(32);
    const log = await createTestAuditLog(key);
    const instance = await openAuditInstance(log.opened.url ?? '', key, 8);
    const stopped = new AbortController();
    const writing = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!stopped.signal.aborted) await instance.publishEvents({});
      }),
    );

    const verifications = [];
    for (let times = 0; times < 20; times += 1) verifications.push(await log.module.verifier.verify());
    stopped.abort();
    await writing;

    await instance.close();
    await log.close();
    expect(verifications.filter(({ valid }) => !valid)).toEqual([]);
  });
});
