import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DomainError } from '../../../src/shared/index.js';
import { createGraphqlServer, type LimitOptions } from '../../../src/transports/graphql/index.js';
import {
  openTestGraphqlServer,
  resolvers,
  type TestGraphqlServer,
  typeDefs,
  unlimited,
} from './graphql-server-fixture.js';

interface Charged {
  readonly bucket: string;
  readonly cost: number;
  readonly caller: unknown;
}

let charges: Charged[] = [];
let settled: boolean[] = [];
let remaining = 100;
let isSettleable = true;
let edge: TestGraphqlServer;

/** Limits that record the charges and reject when nothing remains. */
const counting: LimitOptions = {
  ...unlimited,
  fieldLimits: {
    ...unlimited.fieldLimits,
    chargeField: async (bucket, cost, caller) => {
      if (remaining < cost) {
        throw new DomainError({
          reason: 'RATE_LIMITED',
          message: 'Too many requests.',
          retryAfterSeconds: 9,
        });
      }
      remaining -= cost;
      charges.push({ bucket, cost, caller });
      return {
        settle: async (succeeded) => {
          settled.push(succeeded);
          if (!isSettleable) throw new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Gone.' });
        },
      };
    },
  },
};

/** The schema of a project that extends the test schema. */
const projectSchema = `
  extend type Query {
    search: String @public @limit(bucket: ADMIN_WRITE, cost: 3)
    secret: String @auth(requires: ADMIN) @limit(bucket: ADMIN_WRITE)
    shelves: [Shelf!]! @public
  }
  type Shelf { books: Int @limit(bucket: ADMIN_WRITE) name: String @limit(bucket: ADMIN_WRITE) }
  extend type Mutation {
    redeem(code: String!): SimplePayload! @public @limit(bucket: CREDENTIAL)
    enrol: SimplePayload! @public @limit(bucket: SIGNUP)
  }
`;

const projectResolvers = {
  Query: { search: () => 'found', secret: () => 'x', shelves: () => [{ books: 1 }, { books: 2 }] },
  Mutation: {
    redeem: (_: unknown, { code }: { code: string }) => {
      if (code === 'right') return {};
      if (code === 'bug') throw new Error('a bug');
      const reason = code === 'busy' ? 'SERVICE_UNAVAILABLE' : 'INVALID_CREDENTIALS';
      throw new DomainError({ reason, message: 'No.' });
    },
    enrol: () => ({}),
  },
};

beforeEach(async () => {
  charges = [];
  settled = [];
  remaining = 100;
  isSettleable = true;
  edge = await openTestGraphqlServer({
    typeDefs: [typeDefs, projectSchema],
    resolvers: [resolvers, projectResolvers],
    rateLimits: counting,
  });
});
afterEach(() => edge.stop());

