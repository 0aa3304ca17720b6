import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Host, openHost } from './edge-fixture.js';

let host: Host;

beforeAll(async () => {
  host = await openHost();
});

afterAll(() => host.stop());

const fails = 'query($how: String!) { fails(how: $how) }';
const rename =
  'mutation($how: String!) { rename(how: $how) { ok userErrors { code message field retryAfter params } } }';

describe('a refusal by a module', () => {
  test('is data in a mutation, with everything a caller can act on', async () => {
    const { status, body } = await host.execute(rename, { variables: { how: 'taken' } });

    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        rename: {
          ok: false,
          userErrors: [
            {
              code: 'USERNAME_TAKEN',
              message: 'Somebody has it.',
              field: ['input', 'username'],
              retryAfter: 3,
              params: { minLength: 3 },
            },
          ],
        },
      },
    });
  });

  test('may stand beside data, and then ok is false', async () => {
    const { body } = await host.execute(rename, { variables: { how: 'beside' } });

    expect(body.data.rename).toMatchObject({
      ok: false,
      userErrors: [{ code: 'INVALID_INPUT', field: null }],
    });
  });

  test('leaves ok true and userErrors empty where there is none', async () => {
    const { body } = await host.execute(rename, { variables: { how: 'well' } });

    expect(body.data.rename).toEqual({ ok: true, userErrors: [] });
  });

  test('that is bad input stands at the top with its field', async () => {
    const { status, body } = await host.execute(fails, { variables: { how: 'input' } });

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

describe('an outage', () => {
  test.each([fails, rename])('of every root field is 503 with Retry-After: %s', async (query) => {
    const { status, headers, body } = await host.execute(query, { variables: { how: 'unavailable' } });

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('7');
    expect(body.errors[0].extensions).toEqual({ code: 'SERVICE_UNAVAILABLE', retryAfter: 7 });
  });

  test.each([fails, rename])(
    'told by the database driver is 503 too, without its words: %s',
    async (query) => {
      const { status, text } = await host.execute(query, { variables: { how: 'driver' } });

      expect(status).toBe(503);
      expect(text).not.toContain('10.1.2.3');
    },
  );

  test('that is a rate limit is 429 with Retry-After', async () => {
    const { status, headers } = await host.execute(rename, { variables: { how: 'limited' } });

    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('30');
  });

  test('of two kinds is 503, and the longer wait counts', async () => {
    const { status, headers } = await host.execute(
      '{ a: fails(how: "limited") b: fails(how: "unavailable") }',
    );

    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('30');
  });

  test('of one root field beside one that answers stays 200', async () => {
    const { status, headers, body } = await host.execute('{ a: fails(how: "unavailable") version }');

    expect(status).toBe(200);
    expect(headers['retry-after']).toBeUndefined();
    expect(body.data).toEqual({ a: null, version: '1' });
  });

  test('beside a fault of another kind stays 200', async () => {
    const { status } = await host.execute('{ a: fails(how: "unavailable") b: fails(how: "bug") }');

    expect(status).toBe(200);
  });

  test('has its status in the newer media type as well', async () => {
    const { status, headers } = await host.execute(fails, {
      variables: { how: 'unavailable' },
      headers: { accept: 'application/graphql-response+json' },
    });

    expect(status).toBe(503);
    expect(headers['content-type']).toContain('application/graphql-response+json');
  });
});

describe('a fault of ours', () => {
  test.each([fails, rename])('tells a stranger the request id and nothing else: %s', async (query) => {
    const { status, body, text } = await host.execute(query, { variables: { how: 'bug' } });

    expect(status).toBe(200);
    expect(text).not.toContain('swordfish');
    expect(body.errors[0]).toMatchObject({
      message: 'Internal error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-0001' },
    });
  });

  test('is logged with its cause under the request id', async () => {
    host.log.length = 0;

    await host.execute(fails, { variables: { how: 'bug' } });

    expect(host.log).toMatchObject([
      { fields: { requestId: 'request-0001', code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(String(host.log[0]?.fields['err'])).toContain('swordfish');
  });

  test('cannot be dressed up as a known code by extensions on a plain error', async () => {
    const { body, text } = await host.execute(fails, { variables: { how: 'forged' } });

    expect(body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(text).not.toContain('secret');
  });
});

describe('values that were sent', () => {
  const secret = 'hunter2-and-more';

  test.each([
    ['a variable of the wrong type', { username: 'a', password: [secret] }, ['i.password']],
    ['an enum value', { username: 'a', password: 'b', role: secret }, ['i.role']],
    ['a scalar of ours', { username: 'a', password: 'b', since: secret }, ['i.since']],
    ['an object', { username: 'a', password: 'b', metadata: secret }, ['i.metadata']],
    ['an unknown member', { username: 'a', password: 'b', [secret]: 1 }, ['i']],
    ['a missing member', { username: secret }, ['i']],
    ['several at once', { username: [secret], password: [secret] }, ['i.username', 'i.password']],
  ])('are not echoed from %s, and their place is told', async (_what, input, places) => {
    const query = 'mutation($i: LoginInput!) { login(input: $i) { ok } }';

    const { status, body, text } = await host.execute(query, { variables: { i: input } });

    expect(status).toBe(400);
    expect(text).not.toContain('hunter2');
    expect(body.data).toBeUndefined();
    expect(body.errors.map((error: { message: string }) => error.message)).toEqual(
      places.map((place) => `Variable "$i" has an invalid value at "${place}".`),
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
    const { status, text } = await host.execute(query);

    expect(status).toBe(400);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('99999999999');
  });

  test('say which variable is missing altogether', async () => {
    const { body } = await host.execute('mutation($i: LoginInput!) { login(input: $i) { ok } }');

    expect(body.errors[0].message).toBe('Variable "$i" is required.');
  });
});

describe('a document with many faults', () => {
  test('is answered with five of them, each of at most 300 characters', async () => {
    const { status, body } = await host.execute(
      `{ ${Array.from({ length: 18 }, (_, index) => `x${index}${'y'.repeat(400)}`).join(' ')} }`,
    );

    expect(status).toBe(400);
    expect(body.errors).toHaveLength(5);
    for (const error of body.errors) expect(error.message.length).toBeLessThanOrEqual(300);
  });

  test('in its variables is answered with five of them', async () => {
    const names = Array.from({ length: 9 }, (_, index) => `v${index}`);
    const query = `query(${names.map((name) => `$${name}: Int`).join(' ')}) { ${names.map((name) => `${name}: number(value: $${name})`).join(' ')} }`;

    const { body } = await host.execute(query, {
      variables: Object.fromEntries(names.map((name) => [name, 'x'])),
    });

    expect(body.errors).toHaveLength(5);
  });
});
