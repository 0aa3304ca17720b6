import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Kind, type ObjectTypeDefinitionNode } from 'graphql';
import type { ServerExtension } from '../../src/library/index.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { type HttpResult, sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { completeMfa, currentCode, enrollApp } from '../helpers/second-factor.js';
import {
  createFirstAdministrator,
  goodPassword,
  login,
  type SignedInUser,
  signIn,
  signUp,
} from '../helpers/sign-in.js';
import { closeSubscriptions, subscribe } from './subscription-client.js';

/** CORDON_MFA_REQUIRED_ROLES: who has not proven a second factor can do nothing but set one up. */

const typeDefs = `
  extend type Query {
    "For any token, however narrow."
    narrow: String @auth(requires: USER, scopes: [])
    plain: String @auth(requires: USER)
  }
  extend type User { secret: String @auth(requires: USER, scopes: []) }
  extend type Mutation { change: String @auth(requires: USER) }
`;
const changes: string[] = [];
const extension: ServerExtension = {
  typeDefs,
  resolvers: {
    Query: { narrow: () => 'narrow', plain: () => 'plain' },
    User: { secret: () => 'secret' },
    Mutation: { change: () => String(changes.push('change')) },
  },
  routes: async (app, { requireUser }) => {
    app.get('/whoami', requireUser(), async () => 'known');
    app.get('/narrow', requireUser({ scopes: ['account:read'] }), async () => 'known');
  },
};

let installation: TestInstallation;
let server: InProcessServer;
let admin: SignedInUser;

/** Stops the server and starts another one with this setting. */
async function restart(requiredRoles: string): Promise<void> {
  await server.stop();
  server = await installation.start({ CORDON_MFA_REQUIRED_ROLES: requiredRoles }, extension);
}

const challenge = 'Bearer error="insufficient_user_authentication"';

function ask(query: string, { accessToken: token }: Pick<SignedInUser, 'accessToken'>): Promise<HttpResult> {
  return sendGraphql(server.url, query, { token });
}