describe('@limit', () => {
  test('charges each execution of a field with its caller, aliases and fragments included', async () => {
    const query = `query { a: search b: search ...more ... on Query { d: search } }
      fragment more on Query { c: search }`;

    const { body } = await edge.execute(query, { authorization: 'Bearer good' });

    expect(body.data).toEqual({ a: 'found', b: 'found', c: 'found', d: 'found' });
    const caller = { ipAddress: '127.0.0.1', userId: expect.any(String), sessionId: expect.any(String) };
    expect(charges).toEqual(Array(4).fill({ bucket: 'ADMIN_WRITE', cost: 3, caller }));
  });

  test('charges a field once that is selected twice and executed once', async () => {
    await edge.execute('{ search search ...more } fragment more on Query { search }');

    expect(charges).toHaveLength(1);
  });

  test('charges each object of a list, and fields without a resolver', async () => {
    const { body } = await edge.execute('{ shelves { books name } }');

    expect(body.data.shelves).toEqual([
      { books: 1, name: null },
      { books: 2, name: null },
    ]);
    expect(charges).toHaveLength(4);
  });

  test('charges nothing for a field that @auth refuses', async () => {
    await edge.execute('{ secret }');
    await edge.execute('{ version secret }', { authorization: 'Bearer good' });

    expect(charges).toEqual([]);
  });

  test('rejects only the fields beyond the bucket; the response has status 429 when all fields were rejected', async () => {
    remaining = 3;

    const partial = await edge.execute('{ a: search b: search }');
    const rejected = await edge.execute('{ a: search b: search }');

    expect(partial.status).toBe(200);
    expect(partial.body.data).toEqual({ a: 'found', b: null });
    expect(partial.body.errors).toMatchObject([
      { path: ['b'], extensions: { code: 'RATE_LIMITED', retryAfter: 9 } },
    ]);
    expect(rejected.status).toBe(429);
    expect(rejected.headers['retry-after']).toBe('9');
  });

  test.each([
    ['right', true],
    ['wrong', false],
    ['bug', false],
    ['busy', true],
  ])('settles the charge with the outcome of the field: %s', async (code, succeeded) => {
    await edge.execute(`mutation { redeem(code: "${code}") { ok } }`);

    expect(settled).toEqual([succeeded]);
  });

  test('returns the result when the charge cannot be settled, and settles it only once', async () => {
    isSettleable = false;

    const right = await edge.execute('mutation { redeem(code: "right") { ok } }');
    const bug = await edge.execute('mutation { redeem(code: "bug") { ok } }');

    expect(right.body).toEqual({ data: { redeem: { ok: true } } });
    expect(bug.body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(settled).toEqual([true, false]);
  });

  test('allows one credential field per operation, fields of a project included', async () => {
    const two = 'mutation { enrol { ok } ...more } fragment more on Mutation { redeem(code: "a") { ok } }';
    const aliased = 'mutation { a: redeem(code: "a") { ok } b: redeem(code: "b") { ok } }';

    for (const operation of [two, aliased]) {
      const { status, body } = await edge.execute(operation);
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    }
    expect(charges).toEqual([]);
  });

  test('does not charge a field whose module charges the bucket itself', async () => {
    await edge.stop();
    edge = await openTestGraphqlServer({
      typeDefs: [typeDefs, projectSchema],
      resolvers: [resolvers, projectResolvers],
      rateLimits: { ...counting, selfChargedFields: ['Mutation.redeem'] },
    });

    await edge.execute('mutation { redeem(code: "right") { ok } }');

    expect(charges).toEqual([]);
  });
});

describe('createGraphqlServer rejects a schema', () => {
  const start = (more: string, rateLimits: LimitOptions | undefined = unlimited): unknown => {
    return createGraphqlServer({
      authenticators: [],
      introspection: false,
      translateDatabaseError: () => null,
      clock: { now: () => new Date() },
      log: { error: () => {}, warn: () => {} },
      typeDefs: [typeDefs, `extend type Query { more: String @public ${more} }`],
      resolvers: [resolvers, { Query: { more: () => '' } }],
      rateLimits,
    });
  };

  test.each([
    [
      'names an unknown bucket',
      '@limit(bucket: SIGNUP)',
      { ...unlimited, fieldLimits: { ...unlimited.fieldLimits, buckets: { CREDENTIAL: { amount: 1 } } } },
    ],
    ['names a bucket that is no value of LimitBucket', '@limit(bucket: SINGUP)', unlimited],
    ['has a cost of zero', '@limit(bucket: SIGNUP, cost: 0)', unlimited],
    ['has a negative cost', '@limit(bucket: SIGNUP, cost: -1)', unlimited],
    ['has a cost beyond the bucket', '@limit(bucket: SIGNUP, cost: 101)', unlimited],
  ])('whose @limit %s', (_what, limit, rateLimits) => {
    expect(() => start(limit, rateLimits)).toThrow('Query.more');
  });

  test('whose @limit is at a field of an interface, where it has no effect', () => {
    const more = '} interface Shape { area: Int @limit(bucket: SIGNUP) ';
    expect(() => start(more)).toThrow('Shape.area');
  });

  test('without @limit at a field whose module charges a bucket', () => {
    expect(() => start('', { ...unlimited, selfChargedFields: ['Query.more'] })).toThrow('Query.more');
  });
});
