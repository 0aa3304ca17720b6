import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { AuthSchemaError, createAuthDirective } from '../../src/index.js';
import { messagesOf, onField, onRoot, ROOT } from '../helpers/schema-faults.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';

const groups = (count: number, prefix = 'o'): string =>
  Array.from({ length: count }, (_, index) => `{ owner: "${prefix}${index}" }`).join(' ');
const TOO_LARGE = 'T.f: The rule has more than 64 groups.';

describe('the start-up errors of a schema', () => {
  test.each([
    ['a rule with 65 groups', onField(`@auth(anyOf: [${groups(65)}])`), [TOO_LARGE]],
    [
      'two rules with 81 groups in combination',
      onField(`@auth(anyOf: [${groups(9, 'a')}]) @auth(anyOf: [${groups(9, 'b')}])`),
      [TOO_LARGE],
    ],
    [
      'a rule with 65 groups that are one in combination',
      onField(`@auth(anyOf: [${groups(65)}]) @auth(owner: "o0")`),
      [TOO_LARGE],
    ],
    [
      'two rules with 64 groups in combination',
      onField(`@auth(anyOf: [${groups(8, 'a')}]) @auth(anyOf: [${groups(8, 'b')}])`),
      [],
    ],
    [
      '@public on a root type',
      'type Query @public { f: Int @public }',
      ['Query: @public is allowed on root fields only.'],
    ],
    [
      '@public on an argument of a root field',
      'type Query { f(a: Int @public): Int @public }',
      ['Query.f(a:): @public is allowed on root fields only.'],
    ],
    [
      '@public twice on a query, one of them with elevates',
      onRoot('@public @public(elevates: true)'),
      ['Query.f: @public is given twice.', 'Query.f: elevates is allowed on mutation root fields only.'],
    ],
    [
      '@authRule beside the schema, which defines nothing there',
      `type T @authRule(name: "a", requires: USER) { f: Int @auth(rule: "a") } ${ROOT}`,
      ['T.f: rule "a" is not defined by @authRule.'],
    ],
    [
      'onDeny: NULL on an argument',
      'type Query { f(a: Int @auth(requires: USER, onDeny: NULL)): Int @public }',
      ['Query.f(a:): onDeny is allowed on fields, object types, interfaces and the schema only.'],
    ],
    [
      'other directives where @auth is not allowed',
      `directive @tag on UNION | ENUM | ARGUMENT_DEFINITION directive @d(a: Int @tag) on FIELD
       type T { f: Int } union U @tag = T extend enum Role @tag ${ROOT}`,
      [],
    ],
    [
      'interfaces of a type that implement each other',
      'interface I implements J { f: Int } interface J implements I { f: Int } type T implements I & J { f: Int }' +
        onRoot('@auth(requires: NO)'),
      ['Query.f: requires must be one of the roles in the roles option.'],
    ],
  ])('are complete for %s', (_, sdl, expected) => {
    expect(messagesOf(sdl)).toEqual(expected);
  });

  test('do not call the usual name wrong where only its definition is missing', () => {
    const auth = createAuthDirective<object>({ roles: ['USER'], caller: () => undefined });
    const schema = buildSchema('enum Role { USER } type Query { f: Int @auth(requires: USER) }', {
      assumeValidSDL: true,
    });
    const differs = 'The definition differs from the one in typeDefs; remove your own definition.';

    expect(() => auth.readPolicy(schema)).toThrow(
      new AuthSchemaError(
        ['@auth', '@authRule', '@public', 'AuthRule', 'AuthDeny'].map((coordinate) => ({
          coordinate,
          message: differs,
        })),
      ),
    );
  });
});

describe('the warning of a rule that is weaker than that of its type', () => {
  test('says that both apply', () => {
    const { auth, schema } = createSchemaFixture(
      `type T @auth(requires: ADMIN) { weak: Int @auth(requires: USER) } ${ROOT}`,
    );

    expect(auth.readPolicy(schema).warnings).toEqual([
      {
        coordinate: 'T.weak',
        message: "The rule is weaker than the type's rule and has no effect: both rules apply.",
      },
    ]);
  });

  test('is for fields only, as an argument has an own rule', () => {
    const { auth, schema } = createSchemaFixture(
      `type T @auth(requires: ADMIN) { f(a: Int @auth(requires: USER)): Int } ${ROOT}`,
    );

    expect(auth.readPolicy(schema).warnings).toEqual([]);
  });
});
