import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { another, openAuditLog, openInstance, someone } from '../../helpers/test-audit-log.js';
import { describeOnServer } from '../../helpers/test-database.js';

describeOnServer('three instances with forty writers', () => {
  test('make one chain without a gap, each transaction in one piece, without a deadlock', async () => {
    const key = randomBytes(32);
    const log = await openAuditLog(key);
    const url = log.opened.url ?? '';
    const instances = await Promise.all([1, 2, 3].map(() => openInstance(url, key, 14)));
    const rounds = 10;

    const written = await Promise.all(
      Array.from({ length: 40 }, async (_, writer) => {
        const { tell } = instances[writer % instances.length] ?? instances[0] ?? log;
        for (let round = 0; round < rounds; round += 1) {
          const requestId = `${writer}-${round}`;
          await tell(
            { reason: requestId, subjectId: someone },
            { reason: requestId, subjectId: another, type: 'user.disabled' },
          );
        }
        return rounds * 2;
      }),
    );

    const rows = await log.rows();
    const reasons = rows.slice(1).map((row) => row['reason']);
    const verification = await log.room.verifier.verify();
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

  test('that all begin a log begin it once', async () => {
    const key = randomBytes(32);
    const log = await openAuditLog(key);
    await log.tamper('TRUNCATE audit_events', `UPDATE audit_head SET sequence = 0, hash = '', seal = ''`);
    const url = log.opened.url ?? '';
    const instances = await Promise.all([1, 2, 3].map(() => openInstance(url, key, 4)));

    await Promise.all(instances.map(({ room }) => room.open()));

    const rows = await log.rows();
    for (const instance of instances) await instance.close();
    await log.close();
    expect(rows.map(({ action }) => action)).toEqual(['log.started']);
  });

  test('go on while the log is verified, and do not spoil the answer', async () => {
    const key = randomBytes(32);
    const log = await openAuditLog(key);
    const instance = await openInstance(log.opened.url ?? '', key, 8);
    const over = new AbortController();
    const writing = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (!over.signal.aborted) await instance.tell({});
      }),
    );

    const found = [];
    for (let times = 0; times < 20; times += 1) found.push(await log.room.verifier.verify());
    over.abort();
    await writing;

    await instance.close();
    await log.close();
    expect(found.filter(({ valid }) => !valid)).toEqual([]);
  });
});
