import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../../src/auth-directive/index.js';
import { createWorld, NOW, nobody, person, type Request, runApollo, runBare, runHttp } from './world.js';

const SDL = `
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

function world(queries: 'partial' | 'reject' = 'partial') {
  ran.length = 0;
  const field = (name: string) => run(name, name);
  return createWorld(
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

interface Row {
  readonly law: string;
  readonly query: string;
  readonly caller?: Caller;
  readonly queries?: 'reject';
  /** Refused before execution: what the edge answers. */
  readonly status: number;
  readonly challenge?: string;
  readonly before: boolean;
  readonly errors: readonly string[];
  readonly data?: unknown;
  readonly ran: readonly string[];
}

const old = new Date(NOW - 3_600_000);
const UNKNOWN = 'Bearer error="invalid_token", error_description="The access token is not valid"';

const rows: readonly Row[] = [
  {
    law: 'a stranger without a token is asked to authenticate, plainly',
    query: '{ mine }',
    caller: nobody,
    status: 401,
    challenge: 'Bearer',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MISSING'],
    ran: [],
  },
  {
    law: 'no caller at all is a stranger',
    query: '{ mine }',
    status: 401,
    challenge: 'Bearer',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MISSING'],
    ran: [],
  },
  {
    law: 'a token that was refused is told why',
    query: '{ mine admin }',
    caller: { kind: 'anonymous', reason: 'TOKEN_EXPIRED' },
    status: 401,
    challenge: 'Bearer error="invalid_token", error_description="The access token expired"',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_EXPIRED', 'UNAUTHENTICATED Query.admin TOKEN_EXPIRED'],
    ran: [],
  },
  {
    law: 'a reason that the host made up reaches the body and no header',
    query: '{ mine }',
    caller: { kind: 'anonymous', reason: 'odd"\r\nx: y' },
    status: 401,
    challenge: UNKNOWN,
    before: true,
    errors: ['UNAUTHENTICATED Query.mine odd"\r\nx: y'],
    ran: [],
  },
  {
    law: 'a bad token refuses no public field',
    query: '{ open mine }',
    caller: { kind: 'anonymous', reason: 'TOKEN_MALFORMED' },
    status: 200,
    before: false,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MALFORMED'],
    data: { open: 'open', mine: null },
    ran: ['open'],
  },
  {
    law: 'a known caller without the role is forbidden',
    query: '{ admin }',
    caller: person('u'),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Query.admin'],
    ran: [],
  },
  {
    law: 'roles are a ladder',
    query: '{ mine admin }',
    caller: person('u', 'ADMIN'),
    status: 200,
    before: false,
    errors: [],
    data: { mine: 'mine', admin: 'admin' },
    ran: ['mine', 'admin'],
  },
  {
    law: 'a role that is not on the ladder stands below it',
    query: '{ mine }',
    caller: person('u', 'GUEST'),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Query.mine'],
    ran: [],
  },
  {
    law: 'one error for each coordinate, however often it is selected',
    query: '{ admin a: admin ...F } fragment F on Query { admin }',
    caller: person('u'),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Query.admin'],
    ran: [],
  },
  {
    law: 'a query answers what it may',
    query: '{ mine admin nested { open admin } }',
    caller: person('u'),
    status: 200,
    before: false,
    errors: ['FORBIDDEN Query.admin', 'FORBIDDEN Nested.admin'],
    data: { mine: 'mine', admin: null, nested: { open: 1, admin: null } },
    ran: ['mine'],
  },
  {
    law: 'null propagates as graphql-js has it',
    query: '{ mine strict }',
    caller: person('u'),
    status: 200,
    before: false,
    errors: ['FORBIDDEN Query.strict'],
    data: null,
    ran: ['mine'],
  },
  {
    law: '__typename answers, so the query is not refused whole',
    query: '{ __typename admin }',
    caller: person('u'),
    status: 200,
    before: false,
    errors: ['FORBIDDEN Query.admin'],
    data: { __typename: 'Query', admin: null },
    ran: [],
  },
  {
    law: 'queries: reject answers all or nothing',
    query: '{ mine nested { admin } }',
    caller: person('u'),
    queries: 'reject',
    status: 403,
    before: true,
    errors: ['FORBIDDEN Nested.admin'],
    ran: [],
  },
  {
    law: 'a stale proof asks for a step-up',
    query: '{ fresh }',
    caller: person('u', 'USER', { authenticatedAt: old }),
    status: 401,
    challenge:
      'Bearer error="insufficient_user_authentication", error_description="A new sign-in is needed", max_age="600"',
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh'],
    ran: [],
  },
  {
    law: 'a missing factor asks for it, and several step-ups for the strictest',
    query: '{ fresh strong }',
    caller: person('u', 'USER', { authenticatedAt: old, assurance: 1 }),
    status: 401,
    challenge:
      'Bearer error="insufficient_user_authentication", error_description="A new sign-in is needed", acr_values="2", max_age="300"',
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh', 'STEP_UP_REQUIRED Query.strong'],
    ran: [],
  },
  {
    law: 'in a mixed refusal 403 comes before the step-up',
    query: '{ fresh admin }',
    caller: person('u', 'USER', { authenticatedAt: old }),
    status: 403,
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh', 'FORBIDDEN Query.admin'],
    ran: [],
  },
  {
    law: 'scopes that alone fell short are named',
    query: '{ scoped }',
    caller: person('u', 'USER', { scopes: ['a'] }),
    status: 403,
    challenge: 'Bearer error="insufficient_scope", scope="a b"',
    before: true,
    errors: ['FORBIDDEN Query.scoped'],
    ran: [],
  },
  {
    law: 'a rule that names no scopes is for people',
    query: '{ mine }',
    caller: person('u', 'ADMIN', { scopes: ['a', 'b'] }),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Query.mine'],
    ran: [],
  },
  {
    law: 'a person is never asked about scopes',
    query: '{ scoped }',
    caller: person('u'),
    status: 200,
    before: false,
    errors: [],
    data: { scoped: 'scoped' },
    ran: ['scoped'],
  },
  {
    law: 'onDeny: NULL answers null and is no refusal',
    query: '{ silent }',
    caller: nobody,
    status: 200,
    before: false,
    errors: [],
    data: { silent: null },
    ran: [],
  },
  {
    law: 'a mutation of which one field is refused runs nothing',
    query: 'mutation { open first admin }',
    caller: person('u'),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Mutation.admin'],
    ran: [],
  },
  {
    law: 'a mutation of which something nested is refused runs nothing',
    query: 'mutation { first second { open admin } }',
    caller: person('u'),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Nested.admin'],
    ran: [],
  },
  {
    law: 'a silent refusal stops no mutation',
    query: 'mutation { first silent }',
    caller: person('u'),
    status: 200,
    before: false,
    errors: [],
    data: { first: 'first', silent: null },
    ran: ['first'],
  },
  {
    law: 'what is skipped is not refused',
    query: 'mutation { first admin @skip(if: true) ... @include(if: false) { again: admin } }',
    caller: person('u'),
    status: 200,
    before: false,
    errors: [],
    data: { first: 'first' },
    ran: ['first'],
  },
];

const asWords = ({
  code,
  coordinate,
  reason,
}: {
  code: unknown;
  coordinate: unknown;
  reason?: unknown;
}): string => [code, coordinate, ...(reason === undefined ? [] : [reason])].join(' ');

describe.each([
  ['over HTTP', runHttp],
  ['by executeOperation', runApollo],
])('answered %s', (_, runWay) => {
  test.each(rows.map((row) => [row.law, row] as const))('%s', async (_law, row) => {
    const request: Request = { query: row.query, ...(row.caller ? { caller: row.caller } : {}) };

    const answer = await runWay(world(row.queries), request);

    expect(answer.errors.map(asWords)).toEqual(row.errors);
    expect(answer.status).toBe(row.status);
    expect(answer.challenge).toBe(row.challenge);
    expect(answer.hasData).toBe(!row.before);
    if (!row.before) expect(answer.data).toEqual(row.data);
    expect(ran).toEqual(row.ran);
  });
});

describe('answered by the guards alone', () => {
  test.each(rows.map((row) => [row.law, row] as const))('%s', async (_law, row) => {
    const request: Request = { query: row.query, ...(row.caller ? { caller: row.caller } : {}) };

    const answer = await runBare(world(row.queries), request);

    // The same verdicts, only later: in place of the fields, each of which is refused or was never run.
    const words = new Set(answer.errors.map(asWords));
    expect([...words].every((each) => row.errors.includes(each))).toBe(true);
    expect(words.size > 0).toBe(row.errors.length > 0);
    if (!row.before) expect(answer.data).toEqual(row.data);
    expect(ran).toEqual(row.ran);
  });
});

describe('the list of refusals', () => {
  test('has at most twenty errors, while every one is reported', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `f${index}`);
    const made = createWorld(
      `type Query { ${names.map((name) => `${name}: Int @auth(requires: USER)`).join(' ')} }`,
    );

    const answer = await runApollo(made, { query: `{ ${names.join(' ')} }` });

    expect(answer.errors).toHaveLength(20);
    expect(made.decisions).toHaveLength(25);
  });

  test('holds constant words and nothing of the rule', async () => {
    const answer = await runApollo(world(), {
      query: '{ scoped }',
      caller: person('u', 'USER', { scopes: [] }),
    });

    expect(JSON.parse(answer.raw)).toEqual({
      errors: [
        {
          message: 'The caller may not do this.',
          extensions: { code: 'FORBIDDEN', coordinate: 'Query.scoped' },
        },
      ],
    });
  });
});

describe('a refusal is reported', () => {
  test('once, with who was refused where, in the plan and in execution', async () => {
    const made = createWorld(SDL, { Query: { nested: () => ({ admin: 1 }) } });

    await runApollo(made, { query: '{ admin }', caller: person('u') });
    await runApollo(made, { query: '{ nested { admin } }', caller: person('u') });

    expect(made.decisions.map(({ code, coordinate, when }) => [code, coordinate, when])).toEqual([
      ['FORBIDDEN', 'Query.admin', 'plan'],
      ['FORBIDDEN', 'Nested.admin', 'execution'],
    ]);
  });

  test('and the refusal stands when the report fails', async () => {
    const made = createWorld(
      SDL,
      {},
      {
        onDecision: () => {
          throw new Error('no audit today');
        },
      },
    );

    const answer = await runApollo(made, { query: '{ admin }', caller: person('u') });

    expect(answer.status).toBe(403);
    expect(answer.raw).not.toContain('no audit');
  });
});

describe('a host that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['answers nothing', () => null],
    ['answers a person without an id', () => ({ kind: 'principal' as const, id: '', role: 'ADMIN' })],
  ])('to say who calls and %s has a stranger', async (_, caller) => {
    const answer = await runBare(createWorld(SDL, {}, { caller }), { query: '{ admin }' });

    expect(answer.errors).toEqual([
      { code: 'UNAUTHENTICATED', coordinate: 'Query.admin', path: 'admin', reason: 'TOKEN_MISSING' },
    ]);
  });
});
