import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { UserRecord } from '../../../src/modules/users/user.js';
import { positionOf, type UserOrder, type UserOrderField } from '../../../src/modules/users/user-order.js';
import type { ListUsersInput } from '../../../src/modules/users/user-page.js';
import { typeormUserLists } from '../../../src/modules/users/user-page.typeorm.js';
import { readFilter } from '../../../src/modules/users/user-selection.js';
import { eventually } from '../../helpers/eventually.js';
import { onStatement } from '../../helpers/record-statements.js';
import { describeOnPostgres } from '../../helpers/test-database.js';
import { createFilledUsersFixture, type UsersFixture } from './users-fixture.js';

const userCount = 20_000;

/** Those of a minority stand at one end of each order, where a walk from the other end finds them last. */
const fillTable = `
  INSERT INTO users (id, username, username_key, email, email_key, email_verified, verification_pending,
    full_name, full_name_key, role, activated_at, disabled_at, deleted_at, security_epoch, last_login_at, version, created_at, updated_at)
  SELECT gen_random_uuid(), name, name, name || '@example.com', name || '@example.com',
    n % 50 NOT IN (5, 6), n % 50 = 6, name, name,
    CASE WHEN n = 7 THEN 'ADMIN' WHEN n % 100 = 1 THEN 'SUPPORT' ELSE 'USER' END,
    CASE WHEN n % 50 = 2 THEN NULL ELSE now() END, CASE WHEN n % 50 = 3 THEN now() END,
    CASE WHEN n % 50 = 4 THEN now() END, 1, CASE WHEN n % 50 <> 7 THEN now() - n * interval '1 second' END, 1,
    date_trunc('second', now()) - n * interval '1 minute', now()
  FROM (SELECT n, CASE WHEN n % 50 BETWEEN 2 AND 7 OR n % 100 = 1 THEN 'zz' ELSE 'aa' END
    || lpad(n::text, 8, '0') AS name FROM generate_series(1, ${userCount}) AS n) AS named`;

const fields: readonly UserOrderField[] = ['CREATED_AT', 'USERNAME', 'EMAIL', 'LAST_LOGIN_AT'];
const orders: readonly UserOrder[] = fields.flatMap((field) => [
  { field, direction: 'ASC' },
  { field, direction: 'DESC' },
]);

const minorities: Readonly<Record<string, NonNullable<ListUsersInput['filter']>>> = {
  disabled: { statuses: ['DISABLED'] },
  invited: { statuses: ['INVITED'] },
  deleted: { statuses: ['DELETED'] },
  role: { roles: ['SUPPORT'] },
  pending: { statuses: ['PENDING_VERIFICATION'] },
  unverified: { emailVerified: false, statuses: ['ACTIVE'] },
  never_logged_in: { neverLoggedIn: true },
};

