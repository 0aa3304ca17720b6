import { describe, expect, test } from '@jest/globals';
import { type AuthOptions, createAuthDirective } from '../../src/index.js';

const valid = { roles: ['USER', 'ADMIN'], caller: () => undefined };

const create = (options: object) => () => createAuthDirective(options as AuthOptions<unknown>);

describe('createAuthDirective', () => {
  test.each([
    ['a misspelt option', { ...valid, querys: 'reject' }, 'createAuthDirective has no option "querys".'],
    [
      'no roles',
      { caller: valid.caller },
      'The option "roles" must be an array of different names of enum values, or an object with an array ' +
        'of them for each role.',
    ],
    ['empty roles', { ...valid, roles: [] }, 'The option "roles" must be'],
    ['a role twice', { ...valid, roles: ['A', 'A'] }, 'The option "roles" must be'],
    ['an empty role', { ...valid, roles: ['A', ''] }, 'The option "roles" must be'],
    ['a role that is no name', { ...valid, roles: ['A B'] }, 'The option "roles" must be'],
    ['a numeric role', { ...valid, roles: [1] }, 'The option "roles" must be'],
    ['no role in an object', { ...valid, roles: {} }, 'The option "roles" must be'],
    ['an empty name in an object', { ...valid, roles: { '': [] } }, 'The option "roles" must be'],
    ['text in place of what a role includes', { ...valid, roles: { A: 'B', B: [] } }, 'must be an array'],
    ['a number among what a role includes', { ...valid, roles: { A: [1] } }, 'must be an array'],
    ['a role in place of roles', { ...valid, roles: 'USER' }, 'The option "roles" must be'],
    ['no caller', { roles: ['USER'] }, 'The option "caller" must be a function.'],
    ['a caller that is no function', { ...valid, caller: {} }, 'The option "caller" must be a function.'],
    ['other queries', { ...valid, queries: 'all' }, 'The option "queries" must be "partial" or "reject".'],
    [
      'another undeclared',
      { ...valid, undeclared: 'open' },
      'The option "undeclared" must be "error", "deny" or "allow".',
    ],
    ...['elevate', 'onDecision', 'revalidate', 'fieldResolver', 'typeResolver', 'log', 'now'].map(
      (name) =>
        [
          `${name} that is no function`,
          { ...valid, [name]: 1 },
          `The option "${name}" must be a function.`,
        ] as const,
    ),
    [
      'policies that are no object',
      { ...valid, policies: () => true },
      'The option "policies" must be an object.',
    ],
    ['null policies', { ...valid, policies: null }, 'The option "policies" must be an object.'],
    ...[
      true,
      {},
      { batch: 1 },
      { batch: () => [], timeoutMS: 1 },
      { batch: () => [], timeoutMs: 0 },
      { batch: () => [], timeoutMs: '1' },
      { evaluate: 1 },
      { evaluate: () => true, batch: () => [] },
      { evaluate: () => true, timeoutMs: Number.NaN },
      { evaluate: () => true, checkParams: ['a'] },
      { evaluate: () => true, condition: true },
      { condition: () => true },
      { batch: () => [], shared: 'yes' },
    ].map(
      (p) =>
        [
          `the policy ${JSON.stringify(p)}`,
          { ...valid, policies: { p } },
          'The policy "p" must be a function, or an object with evaluate or batch',
        ] as const,
    ),
  ])('throws a TypeError for %s', (_, options, message) => {
    expect(create(options)).toThrow(TypeError);
    expect(create(options)).toThrow(message);
  });

  test('accepts every option, and undefined for optional ones', () => {
    const full = {
      ...valid,
      policies: {
        a: () => true,
        b: { batch: () => [] },
        c: { batch: () => [], timeoutMs: 1 },
        d: { evaluate: () => true, condition: () => true },
        e: { batch: () => [], condition: () => true },
      },
      elevate: () => undefined,
      queries: 'reject',
      undeclared: 'deny',
      onDecision: () => undefined,
      revalidate: () => true,
      fieldResolver: () => undefined,
      typeResolver: () => undefined,
      log: () => undefined,
      now: () => 0,
    };
    const unset = Object.fromEntries(Object.keys(full).map((name) => [name, undefined]));

    expect(create(full)).not.toThrow();
    expect(create({ ...unset, ...valid })).not.toThrow();
    expect(create({ ...valid, undeclared: 'allow', queries: 'partial' })).not.toThrow();
  });
});
