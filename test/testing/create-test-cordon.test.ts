import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { TestCordon, TestIdentity } from '../../src/testing/index.js';
import { ensureBuilt, repositoryRoot } from '../helpers/run-program.js';

type Testing = typeof import('../../src/testing/index.js');

let createTestCordon: Testing['createTestCordon'];
let cordon: TestCordon;

beforeAll(async () => {
  // The build contains the seed of the database, without which a server needs seconds.
  await ensureBuilt();
  ({ createTestCordon } = await import(pathToFileURL(`${repositoryRoot}dist/testing/index.js`).href));
  cordon = await createTestCordon({
    typeDefs: `
      type Report { id: ID! at: DateTime! cost: Int @auth(requires: ADMIN, onDeny: NULL) }
      extend type Query {
        report(id: ID!): Report @auth(requires: SUPPORT)
        mine: String @auth(policy: "isFriday")
      }
      extend type Mutation {
        close: Boolean @auth(requires: SUPPORT, freshWithin: 600)
        export: Boolean @auth(requires: SUPPORT) @limit(bucket: ADMIN_WRITE, cost: 400)
      }
    `,
    resolvers: {
      Query: {
        report: (_root: unknown, { id }: { id: string }) => ({ id, at: new Date(0), cost: 5 }),
        mine: () => 'mine',
      },
      Mutation: { close: () => true, export: () => true },
    },
    policies: { isFriday: ({ context }) => context.currentUser?.role === 'ADMIN' },
    env: { CORDON_SIGN_UP: 'on', LOG_LEVEL: 'silent' },
  });
});
afterAll(() => cordon.close());

/** Like the class of graphql-codegen. */
class TypedDocumentString<Result> extends String {
  readonly __apiType?: (variables: Readonly<Record<string, never>>) => Result;
}

const codesOf = ({
  errors = [],
}: {
  readonly errors?: readonly { readonly extensions?: unknown }[];
}): unknown => errors.map(({ extensions }) => extensions);

