import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  acceptMutation,
  admins,
  canRefresh,
  isAlive,
  reset,
  resetLink,
} from '../helpers/account-requests.js';
import {
  accept,
  codeOf,
  goodPassword,
  login,
  openServed,
  otherPassword,
  type Person,
  type Served,
  signUp,
  tokenOf,
} from '../helpers/create-test-server.js';
import { ask, at, type HttpAnswer, send, textAt } from '../helpers/http-client.js';

/** What a token, a link and a session open, and that they open nothing else and nothing any more. */

let served: Served;
let admin: Person;
/** How the race for the first administrator ended; it is run once, because there is one first administrator. */
let race: readonly HttpAnswer[];

beforeAll(async () => {
  served = await openServed();
  const { firstAdministrator } = served.server.app;
  const links = [
    served.setupLink,
    await firstAdministrator.setupLink(),
    await firstAdministrator.setupLink(),
  ];
  race = await Promise.all(
    [...links, ...links].map((link, place) => {
      const input = {
        token: tokenOf(link),
        password: goodPassword,
        username: `admin${place}`,
        email: `admin${place}@example.com`,
      };
      return ask(served.url, acceptMutation, { variables: { input } });
    }),
  );
  const winner = race.find(({ body }) => at(body, 'data', 'acceptInvitation', 'ok') === true);
  if (winner === undefined) throw new Error('nobody became the administrator');
  admin = {
    id: textAt(winner, 'data', 'acceptInvitation', 'user', 'id'),
    accessToken: textAt(winner, 'data', 'acceptInvitation', 'tokens', 'accessToken'),
    refreshToken: textAt(winner, 'data', 'acceptInvitation', 'tokens', 'refreshToken'),
  };
}, 180_000);
afterAll(() => served.close());

function asAdmin(query: string, variables: Readonly<Record<string, unknown>>): Promise<HttpAnswer> {
  return ask(served.url, query, { variables, token: admin.accessToken });
}

describe('two first administrators', () => {
  test('cannot be made by six who follow three setup links at once: one is, the others are told that their link is spent', async () => {
    const won = race.filter(({ body }) => at(body, 'data', 'acceptInvitation', 'ok') === true);
    const codes = race
      .filter((answer) => !won.includes(answer))
      .map((answer) => codeOf(answer, 'acceptInvitation'));

    expect(won).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['TOKEN_INVALID']));
    expect(await admins(served)).toBe(1);
    expect(await served.server.app.firstAdministrator.setupLink()).toBeNull();
  });
});

