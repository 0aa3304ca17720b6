import { describe, expect, test } from '@jest/globals';
import type { Caller } from '../../src/index.js';
import {
  anonymous,
  createSchemaFixture,
  ENTRY_POINTS,
  principal,
  runGuardsOnly,
} from '../helpers/schema-fixture.js';

const SDL = `
  type User @auth(anyOf: [{ requires: SUPPORT }, { owner: "id", scopes: [] }]) {
    id: ID! name: String notes: String @auth(requires: SUPPORT)
    quiet: String @auth(requires: SUPPORT, onDeny: NULL)
  }
  type Payload { ok: Boolean! user: User token: Token fails: User }
  type Token @auth(requires: USER, scopes: []) { text: String }
  interface Node { id: ID! }
  type Secret implements Node @auth(requires: ADMIN) { id: ID! }
  type Query { me: User @auth(requires: USER, scopes: []) }
  type Mutation {
    login(as: ID, secret: Int @auth(requires: ADMIN)): Payload! @public(elevates: true)
    guardedLogin(as: ID): User @public(elevates: true)
    list(as: ID): [User!] @public(elevates: true)
    who: User @auth(requires: USER, scopes: [])
    plain(as: ID): Payload! @public
  }`;

const users = new Map(
  ['ann', 'bob'].map((id) => [id, { id, name: `name of ${id}`, notes: 'n', quiet: 'q' }]),
);
const payload = (_: unknown, { as }: { as?: string }) => {
  const user = users.get(as ?? '') ?? null;
  return {
    ok: user !== null,
    user,
    token: user && { text: 't' },
    fails: () => {
      throw new Error('inner text');
    },
  };
};
interface Payload {
  readonly id?: string;
  readonly user?: { readonly id: string } | null;
}

const createFixture = (elevate?: (payload: Payload) => Caller | undefined) =>
  createSchemaFixture(
    SDL,
    {
      Mutation: {
        login: payload,
        plain: payload,
        guardedLogin: async (_, { as }) => users.get(as) ?? null,
        list: (_, { as }) => [users.get(as), users.get('bob')],
        who: (_, __, { caller }) => users.get(caller?.kind === 'principal' ? caller.id : ''),
      },
      Query: { me: () => users.get('ann') },
    },
    {
      elevate:
        elevate ??
        ((from: Payload) => {
          const id = from.user === undefined ? from.id : from.user?.id;
          return id === undefined ? undefined : principal(id);
        }),
    },
  );

