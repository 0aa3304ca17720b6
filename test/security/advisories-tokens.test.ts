import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  acceptInvitationMutation,
  countAdministrators,
  isAccessTokenAccepted,
  isRefreshTokenAccepted,
  requestPasswordReset,
  reset,
} from '../helpers/account-requests.js';
import { createTestServer, type TestServer } from '../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, sendHttp, stringAt, valueAt } from '../helpers/http-client.js';
import {
  acceptLink,
  errorCodeOf,
  goodPassword,
  login,
  otherPassword,
  type SignedInUser,
  signUp,
  tokenFromLink,
} from '../helpers/sign-in.js';

/** Tokens, links and sessions work for their purpose only, and not after their end. */

let testServer: TestServer;
let admin: SignedInUser;
/** The outcomes of the race for the first administrator, which can run only once. */
let race: readonly HttpResult[];

beforeAll(async () => {
  testServer = await createTestServer();
  const { firstAdministrator } = testServer.server.app;
  const links = [
    testServer.setupLink,
    await firstAdministrator.setupLink(),
    await firstAdministrator.setupLink(),
  ];
  race = await Promise.all(
    [...links, ...links].map((link, place) => {
      const input = {
        token: tokenFromLink(link),
        password: goodPassword,
        username: `admin${place}`,
        email: `admin${place}@example.com`,
      };
      return sendGraphql(testServer.url, acceptInvitationMutation, { variables: { input } });
    }),
  );
  const winner = race.find(({ body }) => valueAt(body, 'data', 'acceptInvitation', 'ok') === true);
  if (winner === undefined) throw new Error('no sign-up became the administrator');
  admin = {
    id: stringAt(winner, 'data', 'acceptInvitation', 'user', 'id'),
    accessToken: stringAt(winner, 'data', 'acceptInvitation', 'tokens', 'accessToken'),
    refreshToken: stringAt(winner, 'data', 'acceptInvitation', 'tokens', 'refreshToken'),
  };
});
afterAll(() => testServer.close());

function asAdmin(query: string, variables: Readonly<Record<string, unknown>>): Promise<HttpResult> {
  return sendGraphql(testServer.url, query, { variables, token: admin.accessToken });
}

describe('a second first administrator', () => {
  test('cannot be created by six requests with three setup links sent concurrently; one succeeds, the others receive TOKEN_USED', async () => {
    const won = race.filter(({ body }) => valueAt(body, 'data', 'acceptInvitation', 'ok') === true);
    const codes = race
      .filter((answer) => !won.includes(answer))
      .map((answer) => errorCodeOf(answer, 'acceptInvitation'));

    expect(won).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['TOKEN_INVALID']));
    expect(await countAdministrators(testServer)).toBe(1);
    expect(await testServer.server.app.firstAdministrator.setupLink()).toBeNull();
  });
});

describe('a token of one purpose', () => {
  /** The uses of a token; each returns whether it was accepted. */
  const uses: Readonly<Record<string, (token: string) => Promise<boolean>>> = {
    'as a bearer of GraphQL': (token) => isAccessTokenAccepted(testServer, token),
    'as a bearer of /userinfo': async (token) =>
      (await sendHttp(`${testServer.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } }))
        .status === 200,
    'as a bearer of /verify': async (token) =>
      (await sendHttp(`${testServer.url}/verify`, { headers: { authorization: `Bearer ${token}` } }))
        .status === 204,
    'to refresh': (token) => isRefreshTokenAccepted(testServer, token),
    'to refresh at /token': async (token) => {
      const form = { grant_type: 'refresh_token', refresh_token: token };
      const answer = await sendHttp(`${testServer.url}/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      });
      return answer.status === 200;
    },
    'to accept an invitation': async (token) => {
      const input = { token, password: goodPassword };
      const answer = await sendGraphql(testServer.url, acceptInvitationMutation, { variables: { input } });
      return valueAt(answer.body, 'data', 'acceptInvitation', 'ok') === true;
    },
    'to become the first administrator': async (token) => {
      const input = { token, password: goodPassword, username: 'usurper', email: 'usurper@example.com' };
      const answer = await sendGraphql(testServer.url, acceptInvitationMutation, { variables: { input } });
      return valueAt(answer.body, 'data', 'acceptInvitation', 'ok') === true;
    },
    'to choose a password': async (token) => {
      const answer = await reset(testServer, token, otherPassword);
      return valueAt(answer.body, 'data', 'resetPassword', 'ok') === true;
    },
  };

  /** One token of each purpose, each of another user, so that using one does not invalidate another. */
  async function makeTokens(): Promise<
    Readonly<Record<string, { token: string; worksFor: readonly string[] }>>
  > {
    const user = await signUp(testServer, 'purpose-access');
    const refreshing = await signUp(testServer, 'purpose-refresh');
    const forgetful = await signUp(testServer, 'purpose-reset');
    const create =
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { invitationLink userErrors { code } } }';
    const invited = await asAdmin(create, {
      input: { username: 'purpose-invited', email: 'purpose-invited@example.com' },
    });
    await asAdmin(create, {
      input: { username: 'purpose-change', email: 'purpose-change@example.com', password: goodPassword },
    });
    const changing = await login(testServer, 'purpose-change', goodPassword);
    const invitation = tokenFromLink(stringAt(invited, 'data', 'createUser', 'invitationLink'));
    return {
      access: {
        token: user.accessToken,
        worksFor: ['as a bearer of GraphQL', 'as a bearer of /userinfo', 'as a bearer of /verify'],
      },
      refresh: { token: refreshing.refreshToken, worksFor: ['to refresh', 'to refresh at /token'] },
      'spent setup': { token: tokenFromLink(testServer.setupLink), worksFor: [] },
      invitation: { token: invitation, worksFor: ['to accept an invitation'] },
      reset: {
        token: await requestPasswordReset(testServer, admin, forgetful.id),
        worksFor: ['to choose a password'],
      },
      change: {
        token: stringAt(changing, 'data', 'login', 'passwordChangeToken'),
        worksFor: ['to choose a password'],
      },
    };
  }

  test('is rejected for every other purpose, and then still accepted for its own', async () => {
    const tokens = Object.entries(await makeTokens());
    const worked: string[] = [];
    for (const [kind, { token, worksFor }] of tokens) {
      for (const [use, attempt] of Object.entries(uses)) {
        if (!worksFor.includes(use) && (await attempt(token))) worked.push(`${kind} ${use}`);
      }
    }
    const own: string[] = [];
    for (const [kind, { token, worksFor }] of tokens) {
      const [use = ''] = worksFor;
      if (worksFor.length > 0 && (await uses[use]?.(token)) !== true) own.push(`${kind} ${use}`);
    }

    expect({ worked, own }).toEqual({ worked: [], own: [] });
  });
});

