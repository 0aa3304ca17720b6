import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EntitySchema, type SelectQueryBuilder } from 'typeorm';
import { openTestDatabase, type TestDatabase } from '../../../../test/helpers/test-database.js';
import type { Condition, Filter } from '../../src/index.js';
import { applyFilter, type TypeOrmCondition } from '../../src/typeorm.js';
import { matchesFilter } from '../helpers/filter-match.js';
import {
  conditions,
  createTicketFixture,
  severalCallers,
  type Ticket,
  ticketRules,
  tickets,
} from '../helpers/ticket-world.js';
import { fuzzBudget } from '../reference-model/fuzz-budget.js';

const budget = fuzzBudget(20);

interface Row extends Ticket {
  readonly state: 'OPEN' | 'CLOSED';
  readonly place: { readonly city: string };
}

const inLowerCase = {
  locale: 'en',
  to(value: string): string {
    return value.toLocaleLowerCase(this.locale);
  },
  from(value: string): string {
    return value.toLocaleUpperCase(this.locale);
  },
};
/** The names of columns differ from those of properties, and one value is stored in another form. */
const table = new EntitySchema<Row>({
  name: 'FilteredTicket',
  tableName: 'filtered_tickets',
  columns: {
    id: { type: Number, primary: true },
    ownerId: { type: 'text', name: 'owner', nullable: true },
    authorId: { type: 'text', name: 'Author "id"', nullable: true },
    team: { type: 'text', nullable: true },
    flag: { type: Boolean, name: 'is_flagged' },
    priority: { type: 'int', name: 'prio', nullable: true },
    closedAt: { type: 'timestamptz', name: 'closed_at', nullable: true },
    state: { type: 'text', transformer: [inLowerCase] },
  },
  embeddeds: {
    place: { schema: new EntitySchema<Row['place']>({ name: 'Place', columns: { city: { type: 'text' } } }) },
  },
});

let opened: TestDatabase;
const queryOf = (alias = 't'): SelectQueryBuilder<Row> =>
  opened.database.dataSource.createQueryBuilder(table, alias);
const idsOf = async (query: SelectQueryBuilder<Row>): Promise<readonly number[]> =>
  (await query.getMany()).map(({ id }) => id).sort((left, right) => left - right);
const only = (...group: readonly Condition[]): Filter => ({ kind: 'conditions', anyOf: [group] });
const equals = (property: string, value: string | number): Condition => ({ kind: 'equals', property, value });

async function store(all: readonly Ticket[]): Promise<void> {
  await opened.database.dataSource.createQueryBuilder().delete().from(table).execute();
  const rows = all.map((ticket) => ({
    ...ticket,
    state: ticket.flag ? ('OPEN' as const) : ('CLOSED' as const),
    place: { city: ticket.team ?? '' },
  }));
  await opened.database.dataSource.createQueryBuilder().insert().into(table).values(rows).execute();
}

beforeAll(async () => {
  opened = await openTestDatabase([table]);
  await opened.database.dataSource.query(
    `CREATE TABLE filtered_tickets (id int PRIMARY KEY, owner text, "Author ""id""" text, team text,
       is_flagged boolean, prio int, closed_at timestamptz, state text, "placeCity" text)`,
  );
});
afterAll(async () => {
  await opened.database.dataSource.query('DROP TABLE filtered_tickets');
  await opened.close();
});

const some: readonly Ticket[] = [
  { id: 1, ownerId: 'u1', authorId: 'u2', team: 'red', flag: true, priority: 1, closedAt: null },
  { id: 2, ownerId: 'u2', authorId: null, team: null, flag: false, priority: null, closedAt: null },
  { id: 3, ownerId: null, authorId: 'u1', team: "o'brien", flag: true, priority: 3, closedAt: null },
];

describe('applyFilter', () => {
  test(
    'selects what the guards would leave in the list',
    async () => {
      const property = fc.asyncProperty(ticketRules, severalCallers, tickets, async (rules, callers, all) => {
        await store(all.length === 0 ? some : all);
        const rows = all.length === 0 ? some : all;
        const { auth, schema } = createTicketFixture(rules, rows);
        for (const caller of callers) {
          const filter = auth.filterFor(schema, caller, 'Query.tickets');
          const expected = rows.filter((ticket) => matchesFilter(filter, ticket)).map(({ id }) => id);

          expect(await idsOf(applyFilter(queryOf(), 't', filter))).toEqual(expected);
        }
      });

      await fc.assert(property, { numRuns: budget.cases, seed: budget.seed });
    },
    budget.timeoutMs,
  );

  test(
    'selects the objects for which any condition holds, whatever is null',
    async () => {
      const groups = fc.array(fc.array(conditions, { maxLength: 2 }), { maxLength: 3 });
      const property = fc.asyncProperty(
        fc.array(groups, { minLength: 5, maxLength: 5 }),
        tickets,
        async (many, all) => {
          const rows = all.length === 0 ? some : all;
          await store(rows);
          for (const anyOf of many) {
            const filter: Filter = { kind: 'conditions', anyOf };
            const expected = rows.filter((ticket) => matchesFilter(filter, ticket)).map(({ id }) => id);

            expect(await idsOf(applyFilter(queryOf(), 't', filter))).toEqual(expected);
          }
        },
      );

      await fc.assert(property, { numRuns: budget.cases, seed: budget.seed });
    },
    budget.timeoutMs,
  );
});

