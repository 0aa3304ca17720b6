import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, at, type HttpAnswer, send, textAt } from '../support/graphql-over-http.js';
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
} from '../support/served.js';

/**
 * What has broken other identity servers, tried here from outside: one test for each class of advisory. Guesses by alias, batch, spare
 * parameter and forged address that run into the limits of several instances are in limits.test.ts.
 */

let served: Served;
let admin: Person;
/** How the race for the first administrator ended; it is run once, because there is one first administrator. */
let race: readonly HttpAnswer[];

const acceptMutation = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { ok userErrors { code } tokens { accessToken refreshToken } user { id role } }
}`;

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

async function admins(): Promise<number> {
  const [row] = await served.sql(`SELECT count(*)::int AS admins FROM users WHERE role <> 'USER'`);
  return Number(row?.['admins']);
}

async function isAlive(token: string): Promise<boolean> {
  const answer = await ask(served.url, '{ me { id } }', { token });
  return at(answer.body, 'data', 'me', 'id') !== undefined;
}

async function canRefresh(refreshToken: string): Promise<boolean> {
  const query = 'mutation ($input: RefreshInput!) { refreshToken(input: $input) { ok userErrors { code } } }';
  const answer = await ask(served.url, query, { variables: { input: { refreshToken } } });
  return at(answer.body, 'data', 'refreshToken', 'ok') === true;
}

async function resetLink(id: string): Promise<string> {
  const answer = await asAdmin(
    'mutation ($id: ID!) { resetUserPassword(id: $id) { link userErrors { code } } }',
    {
      id,
    },
  );
  return tokenOf(textAt(answer, 'data', 'resetUserPassword', 'link'));
}

function reset(token: string, newPassword: string): Promise<HttpAnswer> {
  const query =
    'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { ok userErrors { code } } }';
  return ask(served.url, query, { variables: { input: { token, newPassword } } });
}

describe('two first administrators', () => {
  test('cannot be made by six who follow three setup links at once: one is, the others are told that their link is spent', async () => {
    const won = race.filter(({ body }) => at(body, 'data', 'acceptInvitation', 'ok') === true);
    const codes = race
      .filter((answer) => !won.includes(answer))
      .map((answer) => codeOf(answer, 'acceptInvitation'));

    expect(won).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['TOKEN_INVALID']));
    expect(await admins()).toBe(1);
    expect(await served.server.app.firstAdministrator.setupLink()).toBeNull();
  });
});

describe('a token of one purpose', () => {
  /** What may be done with a token, each answering whether it worked. */
  const uses: Readonly<Record<string, (token: string) => Promise<boolean>>> = {
    'as a bearer of GraphQL': isAlive,
    'as a bearer of /userinfo': async (token) =>
      (await send(`${served.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status ===
      200,
    'as a bearer of /verify': async (token) =>
      (await send(`${served.url}/verify`, { headers: { authorization: `Bearer ${token}` } })).status === 204,
    'to refresh': canRefresh,
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
      const answer = await reset(token, otherPassword);
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
      reset: { token: await resetLink(forgetful.id), worksFor: ['to choose a password'] },
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

describe('a user taken over by another spelling of the name', () => {
  /** Spellings of `kelvin`, `straffe` and `ivan-i` that some part of some system takes for the same, or for another. */
  const spellings: readonly (readonly [victim: string, spelling: string])[] = [
    ['kelvin', 'KELVIN'],
    ['kelvin', '\u212Aelvin'],
    ['kelvin', '\uff4b\uff45\uff4c\uff56\uff49\uff4e'],
    ['kelvin', 'kelvin '],
    ['kelvin', '\u200bkelvin'],
    ['kelvin', 'kelv\u0131n'],
    ['kelvin', 'KELV\u0130N'],
    ['kelvin', 'kelvi\u0301n'],
    ['kelvin', 'k\u0435lvin'],
    ['straffe', 'stra\ufb00e'],
    ['straffe', 'STRA\ufb00E'],
    ['strasse', 'stra\u00dfe'],
    ['strasse', 'STRA\u1e9eE'],
  ];

  beforeAll(async () => {
    for (const name of ['kelvin', 'straffe', 'strasse']) {
      victims.set(name, (await signUp(served, name)).id);
    }
  });

  async function tryToSignUp(username: string, email: string): Promise<{ id: unknown; code: unknown }> {
    const query =
      'mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } userErrors { code } } }';
    const answer = await ask(served.url, query, {
      variables: { input: { username, email, password: otherPassword } },
    });
    return { id: at(answer.body, 'data', 'signUp', 'user', 'id'), code: codeOf(answer, 'signUp') };
  }

  const victims = new Map<string, string>();

  /** Whoever signed up with the spelling is somebody else, and the victim still is who they were. */
  async function expectUntouched(victim: string, attacker: unknown): Promise<void> {
    const own = await login(served, victim, goodPassword);
    const id = at(own.body, 'data', 'login', 'user', 'id');
    expect(id).toBe(victims.get(victim.split('@')[0] ?? ''));
    expect(attacker).not.toBe(id);
  }

  test.each(spellings)('%s by the username %j', async (victim, spelling) => {
    const place = spellings.findIndex(([, other]) => other === spelling);

    const { id, code } = await tryToSignUp(spelling, `attacker${place}@example.net`);

    if (id === undefined) expect(['USERNAME_TAKEN', 'USERNAME_INVALID']).toContain(code);
    await expectUntouched(victim, id);
  });

  test.each(spellings)('%s by the address %j@example.com', async (victim, spelling) => {
    const place = spellings.findIndex(([, other]) => other === spelling);

    const { id, code } = await tryToSignUp(`mailer${place}`, `${spelling}@example.com`);

    if (id === undefined) expect(['EMAIL_TAKEN', 'EMAIL_INVALID']).toContain(code);
    await expectUntouched(`${victim}@example.com`, id);
  });

  test('by a domain in other letters', async () => {
    for (const domain of [
      'EXAMPLE.COM',
      'ex\u0430mple.com',
      '\uff45xample.com',
      'example.com.',
      'example\u3002com',
    ]) {
      const { id } = await tryToSignUp(`domain${domain.length}`, `kelvin@${domain}`);
      await expectUntouched('kelvin@example.com', id);
    }
  });
});

test('whoever signed up with another spelling of a name has not got its password changed', async () => {
  for (const name of ['kelvin', 'straffe', 'strasse']) {
    expect(codeOf(await login(served, name, otherPassword), 'login')).toBe('INVALID_CREDENTIALS');
  }
});

describe('a role in a sign-up', () => {
  const mutation =
    'mutation ($input: SignUpInput!) { signUp(input: $input) { ok user { role } userErrors { code } } }';
  const person = (name: string): string =>
    `"username":"${name}","email":"${name}@example.com","password":"${goodPassword}"`;

  function post(body: string, query = ''): Promise<HttpAnswer> {
    return send(`${served.url}/graphql${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  }
  const withInput = (input: string): string =>
    `{"query":${JSON.stringify(mutation)},"variables":{"input":{${input}}}}`;

  test.each([
    ['as a member of the input', withInput(`${person('role-a')},"role":"ADMIN"`)],
    ['twice, so that a filter sees another', withInput(`${person('role-b')},"role":"USER","role":"ADMIN"`)],
    ['in metadata', withInput(`${person('role-c')},"metadata":{"role":"ADMIN"}`)],
    ['through the prototype', withInput(`${person('role-d')},"__proto__":{"role":"ADMIN"}`)],
    ['through a constructor', withInput(`${person('role-e')},"constructor":{"prototype":{"role":"ADMIN"}}`)],
    [
      'as a literal',
      `{"query":"mutation { signUp(input: { username: \\"role-f\\", email: \\"role-f@example.com\\", password: \\"${goodPassword}\\", role: ADMIN }) { ok } }"}`,
    ],
    [
      'with variables that stand twice',
      `{"query":${JSON.stringify(mutation)},"variables":{"input":{${person('role-g')}}},"variables":{"input":{${person('role-g')},"role":"ADMIN"}}}`,
    ],
  ])('%s: nobody is made an administrator by it', async (_how, body) => {
    const answer = await post(body);

    expect([200, 400]).toContain(answer.status);
    if (answer.status === 200) expect(at(answer.body, 'data', 'signUp', 'user', 'role')).toBe('USER');
    expect(await admins()).toBe(1);
  });

  test('beside the body, in the query string: it is not read', async () => {
    const other = encodeURIComponent(JSON.stringify({ input: { role: 'ADMIN' } }));

    const answer = await post(withInput(person('role-h')), `?variables=${other}&role=ADMIN`);

    expect(at(answer.body, 'data', 'signUp', 'user', 'role')).toBe('USER');
    expect(await admins()).toBe(1);
  });

  test('in what an invited person says, or in a profile', async () => {
    const someone = await signUp(served, 'role-i');
    const answers = [
      await ask(served.url, acceptMutation, {
        variables: { input: { token: 'x', password: goodPassword, role: 'ADMIN' } },
      }),
      await ask(
        served.url,
        'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { ok } }',
        { variables: { input: { fullName: 'A', role: 'ADMIN' } }, token: someone.accessToken },
      ),
    ];

    for (const { status } of answers) expect(status).toBe(400);
    expect(await admins()).toBe(1);
  });
});

test('a forged forwarded address is written down nowhere: the socket says who it is', async () => {
  await signUp(served, 'forger');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-forwarded-for': '198.51.100.7',
    forwarded: 'for=198.51.100.7',
    'x-real-ip': '198.51.100.7',
    'x-client-ip': '198.51.100.7',
    'true-client-ip': '198.51.100.7',
    'cf-connecting-ip': '198.51.100.7',
  };
  const attempt = (password: string): Promise<HttpAnswer> =>
    send(`${served.url}/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ username: 'forger', password }).toString(),
    });

  const statuses = [(await attempt(goodPassword)).status, (await attempt('wrong wrong wrong')).status];

  expect(statuses).toEqual([200, 401]);
  for (const table of ['sessions', 'audit_events']) {
    const rows = await served.sql(`SELECT row_to_json(${table})::text AS row FROM ${table}`);
    expect(JSON.stringify(rows)).not.toContain('198.51.100.7');
  }
});

