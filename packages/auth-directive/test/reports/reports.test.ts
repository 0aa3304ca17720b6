import { describe, expect, test } from '@jest/globals';
import { diffMatrices, renderDiff, renderExplanation, renderMatrix } from '../../src/index.js';
import { anonymous, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

const SDL = `
  interface Node { id: ID }
  type User implements Node @auth(anyOf: [{ requires: SUPPORT }, { owner: "id", scopes: [] }]) { id: ID email: String @auth(requires: ADMIN, freshWithin: 60) friends: [User] }
  type Island { id: ID }
  enum Color { RED BLUE @auth(requires: ADMIN) }
  input In { role: Int @auth(requires: ADMIN) color: Color }
  type Payload { user: User ok: Int }
  type Query { me: User @auth(requires: USER, scopes: []) users: [User] @auth(requires: SUPPORT) node: Node @auth(policy: "sees") ok: Int @public }
  type Mutation { login: Payload @public(elevates: true) save(in: In, force: Boolean @auth(requires: SUPPORT)): Int @auth(requires: USER) }`;
const policies = { sees: () => true };
const createFixture = (sdl = SDL) => createSchemaFixture(sdl, {}, { policies });

describe('the matrix', () => {
  test('says of each coordinate and role what it may, and by which shortest path', () => {
    const { auth, schema } = createFixture();

    const text = renderMatrix(auth.matrix(schema), 'text');

    expect(text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'coordinate | ANONYMOUS | USER | SUPPORT | ADMIN | shortest path',
      'Color.BLUE | DENY | DENY | DENY | ALLOW | Mutation.save > Mutation.save(in:) > In.color > Color.BLUE',
      'In.role | DENY | DENY | DENY | ALLOW | Mutation.save > Mutation.save(in:) > In.role',
      'Island.id | DENY | DENY | DENY | DENY | -',
      'Mutation.login | ALLOW | ALLOW | ALLOW | ALLOW | Mutation.login',
      'Mutation.save | DENY | ALLOW | ALLOW | ALLOW | Mutation.save',
      'Mutation.save(force:) | DENY | DENY | ALLOW | ALLOW | Mutation.save > Mutation.save(force:)',
      'Payload.ok | ALLOW | ALLOW | ALLOW | ALLOW | Mutation.login > Payload.ok',
      'Payload.user | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Mutation.login > Payload.user',
      'Query.me | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Query.me',
      'Query.node | DENY | DYNAMIC(policy sees) | DYNAMIC(policy sees) | DYNAMIC(policy sees) | Query.node',
      'Query.ok | ALLOW | ALLOW | ALLOW | ALLOW | Query.ok',
      'Query.users | DENY | DENY | ALLOW | ALLOW | Query.users',
      'User.email | DENY | DENY | DENY | DYNAMIC(freshWithin 60) | Query.me > User.email',
      'User.friends | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Query.me > User.friends',
      'User.id | DENY | DYNAMIC(owner id) | ALLOW | ALLOW | Query.me > User.id',
      '',
    ]);
  });

  test('is written as Markdown and as JSON too', () => {
    const { auth, schema } = createFixture('type Query { ok: Int @public }');
    const matrix = auth.matrix(schema);

    expect(renderMatrix(matrix, 'markdown')).toBe(
      '| coordinate | ANONYMOUS | USER | SUPPORT | ADMIN | shortest path |\n| --- | --- | --- | --- | --- | --- |\n| Query.ok | ALLOW | ALLOW | ALLOW | ALLOW | Query.ok |\n',
    );
    expect(JSON.parse(renderMatrix(matrix, 'json'))).toMatchObject({
      roles: ['ANONYMOUS', 'USER', 'SUPPORT', 'ADMIN'],
      rows: [
        { coordinate: 'Query.ok', cells: { USER: { verdict: 'ALLOW', members: [], path: ['Query.ok'] } } },
      ],
    });
  });

  test('asks what the way asks, where every way depends', () => {
    const { auth, schema } = createFixture(
      'type Box { x: Int } type Query { box: Box @auth(policy: "sees") }',
    );

    const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Box.x');

    expect(row?.cells['USER']).toMatchObject({ verdict: 'DYNAMIC', members: ['policy sees'] });
  });
});