describe('a token of one purpose', () => {
  /** What may be done with a token, each answering whether it worked. */
  const uses: Readonly<Record<string, (token: string) => Promise<boolean>>> = {
    'as a bearer of GraphQL': (token) => isAlive(served, token),
    'as a bearer of /userinfo': async (token) =>
      (await send(`${served.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status ===
      200,
    'as a bearer of /verify': async (token) =>
      (await send(`${served.url}/verify`, { headers: { authorization: `Bearer ${token}` } })).status === 204,
    'to refresh': (token) => canRefresh(served, token),
    'to refresh at /token': async (token) => {
      const form = { grant_type: 'refresh_token', refresh_token: token };
      const answer = await send(`${served.url}/token`, { method: 'POST', body: new URLSearchParams(form) });
      return answer.status === 200;
    },
    'to accept an invitation': async (token) => {
      const input = { token, password: goodPassword };
      const answer = await ask(served.url, acceptMutation, { variables: { input } });
      return at(answer.body, 'data', 'acceptInvitation', 'ok') === true;
    },
    'to become the first administrator': async (token) => {
      const input = { token, password: goodPassword, username: 'usurper', email: 'usurper@example.com' };
      const answer = await ask(served.url, acceptMutation, { variables: { input } });
      return at(answer.body, 'data', 'acceptInvitation', 'ok') === true;
    },
    'to choose a password': async (token) => {
      const answer = await reset(served, token, otherPassword);
      return at(answer.body, 'data', 'resetPassword', 'ok') === true;
    },
  };

  /** One token of each purpose, each of somebody else, so that one that is used up takes no other along. */
  async function makeTokens(): Promise<
    Readonly<Record<string, { token: string; worksFor: readonly string[] }>>
  > {
    const person = await signUp(served, 'purpose-access');
    const refreshing = await signUp(served, 'purpose-refresh');
    const forgetful = await signUp(served, 'purpose-reset');
    const create =
      'mutation ($input: CreateUserInput!) { createUser(input: $input) { invitationLink userErrors { code } } }';
    const invited = await asAdmin(create, {
      input: { username: 'purpose-invited', email: 'purpose-invited@example.com' },
    });
    await asAdmin(create, {
      input: { username: 'purpose-change', email: 'purpose-change@example.com', password: goodPassword },
    });
    const changing = await login(served, 'purpose-change', goodPassword);
    const invitation = tokenOf(textAt(invited, 'data', 'createUser', 'invitationLink'));
    return {
      access: {
        token: person.accessToken,
        worksFor: ['as a bearer of GraphQL', 'as a bearer of /userinfo', 'as a bearer of /verify'],
      },
      refresh: { token: refreshing.refreshToken, worksFor: ['to refresh', 'to refresh at /token'] },
      'spent setup': { token: tokenOf(served.setupLink), worksFor: [] },
      invitation: { token: invitation, worksFor: ['to accept an invitation'] },
      reset: { token: await resetLink(served, admin, forgetful.id), worksFor: ['to choose a password'] },
      change: {
        token: textAt(changing, 'data', 'login', 'passwordChangeToken'),
        worksFor: ['to choose a password'],
      },
    };
  }

  test('works for no other purpose, and afterwards still for its own', async () => {
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

describe('a session alive after', () => {
  interface Signed {
    readonly accessToken: string;
    readonly refreshToken: string;
  }

  async function signIn(name: string): Promise<Signed> {
    const answer = await login(served, name, goodPassword);
    return {
      accessToken: textAt(answer, 'data', 'login', 'tokens', 'accessToken'),
      refreshToken: textAt(answer, 'data', 'login', 'tokens', 'refreshToken'),
    };
  }

  async function lives({ accessToken, refreshToken }: Signed): Promise<readonly boolean[]> {
    return [await isAlive(served, accessToken), await canRefresh(served, refreshToken)];
  }

  test('a password change: none but the one that changed it', async () => {
    const first = await signUp(served, 'change');
    const [second, third] = [await signIn('change'), await signIn('change')];
    const query = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ok } }';

    const answer = await ask(served.url, query, {
      variables: { input: { currentPassword: goodPassword, newPassword: otherPassword } },
      token: second.accessToken,
    });

    expect(at(answer.body, 'data', 'changePassword', 'ok')).toBe(true);
    expect([await lives(first), await lives(second), await lives(third)]).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
  });

  test('a reset: none at all, from the moment the link was asked for', async () => {
    const first = await signUp(served, 'reset');
    const second = await signIn('reset');
    const token = await resetLink(served, admin, first.id);

    expect([await lives(first), await lives(second)]).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(at((await reset(served, token, otherPassword)).body, 'data', 'resetPassword', 'ok')).toBe(true);
    expect(codeOf(await login(served, 'reset', goodPassword), 'login')).toBe('INVALID_CREDENTIALS');
  });

  test('a disable: none', async () => {
    const person = await signUp(served, 'disable');
    const query =
      'mutation ($input: DisableUserInput!) { disableUser(input: $input) { ok userErrors { code } } }';

    const answer = await asAdmin(query, { input: { id: person.id, reason: 'left' } });

    expect(at(answer.body, 'data', 'disableUser', 'ok')).toBe(true);
    expect(await lives(person)).toEqual([false, false]);
  });
});

test('an invitation is for its own person only, once', async () => {
  const create = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { invitationLink } }';
  const made = await asAdmin(create, { input: { username: 'guest', email: 'guest@example.com' } });
  const token = tokenOf(textAt(made, 'data', 'createUser', 'invitationLink'));
  const renamed = { token, password: goodPassword, username: 'somebody-else' };

  const refused = await ask(served.url, acceptMutation, { variables: { input: renamed } });
  const guest = await accept(served, token);
  const again = await ask(served.url, acceptMutation, {
    variables: { input: { token, password: goodPassword } },
  });

  expect(codeOf(refused, 'acceptInvitation')).toBe('INVALID_INPUT');
  expect(await isAlive(served, guest.accessToken)).toBe(true);
  expect(codeOf(again, 'acceptInvitation')).toBe('TOKEN_INVALID');
});
