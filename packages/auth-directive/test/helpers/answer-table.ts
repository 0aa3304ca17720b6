import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/index.js';
import {
  createSchemaFixture,
  type Request,
  runApollo,
  runGuardsOnly,
  runHttp,
  type SchemaFixture,
} from './schema-fixture.js';

/** Fields under every kind of rule; some have onDeny: NULL, one is non-null. */
export const SDL = `
  type Query {
    open: String @public
    mine: String @auth(requires: USER)
    admin: String @auth(requires: ADMIN)
    strict: String! @auth(requires: ADMIN)
    fresh: String @auth(requires: USER, freshWithin: 600)
    strong: String @auth(requires: USER, assurance: 2, freshWithin: 300)
    scoped: String @auth(requires: USER, scopes: ["b", "a"])
    silent: String @auth(requires: ADMIN, onDeny: NULL)
    nested: Nested @public
  }
  type Nested { open: Int admin: Int @auth(requires: ADMIN) }
  type Mutation {
    first: String @auth(requires: USER)
    second: Nested @auth(requires: USER)
    admin: String @auth(requires: ADMIN)
    silent: String @auth(requires: ADMIN, onDeny: NULL)
    open: String @public
  }`;

const ran: string[] = [];
const run = (name: string, value: unknown) => (): unknown => {
  ran.push(name);
  return value;
};

/** Creates the schema with resolvers that record that they ran, and clears the record. */
export function createAnswerFixture(queries: 'partial' | 'reject' = 'partial'): SchemaFixture {
  ran.length = 0;
  const field = (name: string) => run(name, name);
  return createSchemaFixture(
    SDL,
    {
      Query: {
        ...Object.fromEntries(
          ['open', 'mine', 'admin', 'strict', 'fresh', 'strong', 'scoped', 'silent'].map((name) => [
            name,
            field(name),
          ]),
        ),
        nested: () => ({ open: 1, admin: 2 }),
      },
      Mutation: {
        first: field('first'),
        second: run('second', { open: 1, admin: 2 }),
        admin: field('admin'),
        silent: field('silent'),
        open: field('open'),
      },
    },
    { queries },
  );
}

/** A request and the complete response to it. */
export interface AnswerRow {
  readonly guarantee: string;
  readonly query: string;
  readonly caller?: Caller;
  readonly queries?: 'reject';
  /** The HTTP status. */
  readonly status: number;
  readonly challenge?: string;
  /** Whether the operation is refused before execution. */
  readonly before: boolean;
  readonly errors: readonly string[];
  readonly data?: unknown;
  readonly ran: readonly string[];
}

const formatError = ({
  code,
  coordinate,
  reason,
}: {
  code: unknown;
  coordinate: unknown;
  reason?: unknown;
}): string => [code, coordinate, ...(reason === undefined ? [] : [reason])].join(' ');

/** Tests each row over HTTP, by `executeOperation` and by the guards alone. */
export function testAnswers(rows: readonly AnswerRow[]): void {
  describe.each([
    ['over HTTP', runHttp],
    ['by executeOperation', runApollo],
  ])('answered %s', (_, execute) => {
    test.each(rows.map((row) => [row.guarantee, row] as const))('%s', async (_, row) => {
      const request: Request = { query: row.query, ...(row.caller ? { caller: row.caller } : {}) };

      const answer = await execute(createAnswerFixture(row.queries), request);

      expect(answer.errors.map(formatError)).toEqual(row.errors);
      expect(answer.status).toBe(row.status);
      expect(answer.challenge).toBe(row.challenge);
      expect(answer.hasData).toBe(!row.before);
      if (!row.before) expect(answer.data).toEqual(row.data);
      expect(ran).toEqual(row.ran);
    });
  });

  describe('resolved by the guards alone', () => {
    test.each(rows.map((row) => [row.guarantee, row] as const))('%s', async (_, row) => {
      const request: Request = { query: row.query, ...(row.caller ? { caller: row.caller } : {}) };

      const answer = await runGuardsOnly(createAnswerFixture(row.queries), request);

      // The same refusals, but at the paths of the fields: each field is refused or was never run.
      const formatted = new Set(answer.errors.map(formatError));
      expect([...formatted].every((each) => row.errors.includes(each))).toBe(true);
      expect(formatted.size > 0).toBe(row.errors.length > 0);
      if (!row.before) expect(answer.data).toEqual(row.data);
      expect(ran).toEqual(row.ran);
    });
  });
}