describe('execute', () => {
  test('answers each caller by the rules of the schema, with the status of HTTP', async () => {
    const document = 'query ($id: ID!) { report(id: $id) { id at cost } }';
    const variables = { id: '7' };
    const report = { id: '7', at: '1970-01-01T00:00:00.000Z' };
    const as = async (role: 'ADMIN' | 'SUPPORT' | 'USER'): Promise<unknown> =>
      cordon.execute(await cordon.signInAs(role), document, variables);

    expect(await as('ADMIN')).toEqual({ status: 200, data: { report: { ...report, cost: 5 } } });
    expect(await as('SUPPORT')).toEqual({ status: 200, data: { report: { ...report, cost: null } } });
    expect(await as('USER')).toMatchObject({ status: 403, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await cordon.execute(null, document, variables)).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }],
    });
  });

  test('runs policies with the context of the request', async () => {
    const admin = await cordon.execute(await cordon.signInAs('ADMIN'), '{ mine }');
    const user = await cordon.execute(await cordon.signInAs('USER'), '{ mine }');

    expect(admin.data).toEqual({ mine: 'mine' });
    expect(codesOf(user)).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  test('accepts strings, parsed documents and typed strings, with their types', async () => {
    const text = '{ server { version } }';
    const typed = new TypedDocumentString<{ readonly server: { readonly version: string } }>(text);
    const expected = { server: { version: expect.stringMatching(/^\d/) } };

    const answer = await cordon.execute(null, typed);
    const version: string | undefined = answer.data?.server.version;

    expect(version).toMatch(/^\d/);
    expect((await cordon.execute(null, text)).data).toEqual(expected);
    expect((await cordon.execute(null, parse(text))).data).toEqual(expected);
  });

  test('applies the limits of operations and bodies like HTTP', async () => {
    const deep = `{ __schema { types ${'{ ofType '.repeat(30)} { name } ${'}'.repeat(30)} } }`;

    expect(codesOf(await cordon.execute(null, deep))).toMatchObject([{ code: 'OPERATION_TOO_COMPLEX' }]);
    expect(await cordon.execute(null, `{ server { version } } #${'x'.repeat(2_000_000)}`)).toMatchObject({
      status: 413,
    });
  });

  test('charges rate limits, which the clock refills', async () => {
    const ada = await cordon.signInAs('SUPPORT');
    const exportAll = (): Promise<unknown> => cordon.execute(ada, 'mutation { export }');

    expect(await exportAll()).toMatchObject({ status: 200, data: { export: true } });
    expect(await exportAll()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    cordon.clock.advance('1m');
    expect(await exportAll()).toMatchObject({ status: 200, data: { export: true } });
  });

  test('rejects a caller that would be anonymous by mistake', async () => {
    const notAwaited = cordon.signInAs('ADMIN') as unknown as TestIdentity;
    const nobody = undefined as unknown as TestIdentity;

    await expect(cordon.execute(notAwaited, '{ mine }')).rejects.toThrow(TypeError);
    await expect(cordon.execute(nobody, '{ mine }')).rejects.toThrow(TypeError);
    await notAwaited;
  });

  test('sends other headers of the caller', async () => {
    const ada = await cordon.signInAs('ADMIN');
    const headers = { ...ada.headers, 'content-type': 'text/plain' };

    expect(await cordon.execute({ headers }, '{ mine }')).toMatchObject({ status: 415 });
  });
});

describe('signInAs', () => {
  test('refuses a role that is not declared, and names those that are', async () => {
    await expect(cordon.signInAs('KING')).rejects.toThrow(
      'There is no role KING. The roles are USER, SUPPORT, ADMIN.',
    );
  });

  test('accepts the roles of the options and no other, as the types do', async () => {
    const server = await createTestCordon({
      typeDefs: 'extend enum Role { EDITOR }',
      roles: { EDITOR: { includes: ['SUPPORT'] } },
      env: { LOG_LEVEL: 'silent' },
    });

    const { user } = await server.signInAs('EDITOR');
    // @ts-expect-error: the role does not exist.
    const unknown = server.signInAs('WRITER');

    expect(user.role).toBe('EDITOR');
    await expect(unknown).rejects.toThrow(
      'There is no role WRITER. The roles are USER, SUPPORT, EDITOR, ADMIN.',
    );
    await server.close();
  });

  test('creates a user with the role and the given fields', async () => {
    const given = {
      username: 'grace',
      email: 'grace@example.org',
      fullName: 'Grace',
      metadata: { team: 'red' },
    };

    const { user, headers, accessToken } = await cordon.signInAs('SUPPORT', given);
    const { data } = await cordon.execute(
      { headers },
      '{ me { username email role mustChangePassword: status } }',
    );

    expect(user).toMatchObject({ ...given, role: 'SUPPORT', status: 'ACTIVE' });
    expect(headers).toEqual({ authorization: `Bearer ${accessToken}` });
    expect(data.me).toMatchObject({ username: 'grace', email: 'grace@example.org', role: 'SUPPORT' });
  });

  test('gives each user names of their own, and a password that logs in', async () => {
    const [one, other] = [await cordon.signInAs('USER'), await cordon.signInAs('USER')];
    const login = (identity: TestIdentity): Promise<{ readonly data?: unknown }> =>
      cordon.execute(null, 'mutation ($input: LoginInput!) { login(input: $input) { status } }', {
        input: { username: identity.user.username, password: identity.password },
      });

    expect(one.user.username).not.toBe(other.user.username);
    expect((await login(one)).data).toEqual({ login: { status: 'COMPLETE' } });
  });

  test('narrows the tokens to a scope', async () => {
    const narrowed = await cordon.signInAs('USER', { scope: ['account:read'] });

    expect((await cordon.execute(narrowed, '{ me { username } }')).data.me.username).toBe(
      narrowed.user.username,
    );
    expect(codesOf(await cordon.execute(narrowed, '{ mine }'))).toMatchObject([{ code: 'FORBIDDEN' }]);
  });

  test('rejects what the API rejects', async () => {
    await cordon.signInAs('USER', { username: 'taken' });

    await expect(cordon.signInAs('USER', { username: 'taken' })).rejects.toMatchObject({
      reason: 'USERNAME_TAKEN',
    });
  });
});

describe('clock', () => {
  test('stands still until it is advanced; then freshness lapses before the access token expires', async () => {
    const ada = await cordon.signInAs('ADMIN');
    const close = (): Promise<{ readonly status: number }> => cordon.execute(ada, 'mutation { close }');
    const before = cordon.clock.now();

    expect(await close()).toMatchObject({ status: 200, data: { close: true } });
    expect(cordon.clock.now()).toEqual(before);
    cordon.clock.advance('11m');
    expect(await close()).toMatchObject({ errors: [{ extensions: { code: 'STEP_UP_REQUIRED' } }] });
    cordon.clock.advance('1h');
    expect(await close()).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' } }],
    });
  });

  test('ends sessions', async () => {
    const { refreshToken } = await cordon.signInAs('USER');
    const refresh = async (
      token: string,
    ): Promise<{ readonly tokens: { readonly refreshToken: string } | null }> =>
      (
        await cordon.execute(
          null,
          'mutation ($input: RefreshInput!) { refreshToken(input: $input) { userErrors { code } tokens { refreshToken } } }',
          { input: { refreshToken: token } },
        )
      ).data.refreshToken;

    cordon.clock.advance('1h');
    const refreshed = await refresh(refreshToken);
    cordon.clock.advance('400d');

    expect(refreshed).toMatchObject({ userErrors: [] });
    expect(await refresh(refreshed.tokens?.refreshToken ?? '')).toMatchObject({
      tokens: null,
      userErrors: [{ code: 'REFRESH_TOKEN_EXPIRED' }],
    });
  });
});

