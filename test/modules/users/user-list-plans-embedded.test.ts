import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ListUsersInput } from '../../../src/modules/users/user-page.js';
import { onStatement } from '../../helpers/record-statements.js';
import { describeOnEmbedded } from '../../helpers/test-database.js';
import { createFilledUsersFixture, type UsersFixture } from './users-fixture.js';

const fillTable = `
  INSERT INTO users (id, username, username_key, email, email_key, email_verified, full_name, full_name_key, role,
    activated_at, security_epoch, version, created_at, updated_at)
  SELECT gen_random_uuid(), 'u' || n, 'u' || n, 'u' || n || '@example.com', 'u' || n || '@example.com',
    true, '', '', 'USER', now(), 1, 1, now() - n * interval '1 minute', now()
  FROM generate_series(1, 1000) AS n`;

describeOnEmbedded('lists of users on the embedded database', () => {
  let fixture: UsersFixture;
  let statements: { readonly query: string; readonly values: readonly unknown[] }[] = [];
  beforeAll(async () => {
    fixture = await createFilledUsersFixture(fillTable);
    const { dataSource, updateStatistics } = fixture.test.database;
    await updateStatistics();
    onStatement(dataSource, (query, values) => statements.push({ query, values }));
  });
  afterAll(() => fixture.close());

  const sql = <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    fixture.test.database.dataSource.query(text, [...values]);

  /** Lists the page until its statement may have one plan for all values; returns the only statement. */
  async function listOften(input: ListUsersInput): Promise<(typeof statements)[number]> {
    for (let run = 0; run < 7; run += 1) {
      statements = [];
      await fixture.administration.list(input);
    }
    const [statement, ...others] = statements;
    if (statement === undefined || others.length > 0) throw new Error(`${statements.length} statements`);
    return statement;
  }

  interface Prepared {
    readonly name: string;
    readonly executions: number;
  }
  const prepared = (text: string): Promise<Prepared[]> =>
    sql(
      `SELECT name, (generic_plans + custom_plans)::integer AS executions FROM pg_prepared_statements
       WHERE statement = $1`,
      [text],
    );

  /** Explains the statement as it was prepared, with the plan that it has by now. */
  async function explain(name: string, values: readonly unknown[]): Promise<string> {
    const literals = values.map((value) => `'${value instanceof Date ? value.toISOString() : value}'`);
    const parameters = literals.length === 0 ? '' : `(${literals.join(', ')})`;
    return JSON.stringify(await sql(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${name} ${parameters}`));
  }

  test.each([
    ['the first page', { first: 10 }],
    ['a filter', { first: 10, filter: { statuses: ['ACTIVE'], roles: ['USER'] } }],
    ['another order', { first: 10, orderBy: { field: 'USERNAME', direction: 'ASC' } }],
    ['a page in the middle', { first: 10, after: 'the 100th user' }],
  ] satisfies [string, ListUsersInput][])('read no more users than the page has: %s', async (_, input) => {
    const { pageInfo } = await fixture.administration.list({ first: 100 });
    const { query, values } = await listOften(
      'after' in input ? { ...input, after: pageInfo.endCursor } : input,
    );

    const [statement] = await prepared(query);
    const plan = await explain(statement?.name ?? '', values);

    const numbers = [...plan.matchAll(/"(?:Actual Rows|Rows Removed by Filter)":\s*([\d.]+)/g)];
    expect(numbers.length).toBeGreaterThan(0);
    for (const [, count] of numbers) expect(Number(count)).toBeLessThanOrEqual(11);
  });

  test('are parsed once, and have the same rows with and without a prepared statement', async () => {
    const { query, values } = await listOften({ first: 20 });

    expect(await prepared(query)).toMatchObject([{ executions: 7 }]);
    const page = await fixture.administration.list({ first: 20 });
    const expected = await sql<{ username: string }>(query, values);
    expect(page.nodes.map(({ username }) => username)).toEqual(
      expected.slice(0, 20).map(({ username }) => username),
    );
  });
});
