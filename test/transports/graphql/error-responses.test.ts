import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DomainError } from '../../../src/shared/index.js';
import { openTestGraphqlServer, type TestGraphqlServer } from './graphql-server-fixture.js';

let edge: TestGraphqlServer;

beforeAll(async () => {
  edge = await openTestGraphqlServer();
});

afterAll(() => edge.stop());

const fails = 'query($how: String!) { fails(how: $how) }';
const rename =
  'mutation($how: String!) { rename(how: $how) { ok userErrors { code message field retryAfter params } } }';

describe('a refusal by a module', () => {
  test('is returned as data by a mutation, with all details', async () => {
    const { status, body } = await edge.execute(rename, { variables: { how: 'taken' } });

    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        rename: {
          ok: false,
          userErrors: [
            {
              code: 'USERNAME_TAKEN',
              message: 'This username is taken.',
              field: ['input', 'username'],
              retryAfter: 3,
              params: { minLength: 3 },
            },
          ],
        },
      },
    });
  });

  test('may be returned with data, and then ok is false', async () => {
    const { body } = await edge.execute(rename, { variables: { how: 'beside' } });

    expect(body.data.rename).toMatchObject({
      ok: false,
      userErrors: [{ code: 'INVALID_INPUT', field: null }],
    });
  });

  test('that did not occur leaves ok true and userErrors empty', async () => {
    const { body } = await edge.execute(rename, { variables: { how: 'well' } });

    expect(body.data.rename).toEqual({ ok: true, userErrors: [] });
  });

  test('for bad input of a query is a top-level error with its field', async () => {
    const { status, body } = await edge.execute(fails, { variables: { how: 'input' } });

    expect(status).toBe(200);
    expect(body.errors).toMatchObject([
      {
        message: 'No such cursor.',
        path: ['fails'],
        extensions: { code: 'BAD_USER_INPUT', field: ['after'] },
      },
    ]);
  });
});

