import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DomainError } from '../../../src/shared/index.js';
import { createGraphqlEdge, type LimitOptions } from '../../../src/transports/graphql/index.js';
import { type Host, openHost, resolvers, typeDefs, unlimited } from './edge-fixture.js';

interface Charged {
  readonly bucket: string;
  readonly cost: number;
  readonly caller: unknown;
}

let charges: Charged[] = [];
let settled: boolean[] = [];
let left = 100;
let isSettleable = true;
let host: Host;

/** A bucket that counts, and refuses when nothing is left. */
const counting: LimitOptions = {
  ...unlimited,
  limits: {
    ...unlimited.limits,
    charge: async (bucket, cost, caller) => {
      if (left < cost) {
        throw new DomainError({ reason: 'RATE_LIMITED', message: 'Slow down.', retryAfterSeconds: 9 });
      }
      left -= cost;
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

/** A project's own fields beside ours. */
const own = `
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

const ownResolvers = {
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
  left = 100;
  isSettleable = true;
  host = await openHost({
    typeDefs: [typeDefs, own],
    resolvers: [resolvers, ownResolvers],
    limiting: counting,
  });
});
afterEach(() => host.stop());

describe('@limit', () => {
  test('charges each execution of a field, whatever it is called and wherever it stands, and says who calls', async () => {
    const query = `query { a: search b: search ...more ... on Query { d: search } }
      fragment more on Query { c: search }`;

    const { body } = await host.execute(query, { authorization: 'Bearer good' });

    expect(body.data).toEqual({ a: 'found', b: 'found', c: 'found', d: 'found' });
    const caller = { ipAddress: '127.0.0.1', userId: expect.any(String), sessionId: expect.any(String) };
    expect(charges).toEqual(Array(4).fill({ bucket: 'ADMIN_WRITE', cost: 3, caller }));
  });

  test('charges nothing for a field that is written twice and executed once', async () => {
    await host.execute('{ search search ...more } fragment more on Query { search }');

    expect(charges).toHaveLength(1);
  });

  test('charges each object of a list, and fields without a resolver of their own', async () => {
    const { body } = await host.execute('{ shelves { books name } }');

    expect(body.data.shelves).toEqual([
      { books: 1, name: null },
      { books: 2, name: null },
    ]);
    expect(charges).toHaveLength(4);
  });

  test('charges nothing for a field that @auth refuses', async () => {
    await host.execute('{ secret }');
    await host.execute('{ version secret }', { authorization: 'Bearer good' });

    expect(charges).toEqual([]);
  });

  test('refuses what is beyond the bucket and answers the rest, with the status of the whole only when all of it is refused', async () => {
    left = 3;

    const some = await host.execute('{ a: search b: search }');
    const none = await host.execute('{ a: search b: search }');

    expect(some.status).toBe(200);
    expect(some.body.data).toEqual({ a: 'found', b: null });
    expect(some.body.errors).toMatchObject([
      { path: ['b'], extensions: { code: 'RATE_LIMITED', retryAfter: 9 } },
    ]);
    expect(none.status).toBe(429);
    expect(none.headers['retry-after']).toBe('9');
  });

  test.each([
    ['right', true],
    ['wrong', false],
    ['bug', false],
    ['busy', true],
  ])('tells how a field came out: %s', async (code, succeeded) => {
    await host.execute(`mutation { redeem(code: "${code}") { ok } }`);

    expect(settled).toEqual([succeeded]);
  });

  test('answers what was done when the count is out of reach afterwards, and gives nothing back twice', async () => {
    isSettleable = false;

    const right = await host.execute('mutation { redeem(code: "right") { ok } }');
    const bug = await host.execute('mutation { redeem(code: "bug") { ok } }');

    expect(right.body).toEqual({ data: { redeem: { ok: true } } });
    expect(bug.body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(settled).toEqual([true, false]);
  });

  test("makes an operation hold one field at most that is a guess, a project's own included", async () => {
    const two = 'mutation { enrol { ok } ...more } fragment more on Mutation { redeem(code: "a") { ok } }';
    const aliased = 'mutation { a: redeem(code: "a") { ok } b: redeem(code: "b") { ok } }';

    for (const operation of [two, aliased]) {
      const { status, body } = await host.execute(operation);
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    }
    expect(charges).toEqual([]);
  });

  test('leaves a field to its module where that charges the bucket itself', async () => {
    await host.stop();
    host = await openHost({
      typeDefs: [typeDefs, own],
      resolvers: [resolvers, ownResolvers],
      limiting: { ...counting, chargedByModules: ['Mutation.redeem'] },
    });

    await host.execute('mutation { redeem(code: "right") { ok } }');

    expect(charges).toEqual([]);
  });
});

describe('a schema does not start', () => {
  const start = (more: string, limiting: LimitOptions | undefined = unlimited): unknown => {
    const { log, ...edge } = host;
    return createGraphqlEdge({
      authenticators: [],
      introspection: false,
      translateDatabaseError: () => null,
      clock: { now: () => new Date() },
      log: { error: () => log, warn: () => edge },
      typeDefs: [typeDefs, `extend type Query { more: String @public ${more} }`],
      resolvers: [resolvers, { Query: { more: () => '' } }],
      limiting,
    });
  };

  test.each([
    [
      'names a bucket that nobody keeps',
      '@limit(bucket: SIGNUP)',
      { ...unlimited, limits: { ...unlimited.limits, buckets: { CREDENTIAL: { amount: 1 } } } },
    ],
    ['costs nothing', '@limit(bucket: SIGNUP, cost: 0)', unlimited],
    ['takes something out of nothing', '@limit(bucket: SIGNUP, cost: -1)', unlimited],
    ['costs more than there can be', '@limit(bucket: SIGNUP, cost: 101)', unlimited],
  ])('whose @limit %s', (_what, limit, limiting) => {
    expect(() => start(limit, limiting)).toThrow('Query.more');
  });

  test('whose @limit stands at a field of an interface, where it would charge nothing', () => {
    const more = '} interface Shape { area: Int @limit(bucket: SIGNUP) ';
    expect(() => start(more)).toThrow('Shape.area');
  });

  test('that lacks a @limit which a module charges', () => {
    expect(() => start('', { ...unlimited, chargedByModules: ['Query.more'] })).toThrow('Query.more');
  });
});
