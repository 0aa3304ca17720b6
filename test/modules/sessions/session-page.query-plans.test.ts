import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readSessionFilter, type SessionFilter } from '../../../src/modules/sessions/session-filter.js';
import { typeormSessionLists } from '../../../src/modules/sessions/session-page.typeorm.js';
import { onStatement } from '../../helpers/record-statements.js';
import { insertUser, openSessionsDatabase } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

/** Pages of a long list of sessions by creation are read from an index, without scanning or sorting. */

let opened: TestDatabase;
let userId: string;
const statements: { query: string; values: readonly unknown[] }[] = [];

beforeAll(async () => {
  opened = await openSessionsDatabase();
  const users = [];
  for (let count = 0; count < 20; count += 1) users.push(await insertUser(opened.database));
  userId = users[3] ?? '';
  const { dataSource } = opened.database;
  await dataSource.query(
    `INSERT INTO sessions (id, user_id, security_epoch, auth_methods, ip_address, created_at, authenticated_at,
       last_used_at, expires_at, absolute_expires_at, ended_at, end_reason)
     SELECT gen_random_uuid(), ($1::uuid[])[1 + n % 20], 0, '{pwd}', '10.0.' || n % 7 || '.' || n % 5, now() - n * interval '1 second',
       now(), now(), now() + interval '1 day', now() + interval '1 day', CASE WHEN n % 3 = 0 THEN now() END,
       CASE WHEN n % 3 = 0 THEN 'LOGOUT' END
     FROM generate_series(1, 20000) n`,
    [users],
  );
  await dataSource.query('ANALYZE sessions');
  onStatement(dataSource, (query, values) => void statements.push({ query, values }));
});
afterAll(() => opened.close());

test('a number of sessions up to 10,000 is exact, a larger one is an estimate that says so', async () => {
  const { reader } = opened.database.transactions;
  const count = (filter: SessionFilter) =>
    typeormSessionLists.count(reader, readSessionFilter(filter), new Date());

  expect(await count({ userId })).toEqual({ count: 1_000, isEstimate: false });
  expect(await count({ active: false })).toEqual({ count: 6_666, isEstimate: false });
  for (const [filter, real] of [
    [{}, 20_000],
    [{ active: true }, 13_334],
  ] as const) {
    const { count: estimated, isEstimate } = await count(filter);
    expect(isEstimate).toBe(true);
    expect(Math.abs(estimated / real - 1)).toBeLessThan(0.1);
  }
});

const filters: Readonly<Record<string, SessionFilter>> = {
  'all sessions': {},
  'active sessions': { active: true },
  'ended sessions': { active: false },
  'the sessions of a user': { userId: 'a user' },
  'the active sessions of a user': { userId: 'a user', active: true },
  'the sessions of an address': { ipAddress: '10.0.1.3' },
  'the ended sessions of an address': { ipAddress: '10.0.1.3', active: false },
};

const pages = Object.entries(filters).flatMap(([name, filter]) =>
  (['ASC', 'DESC'] as const).flatMap((direction) =>
    [false, true].map((fromMiddle) => ({ name, filter, direction, fromMiddle })),
  ),
);

test.each(pages)(
  'a page of $name, $direction, from the middle: $fromMiddle, uses an index',
  async ({ filter, direction, fromMiddle }) => {
    statements.length = 0;
    const selection = readSessionFilter({ ...filter, ...(filter.userId === undefined ? {} : { userId }) });
    const after = [new Date(Date.now() - 10_000_000).toISOString(), userId] as const;

    await typeormSessionLists.range(
      opened.database.transactions.reader,
      {
        selection,
        order: { field: 'CREATED_AT', direction },
        after: fromMiddle ? after : null,
        before: null,
        fromEnd: false,
        limit: 21,
      },
      new Date(),
    );

    const [first] = statements;
    const rows: Record<string, string>[] = await opened.database.dataSource.query(`EXPLAIN ${first?.query}`, [
      ...(first?.values ?? []),
    ]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Scan/);
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  },
);
