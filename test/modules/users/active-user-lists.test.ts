import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UserOrder, UserOrderField } from '../../../src/modules/users/user-order.js';
import { onStatement } from '../../helpers/record-statements.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { createFilledUsersFixture, type UsersFixture } from './users-fixture.js';

/** Of each of four kinds of users, in a column and at one end of each order: two kinds are active. */
const fillTable = `
  INSERT INTO users (id, username, username_key, email, email_key, email_verified, full_name, full_name_key, role,
    activated_at, disabled_at, disabled_until, security_epoch, last_login_at, version, created_at, updated_at)
  SELECT gen_random_uuid(), name, name, name || '@example.com', name || '@example.com', TRUE, name, name, 'USER',
    CASE WHEN kind <> 'invited' THEN now() END, CASE WHEN kind IN ('disabled', 'again') THEN now() END,
    CASE kind WHEN 'again' THEN timestamptz '2000-01-01' END, 1, now() - n * interval '1 second', 1,
    date_trunc('second', now()) - n * interval '1 minute', now()
  FROM (SELECT n, kind, CASE WHEN kind IN ('active', 'again') THEN 'mm' WHEN n % 2 = 0 THEN 'aa' ELSE 'zz' END
      || lpad(n::text, 8, '0') AS name
    FROM (SELECT n, CASE WHEN n BETWEEN 1001 AND 4000 THEN CASE WHEN n % 100 = 0 THEN 'again' ELSE 'active' END
      WHEN n % 3 = 0 THEN 'invited' ELSE 'disabled' END AS kind
      FROM generate_series(1, 5000) AS n) AS numbered) AS named`;

const orders: readonly UserOrder[] = (
  ['CREATED_AT', 'USERNAME', 'EMAIL', 'LAST_LOGIN_AT'] satisfies readonly UserOrderField[]
).flatMap((field) => [
  { field, direction: 'ASC' },
  { field, direction: 'DESC' },
]);

describeOnPostgres('lists of active users', () => {
  let fixture: UsersFixture;
  let statements: { readonly query: string; readonly values: readonly unknown[] }[] = [];

  beforeAll(async () => {
    fixture = await createFilledUsersFixture(fillTable);
    const { dataSource } = fixture.test.database;
    await dataSource.query('ANALYZE users');
    onStatement(dataSource, (query, values) => statements.push({ query, values }));
  });
  afterAll(() => fixture.close());

  describe.each(orders)('in the order $field $direction', (orderBy) => {
    const filter = { statuses: ['ACTIVE'] } as const;

    test('a page passes none of the others, who stand in front', async () => {
      statements = [];
      await fixture.administration.list({ first: 10, filter, orderBy });
      const [{ query, values } = { query: '', values: [] }, ...others] = statements;
      const plan = JSON.stringify(
        await fixture.test.database.dataSource.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${query}`, [...values]),
      );

      expect(others).toEqual([]);
      expect(plan).toContain(`"Index Name":"users_active_by_${orderBy.field.toLowerCase()}"`);
      const passed = [...plan.matchAll(/"Rows Removed by Filter":(\d+)/g)];
      expect(passed.map(([, count]) => Number(count)).filter((count) => count > 0)).toEqual([]);
      const read = [...plan.matchAll(/"Actual Rows":(\d+)/g)].map(([, count]) => Number(count));
      // All whose suspension has ended are sorted.
      expect(Math.max(...read)).toBeLessThanOrEqual(31);
    });

    test('pages have each user once, also those whose suspension has ended', async () => {
      const key = {
        CREATED_AT: 'created_at',
        USERNAME: 'username_key COLLATE "C"',
        EMAIL: 'email_key COLLATE "C"',
        LAST_LOGIN_AT: 'last_login_at',
      }[orderBy.field];
      const rows: { id: string }[] = await fixture.test.database.dataSource.query(
        `SELECT id FROM users WHERE username LIKE 'mm%' ORDER BY ${key} ${orderBy.direction}`,
      );
      const forwards: string[] = [];
      for (let after: string | null = null; forwards.length < 300; ) {
        const { nodes, pageInfo } = await fixture.administration.list({ first: 100, after, filter, orderBy });
        forwards.push(...nodes.map(({ id }) => id));
        after = pageInfo.endCursor;
      }
      const last = await fixture.administration.list({ last: 100, filter, orderBy });

      expect(forwards).toEqual(rows.slice(0, 300).map(({ id }) => id));
      expect(last.nodes.map(({ id }) => id)).toEqual(rows.slice(-100).map(({ id }) => id));
    });
  });

  test.each([
    [{ statuses: ['ACTIVE'] as const }, 3_000],
    [{ statuses: ['ACTIVE', 'DISABLED', 'INVITED'] as const }, 5_000],
    [{ statuses: ['ACTIVE'] as const, search: 'mm' }, 3_000],
    [{ statuses: ['ACTIVE'] as const, search: 'mm000010' }, 99],
  ])('a count of %p has each user once', async (filter, count) => {
    const { countAll } = await fixture.administration.list({ first: 1, filter });

    expect(await countAll()).toEqual({ count, isEstimate: false });
  });
});
