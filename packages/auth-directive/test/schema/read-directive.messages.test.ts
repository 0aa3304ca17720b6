import { describe, expect, test } from '@jest/globals';
import { messagesOf, onField, ROOT } from '../helpers/schema-faults.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

const isNull = (member: string): string => `${member} must not be null; omit it or give it a value.`;
const isEmpty = (member: string): string => `${member} must be a non-empty String.`;
const isNotPositive = (member: string): string => `${member} must be a positive Int.`;
const NO_ROLE = 'requires must be one of the roles in the roles option.';
const NO_SCOPE = 'scopes may contain only scope tokens (RFC 6749, section 3.3).';
const NO_GROUP = 'anyOf may contain only groups.';

describe('a start-up error names what @auth may not say, and nothing else', () => {
  test.each([
    ['', '@auth has no members; at least one is required.'],
    ['(requires: null)', isNull('requires')],
    ['(requires: 1)', NO_ROLE],
    ['(requires: true)', NO_ROLE],
    ['(requires: { role: USER })', NO_ROLE],
    ['(requires: "")', NO_ROLE],
    ['(requires: USER, requires: ADMIN)', 'requires is given twice in one directive.'],
    ['(requires: USER, role: ADMIN)', '@auth has no member "role".'],
    ['(scopes: null)', isNull('scopes')],
    ['(scopes: [null])', NO_SCOPE],
    ['(scopes: [1])', NO_SCOPE],
    ['(scopes: [read])', NO_SCOPE],
    ['(scopes: ["read", 1])', NO_SCOPE],
    ['(scopes: true)', NO_SCOPE],
    ['(owner: null)', isNull('owner')],
    ['(owner: "")', isEmpty('owner')],
    ['(owner: 1)', isEmpty('owner')],
    ['(owner: id)', isEmpty('owner')],
    ['(policy: null)', isNull('policy')],
    ['(policy: "")', isEmpty('policy')],
    ['(policy: known)', isEmpty('policy')],
    ['(policy: "other")', 'policy "other" is not defined in the policies option.'],
    ['(policy: "known", params: null)', isNull('params')],
    ['(policy: "known", params: [])', 'params must be a list of Strings.'],
    ['(policy: "known", params: ["a", 1])', 'params must be a list of Strings.'],
    ['(params: ["a"])', 'params needs a policy in the same group.'],
    ['(rule: null)', isNull('rule')],
    ['(rule: "")', isEmpty('rule')],
    ['(rule: 1)', isEmpty('rule')],
    ['(freshWithin: null)', isNull('freshWithin')],
    ['(freshWithin: 0)', isNotPositive('freshWithin')],
    ['(freshWithin: -1)', isNotPositive('freshWithin')],
    ['(freshWithin: 2147483648)', isNotPositive('freshWithin')],
    ['(freshWithin: "60")', isNotPositive('freshWithin')],
    ['(assurance: null)', isNull('assurance')],
    ['(assurance: 1.5)', isNotPositive('assurance')],
    ['(assurance: 2147483648)', isNotPositive('assurance')],
    ['(anyOf: null)', isNull('anyOf')],
    ['(anyOf: [])', 'anyOf must not be empty.'],
    ['(anyOf: [null])', 'anyOf must not contain null.'],
    ['(anyOf: 1)', NO_GROUP],
    ['(anyOf: [USER])', NO_GROUP],
    ['(anyOf: [[{ requires: USER }]])', NO_GROUP],
    ['(anyOf: [{}])', 'anyOf must not contain an empty group.'],
    ['(anyOf: [{ owner: null }])', isNull('owner')],
    ['(requires: USER, onDeny: HIDE)', 'onDeny must be ERROR, NULL, FILTER.'],
    ['(requires: USER, onDeny: 1)', 'onDeny must be ERROR, NULL, FILTER.'],
  ])('@auth%s', (members, message) => {
    expect(messagesOf(onField(`@auth${members}`))).toEqual([`T.f: ${message}`]);
  });

  test.each(['freshWithin', 'assurance'])('except the largest Int, which %s accepts', (member) => {
    expect(messagesOf(onField(`@auth(${member}: 2147483647)`))).toEqual([]);
    expect(messagesOf(onField(`@auth(${member}: 1)`))).toEqual([]);
  });

  test('for a null member, without asking the policy for params that nobody wrote', () => {
    const checkParams = (params: readonly string[]): void => {
      if (params.length > 0) throw new Error('too many');
    };

    expect(
      messagesOf(onField('@auth(policy: "p", params: null)'), {
        policies: { p: { evaluate: () => true, checkParams } },
      }),
    ).toEqual([`T.f: ${isNull('params')}`]);
  });
});

describe('@public', () => {
  test.each([
    ['(elevates: "yes")', 'elevates must be a Boolean.'],
    ['(elevates: 1)', 'elevates must be a Boolean.'],
    ['(reason: 1)', 'reason must be a String.'],
    ['(reason: text)', 'reason must be a String.'],
    ['(loud: true)', '@public has no argument "loud".'],
    ['(elevates: false, elevates: true)', 'elevates is given twice in one directive.'],
  ])('%s is a start-up error that names the argument', (members, message) => {
    expect(messagesOf(`${ROOT} type Mutation { f: Int @public${members} }`)).toEqual([
      `Mutation.f: ${message}`,
    ]);
  });

  test.each([
    ['', { elevates: false }],
    ['(reason: "the status page")', { elevates: false, reason: 'the status page' }],
    ['(elevates: true, reason: "login")', { elevates: true, reason: 'login' }],
  ])('%s is read with its reason', (members, expected) => {
    const { auth, schema } = createSchemaFixture(`${ROOT} type Mutation { f: Int @public${members} }`);

    expect(auth.readPolicy(schema).publics.get('Mutation.f')).toStrictEqual(expected);
  });
});

describe('a rule that was read', () => {
  const ruleOf = (directives: string) => {
    const { auth, schema } = createSchemaFixture(
      `extend schema @authRule(name: "mine", owner: "id", policy: "known")
       @authRule(name: "asked", policy: "known") ${onField(directives)}`,
      {},
      { roles: { USER: ['SUPPORT'], SUPPORT: ['ADMIN'], ADMIN: [] }, policies: { known: () => true } },
    );
    return auth.readPolicy(schema).rules.get('T.f');
  };

  test('has its roles and scopes sorted, each once', () => {
    expect(ruleOf('@auth(requires: USER)')).toMatchObject([{ roles: ['ADMIN', 'SUPPORT', 'USER'] }]);
    expect(ruleOf('@auth(scopes: ["b", "a", "b"])')).toMatchObject([{ scopes: ['a', 'b'] }]);
    expect(ruleOf('@auth(scopes: ["b", "a"])')).toEqual(ruleOf('@auth(scopes: ["a", "b"])'));
  });

  test.each([
    ['owner', '@auth(rule: "mine", owner: "id")', 2],
    ['policy', '@auth(rule: "asked", policy: "known")', 1],
  ])('asks once for the %s that a named rule asks for, too', (_, directives, count) => {
    expect(ruleOf(directives)?.map(({ parent }) => parent.length)).toEqual([count]);
  });
});
