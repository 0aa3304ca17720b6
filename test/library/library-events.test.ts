import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Library } from '../../src/library/index.js';
import { DomainError, withWaitBudget } from '../../src/shared/index.js';
import { createTestInstallation, createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, goodPassword, type SignedInUser } from '../helpers/sign-in.js';

let server: TestServer;
let library: Library;
let admin: SignedInUser;
let subscriptions: (() => void)[] = [];

beforeAll(async () => {
  server = await createTestServer();
  library = server.server;
  admin = await createFirstAdministrator(server);
  await server.sql('CREATE TABLE customers (user_id uuid PRIMARY KEY, email text NOT NULL)');
});
afterEach(() => {
  for (const unsubscribe of subscriptions) unsubscribe();
  subscriptions = [];
});
afterAll(() => server.close());

const signUpMutation = `mutation ($input: SignUpInput!) {
  signUp(input: $input) { ok user { id } userErrors { code message } }
}`;

async function signUp(username: string): Promise<unknown> {
  const input = { username, email: `${username}@example.com`, password: goodPassword };
  return (await sendGraphql(server.url, signUpMutation, { variables: { input } })).body;
}

function rowsOf(username: string): Promise<readonly Record<string, unknown>[]> {
  return server.sql(
    'SELECT users.id, customers.email FROM users LEFT JOIN customers ON user_id = users.id WHERE username = $1',
    [username],
  );
}

describe('a handler after the commit', () => {
  test('receives the committed change, with the user who made it', async () => {
    const seen = new Promise((resolve) => {
      subscriptions.push(
        library.on('user.disabled', async (event) =>
          resolve([event, await library.users.find({ id: event.subjectId })]),
        ),
      );
    });
    const { user } = await library.users.create({
      username: 'ada',
      email: 'ada@example.com',
      password: goodPassword,
    });

    await sendGraphql(
      server.url,
      `mutation { disableUser(input: { id: "${user.id}", reason: "left" }) { ok } }`,
      { token: admin.accessToken },
    );

    expect(await seen).toMatchObject([
      {
        type: 'user.disabled',
        actor: { type: 'USER', id: admin.id },
        subjectId: user.id,
        reason: 'left',
        changes: { status: { from: 'ACTIVE', to: 'DISABLED' } },
      },
      { id: user.id, status: 'DISABLED' },
    ]);
  });

  test('that fails is logged and neither breaks the request nor other handlers', async () => {
    const logged = jest.spyOn(server.server.log, 'error').mockImplementation(() => {});
    const called: string[] = [];
    subscriptions.push(
      library.on('user.created', () => {
        throw new Error('thrown at once');
      }),
      library.on('user.created', async () => {
        await nextTurn();
        throw new Error('rejected later');
      }),
      library.on('user.created', ({ changes }) => called.push(String(changes?.['username']?.to))),
    );

    const answer = await signUp('bob');

    expect(valueAt(answer, 'data', 'signUp', 'ok')).toBe(true);
    await eventually(() =>
      expect(logged.mock.calls.map(([fields]) => valueAt(fields, 'err', 'message'))).toEqual([
        'thrown at once',
        'rejected later',
      ]),
    );
    expect(called).toEqual(['bob']);
    logged.mockRestore();
  });

  test('is not called for a change that was rolled back, nor after it has unsubscribed', async () => {
    const called: unknown[] = [];
    subscriptions.push(
      library.on('user.created', ({ changes }) => called.push(changes?.['username']?.to)),
      library.on(
        'user.created',
        () => {
          throw new DomainError({ reason: 'INVALID_INPUT', message: 'No.' });
        },
        { inTransaction: true },
      ),
    );
    await signUp('carol');
    subscriptions.pop()?.();
    await signUp('carola');
    subscriptions.pop()?.();
    await signUp('carolin');

    expect(called).toEqual(['carola']);
  });

  test('does not delay the answer to the request', async () => {
    let finish: () => void = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    subscriptions.push(library.on('user.created', () => finished));

    expect(valueAt(await signUp('dora'), 'data', 'signUp', 'ok')).toBe(true);
    finish();
  });

  test('is finished before the server has stopped, with the database still open', async () => {
    const installation = await createTestInstallation();
    const other = await installation.start();
    let found: unknown = null;
    other.server.on('user.created', async ({ subjectId }) => {
      await delay(100);
      found = await other.server.users.find({ id: subjectId });
    });

    const { user } = await other.server.users.create({ username: 'emil', email: 'emil@example.com' });
    await other.stop();

    expect(found).toEqual(user);
    await installation.close();
  });
});