test('a limit is not dodged by a spare parameter, another spelling of the name, or another door', async () => {
  await signUp(served, 'ground');
  const wrong = 'wrong wrong wrong wrong';
  const form = (path: string, fields: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
    send(`${served.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, password: wrong }),
    });
  const graphql = (path: string, username: string): Promise<HttpAnswer> =>
    send(`${served.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': path },
      body: JSON.stringify({
        query: `mutation { login(input: { username: ${JSON.stringify(username)}, password: "${wrong}" }) { ok } }`,
        extensions: { x: path },
      }),
    });

  const tries = [
    () => form('/token?x=1', { username: 'ground' }),
    () => form('/token?username=other', { username: 'ground' }),
    () => form('/token', { username: 'GROUND', client_id: 'a' }),
    () => form('/token', { username: '\uff47round', spare: '1' }),
    () => form('/token', { username: 'ground', scope: '' }),
    () => graphql('/graphql?x=1', 'ground'),
    () => graphql('/graphql?username=other', 'Ground'),
    () => graphql('/graphql', 'GROUN\uff24'),
    () => graphql('/graphql?y', 'ground'),
    () => graphql('/graphql?z', 'ground'),
  ];
  for (const attempt of tries) await attempt();

  expect(codeOf(await login(served, 'ground', goodPassword), 'login')).toBe('TOO_MANY_ATTEMPTS');
  expect((await form('/token?fresh=1', { username: 'gRound' })).status).toBe(429);
});

test('aliases and batches carry one guess at most, and those that are refused carry none', async () => {
  await signUp(served, 'alias');
  const [before] = await served.sql('SELECT count(*)::int AS failures FROM audit_events');
  const field = (name: string): string =>
    `${name}: login(input: { username: "alias", password: "wrong wrong wrong" }) { ok }`;
  const names = Array.from({ length: 15 }, (_, place) => `a${place}`);
  const one = { query: `mutation { ${field('a')} }` };
  const bodies = [
    { query: `mutation { ${names.map(field).join(' ')} }` },
    {
      query: `mutation { ...F ...G } fragment F on Mutation { ${field('a')} } fragment G on Mutation { ${field('b')} }`,
    },
    Array.from({ length: 15 }, () => one),
  ];

  for (const body of bodies) {
    const answer = await send(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
  }

  const [after] = await served.sql('SELECT count(*)::int AS failures FROM audit_events');
  expect(after).toEqual(before);
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
    return [await isAlive(accessToken), await canRefresh(refreshToken)];
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
    const token = await resetLink(first.id);

    expect([await lives(first), await lives(second)]).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(at((await reset(token, otherPassword)).body, 'data', 'resetPassword', 'ok')).toBe(true);
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
  expect(await isAlive(guest.accessToken)).toBe(true);
  expect(codeOf(again, 'acceptInvitation')).toBe('TOKEN_INVALID');
});
