import { describe, expect, test } from '@jest/globals';
import { type Caller, renderExplanation } from '../../src/index.js';
import { createFixture } from '../helpers/report-fixture.js';
import { anonymous, createSchemaFixture, NOW, principal } from '../helpers/schema-fixture.js';

describe('explain', () => {
  const { auth, schema } = createFixture();
  const explain = (caller: Parameters<typeof auth.explain>[1], coordinate: string): string =>
    renderExplanation(auth.explain(schema, caller, coordinate));

  test('explains a verdict member by member', () => {
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

  test('names the answer of a refusal that is no error', () => {
    const fixture = createFixture(
      `type Note @auth(owner: "by") { id: Int } type Query { ok: Int @auth(requires: ADMIN, onDeny: NULL)
        notes: [Note] @auth(requires: USER, onDeny: FILTER) }`,
    );
    const firstLine = (caller: typeof anonymous, coordinate: string): string | undefined =>
      renderExplanation(fixture.auth.explain(fixture.schema, caller, coordinate)).split('\n')[0];

    expect(firstLine(principal('u'), 'Query.notes')).toBe('Query.notes: DYNAMIC, onDeny: FILTER');
    expect(firstLine(anonymous, 'Query.notes')).toBe('Query.notes: DENY (UNAUTHENTICATED), onDeny: FILTER');
    expect(firstLine(principal('u'), 'Query.ok')).toBe('Query.ok: DENY (FORBIDDEN), onDeny: NULL');
    expect(firstLine(principal('u', 'ADMIN'), 'Query.ok')).toBe('Query.ok: ALLOW');
  });

  test('explains a caller with several roles, one required role per line', () => {
    const roles = { ADMIN: ['SUPPORT', 'BILLING'], SUPPORT: ['USER'], BILLING: ['USER'], USER: [] };
    const sdl =
      'extend enum Role { BILLING } type Query { f: Int @auth(requires: SUPPORT) @auth(requires: BILLING) }';
    const several = createSchemaFixture(sdl, {}, { roles });
    const of = (caller: Caller): string =>
      renderExplanation(several.auth.explain(several.schema, caller, 'Query.f'));

    expect(of({ kind: 'principal', id: 'a', roles: ['SUPPORT', 'USER'] })).toBe(
      [
        'Query.f: DENY (FORBIDDEN)',
        '  @auth on Query.f: no',
        '    no: authenticated (yes) and requires BILLING (no) and requires SUPPORT (yes)',
        '',
      ].join('\n'),
    );
    expect(of({ kind: 'principal', id: 'a', roles: ['SUPPORT', 'BILLING'] })).toMatch(/^Query.f: ALLOW/);
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
  ])('decides %s for %o: %s', (coordinate, caller, verdict) => {
    expect(auth.explain(schema, caller, coordinate).verdict).toBe(verdict);
  });

  test.each(['Nothing', 'Query.nothing', 'Mutation.save(nothing:)', 'Color.GREEN', 'Query.'])(
    'throws for %s, which does not exist',
    (coordinate) => {
      expect(() => auth.explain(schema, anonymous, coordinate)).toThrow(RangeError);
    },
  );
});