describe('applyFilter', () => {
  beforeAll(() => store(some));

  test('selects everything, and nothing', async () => {
    expect(await idsOf(applyFilter(queryOf(), 't', { kind: 'all' }))).toEqual([1, 2, 3]);
    expect(await idsOf(applyFilter(queryOf(), 't', { kind: 'none' }))).toEqual([]);
    expect(await idsOf(applyFilter(queryOf(), 't', { kind: 'conditions', anyOf: [] }))).toEqual([]);
  });

  test.each([
    ['a string', (query: SelectQueryBuilder<Row>) => query.where('t.id = 2 OR t.id = 1')],
    ['orWhere', (query: SelectQueryBuilder<Row>) => query.where('t.id = 1').orWhere('t.id = 2')],
    ['objects', (query: SelectQueryBuilder<Row>) => query.where([{ id: 1 }, { id: 2 }])],
  ])('restricts a query whose condition is an OR, by %s', async (_, where) => {
    expect(await idsOf(applyFilter(where(queryOf()), 't', only(equals('ownerId', 'u1'))))).toEqual([1]);
    expect(await idsOf(applyFilter(where(queryOf()), 't', { kind: 'none' }))).toEqual([]);
  });

  test('restricts a count and a page', async () => {
    const page = applyFilter(queryOf().orderBy('t.id').take(1).skip(1), 't', {
      kind: 'conditions',
      anyOf: [[equals('ownerId', 'u1')], [equals('authorId', 'u1')]],
    });
    expect(await page.getManyAndCount()).toMatchObject([[{ id: 3 }], 2]);
  });

  test('binds every value, and escapes every name', async () => {
    const hostile = `u1' OR '1'='1`;
    const query = applyFilter(queryOf('the "alias"'), 'the "alias"', only(equals('authorId', hostile)));

    const [sql, parameters] = query.getQueryAndParameters();

    expect(sql).not.toContain(hostile);
    expect(parameters).toEqual([hostile]);
    expect(await idsOf(query)).toEqual([]);
  });

  test('stores a value in the form of its column, and reads embedded properties', async () => {
    expect(await idsOf(applyFilter(queryOf(), 't', only(equals('state', 'OPEN'))))).toEqual([1, 3]);
    expect(await idsOf(applyFilter(queryOf(), 't', only(equals('place.city', 'red'))))).toEqual([1]);
  });

  test('can be applied to a query and to its parts, several times', async () => {
    const query = queryOf().where((whole) => {
      const part = applyFilter(whole.subQuery().select('t.id').from(table, 't'), 't', only(equals('id', 1)));
      return `t.id IN ${part.getQuery()}`;
    });
    applyFilter(query, 't', only({ kind: 'in', property: 'ownerId', values: ['u1', 'u2'] }));
    applyFilter(query, 't', only({ kind: 'in', property: 'priority', values: [1, 3] }));

    expect(await idsOf(query)).toEqual([1]);
  });

  test('uses the SQL of a custom condition', async () => {
    const value: TypeOrmCondition = (alias) => ({
      where: `${alias}.id = :wanted OR ${alias}.id = 1`,
      parameters: { wanted: 3 },
    });
    const custom: Condition = { kind: 'custom', value };

    expect(await idsOf(applyFilter(queryOf(), 't', only(custom, equals('authorId', 'u1'))))).toEqual([3]);
    expect(() => applyFilter(queryOf(), 't', only({ kind: 'not', condition: custom }))).toThrow(
      /cannot be negated/,
    );
    expect(() => applyFilter(queryOf(), 't', only(custom, custom))).toThrow(/two parameters "wanted"/);
    expect(() => applyFilter(queryOf(), 't', only({ kind: 'custom', value: 't.id = 1' }))).toThrow(
      /a function/,
    );
  });

  test.each([
    [
      'an unknown property',
      't',
      equals('owner', 'u1'),
      'The entity FilteredTicket has no column for the property "owner".',
    ],
    ['a property of objects', 't', equals('constructor', 'u1'), 'no column for the property "constructor"'],
    ['an empty list of an unknown property', 't', { kind: 'in', property: 'x', values: [] }, 'property "x"'],
    ['an unknown alias', 'x', equals('id', 1), 'The query has no entity with alias "x".'],
  ] as const)('throws for %s', (_, alias, condition, message) => {
    expect(() => applyFilter(queryOf(), alias, only(condition))).toThrow(message);
  });
});