describe.each(ENTRY_POINTS)('below an elevating field, %s,', (_, run) => {
  test('rules are evaluated for the elevated caller', async () => {
    const answer = await run(createFixture(), {
      query: 'mutation { login(as: "ann") { ok user { name } token { text } } }',
    });

    expect(answer.data).toEqual({ login: { ok: true, user: { name: 'name of ann' }, token: { text: 't' } } });
    expect(answer.errors).toEqual([]);
  });

  test('fields that the elevated caller may not read are refused', async () => {
    const answer = await run(createFixture(), {
      query: 'mutation { login(as: "ann") { user { notes quiet } } }',
    });

    expect(answer.data).toEqual({ login: { user: { notes: null, quiet: null } } });
    expect(answer.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
      ['FORBIDDEN', 'User.notes'],
    ]);
  });

  test('the caller of the request has no effect', async () => {
    const query = 'mutation { login(as: "ann") { user { notes } } }';

    const stronger = await run(createFixture(), { query, caller: principal('root', 'ADMIN') });
    const weaker = await run(
      createFixture(() => principal('root', 'ADMIN')),
      { query, caller: principal('x') },
    );

    expect(stronger.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    expect(weaker.errors).toEqual([]);
  });

  test('null stays null without an error where no caller is elevated', async () => {
    const answer = await run(createFixture(), {
      query: 'mutation { login(as: "none") { ok user { name } token { text } } }',
      caller: principal('ann', 'ADMIN'),
    });

    expect(answer.data).toEqual({ login: { ok: false, user: null, token: null } });
    expect(answer.errors).toEqual([]);
  });

  test('a value and a failure are refused where no caller is elevated', async () => {
    const answer = await run(
      createFixture(() => undefined),
      { query: 'mutation { login(as: "ann") { ok user { name } fails { id } } }', caller: principal('ann') },
    );

    expect(answer.data).toEqual({ login: { ok: true, user: null, fails: null } });
    expect(answer.errors.map(({ code, path, reason }) => [code, path, reason])).toEqual([
      ['UNAUTHENTICATED', 'login.user', 'TOKEN_MISSING'],
      ['UNAUTHENTICATED', 'login.fails', 'TOKEN_MISSING'],
    ]);
    expect(answer.raw).not.toContain('inner text');
  });

  test('no caller is elevated where elevate throws, and the failure is logged', async () => {
    const fixture = createFixture(() => {
      throw new Error('broken');
    });

    const answer = await run(fixture, { query: 'mutation { login(as: "ann") { user { name } } }' });

    expect(answer.data).toEqual({ login: { user: null } });
    expect(fixture.log.map(({ code }) => code)).toEqual(['AUTH_ELEVATE_FAILED']);
  });

  test('the rule of the payload is evaluated for the elevated caller, also in a list', async () => {
    const answer = await run(
      createFixture((from) => principal(Array.isArray(from) ? 'ann' : (from.id ?? ''))),
      {
        query: 'mutation { guardedLogin(as: "ann") { name } list(as: "ann") { name } }',
      },
    );

    expect(answer.data).toEqual({ guardedLogin: { name: 'name of ann' }, list: null });
    expect(answer.errors.map(({ code, path }) => [code, path])).toEqual([['FORBIDDEN', 'list.1']]);
  });

  test('each alias of the same field has its own caller', async () => {
    const answer = await run(createFixture(), {
      query: `mutation {
          a: login(as: "ann") { ...P }
          b: login(as: "bob") { ...P }
          c: login(as: "none") { ...P }
        }
        fragment P on Payload { user { name } }`,
    });

    expect(answer.data).toEqual({
      a: { user: { name: 'name of ann' } },
      b: { user: { name: 'name of bob' } },
      c: { user: null },
    });
  });

  test('a sibling is evaluated for the caller of the request', async () => {
    const answer = await run(createFixture(), {
      query: 'mutation { login(as: "ann") { ok } plain(as: "ann") { user { name } } }',
      caller: principal('bob'),
    });

    expect(answer.data).toEqual({ login: { ok: true }, plain: { user: null } });
    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
  });

  test('a sibling that requires a caller refuses the whole mutation before it runs', async () => {
    const answer = await run(createFixture(), {
      query: 'mutation { login(as: "ann") { ok } who { name } }',
      caller: anonymous,
    });

    expect(answer.data ?? { login: null }).toMatchObject({ login: null });
    expect(answer.errors[0]).toMatchObject({ code: 'UNAUTHENTICATED', coordinate: 'Mutation.who' });
  });

  test('the arguments of the elevating field are evaluated for the caller of the request', async () => {
    const answer = await run(createFixture(), {
      query: 'mutation { login(as: "ann", secret: 1) { ok } }',
      caller: principal('x'),
    });

    expect(answer.errors[0]).toMatchObject({
      code: 'FORBIDDEN',
      coordinate: 'Mutation.login(secret:)',
      argumentPath: 'secret',
    });
  });

  test('a field that was granted to the caller of the request is evaluated again', async () => {
    const fixture = createSchemaFixture(
      `type User { notes: String @auth(requires: SUPPORT) } type Pay { user: User }
       type Query { ok: Int @public }
       type Mutation { plain: Pay @public login: Pay @public(elevates: true) }`,
      {
        Mutation: {
          plain: () => ({ user: { notes: 'n' } }),
          login: () => ({ user: { notes: 'n' } }),
        },
      },
      { elevate: () => principal('ann') },
    );

    const answer = await runGuardsOnly(fixture, {
      query: 'mutation { plain { user { notes again: notes } } login { user { notes } } }',
      caller: principal('root', 'ADMIN'),
    });

    expect(answer.data).toEqual({
      plain: { user: { notes: 'n', again: 'n' } },
      login: { user: { notes: null } },
    });
  });
});
