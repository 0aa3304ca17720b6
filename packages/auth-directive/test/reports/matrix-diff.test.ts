import { describe, expect, test } from '@jest/globals';
import { diffMatrices, renderDiff, SEVERAL_ROLES } from '../../src/index.js';
import { createFixture } from '../helpers/report-fixture.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

describe('diffMatrices', () => {
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
      'members that become alternatives',
      '@auth(policy: "sees", freshWithin: 60)',
      '@auth(anyOf: [{ policy: "sees" }, { freshWithin: 60 }])',
      ['USER', 'SUPPORT', 'ADMIN'].map(
        (role) =>
          `${role} gains Query.f: DYNAMIC(policy sees and freshWithin 60) -> DYNAMIC(policy sees, or freshWithin 60)`,
      ),
    ],
    ['nothing', '@auth(requires: ADMIN) ', '@auth(requires: ADMIN) @auth(requires: USER)', []],
    [
      'an element that becomes public',
      '@auth(requires: ADMIN)',
      '@public',
      [
        'ANONYMOUS gains Query.f: DENY -> ALLOW',
        'USER gains Query.f: DENY -> ALLOW',
        'SUPPORT gains Query.f: DENY -> ALLOW',
        'ADMIN with scopes gains Query.f: ALLOW(no scopes allowed) -> ALLOW(any scopes)',
      ],
    ],
  ])('describes %s', (_, before, after, words) => {
    const { changes, gains } = diff(query(before), query(after));

    expect(changes.map((change) => change.words)).toEqual(words);
    expect(gains).toBe(words.some((each) => each.includes('gains')));
  });

  test('describes what only callers with several roles gain or lose', () => {
    const roles = { ADMIN: ['SUPPORT', 'BILLING'], SUPPORT: ['USER'], BILLING: ['USER'], USER: [] };
    const matrixOf = (rule: string) => {
      const sdl = `extend enum Role { BILLING } type Query { f: Int ${rule} }`;
      const { auth, schema } = createSchemaFixture(sdl, {}, { roles });
      return auth.matrix(schema);
    };
    const strict = matrixOf('@auth(requires: ADMIN)');
    const combined = matrixOf('@auth(requires: SUPPORT) @auth(requires: BILLING)');

    expect(diffMatrices(strict, combined)).toEqual({
      changes: [
        {
          coordinate: 'Query.f',
          role: SEVERAL_ROLES,
          kind: 'gain',
          words:
            'Several roles together gain Query.f: requires ADMIN -> requires BILLING and requires SUPPORT',
        },
      ],
      gains: true,
    });
    expect(renderDiff(diffMatrices(combined, strict))).toBe(
      'Several roles together lose Query.f: requires BILLING and requires SUPPORT -> requires ADMIN\n',
    );
    expect(diffMatrices(combined, combined).changes).toEqual([]);
  });

  test('compares a role by name where the hierarchy changes', () => {
    const matrixOf = (roles: Record<string, readonly string[]>) => {
      const { auth, schema } = createSchemaFixture(
        'type Query { f: Int @auth(requires: SUPPORT) }',
        {},
        { roles },
      );
      return auth.matrix(schema);
    };
    const apart = matrixOf({ ADMIN: ['USER'], SUPPORT: ['USER'], USER: [] });
    const above = matrixOf({ ADMIN: ['SUPPORT'], SUPPORT: ['USER'], USER: [] });

    expect(renderDiff(diffMatrices(apart, above))).toBe('ADMIN gains Query.f: DENY -> ALLOW\n');
    expect(renderDiff(diffMatrices(above, apart))).toBe('ADMIN loses Query.f: ALLOW -> DENY\n');
  });

  test('describes new and removed elements, and new paths', () => {
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
