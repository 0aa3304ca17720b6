import { describe, expect, test } from '@jest/globals';
import { renderClient } from '../../src/index.js';
import { type Can, loadClient } from '../helpers/load-client.js';
import { createFixture } from '../helpers/report-fixture.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

const clientOf = ({ auth, schema }: ReturnType<typeof createSchemaFixture>): Can =>
  loadClient(renderClient(auth.matrix(schema)));

describe('the generated client', () => {
  const can = clientOf(createFixture());

  test('answers for fields, arguments, inputs and enum values', () => {
    const coordinates = [
      'Query.ok',
      'User.email',
      'Mutation.save(force:)',
      'In.role',
      'Color.BLUE',
      'Island.id',
    ];
    const answers = (caller: object | null) => coordinates.map((coordinate) => can(caller, coordinate));

    expect(answers(null)).toEqual([true, false, false, false, false, false]);
    expect(answers({ role: 'USER' })).toEqual([true, false, false, false, false, false]);
    expect(answers({ role: 'SUPPORT' })).toEqual([true, false, true, false, false, false]);
    expect(answers({ role: 'ADMIN' })).toEqual([true, 'depends', true, true, true, false]);
  });

  test('answers for a type with a rule, by its name alone', () => {
    const sdl = `input In @auth(requires: SUPPORT) { x: Int } enum Tag @auth(requires: ADMIN) { A }
      type Query { f(in: In, tag: Tag): Int @public }`;
    const canEnter = clientOf(createFixture(sdl));

    expect(['In', 'Tag'].map((name) => canEnter({ role: 'SUPPORT' }, name))).toEqual([true, false]);
  });

  test('counts every path, also where only several roles together pass it', () => {
    const sdl = `extend enum Role { BILLING }
      type Box { x: Int y: Int @auth(requires: BILLING) }
      type Query { left: Box @auth(requires: SUPPORT) right: Box @auth(policy: "sees", scopes: ["box"]) }`;
    const roles = { ADMIN: ['SUPPORT', 'BILLING'], SUPPORT: ['USER'], BILLING: ['USER'], USER: [] };
    const canOpen = clientOf(createSchemaFixture(sdl, {}, { roles, policies: { sees: () => true } }));
    const answers = (caller: object | null) => [canOpen(caller, 'Box.x'), canOpen(caller, 'Box.y')];

    expect(answers(null)).toEqual([false, false]);
    expect(answers({ role: 'USER' })).toEqual(['depends', false]);
    expect(answers({ role: 'SUPPORT' })).toEqual([true, false]);
    expect(answers({ role: 'BILLING' })).toEqual(['depends', 'depends']);
    expect(answers({ role: 'SUPPORT', roles: ['BILLING'] })).toEqual([true, true]);
    expect(answers({ role: 'ADMIN' })).toEqual([true, true]);
    expect(answers({ role: 'ADMIN', scopes: ['box'] })).toEqual(['depends', false]);
    expect(answers({ role: 'ADMIN', scopes: [] })).toEqual([false, false]);
  });

  test('answers no for what it does not know', () => {
    for (const coordinate of [
      'Query',
      'Query.',
      'Query.nothing',
      'Query.ok.x',
      'constructor.length',
      '__proto__',
      '',
    ])
      expect(can({ role: 'ADMIN' }, coordinate)).toBe(false);
    for (const caller of [
      {},
      { kind: 'anonymous' },
      { role: 'NONE' },
      { role: 'constructor' },
      { role: null },
    ])
      expect(can(caller, 'Mutation.save')).toBe(false);
    expect(can({ role: 'SUPPORT', scopes: null }, 'Query.users')).toBe(false);
  });

  test('never answers more than is certain where too many paths lead to an element', () => {
    const paths = Array.from({ length: 70 }, (_, index) => `f${index}: Box @auth(scopes: "s${index}")`).join(
      ' ',
    );
    const canOpen = clientOf(
      createFixture(`type Box { x: Int next: Box again: [Box] } type Query { ${paths} }`),
    );

    const answers = ['s0', 's69', 'other'].map((scope) =>
      canOpen({ role: 'USER', scopes: [scope] }, 'Box.x'),
    );
    expect(answers).toEqual([true, 'depends', 'depends']);
    expect(canOpen(null, 'Box.x')).toBe(false);
  });

  test('keeps every alternative of a written rule, on the way to a type as well', () => {
    const groups = Array.from({ length: 30 }, (_, index) => `{ scopes: "s${index}" }`).join(' ');
    const canOpen = clientOf(
      createFixture(`type Box { x: Int } type Query { box: Box @auth(anyOf: [${groups}]) }`),
    );

    const answers = ['s0', 's29', 'other'].map((scope) =>
      canOpen({ role: 'USER', scopes: [scope] }, 'Box.x'),
    );
    expect(answers).toEqual([true, true, false]);
  });

  test('contains equal rules once', () => {
    const fields = Array.from({ length: 100 }, (_, index) => `f${index}: Int @auth(requires: ADMIN)`).join(
      ' ',
    );
    const { auth, schema } = createFixture(`type Query { ${fields} ok: Int @auth(requires: ADMIN) }`);

    expect(renderClient(auth.matrix(schema)).match(/\[\["ADMIN"\]\]/g)).toHaveLength(1);
  });
});