function get(path: string, { accessToken }: SignedInUser): Promise<HttpResult> {
  return sendHttp(`${server.url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
}

beforeAll(async () => {
  installation = await createTestInstallation();
  server = await installation.start({ CORDON_MFA_REQUIRED_ROLES: 'SUPPORT' }, extension);
  admin = await createFirstAdministrator(server);
});
afterAll(() => installation.close());
beforeEach(() => {
  changes.length = 0;
});
afterEach(closeSubscriptions);

describe('a user of a required role without a second factor', () => {
  test('is refused every guarded field with the challenge of RFC 9470', async () => {
    const queries = [
      '{ users { nodes { id } } }',
      '{ mySessions { id } }',
      '{ narrow }',
      '{ plain }',
      'mutation { updateProfile(input: { fullName: "x" }) { ok } }',
      'mutation { change }',
      'mutation { disableTotp(code: "000000") { ok } }',
    ];
    for (const query of queries) {
      const { status, headers, body } = await ask(query, admin);
      expect([query, status, headers.get('www-authenticate')]).toEqual([
        query,
        401,
        expect.stringContaining(challenge),
      ]);
      expect(headers.get('www-authenticate')).toContain('acr_values="2"');
      expect(valueAt(body, 'errors', 0, 'extensions')).toMatchObject({
        code: 'STEP_UP_REQUIRED',
        assurance: 2,
      });
      expect(body).not.toHaveProperty('data');
    }
    expect(changes).toEqual([]);
  });

  test('is refused every guarded field of the schema but those that set a factor up', async () => {
    const open = [
      'Query.me',
      'Query.mySession',
      'Mutation.enrollTotp',
      'Mutation.confirmTotp',
      'Mutation.reauthenticate',
      'Mutation.startPasskeyReauthentication',
      'Mutation.startPasskeyRegistration',
      'Mutation.finishPasskeyRegistration',
    ];
    const { schema } = server.server;
    const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const ungated = types.flatMap((type) =>
      Object.values(type?.getFields() ?? {})
        .filter(({ astNode }) => !JSON.stringify(astNode?.directives).includes('cordonNeedsNoSecondFactor'))
        .filter(({ astNode }) => astNode?.directives?.every(({ name }) => name.value !== 'public'))
        .map(({ name }) => `${type?.name}.${name}`),
    );
    expect(ungated.toSorted()).toEqual(open.toSorted());
  });

  test('sees themselves, without what is guarded below, and signs out', async () => {
    const { body } = await ask(
      '{ me { username role mfaMethods secret } mySession { assurance authMethods } }',
      admin,
    );
    expect(body).toMatchObject({
      data: {
        me: { username: 'admin', role: 'ADMIN', mfaMethods: [], secret: null },
        mySession: { assurance: 1, authMethods: ['pwd'] },
      },
      errors: [{ extensions: { code: 'STEP_UP_REQUIRED', coordinate: 'User.secret' } }],
    });
    const other = await signIn(server, 'admin');
    expect((await ask('mutation { logout { revokedSessions } }', other)).body).toEqual({
      data: { logout: { revokedSessions: 1 } },
    });
    const third = await signIn(server, 'admin');
    const form = new URLSearchParams({ token: third.accessToken });
    expect((await sendHttp(`${server.url}/revoke`, { method: 'POST', body: form })).status).toBe(200);
    expect((await ask('{ me { id } }', third)).status).toBe(401);
  });

  test('is refused /userinfo, /verify, routes of a project and by the library', async () => {
    for (const path of ['/userinfo', '/verify', '/verify?scope=account:read', '/whoami', '/narrow']) {
      const { status, headers, body } = await get(path, admin);
      expect([path, status, headers.get('www-authenticate')]).toEqual([
        path,
        401,
        expect.stringContaining(challenge),
      ]);
      expect(valueAt(body, 'error')).toBe('insufficient_user_authentication');
    }
    const request = new Request(server.url, { headers: { authorization: `Bearer ${admin.accessToken}` } });
    expect(await server.server.authenticate(request)).toEqual({
      currentUser: null,
      authenticationFailure: 'SECOND_FACTOR_REQUIRED',
    });
  });

  test('is refused subscriptions', async () => {
    const subscription = subscribe(server, admin.accessToken);

    expect(await subscription.until(1)).toMatchObject([
      { errors: [{ extensions: { code: 'STEP_UP_REQUIRED' } }] },
    ]);
  });

  test('refreshes tokens, which are refused alike', async () => {
    const { refreshToken } = await signIn(server, 'admin');
    const { body } = await sendGraphql(
      server.url,
      `mutation { refreshToken(input: { refreshToken: "${refreshToken}" }) { tokens { accessToken } } }`,
    );
    const accessToken = String(valueAt(body, 'data', 'refreshToken', 'tokens', 'accessToken'));

    expect((await ask('{ plain }', { accessToken })).status).toBe(401);
  });
});

test('users of other roles are not affected', async () => {
  const user = await signUp(server, 'bob');

  expect((await ask('{ plain narrow }', user)).body).toEqual({ data: { plain: 'plain', narrow: 'narrow' } });
  expect((await get('/whoami', user)).status).toBe(200);
  expect((await get('/verify', user)).status).toBe(204);
});

describe('the payload of a login', () => {
  const query = `mutation { login(input: { username: "NAME", password: "${goodPassword}" }) {
    status user { username secret sessions { id } }
  } }`;
  const payloadOf = async (name: string, token?: string): Promise<unknown> =>
    (await sendGraphql(server.url, query.replace('NAME', name), token === undefined ? {} : { token })).body;

  test('shows a user of another role everything', async () => {
    await signUp(server, 'gina');

    expect(await payloadOf('gina')).toMatchObject({
      data: { login: { status: 'COMPLETE', user: { username: 'gina', secret: 'secret' } } },
    });
  });

  test('shows a user of a required role nothing guarded, no matter who sent the request', async () => {
    const { accessToken } = await signUp(server, 'hank');
    const user = await signUp(server, 'iris');
    await server.server.users.setRole({ id: user.id, role: 'SUPPORT', reason: 'test' });

    for (const token of [undefined, accessToken]) {
      expect(await payloadOf('iris', token)).toMatchObject({
        data: { login: { status: 'COMPLETE', user: { username: 'iris', secret: null } } },
        errors: [{ extensions: { code: 'STEP_UP_REQUIRED' } }],
      });
    }
  });
});

test('a user whose role is raised to a required one is refused with the next request', async () => {
  const user = await signUp(server, 'carol');
  expect((await ask('{ plain }', user)).status).toBe(200);
  await server.server.users.setRole({ id: user.id, role: 'SUPPORT', reason: 'test' });

  expect((await ask('{ plain }', user)).status).toBe(401);
  expect((await get('/whoami', user)).status).toBe(401);
  expect((await ask('{ me { role } }', user)).body).toEqual({ data: { me: { role: 'SUPPORT' } } });
});

test('the setting takes effect for sessions that were started before it', async () => {
  await restart('');
  const user = await signUp(server, 'dora');
  expect((await ask('{ plain }', user)).status).toBe(200);

  await restart('USER');
  expect((await ask('{ plain }', user)).status).toBe(401);
  await restart('SUPPORT');
  expect((await ask('{ plain }', user)).status).toBe(200);
});

test('enrolment in the session lifts the restriction; the loss of the factor brings it back', async () => {
  const user = await signUp(server, 'erin');
  await server.server.users.setRole({ id: user.id, role: 'SUPPORT', reason: 'test' });
  const { secret, recoveryCodes } = await enrollApp(server, user);

  expect((await ask('{ plain users { totalCount } }', user)).status).toBe(200);
  expect((await get('/whoami', user)).status).toBe(200);
  const completed = await completeMfa(server, await login(server, 'erin', goodPassword), currentCode(secret));
  const other = {
    accessToken: String(valueAt(completed.body, 'data', 'completeMfa', 'tokens', 'accessToken')),
  };
  expect((await ask('{ plain }', other)).status).toBe(200);

  const code = recoveryCodes[0];
  expect((await ask(`mutation { disableTotp(code: "${code}") { ok } }`, user)).body).toEqual({
    data: { disableTotp: { ok: true } },
  });
  for (const session of [user, other]) expect((await ask('{ plain }', session)).status).toBe(401);
  // Not locked out of setting up another one.
  await enrollApp(server, user);
  expect((await ask('{ plain }', user)).status).toBe(200);
});

test('a session that has not proven the factor of its user is restricted until it does', async () => {
  const user = await signUp(server, 'fred');
  const older = await signIn(server, 'fred');
  await server.server.users.setRole({ id: user.id, role: 'SUPPORT', reason: 'test' });
  const { secret } = await enrollApp(server, user);

  expect((await ask('{ plain }', older)).status).toBe(401);
  const proof = `mutation { reauthenticate(totpCode: "${currentCode(secret)}") { ok } }`;
  expect((await ask(proof, older)).body).toEqual({ data: { reauthenticate: { ok: true } } });
  expect((await ask('{ plain }', older)).status).toBe(200);
});

test('a role that does not exist ends the start and names the variable', async () => {
  await server.stop();
  await expect(installation.start({ CORDON_MFA_REQUIRED_ROLES: 'SUPORT' }, extension)).rejects.toThrow(
    'CORDON_MFA_REQUIRED_ROLES names SUPORT, which is not a role.',
  );
  server = await installation.start({ CORDON_MFA_REQUIRED_ROLES: 'SUPPORT' }, extension);
});

test('without the setting no rule is added to the schema', async () => {
  await restart('');
  const query = server.server.schema.getQueryType()?.astNode as ObjectTypeDefinitionNode;
  expect(query.kind).toBe(Kind.OBJECT_TYPE_DEFINITION);
  const plain = server.server.schema.getQueryType()?.getFields()['plain'];
  expect(plain?.astNode?.directives).toHaveLength(1);
});