describe('an error code of a project', () => {
  let server: TestGraphqlServer;
  // Without a code, as a project in JavaScript may write it.
  const codeOf = (reason: string) => (reason === 'missing' ? (undefined as unknown as string) : reason);
  const order = (reason: string) => ({
    query: `mutation { a: order(reason: "${reason}") { ok userErrors { code message } } b: rename(how: "well") { ok } }`,
  });

  beforeAll(async () => {
    const refusalsOf = (reasons: string) =>
      reasons.split(' ').map((reason) => ({ reason: codeOf(reason), message: 'Sold out.' }));
    const throwReason = (_: unknown, { reason }: { reason: string }) => {
      const [first = { reason, message: '' }, ...others] = refusalsOf(reason);
      throw new DomainError(first, ...others);
    };
    const returnReason = (_: unknown, { reason }: { reason: string }) => ({ refusals: refusalsOf(reason) });
    server = await openTestGraphqlServer({
      project: {
        typeDefs: [
          `extend enum ErrorCode { OUT_OF_STOCK }
           type Order implements MutationPayload { ok: Boolean! userErrors: [UserError!]! }
           extend type Mutation { order(reason: String!): Order @public orderPart(reason: String!): Order @public }
           extend type Query { stock(reason: String!): Int @public }`,
        ],
        resolvers: [
          { Mutation: { order: throwReason, orderPart: returnReason }, Query: { stock: throwReason } },
        ],
      },
    });
  });
  afterAll(() => server.stop());

  test('is returned in userErrors, thrown or beside data', async () => {
    const { body } = await server.execute(
      `mutation { order(reason: "OUT_OF_STOCK") { ok userErrors { code message } }
         orderPart(reason: "OUT_OF_STOCK") { ok userErrors { code } } }`,
    );

    expect(body).toEqual({
      data: {
        order: { ok: false, userErrors: [{ code: 'OUT_OF_STOCK', message: 'Sold out.' }] },
        orderPart: { ok: false, userErrors: [{ code: 'OUT_OF_STOCK' }] },
      },
    });
  });

  test('of a query is bad input', async () => {
    const { body } = await server.execute('{ stock(reason: "OUT_OF_STOCK") }');

    expect(body.errors).toMatchObject([{ message: 'Sold out.', extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test.each(['OUT_OF_STOK', 'constructor', '', 'missing', 'USERNAME_TAKEN OUT_OF_STOK'])(
    'that the schema does not declare is an internal error, is logged, and leaves other fields alone: %s',
    async (reason) => {
      for (const query of [order(reason).query, order(reason).query.replace('order(', 'orderPart(')]) {
        server.log.length = 0;
        const { status, body } = await server.execute(query);

        expect(status).toBe(200);
        expect(body.data).toEqual({ a: null, b: { ok: true } });
        expect(body.errors).toMatchObject([
          { message: 'Internal error.', path: ['a'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
        ]);
        expect(server.log).toMatchObject([
          {
            message: 'an error code is not in enum ErrorCode',
            fields: { code: String(codeOf(reason.split(' ').at(-1) ?? '')) },
          },
        ]);
      }
    },
  );

  test('that the schema does not declare is an internal error of a query, too', async () => {
    const { body } = await server.execute('{ stock(reason: "OUT_OF_STOK") }');

    expect(body.errors).toMatchObject([
      { message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
  });

  test.each(['RATE_LIMITED', 'UNAUTHENTICATED', 'INTERNAL_SERVER_ERROR'])(
    'cannot be one of the top-level errors: %s',
    async (code) => {
      const project = { typeDefs: [`extend enum ErrorCode { ${code} }`], resolvers: [] };

      await expect(openTestGraphqlServer({ project })).rejects.toThrow(
        `Reserved for top-level errors: ErrorCode.${code}.`,
      );
    },
  );
});

describe('an unavailable service', () => {
  test.each([fails, rename])('for every root field results in 503 with Retry-After: %s', async (query) => {
    const { status, headers, body } = await edge.execute(query, { variables: { how: 'unavailable' } });

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('7');
    expect(body.errors[0].extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 7 });
  });

  test.each([fails, rename])(
    'reported by the database driver results in 503 without the driver message: %s',
    async (query) => {
      const { status, text } = await edge.execute(query, { variables: { how: 'driver' } });

      expect(status).toBe(503);
      expect(text).not.toContain('10.1.2.3');
    },
  );

  test('because of a rate limit results in 429 with Retry-After', async () => {
    const { status, headers } = await edge.execute(rename, { variables: { how: 'limited' } });

    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('30');
  });

  test('and a rate limit result in 503 with the longer Retry-After', async () => {
    const { status, headers } = await edge.execute(
      '{ a: fails(how: "limited") b: fails(how: "unavailable") }',
    );

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('30');
  });

  test('for one of two root fields results in 200', async () => {
    const { status, headers, body } = await edge.execute('{ a: fails(how: "unavailable") version }');

    expect(status).toBe(200);
    expect(headers['retry-after']).toBeUndefined();
    expect(body.data).toEqual({ a: null, version: '1' });
  });

  test('and an internal error result in 200', async () => {
    const { status } = await edge.execute('{ a: fails(how: "unavailable") b: fails(how: "bug") }');

    expect(status).toBe(200);
  });

  test('results in 503 for application/graphql-response+json as well', async () => {
    const { status, headers } = await edge.execute(fails, {
      variables: { how: 'unavailable' },
      headers: { accept: 'application/graphql-response+json' },
    });

    expect(status).toBe(503);
    expect(headers['content-type']).toContain('application/graphql-response+json');
  });
});

describe('an internal error', () => {
  test.each([fails, rename])('is sent with the request id and nothing else: %s', async (query) => {
    const { status, body, text } = await edge.execute(query, { variables: { how: 'bug' } });

    expect(status).toBe(200);
    expect(text).not.toContain('swordfish');
    expect(body.errors[0]).toMatchObject({
      message: 'Internal error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-0001' },
    });
  });

  test('is logged with its cause under the request id', async () => {
    edge.log.length = 0;

    await edge.execute(fails, { variables: { how: 'bug' } });

    expect(edge.log).toMatchObject([
      { fields: { requestId: 'request-0001', code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(String(edge.log[0]?.fields['err'])).toContain('swordfish');
  });

  test('keeps its code when a plain error has extensions with another code', async () => {
    const { body, text } = await edge.execute(fails, { variables: { how: 'forged' } });

    expect(body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(text).not.toContain('secret');
  });
});

describe('values of the request', () => {
  const secret = 'hunter2-and-more';

  test('more invalid values than graphql-js reports are bad input, and no error of the server', async () => {
    edge.log.length = 0;
    const input = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`unknown${index}`, secret]));

    const { status, body } = await edge.execute('mutation ($i: LoginInput!) { login(input: $i) { ok } }', {
      variables: { i: input },
    });

    expect(status).toBe(400);
    expect(new Set(codesOf(body.errors))).toEqual(new Set(['BAD_USER_INPUT']));
    expect(edge.log).toEqual([]);
  });

  test.each([
    ['a variable of the wrong type', { username: 'a', password: [secret] }, ['i.password']],
    ['an enum value', { username: 'a', password: 'b', role: secret }, ['i.role']],
    ['a custom scalar', { username: 'a', password: 'b', since: secret }, ['i.since']],
    ['an object', { username: 'a', password: 'b', metadata: secret }, ['i.metadata']],
    ['an unknown member', { username: 'a', password: 'b', [secret]: 1 }, ['i']],
    ['a missing member', { username: secret }, ['i']],
    ['several at once', { username: [secret], password: [secret] }, ['i.username', 'i.password']],
  ])('are not echoed for %s, and their path is reported', async (_what, input, paths) => {
    const query = 'mutation($i: LoginInput!) { login(input: $i) { ok } }';

    const { status, body, text } = await edge.execute(query, { variables: { i: input } });

    expect(status).toBe(400);
    expect(text).not.toContain('hunter2');
    expect(body.data).toBeUndefined();
    expect(body.errors.map((error: { message: string }) => error.message)).toEqual(
      paths.map((path) => `Variable "$i" has an invalid value at "${path}".`),
    );
    expect(body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  test.each([
    [
      `mutation { login(input: { username: 1, password: "${secret}" role: ${secret.replaceAll('-', '_')} }) { ok } }`,
    ],
    [
      `mutation { login(input: { username: "a", password: "b", role: "${secret}", since: "${secret}" }) { ok } }`,
    ],
    [`mutation { login(input: { username: "a", password: ["${secret}"], metadata: "${secret}" }) { ok } }`],
    [`mutation { login(input: "${secret}") { ok } }`],
    [`{ number(value: "${secret}") }`],
    [`{ number(value: 99999999999) }`],
    [`mutation { login(input: { username: "a" password: "${secret}" `],
    [`mutation { login(input: { username: "a" password: b"${secret}" }) { ok } }`],
    [`mutation { login(input: { username: "a" password: """${secret}""" """${secret}""" }) { ok } }`],
    [`{ version } "${secret}"`],
    [`{ version } ${secret.replaceAll('-', '_')}`],
    [`{ version(a: "\\${secret}") }`],
    [`{ version(a: "${secret}`],
  ])('are not echoed from the document %p', async (query) => {
    const { status, text } = await edge.execute(query);

    expect(status).toBe(400);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('99999999999');
  });

  test('name a variable that is missing', async () => {
    const { body } = await edge.execute('mutation($i: LoginInput!) { login(input: $i) { ok } }');

    expect(body.errors[0].message).toBe('Variable "$i" is required.');
  });
});

describe('a document with many errors', () => {
  test('gets five of them, each with at most 300 characters', async () => {
    const { status, body } = await edge.execute(
      `{ ${Array.from({ length: 18 }, (_, index) => `x${index}${'y'.repeat(400)}`).join(' ')} }`,
    );

    expect(status).toBe(400);
    expect(body.errors).toHaveLength(5);
    for (const error of body.errors) expect(error.message.length).toBeLessThanOrEqual(300);
  });

  test('in its variables gets five of them', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `v${index}`);
    const query = `query(${names.map((name) => `$${name}: Int`).join(' ')}) { ${names.map((name) => `${name}: number(value: $${name})`).join(' ')} }`;

    const { body } = await edge.execute(query, {
      variables: Object.fromEntries(names.map((name) => [name, 'x'])),
    });

    expect(body.errors).toHaveLength(5);
  });
});

function codesOf(errors: readonly { readonly extensions: { readonly code: string } }[]): readonly string[] {
  return errors.map(({ extensions }) => extensions.code);
}