describeOnPostgres('lists of many users', () => {
  let fixture: UsersFixture;
  let statements: { readonly query: string; readonly values: readonly unknown[] }[] = [];

  beforeAll(async () => {
    fixture = await createFilledUsersFixture(fillTable);
    const { dataSource } = fixture.test.database;
    // Counts read the index alone where VACUUM has seen that all rows are visible, which takes a moment when
    // commits do not wait for the log.
    await eventually(async () => {
      await dataSource.query('VACUUM ANALYZE users');
      const [{ pages }] = await dataSource.query(
        `SELECT relallvisible AS pages FROM pg_class WHERE oid = 'users'::regclass`,
      );
      expect(pages).toBeGreaterThan(0);
    });
    onStatement(dataSource, (query, values) => statements.push({ query, values }));
  });
  afterAll(() => fixture.close());

  const list = (input: ListUsersInput) => fixture.administration.list(input);

  /** Returns the indexes that the last statement of the list uses, and the largest number of rows read. */
  async function planOf(input: ListUsersInput): Promise<{ indexes: readonly string[]; rows: number }> {
    statements = [];
    await list(input);
    const last = statements.at(-1);
    if (last === undefined) throw new Error('the list sent no statement');
    const rows = await fixture.test.database.dataSource.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${last.query}`,
      [...last.values],
    );
    const text = JSON.stringify(rows);
    const numbers = [...text.matchAll(/"(?:Actual Rows|Rows Removed by Filter)":(\d+)/g)];
    return {
      indexes: [...text.matchAll(/"Index Name":"(\w+)"/g)].map(([, name]) => String(name)),
      rows: Math.max(...numbers.map(([, count]) => Number(count))),
    };
  }

  /** Returns the ids of the users in their order, as one statement sorts them. */
  async function sortedIds(where: string, { field, direction }: UserOrder): Promise<readonly string[]> {
    const column = {
      CREATED_AT: 'created_at',
      USERNAME: 'username_key COLLATE "C"',
      EMAIL: 'email_key COLLATE "C"',
      LAST_LOGIN_AT: `coalesce(last_login_at, '-infinity')`,
    }[field];
    const rows: { id: string }[] = await fixture.test.database.dataSource.query(
      `SELECT id FROM users WHERE ${where} ORDER BY ${column} ${direction}, id ${direction}`,
    );
    return rows.map(({ id }) => id);
  }

  describe.each(Object.entries(minorities))('of those who are selected by %s', (name, filter) => {
    test.each(orders)('a page in the order $field $direction reads no other user', async (orderBy) => {
      const { indexes, rows } = await planOf({ first: 10, filter, orderBy });

      const order = `by_${orderBy.field.toLowerCase()}`;
      // The last logins begin with those of users who have never logged in.
      const isInOrder = name === 'never_logged_in' && orderBy.field === 'LAST_LOGIN_AT';
      expect(indexes[0]).toBe(isInOrder ? `users_${order}` : `users_${name}_${order}`);
      // Active users whose suspension has ended are a branch of their own.
      expect(indexes.slice(1)).toEqual(name === 'unverified' ? ['users_suspended'] : []);
      expect(rows).toBeLessThanOrEqual(11);
    });
  });

  test.each(orders)(
    'of several minorities in the order $field $direction, at most one is read as a whole',
    async (orderBy) => {
      // Of the supporters none is disabled, which only reading all of them, or all disabled users, shows.
      const filter = { statuses: ['DISABLED', 'INVITED'], roles: ['SUPPORT', 'USER'] } as const;

      expect((await planOf({ first: 10, filter, orderBy })).rows).toBeLessThanOrEqual(userCount / 50);
    },
  );

  test.each(
    [
      { emailVerified: false },
      { emailVerified: false, neverLoggedIn: true },
      { emailVerified: false, roles: ['SUPPORT'] as const },
      { neverLoggedIn: true, roles: ['USER', 'SUPPORT'] as const },
      { neverLoggedIn: true, statuses: ['ACTIVE', 'INVITED'] as const },
      { emailVerified: false, statuses: ['DISABLED', 'PENDING_VERIFICATION'] as const },
    ].flatMap((filter) => orders.map((orderBy) => ({ filter, orderBy }))),
  )('a page of $filter in the order $orderBy reads the smaller group at most', async (input) => {
    expect((await planOf({ first: 10, ...input })).rows).toBeLessThanOrEqual((2 * userCount) / 50);
  });

  test.each(orders)(
    'a search with few hits in the order $field $direction reads the hits',
    async (orderBy) => {
      const { rows } = await planOf({ first: 10, filter: { search: 'ZZ000010' }, orderBy });

      expect(rows).toBeLessThanOrEqual(20);
    },
  );

  test.each(orders)(
    'a search with many hits in the order $field $direction does not walk far',
    async (orderBy) => {
      const isFar = orderBy.direction === 'ASC' && ['USERNAME', 'EMAIL'].includes(orderBy.field);
      for (const filter of [{ search: 'ZZ' }, { search: 'ZZ', statuses: ['ACTIVE', 'DISABLED'] as const }]) {
        const { indexes, rows } = await planOf({ first: 10, filter, orderBy });

        // Of so many users, the planner may read all to find the hits.
        if (isFar) expect(indexes).not.toContain(`users_by_${orderBy.field.toLowerCase()}`);
        else expect(rows).toBeLessThanOrEqual(500);
      }
    },
  );

  test('a page of many hits that a walk finds soon takes two statements', async () => {
    const filter = { search: 'zz' };
    statements = [];
    const { nodes } = await list({ first: 10, filter, orderBy: { field: 'USERNAME', direction: 'DESC' } });

    expect(nodes).toHaveLength(10);
    expect(statements).toHaveLength(2);
  });

  // Far away in the one direction, near in the other; of several statuses, far for one and near for another.
  test.each(
    [
      { filter: { search: 'zz' }, where: 'deleted_at IS NULL' },
      {
        filter: { search: 'zz', statuses: ['ACTIVE', 'DISABLED', 'DELETED'] as const },
        where: 'NOT verification_pending AND activated_at IS NOT NULL',
      },
    ].flatMap((searched) =>
      orders.filter(({ field }) => field !== 'EMAIL').map((order) => ({ ...searched, order })),
    ),
  )('pages of a search with many hits have every hit once: $filter, $order', async (searched) => {
    const { filter, where, order } = searched;
    const rows = await sortedIds(`username LIKE 'zz%' AND ${where}`, order);
    const selection = readFilter(filter);
    const { reader } = fixture.test.database.transactions;
    const readPages = async (fromEnd: boolean, limit: number): Promise<readonly string[]> => {
      const found: UserRecord[] = [];
      for (let isLast = false; !isLast; ) {
        const bound = found.at(-1);
        const position = bound === undefined ? null : positionOf(bound, order.field);
        const [after, before] = fromEnd ? [null, position] : [position, null];
        const range = { selection, order, columns: undefined, after, before, fromEnd, limit };
        const page = await typeormUserLists.range(reader, range, new Date());
        found.push(...page);
        isLast = page.length < limit;
      }
      return found.map(({ id }) => id);
    };

    expect(rows.length).toBeGreaterThan(1_500);
    expect(await readPages(false, 1_100)).toEqual(rows);
    expect(await readPages(true, 1_000)).toEqual([...rows].reverse());
  });

  test.each(orders)(
    'pages of several minorities have every user once, in the order $field $direction',
    async (orderBy) => {
      const filter = { statuses: ['DISABLED', 'INVITED', 'DELETED'] } as const;
      const found: string[] = [];
      let after: string | null = null;
      do {
        const page = await list({ first: 50, after, filter, orderBy });
        found.push(...page.nodes.map(({ id }) => id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);

      expect(found).toEqual(
        await sortedIds('disabled_at IS NOT NULL OR activated_at IS NULL OR deleted_at IS NOT NULL', orderBy),
      );
    },
  );

  test.each([
    { statuses: ['DISABLED'] },
    { statuses: ['INVITED'] },
    { statuses: ['DISABLED', 'INVITED'] },
    { emailVerified: false },
    { neverLoggedIn: true },
  ] as const)('a count of the users with %p reads nothing but an index of them', async (filter) => {
    const { countAll } = await list({ first: 1, filter });
    statements = [];
    await countAll();
    const [{ query, values } = { query: '', values: [] }] = statements;
    const plan = await fixture.test.database.dataSource.query(`EXPLAIN (FORMAT JSON) ${query}`, [...values]);

    const scans = [...JSON.stringify(plan).matchAll(/"Node Type":"(\w+ (?:\w+ )?Scan)"/g)];
    expect(new Set(scans.map(([, scan]) => scan))).toEqual(new Set(['Index Only Scan']));
  });

  test('a number of users up to 10,000 is exact, a larger one is an estimate that says so', async () => {
    const [{ at }] = await fixture.test.database.dataSource.query(
      'SELECT created_at AS at FROM users WHERE deleted_at IS NULL ORDER BY created_at DESC OFFSET 9999 LIMIT 1',
    );

    expect(await (await list({ first: 1, filter: { createdAt: { gte: at } } })).countAll()).toEqual({
      count: 10_000,
      isEstimate: false,
    });
    const all = await (await list({ first: 1 })).countAll();
    expect(all.isEstimate).toBe(true);
    expect(Math.abs(all.count / userCount - 1)).toBeLessThan(0.1);
  });
});