test('listen serves the same users over HTTP on a free port', async () => {
  const bob = await cordon.signInAs('USER');

  const url = await cordon.listen();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { ...bob.headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ me { id } }' }),
  });

  expect(await response.json()).toEqual({ data: { me: { id: bob.user.id } } });
  expect(await cordon.listen()).toBe(url);
});

test('a schema or a variable that is not valid rejects with the reason', async () => {
  const unguarded = { typeDefs: 'extend type Query { open: Int }', resolvers: { Query: { open: () => 1 } } };

  await expect(createTestCordon(unguarded)).rejects.toThrow('Query.open');
  await expect(createTestCordon({ env: { CORDON_BCRYPT_COST: 'low' } })).rejects.toThrow(
    'CORDON_BCRYPT_COST',
  );
});

describe('a second server', () => {
  let other: TestCordon;
  beforeAll(async () => {
    other = await createTestCordon({ env: { DATABASE_URL: 'postgres://127.0.0.1:1/none' } });
  });
  afterAll(() => other.close());

  test('shares neither users nor time, and ignores a database of the environment', async () => {
    await cordon.signInAs('USER', { username: 'here' });
    const before = cordon.clock.now();
    other.clock.advance('1d');

    expect(await other.users.find({ username: 'here' })).toBeNull();
    expect(cordon.clock.now()).toEqual(before);
  });

  test('ends with close, which can be called twice', async () => {
    await other.close();
    await other.close();

    await expect(other.signInAs('USER')).rejects.toThrow('start() and stop()');
    expect(await other.execute(null, '{ server { version } }')).toMatchObject({ status: 503 });
  });
});

describe('mail', () => {
  const change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ok } }`;

  test('captures the mails of committed changes, for each address', async () => {
    const [one, other] = [await cordon.signInAs('USER'), await cordon.signInAs('USER')];
    await cordon.mail.sent();
    cordon.mail.clear();
    for (const user of [one, other]) {
      const input = { currentPassword: user.password, newPassword: 'eleven paper lanterns' };
      await cordon.execute(user, change, { input });
    }

    const [mail, ...others] = await cordon.mail.sent(one.user.email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      to: one.user.email,
      subject: 'Your password was changed',
      text: expect.stringContaining(one.user.username),
      html: expect.stringContaining(one.user.username),
      link: null,
      sentAt: cordon.clock.now(),
    });
    expect(await cordon.mail.sent()).toHaveLength(2);
    cordon.mail.clear();
    expect(await cordon.mail.sent()).toEqual([]);
  });
});