describe('a handler inside the transaction', () => {
  test('commits its own rows together with the change', async () => {
    subscriptions.push(
      library.on(
        'user.created',
        ({ subjectId, changes }, manager) =>
          manager.query('INSERT INTO customers VALUES ($1, $2)', [subjectId, changes['email']?.to]),
        { inTransaction: true },
      ),
    );

    const answer = await signUp('frida');

    expect(await rowsOf('frida')).toEqual([
      { id: valueAt(answer, 'data', 'signUp', 'user', 'id'), email: 'frida@example.com' },
    ]);
  });

  test('rolls the change back with an error, which is answered like one of Cordon', async () => {
    subscriptions.push(
      library.on(
        'user.created',
        async ({ subjectId }, manager) => {
          await manager.query("INSERT INTO customers VALUES ($1, 'x')", [subjectId]);
          throw new DomainError({
            reason: 'INVALID_INPUT',
            message: 'Only by invitation.',
            field: ['input', 'email'],
          });
        },
        { inTransaction: true },
      ),
    );

    const answer = await signUp('gil');

    expect(valueAt(answer, 'data', 'signUp')).toEqual({
      ok: false,
      user: null,
      userErrors: [{ code: 'INVALID_INPUT', message: 'Only by invitation.' }],
    });
    expect(await rowsOf('gil')).toEqual([]);
    expect(await server.sql("SELECT 1 FROM customers WHERE email = 'x'")).toEqual([]);
  });

  test('that fails in an unexpected way rolls back and is hidden behind the request id', async () => {
    subscriptions.push(
      library.on('user.created', () => Promise.reject(new Error('secret detail')), { inTransaction: true }),
    );

    const answer = await signUp('hanna');

    expect(valueAt(answer, 'errors', 0, 'extensions', 'code')).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answer)).not.toContain('secret detail');
    expect(await rowsOf('hanna')).toEqual([]);
  });

  test('that swallows an error of the database does not turn the change into a success without effect', async () => {
    subscriptions.push(
      library.on(
        'user.created',
        async (_, manager) => void (await manager.query('SELECT 1 / 0').catch(() => {})),
        {
          inTransaction: true,
        },
      ),
    );

    const answer = await signUp('ida');

    expect(valueAt(answer, 'errors', 0, 'extensions', 'code')).toBe('INTERNAL_SERVER_ERROR');
    expect(await rowsOf('ida')).toEqual([]);
  });

  test('that does not end within the time of a request rolls the change back', async () => {
    subscriptions.push(library.on('user.created', () => new Promise(() => {}), { inTransaction: true }));

    const creating = withWaitBudget(300, () =>
      library.users.create({ username: 'jan', email: 'jan@example.com' }),
    );

    await expect(creating).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    expect(await rowsOf('jan')).toEqual([]);
  });

  test('cannot wait for a connection of its own', async () => {
    let failure: unknown;
    subscriptions.push(
      library.on(
        'user.created',
        async ({ subjectId }) => {
          failure = await library.users.find({ id: subjectId }).catch((error: unknown) => error);
        },
        { inTransaction: true },
      ),
    );

    await signUp('kim');

    expect(failure).toEqual(new Error('users.find does not work inside a transaction. Use its manager.'));
  });

  test('is refused for events other than changes of users, whose transaction must not be rolled back', () => {
    const on = library.on as (type: string, handler: () => void, options?: object) => void;

    expect(() => on('session.reuse-detected', () => {}, { inTransaction: true })).toThrow(
      'Only events of users can be handled inside the transaction, not session.reuse-detected.',
    );
    expect(() => on('user.vanished', () => {})).toThrow('There is no event user.vanished.');
  });
});
