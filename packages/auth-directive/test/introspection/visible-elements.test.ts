import { describe, expect, test } from '@jest/globals';
import { printSchema } from 'graphql';
import type { AuthOptions } from '../../src/index.js';
import { anonymous, type Context, createSchemaFixture, principal } from '../helpers/schema-fixture.js';

const user = principal('ada');

/** Returns the SDL of a schema as a caller sees it, on one line. */
function visibleSdl(sdl: string, caller = user, options: Partial<AuthOptions<Context>> = {}): string {
  const { auth, schema } = createSchemaFixture(sdl, {}, options);
  return printSchema(auth.visibleSchema(schema, caller)).replaceAll(/\s+/g, ' ');
}

describe('the visible elements', () => {
  test.each([
    [
      'keep the fields of an interface that a hidden type implements too',
      `interface Node { id: ID } type A implements Node { id: ID }
       type Hidden implements Node @auth(requires: ADMIN) { id: ID } type Query { node: Node @public }`,
      'type A implements Node { id: ID } interface Node { id: ID } type Query { node: Node }',
    ],
    [
      'keep an interface that no type implements',
      'interface Lonely { id: ID } type Query { lonely: Lonely @public }',
      'interface Lonely { id: ID } type Query { lonely: Lonely }',
    ],
    [
      'keep the arguments of an interface that its visible types have too',
      `interface Node { x(n: Int, m: Int): Int } type Query { node: Node @public }
       type A implements Node { x(n: Int, m: Int @auth(requires: ADMIN)): Int }`,
      'type A implements Node { x(n: Int): Int } interface Node { x(n: Int): Int } type Query { node: Node }',
    ],
    [
      'leave a field out of an interface when only its types can have a required argument',
      `enum Color { RED GOLD @auth(requires: ADMIN) } type Query { node: Node @public }
       interface Node { x(c: Color! = GOLD): Int y: Int z: Int }
       type A implements Node { x(c: Color!): Int y: Int z: Int }`,
      'type A implements Node { x(c: Color!): Int y: Int z: Int } enum Color { RED } ' +
        'interface Node { y: Int z: Int } type Query { node: Node }',
    ],
    [
      'leave out an interface of which no field is visible, also where a type implements it',
      `interface Gone { x: Int @auth(requires: ADMIN) } type A implements Gone { x: Int y: Int }
       type Query { a: A @public }`,
      'type A { y: Int } type Query { a: A }',
    ],
    [
      'leave out what only a removed field returns',
      `type Only { id: ID } type Query { a: Int @public
       only(n: Int! @auth(requires: ADMIN)): Only @public }`,
      'type Query { a: Int }',
    ],
  ])('%s', (_, sdl, expected) => {
    expect(visibleSdl(sdl)).toBe(expected);
  });

  test('below an elevating field do not include what nobody may reach', () => {
    const sdl = `type Login { id: ID @auth(requires: ADMIN) query: Query }
      type Query { ok: Int @public undeclared: Int } type Mutation { login: Login @public(elevates: true) }`;

    expect(visibleSdl(sdl, anonymous, { undeclared: 'deny' })).toBe(
      'type Login { id: ID query: Query } type Mutation { login: Login } type Query { ok: Int }',
    );
  });

  test.each([
    ['an argument', 'type Query { a(n: Int @auth(requires: ADMIN)): Int @public }'],
    ['an input type', 'input In @auth(requires: ADMIN) { n: Int } type Query { a(n: In): Int @public }'],
    [
      'an input field',
      'input In { n: Int m: Int @auth(requires: ADMIN) } type Query { a(n: In): Int @public }',
    ],
    ['an enum value', 'enum E { A B @auth(requires: ADMIN) } type Query { a(n: E): Int @public }'],
    [
      'an input type that only a directive has',
      'input In @auth(requires: ADMIN) { n: Int } directive @d(n: In) on FIELD type Query { a: Int @public }',
    ],
    [
      'a type behind a union',
      'type A { n: Int } type B @auth(requires: ADMIN) { n: Int } union U = A | B type Query { a: U @public }',
    ],
  ])('differ for callers who differ only by the rule of %s', (_, sdl) => {
    const { auth, schema } = createSchemaFixture(sdl);
    const ofUser = printSchema(auth.visibleSchema(schema, user));

    expect(printSchema(auth.visibleSchema(schema, principal('root', 'ADMIN')))).not.toBe(ofUser);
    expect(printSchema(auth.visibleSchema(schema, user))).toBe(ofUser);
  });
});

describe('the visible directives', () => {
  test('have no argument of a hidden type, and are left out when they require one', () => {
    const sdl = visibleSdl(`input Closed @auth(requires: ADMIN) { n: Int }
      enum Only { A B @auth(requires: ADMIN) }
      directive @gone(open: Int, closed: Closed!) on FIELD
      directive @kept(open: Int!, closed: Closed, closedDefault: [Closed!]! = []) on FIELD
      directive @only(only: Only) on FIELD
      type Query { a: Int @public }`);

    expect(sdl).toBe(
      'directive @kept(open: Int!) on FIELD directive @only(only: Only) on FIELD ' +
        'enum Only { A } type Query { a: Int }',
    );
  });
});
