/**
 * The audit module of `dist` on Postgres, with concurrent transactions that change one row and publish one
 * event.
 */
import { randomUUID } from 'node:crypto';
import { auditTables, createAuditModule } from '../../dist/modules/audit/index.js';
import { createDatabase, entityManager } from '../../dist/platform/database/index.js';
import { createEventBus, createKeyedHash, createRequestOrigins } from '../../dist/shared/index.js';

const clock = { now: () => new Date() };
const client = {
  ipAddress: '192.0.2.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Bench/1',
  requestId: randomUUID(),
};
const event = {
  type: 'user.role-changed',
  actor: { type: 'USER', id: randomUUID() },
  subjectId: randomUUID(),
  reason: 'benchmark',
  changes: { role: { from: 'USER', to: 'SUPPORT' } },
};

/** Opens the module and creates a row for each writer. */
export async function openService(url, writers) {
  const database = createDatabase({ kind: 'postgres', url, poolSize: writers }, auditTables);
  await database.open();
  await database.migrate();
  const query = (sql, values) => database.dataSource.query(sql, values);
  await query('CREATE TABLE IF NOT EXISTS bench_rows (id integer PRIMARY KEY, changes bigint NOT NULL)');
  await query('INSERT INTO bench_rows SELECT n, 0 FROM generate_series(0, 63) n ON CONFLICT DO NOTHING');
  const { transactions } = database;
  const origins = createRequestOrigins();
  const events = createEventBus();
  const module = createAuditModule({
    transactions,
    events,
    origins,
    chainHash: createKeyedHash(Buffer.alloc(32, 1)),
    cursorHash: createKeyedHash(Buffer.alloc(32, 2)),
    findUsers: async () => [],
    onDenialsLost: () => {},
    clock,
  });
  await module.open();
  for (const subscriber of module.subscribers) events.subscribe(subscriber);
  const unsubscribedEvents = createEventBus();
  const change = (publisher) => (writer) =>
    origins.run(client, () =>
      transactions.run(async (transaction) => {
        await entityManager(transaction).query('UPDATE bench_rows SET changes = changes + 1 WHERE id = $1', [
          writer,
        ]);
        await publisher.publishEvent(transaction, { ...event, occurredAt: clock.now() });
      }),
    );
  return {
    audited: change(events),
    unaudited: change(unsubscribedEvents),
    module,
    query,
    dataSource: database.dataSource,
    close: () => database.close(),
  };
}

/** Returns the statements of one audited transaction, with their values. */
export async function statementsOf({ dataSource, audited }) {
  const statements = [];
  const silent = () => {};
  const logger = (logQuery) => ({
    logQuery,
    logQueryError: silent,
    logQuerySlow: silent,
    logSchemaBuild: silent,
    logMigration: silent,
    log: silent,
  });
  dataSource.setOptions({ logger: logger((text, values = []) => void statements.push({ text, values })) });
  await audited(0);
  dataSource.setOptions({ logger: logger(silent) });
  return statements;
}

/** Returns the number of transactions per second. */
export async function measure(work, writers, seconds) {
  let completed = 0;
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      while (performance.now() < end) {
        await work(writer);
        completed += 1;
      }
    }),
  );
  return completed / seconds;
}