describe('the difference of two policies', () => {
  const diff = (before: string, after: string) => {
    const [old, now] = [createFixture(before), createFixture(after)];
    return diffMatrices(old.auth.matrix(old.schema), now.auth.matrix(now.schema));
  };
  const query = (directive: string): string => `type Query { f: Int ${directive} }`;

  test.each([
    [
      'a weaker role',
      '@auth(requires: ADMIN)',
      '@auth(requires: SUPPORT)',
      ['SUPPORT gains Query.f: DENY -> ALLOW'],
    ],
    [
      'a stronger role',
      '@auth(requires: USER)',
      '@auth(requires: SUPPORT)',
      ['USER loses Query.f: ALLOW -> DENY'],
    ],
    [
      'a longer window',
      '@auth(requires: ADMIN, freshWithin: 60)',
      '@auth(requires: ADMIN, freshWithin: 90)',
      ['ADMIN gains Query.f: DYNAMIC(freshWithin 60) -> DYNAMIC(freshWithin 90)'],
    ],
    [
      'a shorter window',
      '@auth(requires: ADMIN, freshWithin: 90)',
      '@auth(requires: ADMIN, freshWithin: 60)',
      ['ADMIN loses Query.f: DYNAMIC(freshWithin 90) -> DYNAMIC(freshWithin 60)'],
    ],
    [
      'a scope dropped',
      '@auth(requires: ADMIN, scopes: ["a"])',
      '@auth(requires: ADMIN, scopes: [])',
      ['ADMIN with scopes gains Query.f: ALLOW(scopes a) -> ALLOW(any scopes)'],
    ],
    [
      'members that must hold together, and now each alone',
      '@auth(policy: "sees", freshWithin: 60)',
      '@auth(anyOf: [{ policy: "sees" }, { freshWithin: 60 }])',
      ['USER', 'SUPPORT', 'ADMIN'].map(
        (role) =>
          `${role} gains Query.f: DYNAMIC(policy sees and freshWithin 60) -> DYNAMIC(policy sees, or freshWithin 60)`,
      ),
    ],
    ['nothing', '@auth(requires: ADMIN) ', '@auth(requires: ADMIN) @auth(requires: USER)', []],
    [
      'an element opened',
      '@auth(requires: ADMIN)',
      '@public',
      [
        'ANONYMOUS gains Query.f: DENY -> ALLOW',
        'USER gains Query.f: DENY -> ALLOW',
        'SUPPORT gains Query.f: DENY -> ALLOW',
        'ADMIN with scopes gains Query.f: ALLOW(no scopes allowed) -> ALLOW(any scopes)',
      ],
    ],
  ])('tells in words %s', (_, before, after, words) => {
    const { changes, gains } = diff(query(before), query(after));

    expect(changes.map((change) => change.words)).toEqual(words);
    expect(gains).toBe(words.some((each) => each.includes('gains')));
  });

  test('tells new and removed elements, and ways that open', () => {
    const added = diff(
      query('@public'),
      `${query('@public')} type Mutation { m: Int @auth(requires: ADMIN) }`,
    );
    const removed = diff(
      `${query('@public')} type Mutation { m: Int @auth(requires: ADMIN) }`,
      query('@public'),
    );
    const box = (rule: string): string => `type Box { x: Int } type Query { box: Box ${rule} }`;
    const opened = diff(box('@auth(requires: ADMIN)'), box('@auth(requires: SUPPORT)'));

    expect(renderDiff(added)).toBe('ADMIN gains Mutation.m: absent -> ALLOW\n');
    expect(renderDiff(removed)).toBe('ADMIN loses Mutation.m: ALLOW -> absent\n');
    expect(renderDiff(opened)).toBe(
      'SUPPORT gains Box.x: DENY -> ALLOW\nSUPPORT gains Query.box: DENY -> ALLOW\n',
    );
    expect(renderDiff(diff(query('@public'), query('@public')))).toBe('No role gains or loses access.\n');
  });
});

describe('an explanation', () => {
  const { auth, schema } = createFixture();
  const explain = (caller: Parameters<typeof auth.explain>[1], coordinate: string): string =>
    renderExplanation(auth.explain(schema, caller, coordinate));

  test('proves a verdict member by member', () => {
    const stale = principal('a', 'ADMIN', { authenticatedAt: new Date(NOW - 61_000) });

    expect(explain(stale, 'User.email')).toBe(
      [
        'User.email: DENY (STEP_UP_REQUIRED)',
        '  @auth on User: yes',
        '    yes: authenticated (yes) and requires SUPPORT (yes)',
        '    depends: authenticated (yes) and owner id (depends)',
        '  @auth on User.email: no',
        '    no: authenticated (yes) and requires ADMIN (yes) and freshWithin 60 (no)',
        '',
      ].join('\n'),
    );
  });

  test.each([
    ['Query.me', principal('u'), 'DYNAMIC'],
    ['Query.me', anonymous, 'DENY'],
    ['Query.ok', anonymous, 'ALLOW'],
    ['User', principal('u', 'SUPPORT'), 'ALLOW'],
    ['Mutation.save(force:)', principal('u'), 'DENY'],
    ['Mutation.save(in:)', principal('u'), 'ALLOW'],
    ['In.role', principal('u', 'ADMIN'), 'ALLOW'],
    ['Color.BLUE', principal('u'), 'DENY'],
    ['Query.users', principal('u', 'SUPPORT', { scopes: ['a'] }), 'DENY'],
  ])('of %s for %o says %s', (coordinate, caller, verdict) => {
    expect(auth.explain(schema, caller, coordinate).verdict).toBe(verdict);
  });

  test.each(['Nothing', 'Query.nothing', 'Mutation.save(nothing:)', 'Color.GREEN', 'Query.'])(
    'of %s, which does not exist, is refused',
    (coordinate) => {
      expect(() => auth.explain(schema, anonymous, coordinate)).toThrow(RangeError);
    },
  );
});
