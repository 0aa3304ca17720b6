import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readSessionFilter, type SessionFilter } from '../../../src/modules/sessions/session-filter.js';
import { typeormSessionLists } from '../../../src/modules/sessions/session-page.typeorm.js';
import { onStatement } from '../../helpers/record-statements.js';
import { insertUser, openSessionsDatabase } from '../../helpers/sessions-fixture.js';
import type { TestDatabase } from '../../helpers/test-database.js';

/** The search for a device finds what reading every session would find, and reads few of them. */

let opened: TestDatabase;
let userId: string;
const now = new Date();
const statements: { query: string; values: readonly unknown[] }[] = [];

const insert = (columns: string, from: number, to: number) =>
  opened.database.dataSource.query(
    `INSERT INTO sessions (id, user_id, security_epoch, auth_methods, ip_address, created_at, authenticated_at,
       last_used_at, expires_at, absolute_expires_at, ended_at, end_reason, device_name, user_agent)
     SELECT gen_random_uuid(), $1, 0, '{pwd}', '10.0.0.' || n % 3, $2::timestamptz - n / 3 * interval '1 minute', $2,
       $2::timestamptz - n % 100 * interval '1 second', $2::timestamptz + interval '1 day',
       $2::timestamptz + interval '1 day', CASE WHEN n % 4 = 0 THEN $2::timestamptz END,
       CASE WHEN n % 4 = 0 THEN 'LOGOUT' END, ${columns}
     FROM generate_series(${from}, ${to}) n`,
    [userId, now],
  );

beforeAll(async () => {
  opened = await openSessionsDatabase();
  userId = await insertUser(opened.database);
  await insert(
    `CASE WHEN n % 5 = 0 THEN 'My 50%_\\Büro ' || n % 7 END,
     CASE WHEN n % 6 <> 0 THEN 'Browser/' || n % 40 || CASE WHEN n > 5970 THEN ' Rare' ELSE '' END END`,
    1,
    6_000,
  );
  await opened.database.dataSource.query('ANALYZE sessions');
  onStatement(opened.database.dataSource, (query, values) => void statements.push({ query, values }));
});
afterAll(() => opened.close());
beforeEach(() => {
  statements.length = 0;
});

type Order = Parameters<typeof typeormSessionLists.range>[1]['order'];
const orders = (['CREATED_AT', 'LAST_USED_AT'] as const).flatMap((field) =>
  (['ASC', 'DESC'] as const).map((direction) => ({ field, direction })),
);

const read = async (filter: SessionFilter, order: Order, part: object = {}) => {
  const whole = { after: null, before: null, fromEnd: false, limit: 21 };
  const range = { selection: readSessionFilter(filter), order, ...whole, ...part };
  const sessions = await typeormSessionLists.range(opened.database.transactions.reader, range, now);
  return sessions.map(({ id }) => id);
};
const count = (filter: SessionFilter) =>
  typeormSessionLists.count(opened.database.transactions.reader, readSessionFilter(filter), now);

/** The ids and times of all sessions that match, in the order. */
const expected = async ({ device, active, ipAddress }: SessionFilter, { field, direction }: Order) => {
  const rows: { id: string; time: Date }[] = await opened.database.dataSource.query(
    `SELECT id, ${field} AS time FROM sessions
     WHERE strpos(lower(concat_ws(chr(10), device_name, user_agent)), lower($1)) > 0
       AND ($2::boolean IS NULL OR (ended_at IS NULL AND expires_at > $3) = $2)
       AND ($4::text IS NULL OR ip_address = $4) ORDER BY ${field} ${direction}, id ${direction}`,
    [device, active ?? null, now, ipAddress ?? null],
  );
  return rows;
};

const devices = [
  'browser/7',
  'RARE',
  '50%_\\BÜRO 3',
  '%',
  '_',
  '\\',
  'er/1',
  'büro 3 browser',
  'no such device',
];

const expectSame = async (filter: SessionFilter, order: Order) => {
  const rows = await expected(filter, order);
  const ids = rows.map(({ id }) => id);
  const middle = rows[Math.floor(rows.length / 2)];
  const position = [(middle?.time ?? now).toISOString(), middle?.id ?? userId] as const;
  const at = middle === undefined ? 0 : ids.indexOf(middle.id);

  expect(await read(filter, order)).toEqual(ids.slice(0, 21));
  expect(await read(filter, order, { fromEnd: true })).toEqual(ids.slice(-21).reverse());
  expect(await read(filter, order, { after: position })).toEqual(ids.slice(at + 1, at + 22));
  expect(await read(filter, order, { before: position })).toEqual(ids.slice(0, at).slice(0, 21));
  expect(await count(filter)).toEqual({ count: ids.length, isEstimate: false });
};

describe('the search for a device', () => {
  test.each(orders)('finds every session with the text, in the order $field $direction', async (order) => {
    for (const device of devices) {
      await expectSame({ device }, order);
      await expectSame({ device, active: false, ipAddress: '10.0.0.1' }, order);
    }
  });

  test('reads a page of a frequent device, or of few sessions, with one statement and an estimate', async () => {
    for (const filter of [{ device: 'browser' }, { device: 'no such device', ipAddress: '10.0.0.1' }]) {
      statements.length = 0;
      await read(filter, { field: 'CREATED_AT', direction: 'DESC' });
      expect(statements.map(({ query }) => query.split(' ', 1)[0])).toEqual(['EXPLAIN', 'SELECT']);
    }
  });

  test.each(orders)(
    'never reads all sessions for a rare one, in the order $field $direction',
    async (order) => {
      // With the oldest first, a walk meets the rare ones at once.
      const device = order.direction === 'DESC' ? 'rare' : 'no such device';
      await read({ device }, order);
      await count({ device });
      const recorded = [...statements];
      expect(recorded.some(({ query }) => query.startsWith('WITH RECURSIVE'))).toBe(true);
      for (const { query, values } of recorded.filter((one) => !one.query.startsWith('EXPLAIN'))) {
        const plan = await opened.database.dataSource.query(`EXPLAIN ${query}`, [...values]);
        expect(JSON.stringify(plan)).not.toContain('Seq Scan');
      }
    },
  );

  test('finds the same when there are too many devices to collect', async () => {
    await insert(`'Device ' || n, NULL`, 6_001, 26_100);
    await opened.database.dataSource.query('ANALYZE sessions');

    const order = { field: 'CREATED_AT', direction: 'DESC' } as const;
    for (const device of ['rare', 'device 26003'])
      expect(await read({ device }, order)).toEqual(
        (await expected({ device }, order)).map(({ id }) => id).slice(0, 21),
      );
    expect(await count({ device: 'device 260' })).toEqual({ count: 100, isEstimate: false });
  });
});

test('the longest device name and User-Agent header fit in the index', async () => {
  const random = (characters: number, from: number, to: number) =>
    Array.from({ length: characters }, () =>
      String.fromCodePoint(from + Math.floor(Math.random() * (to - from))),
    ).join('');
  const [name, agent] = [random(100, 0x1_f300, 0x1_faff), random(512, 0xa1, 0xff)];

  await insert(`'${name}', '${agent}'`, 0, 0);

  expect(await count({ device: agent.slice(100, 200) })).toEqual({ count: 1, isEstimate: false });
});
