import { describe, expect, test } from '@jest/globals';
import { messagesOf, onField, ROOT } from '../helpers/schema-faults.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

const define = (definitions: string): string => `extend schema ${definitions} ${ROOT}`;
const cycle = (path: string): string => `schema: The rules ${path} form a cycle.`;
const scopes = (count: number, prefix: string): string =>
  Array.from({ length: count }, (_, index) => `{ scopes: ["${prefix}${index}"] }`).join(' ');

/** Defines the rule "c", which has `count` times 8 groups, and the two rules that it combines. */
const combined = (count: number): string => `
  @authRule(name: "a", anyOf: [${scopes(count, 'a')}]) @authRule(name: "b", anyOf: [${scopes(8, 'b')}])
  @authRule(name: "c", rule: "a", anyOf: [{ rule: "b" }])`;

describe('the definition of a named rule', () => {
  test.each([
    ['an empty name', '@authRule(name: "", requires: USER)', ['schema: @authRule needs a name.']],
    [
      'a name that is no String',
      '@authRule(name: USER, requires: USER)',
      ['schema: @authRule needs a name.'],
    ],
    ['no name', '@authRule(requires: USER)', ['schema: @authRule needs a name.']],
    [
      'a value in place of groups',
      '@authRule(name: "a", anyOf: 1)',
      ['schema: rule "a": anyOf may contain only groups.'],
    ],
    [
      'null in place of a group',
      '@authRule(name: "a", anyOf: [null])',
      ['schema: rule "a": anyOf must not contain null.'],
    ],
    [
      'groups in place of scopes',
      '@authRule(name: "a", scopes: [{ rule: "a" }])',
      ['schema: rule "a": scopes may contain only scope tokens (RFC 6749, section 3.3).'],
    ],
    [
      'an empty rule',
      '@authRule(name: "a", rule: "")',
      ['schema: rule "a": rule must be a non-empty String.'],
    ],
    [
      'an empty rule in a group',
      '@authRule(name: "a", anyOf: [{ rule: "" }])',
      ['schema: rule "a": rule must be a non-empty String.'],
    ],
    ['72 groups', combined(9), ['schema: rule "c": The rule has more than 64 groups.']],
    ['64 groups', combined(8), []],
    [
      'a cycle below it, which is named without it',
      '@authRule(name: "d", rule: "a") @authRule(name: "a", rule: "b") @authRule(name: "b", rule: "a")',
      [cycle('a > b > a')],
    ],
    [
      'a cycle in groups',
      '@authRule(name: "a", anyOf: [{ requires: USER }, { rule: "b" }]) @authRule(name: "b", anyOf: { rule: "a" })',
      [cycle('a > b > a')],
    ],
    ['the owner of its name in a group', '@authRule(name: "id", anyOf: [{ owner: "id" }])', []],
    ['the policy of its name', '@authRule(name: "known", policy: "known")', []],
    ['its name after a member', '@authRule(requires: ADMIN, name: "a")', []],
  ])('with %s has exactly the start-up errors that name it', (_, definitions, expected) => {
    expect(messagesOf(define(definitions))).toEqual(expected);
  });

  test('may have 64 groups where it is used', () => {
    const sdl = `extend schema ${combined(8)} ${onField('@auth(rule: "c")')}`;
    const { auth, schema } = createSchemaFixture(sdl);

    expect(messagesOf(sdl)).toEqual([]);
    expect(auth.readPolicy(schema).rules.get('T.f')).toHaveLength(64);
  });

  test('may begin with any member', () => {
    const { auth, schema } = createSchemaFixture(
      `extend schema @authRule(requires: ADMIN, name: "a")
       type T { used: Int @auth(rule: "a") written: Int @auth(requires: ADMIN) } ${ROOT}`,
    );
    const { rules } = auth.readPolicy(schema);

    expect(rules.get('T.used')).toEqual(rules.get('T.written'));
  });
});
