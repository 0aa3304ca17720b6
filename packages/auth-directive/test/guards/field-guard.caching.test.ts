import { describe, expect, test } from '@jest/globals';
import { createPolicy, type Policy } from '../helpers/cache-policy.js';
import { callGuard, createResolveInfo } from '../helpers/guard-fixture.js';
import { createSchemaFixture, principal } from '../helpers/schema-fixture.js';

describe('the guard of a field under cache control', () => {
  const fixture = createSchemaFixture(`
    type Invoice @auth(requires: ADMIN) { total: Int @auth(requires: ADMIN) }
    type Note { text: Int @auth(owner: "by")  title: Int @auth(owner: "by") }
    union Item = Invoice
    type Query { a: Int @auth(requires: ADMIN)  b: Int @auth(requires: ADMIN)  item: Item @auth(requires: ADMIN)
      note: Note @public }`);

  /** Resolves fields in one execution, as Apollo does: each with a cache policy of its own. */
  function resolveInOneExecution(names: readonly string[], typeName = 'Query'): readonly Policy[] {
    const context = { caller: principal('root', 'ADMIN') };
    const first = createResolveInfo(fixture, `${typeName}.${names[0]}`);
    return names.map((name) => {
      const cacheHint = createPolicy({ maxAge: 60 });
      const { operation, variableValues } = first;
      const info = { ...createResolveInfo(fixture, `${typeName}.${name}`), operation, variableValues };
      callGuard({ ...info, ...{ cacheControl: { cacheHint } } }, { [name]: 1, by: 'root' }, context);
      return cacheHint;
    });
  }

  test('restricts the response once for the fields of one rule, and again in the next execution', () => {
    const restricted = { maxAge: 60, scope: 'PRIVATE' };

    for (let execution = 0; execution < 2; execution += 1) {
      const [one, other] = resolveInOneExecution(['a', 'b']);

      expect(one).toMatchObject(restricted);
      expect(other).not.toHaveProperty('scope');
    }
  });

  test('restricts the response once for the fields that an owner may read', () => {
    const [one, other] = resolveInOneExecution(['text', 'title'], 'Note');

    expect(one).toMatchObject({ maxAge: 0, scope: 'PRIVATE' });
    expect(other).not.toHaveProperty('scope');
  });

  test.each([[['a', 'item']], [['item', 'a', 'item']]])(
    'restricts the response further for a field of the same rule that needs more: %j',
    (names) => {
      const policies = resolveInOneExecution(names);

      expect(policies[names.indexOf('item')]).toMatchObject({ maxAge: 0, scope: 'PRIVATE' });
      expect(policies[names.indexOf('a')]).toMatchObject({ maxAge: 60, scope: 'PRIVATE' });
    },
  );
});
