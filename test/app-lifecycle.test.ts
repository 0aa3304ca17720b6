import { expect, test } from '@jest/globals';
import { sweepModules } from '../src/app-lifecycle.js';
import type { Transactions } from '../src/shared/index.js';
import { createLog } from '../src/transports/http/index.js';
import { createTestServer } from './helpers/create-test-server.js';
import { describeOnEmbedded } from './helpers/test-database.js';

test('the log names why each module could not remove old data, and the other modules do', async () => {
  const swept: string[] = [];
  const failing = (message: string) => () => Promise.reject(new Error(message));
  const modules = [
    { name: 'audit', sweep: failing('entry 3 of the audit log was changed') },
    { name: 'sessions', sweep: async () => void swept.push('sessions') },
    { name: 'tokens', sweep: failing('lock timeout') },
  ];
  let line = '';
  const log = createLog({ level: 'warn', destination: { write: (text) => (line += text) } });

  await sweepModules(modules, {} as Transactions).catch((error: unknown) =>
    log.warn({ err: error }, 'failed'),
  );

  expect(swept).toEqual(['sessions']);
  expect(line).toContain('entry 3 of the audit log was changed');
  expect(line).toContain('lock timeout');
});

describeOnEmbedded('housekeeping of the embedded database', () => {
  test('updates the statistics of every table, because no autovacuum does', async () => {
    const server = await createTestServer();
    try {
      await server.server.app.sweep();

      const never = await server.sql(
        `SELECT relname FROM pg_class JOIN pg_tables ON tablename = relname AND schemaname = 'public'
         WHERE reltuples = -1 AND tablename <> 'cordon_migrations'`,
      );
      expect(never).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
