import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toAuditEvent } from '../../../src/modules/audit/audit-event.js';
import { type AuditFilter, isSelected, readAuditFilter } from '../../../src/modules/audit/audit-filter.js';
import { typeormAuditRepository as repository } from '../../../src/modules/audit/audit-repository.typeorm.js';
import { createAuditWatch } from '../../../src/modules/audit/audit-watch.js';
import { createInMemoryChangeNotifications } from '../../helpers/in-memory-change-notifications.js';
import { createTestAuditLog, otherUserId, type TestAuditLog, userId } from '../../helpers/test-audit-log.js';

let log: TestAuditLog;
beforeAll(async () => {
  log = await createTestAuditLog();
  await log.opened.database.notifications.open();
});
afterAll(() => log.close());

const reader = () => log.opened.database.transactions.reader;
const watchWith = (changeNotifications = createInMemoryChangeNotifications()) => ({
  changeNotifications,
  watch: createAuditWatch({ repository, reader: reader(), changeNotifications }).watch,
});

describe('auditEventAdded', () => {
  test('yields each new entry that matches, in the order of the log, and none from before', async () => {
    const changeNotifications = log.opened.database.notifications;
    await log.publishEvents({ type: 'user.disabled' });
    const { watch } = createAuditWatch({ repository, reader: reader(), changeNotifications });
    const watching = await watch({ actions: ['user.disabled'] });

    const first = watching.next();
    await log.publishEvents({ type: 'user.enabled' }, { type: 'user.disabled', reason: 'one' });
    await log.publishEvents({ type: 'user.disabled', reason: 'two' });

    expect((await first).value).toMatchObject({ action: 'user.disabled', reason: 'one' });
    expect((await watching.next()).value).toMatchObject({ reason: 'two', subjectId: userId, actorId: '' });
    await watching.return?.();
  });

  test('yields nothing for a transaction that was rolled back', async () => {
    const { watch } = createAuditWatch({
      repository,
      reader: reader(),
      changeNotifications: log.opened.database.notifications,
    });
    const watching = await watch({});
    const first = watching.next();

    await expect(log.publishEvents({ changes: { x: { from: 1n, to: 2 } } })).rejects.toThrow();
    await log.publishEvents({ reason: 'kept' });

    expect((await first).value).toMatchObject({ reason: 'kept' });
    await watching.return?.();
  });

  test('loses no entry when notifications were interrupted', async () => {
    const { watch, changeNotifications } = watchWith();
    const watching = await watch({});
    const first = watching.next();

    changeNotifications.disconnect();
    await log.publishEvents({ reason: 'while away' });
    changeNotifications.resync();

    expect((await first).value).toMatchObject({ reason: 'while away' });
    await watching.return?.();
  });

  test('reads a backlog of more entries than one batch completely', async () => {
    const { watch } = watchWith();
    const watching = await watch({ outcome: 'FAILURE' });
    await log.publishEvents(...Array.from({ length: 230 }, () => ({})), { outcome: 'FAILURE' });

    expect((await watching.next()).value).toMatchObject({ outcome: 'FAILURE' });
    await watching.return?.();
  });

  test('ends while it waits, when the subscriber leaves', async () => {
    const { watch, changeNotifications } = watchWith();
    const watching = await watch({});
    const waiting = watching.next();

    await watching.return?.();
    changeNotifications.emitChange('audit-events', '1');

    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await watching.next()).toEqual({ value: undefined, done: true });
  });

  test('ends when the log cannot be read', async () => {
    const changeNotifications = createInMemoryChangeNotifications();
    const broken = { ...repository, entriesAfter: () => Promise.reject(new Error('no database')) };
    const { watch } = createAuditWatch({ repository: broken, reader: reader(), changeNotifications });
    const watching = await watch({});

    await expect(watching.next()).rejects.toThrow('no database');
    expect(await watching.next()).toEqual({ value: undefined, done: true });
  });

  test('rejects an invalid filter', async () => {
    await expect(watchWith().watch({ ipAddress: 'x'.repeat(200) })).rejects.toMatchObject({
      refusals: [{ reason: 'BAD_USER_INPUT' }],
    });
  });
});

test.each<[AuditFilter]>([
  [{}],
  [{ actions: ['user.disabled', 'user.enabled'] }],
  [{ actions: [] }],
  [{ actorId: userId }],
  [{ actorId: 'nobody' }],
  [{ subjectId: userId, outcome: 'SUCCESS' }],
  [{ subjectId: otherUserId }],
  [{ outcome: 'FAILURE' }],
  [{ ipAddress: '192.0.2.9' }],
  [{ occurredAt: { gte: new Date('2026-03-01T09:30:05Z'), lt: new Date('2026-03-01T09:30:09Z') } }],
])('a subscription selects the same entries as a list, for %j', async (filter) => {
  await log.origins.run({ ipAddress: '192.0.2.9', userAgent: null, requestId: 'r' }, () =>
    log.publishEvents({ actor: { type: 'USER', id: userId }, subjectId: otherUserId }),
  );
  const selection = readAuditFilter(filter);

  const listed = await repository.entriesBefore(reader(), selection, null, 1_000);
  const all = await repository.entriesAfter(reader(), 0, 1_000);

  const selected = all.map(toAuditEvent).filter((event) => isSelected(selection, event));
  expect(selected.map(({ id }) => id)).toEqual(listed.map(({ id }) => id).toReversed());
});