describe('the sessions that survive', () => {
  interface Signed {
    readonly accessToken: string;
    readonly refreshToken: string;
  }

  async function signIn(name: string): Promise<Signed> {
    const answer = await login(testServer, name, goodPassword);
    return {
      accessToken: stringAt(answer, 'data', 'login', 'tokens', 'accessToken'),
      refreshToken: stringAt(answer, 'data', 'login', 'tokens', 'refreshToken'),
    };
  }

  async function acceptedTokens({ accessToken, refreshToken }: Signed): Promise<readonly boolean[]> {
    return [
      await isAccessTokenAccepted(testServer, accessToken),
      await isRefreshTokenAccepted(testServer, refreshToken),
    ];
  }

  test('a password change: only the session that made it', async () => {
    const first = await signUp(testServer, 'change');
    const [second, third] = [await signIn('change'), await signIn('change')];
    const query = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ok } }';

    const answer = await sendGraphql(testServer.url, query, {
      variables: { input: { currentPassword: goodPassword, newPassword: otherPassword } },
      token: second.accessToken,
    });

    expect(valueAt(answer.body, 'data', 'changePassword', 'ok')).toBe(true);
    expect([await acceptedTokens(first), await acceptedTokens(second), await acceptedTokens(third)]).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
  });

  test('a reset: none, from the request of the link on', async () => {
    const first = await signUp(testServer, 'reset');
    const second = await signIn('reset');
    const token = await requestPasswordReset(testServer, admin, first.id);

    expect([await acceptedTokens(first), await acceptedTokens(second)]).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(valueAt((await reset(testServer, token, otherPassword)).body, 'data', 'resetPassword', 'ok')).toBe(
      true,
    );
    expect(errorCodeOf(await login(testServer, 'reset', goodPassword), 'login')).toBe('INVALID_CREDENTIALS');
  });

  test('a disable: none', async () => {
    const user = await signUp(testServer, 'disable');
    const query =
      'mutation ($input: DisableUserInput!) { disableUser(input: $input) { ok userErrors { code } } }';

    const answer = await asAdmin(query, { input: { id: user.id, reason: 'left' } });

    expect(valueAt(answer.body, 'data', 'disableUser', 'ok')).toBe(true);
    expect(await acceptedTokens(user)).toEqual([false, false]);
  });
});

test('an invitation activates only the invited user, once', async () => {
  const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { invitationLink } }';
  const made = await asAdmin(create, { input: { username: 'guest', email: 'guest@example.com' } });
  const token = tokenFromLink(stringAt(made, 'data', 'createUser', 'invitationLink'));
  const renamed = { token, password: goodPassword, username: 'another-name' };

  const refused = await sendGraphql(testServer.url, acceptInvitationMutation, {
    variables: { input: renamed },
  });
  const guest = await acceptLink(testServer, token);
  const again = await sendGraphql(testServer.url, acceptInvitationMutation, {
    variables: { input: { token, password: goodPassword } },
  });

  expect(errorCodeOf(refused, 'acceptInvitation')).toBe('INVALID_INPUT');
  expect(await isAccessTokenAccepted(testServer, guest.accessToken)).toBe(true);
  expect(errorCodeOf(again, 'acceptInvitation')).toBe('TOKEN_INVALID');
});
