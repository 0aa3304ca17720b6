import { describe, expect, test } from '@jest/globals';
import { AuthSchemaError } from '../../src/index.js';
import { createSchemaFixture, ENTRY_POINTS, principal } from '../helpers/schema-fixture.js';

const SDL = `
  interface Base { phone: String @auth(requires: ADMIN, onDeny: NULL) }
  interface Contact implements Base { phone: String }
  type Silent implements Contact & Base { phone: String }
  type Loud implements Contact & Base { phone: String @auth(requires: ADMIN, onDeny: ERROR) }
  type Ruled implements Contact & Base { phone: String @auth(requires: SUPPORT) }
  type Query { silent: Silent @public loud: Loud @public ruled: Ruled @public contacts: [Contact] @public }`;

describe('onDeny: NULL on a field of an interface', () => {
  test.each(ENTRY_POINTS)(
    'applies to the objects, unless they have an onDeny of their own, %s',
    async (_, run) => {
      const phone = { phone: '1' };
      const fixture = createSchemaFixture(SDL, {
        Query: {
          silent: () => phone,
          loud: () => phone,
          ruled: () => phone,
          contacts: () => ['Silent', 'Loud'].map((__typename) => ({ ...phone, __typename })),
        },
      });

      const answer = await run(fixture, {
        query: '{ silent { phone } loud { phone } ruled { phone } contacts { phone } }',
        caller: principal('u'),
      });

      const hidden = { phone: null };
      expect(answer.data).toEqual({
        silent: hidden,
        loud: hidden,
        ruled: hidden,
        contacts: [hidden, hidden],
      });
      expect(answer.errors.map(({ coordinate, path }) => [coordinate, path])).toEqual([
        ['Loud.phone', 'loud.phone'],
        ['Loud.phone', 'contacts.1.phone'],
      ]);
      expect(fixture.auth.readPolicy(fixture.schema).nullOnDeny).toEqual(
        new Set(['Base.phone', 'Contact.phone', 'Silent.phone', 'Ruled.phone']),
      );
    },
  );

  test('is a fault where an object has a non-null field', () => {
    const create = () =>
      createSchemaFixture(`${SDL} type Strict implements Contact & Base { phone: String! }`);

    expect(create).toThrow(AuthSchemaError);
    expect(create).toThrow(/^Strict.phone: onDeny: NULL of Base.phone cannot apply to a non-null field.$/);
  });
});

describe('onDeny: FILTER', () => {
  const fault = (sdl: string) => () => createSchemaFixture(`${sdl} type Query { ok: Int @public }`);

  test('on a field of an interface applies to the objects, unless they have an onDeny of their own', () => {
    const { auth, schema } = createSchemaFixture(`
      interface Base { tags: [String] @auth(requires: ADMIN, onDeny: FILTER) }
      interface Shelf implements Base { tags: [String] }
      type Quiet implements Shelf & Base { tags: [String!]! }
      type Loud implements Shelf & Base { tags: [String] @auth(requires: ADMIN, onDeny: ERROR) }
      type Gone implements Shelf & Base { tags: [String] @auth(requires: ADMIN, onDeny: NULL) }
      type Query { shelf: Shelf @public }`);

    expect(auth.readPolicy(schema)).toMatchObject({
      nullOnDeny: new Set(['Gone.tags']),
      filterOnDeny: new Set(['Base.tags', 'Shelf.tags', 'Quiet.tags']),
    });
  });

  test.each([
    [
      'a field that returns no list',
      'type T { a: Int @auth(requires: USER, onDeny: FILTER) }',
      'T.a: onDeny: FILTER is allowed on fields that return a list only.',
    ],
    [
      'a non-null field that returns no list',
      'type T { a: Int! @auth(requires: USER, onDeny: FILTER) }',
      'T.a: onDeny: FILTER is allowed on fields that return a list only.',
    ],
    [
      'a field of an interface that returns no list',
      'interface I { a: Int @auth(requires: USER, onDeny: FILTER) } type T implements I { a: Int }',
      'I.a: onDeny: FILTER is allowed on fields that return a list only.\n' +
        'T.a: onDeny: FILTER is allowed on fields that return a list only.',
    ],
    [
      'a subscription',
      'type Subscription { a: [Int] @auth(requires: USER, onDeny: FILTER) }',
      'Subscription.a: onDeny: FILTER is not allowed on a subscription, which it would start for every caller.',
    ],
    [
      'two interfaces with different answers',
      `interface I { a: [Int] @auth(requires: USER, onDeny: FILTER) }
       interface J { a: [Int] @auth(requires: USER, onDeny: NULL) } type T implements I & J { a: [Int] }`,
      'T.a: onDeny of I.a and of J.a differ; write the one that applies here.',
    ],
    [
      'two directives',
      'type T { a: [Int] @auth(requires: USER, onDeny: FILTER) @auth(requires: USER, onDeny: NULL) }',
      'T.a: onDeny is given twice.',
    ],
    [
      'a type',
      'type T @auth(requires: USER, onDeny: FILTER) { a: [Int] }',
      'T: onDeny: FILTER is allowed on fields only.',
    ],
  ])('is a fault on %s', (_, sdl, message) => {
    expect(fault(sdl)).toThrow(AuthSchemaError);
    expect(fault(sdl)).toThrow(new Error(message));
  });
});

const fault = (sdl: string) => () => createSchemaFixture(`${sdl} type Query { ok: Int @public }`);

describe('onDeny on a type or on the schema', () => {
  const ADMIN_ONLY = '@auth(requires: ADMIN)';

  /** Whether `T.f` is null when it is refused, for each combination of answers. */
  test.each([
    // field, interface's field, its type, interface, returned type, schema: null?
    ['', '', '', '', '', '', false],
    ['', '', '', '', '', 'NULL', true],
    ['', '', '', '', 'NULL', '', true],
    ['', '', '', '', 'ERROR', 'NULL', false],
    ['', '', '', 'NULL', '', '', true],
    ['', '', '', 'ERROR', 'NULL', 'NULL', false],
    ['', '', '', 'NULL', 'ERROR', 'ERROR', true],
    ['', '', 'NULL', '', '', '', true],
    ['', '', 'ERROR', 'NULL', 'NULL', 'NULL', false],
    ['', '', 'NULL', 'ERROR', 'ERROR', 'ERROR', true],
    ['', 'NULL', 'ERROR', 'ERROR', 'ERROR', 'ERROR', true],
    ['', 'ERROR', 'NULL', 'NULL', 'NULL', 'NULL', false],
    ['NULL', 'ERROR', 'ERROR', 'ERROR', 'ERROR', 'ERROR', true],
    ['ERROR', 'NULL', 'NULL', 'NULL', 'NULL', 'NULL', false],
  ])(
    'field %p, its interface %p, type %p, interface %p, returned type %p, schema %p: null is %p',
    (field, faceField, type, face, returned, schemaAnswer, isNull) => {
      const rule = (answer: string) =>
        answer === '' ? ADMIN_ONLY : `@auth(requires: ADMIN, onDeny: ${answer})`;
      const answerOnly = (answer: string) => (answer === '' ? '' : `@auth(onDeny: ${answer})`);
      const { auth, schema } = createSchemaFixture(`
        ${schemaAnswer === '' ? '' : `extend schema ${answerOnly(schemaAnswer)}`}
        interface Face ${answerOnly(face)} { f: N ${faceField === '' ? '' : rule(faceField)} }
        type T implements Face ${answerOnly(type)} { f: N ${rule(field)} }
        type N ${answerOnly(returned)} { x: Int }
        type Query { t: T @public }`);

      expect(auth.readPolicy(schema).nullOnDeny.has('T.f')).toBe(isNull);
      expect(auth.explain(schema, principal('u'), 'T.f').onDeny).toBe(isNull ? 'NULL' : undefined);
    },
  );

  test('leaves non-null fields, mutations and subscriptions their errors', () => {
    const { auth, schema } = createSchemaFixture(`
      extend schema @auth(onDeny: NULL)
      type T @auth(requires: ADMIN, onDeny: NULL) { a: Int b: Int! c: [Int]! d: [Int!] }
      type Query { t: T @public s: T! @public u: [T!] @public v: [T]! @public }
      type Mutation { m: T @auth(requires: USER) n: Int @auth(requires: ADMIN, onDeny: NULL) }
      type Subscription { e: T @auth(requires: USER) }`);

    expect(auth.readPolicy(schema).nullOnDeny).toEqual(
      new Set(['T.a', 'T.d', 'Query.t', 'Query.u', 'Mutation.n']),
    );
  });

  test('of an abstract type is that of its objects with a rule, where they agree', () => {
    const { auth, schema } = createSchemaFixture(`
      interface Named @auth(onDeny: NULL) { x: Int! }
      type A @auth(requires: ADMIN, onDeny: NULL) { x: Int! }
      type B @auth(requires: ADMIN) { x: Int! }
      type C implements Named & Both @auth(requires: ADMIN) { x: Int! }
      type Open { x: Int! }
      interface Both { x: Int! }
      union Agree = A | C | Open
      union Differ = A | B
      union None = Open
      type Query { named: Named @public agree: Agree @public differ: Differ @public none: None @public both: Both @public }`);

    expect(auth.readPolicy(schema).nullOnDeny).toEqual(new Set(['Query.named', 'Query.agree', 'Query.both']));
  });

  test.each(ENTRY_POINTS)('answers with null in place of refused fields and objects, %s', async (_, run) => {
    const fixture = createSchemaFixture(
      `type User @auth(requires: SUPPORT, onDeny: NULL) { name: String }
       type Note @auth(owner: "by", onDeny: NULL) { by: String text: String @auth(requires: ADMIN) }
       type Plain @auth(onDeny: NULL) { open: Int closed: Int @auth(requires: ADMIN) loud: Int @auth(requires: ADMIN, onDeny: ERROR) }
       union Any = User | Note
       type Query {
         user: User @public users: [User] @public strict: User! @public any: [Any] @public notes: [Note] @public
         plain: Plain @public own: User @auth(requires: ADMIN)
       }`,
      {
        Query: {
          user: () => ({ name: 'x' }),
          users: () => [{ name: 'x' }],
          strict: () => ({ name: 'x' }),
          any: () => [
            { __typename: 'User' },
            { __typename: 'Note', by: 'u' },
            { __typename: 'Note', by: 'v' },
          ],
          notes: () => [
            { by: 'u', text: 't' },
            { by: 'v', text: 't' },
          ],
          plain: () => ({ open: 1, closed: 2, loud: 3 }),
          own: () => ({ name: 'x' }),
        },
      },
    );
    const caller = principal('u');

    const { data, errors } = await run(fixture, {
      query: `{ user { name } users { name } any { __typename } notes { by text } own { name }
        plain { open closed loud } }`,
      caller,
    });

    expect(data).toEqual({
      user: null,
      users: null,
      any: [null, { __typename: 'Note' }, null],
      notes: [{ by: 'u', text: null }, null],
      own: null,
      plain: { open: 1, closed: null, loud: null },
    });
    expect(errors.map(({ coordinate }) => coordinate)).toEqual(['Plain.loud']);
    expect(fixture.decisions.map(({ coordinate }) => coordinate)).toEqual(['Plain.loud']);
    expect((await run(fixture, { query: '{ strict { name } }', caller })).errors[0]?.coordinate).toBe(
      'Query.strict',
    );
  });

  test.each(ENTRY_POINTS)(
    'nulls what no rule of the field itself refuses, by the schema, %s',
    async (_, run) => {
      const fixture = createSchemaFixture(
        `extend schema @auth(onDeny: NULL)
       enum Color { RED GOLD @auth(requires: ADMIN) }
       type A @auth(requires: ADMIN) { x: Int } type B { x: Int } union Both = A | B
       type Query { both: [Both] @public color: Color @public input(a: Int @auth(requires: ADMIN)): Int @public }
       type Mutation { m: Int @auth(requires: ADMIN) }`,
        {
          Query: {
            both: () => [{ __typename: 'A' }, { __typename: 'B' }],
            color: () => 'GOLD',
            input: () => 1,
          },
          Mutation: { m: () => 1 },
        },
      );
      const caller = principal('u');

      const { data, errors } = await run(fixture, { query: '{ both { __typename } color }', caller });

      expect([data, errors]).toEqual([{ both: [null, { __typename: 'B' }], color: null }, []]);
      expect((await run(fixture, { query: '{ input(a: 1) }', caller })).errors).toHaveLength(1);
      expect((await run(fixture, { query: 'mutation { m }', caller })).errors).toHaveLength(1);
    },
  );

  test('without a rule closes and opens nothing', () => {
    const create = () => createSchemaFixture('type Query @auth(onDeny: NULL) { a: Int }');

    expect(create).toThrow('Query.a: A root field needs @auth or @public');
  });

  test.each([
    ['a rule on the schema', 'extend schema @auth(requires: USER)', 'schema: The schema can have no rule'],
    ['an empty directive on the schema', 'extend schema @auth', 'schema: @auth has no members'],
    [
      'FILTER on the schema',
      'extend schema @auth(onDeny: FILTER)',
      'schema: onDeny: FILTER is allowed on fields only.',
    ],
    [
      'two answers',
      'extend schema @auth(onDeny: NULL) @auth(onDeny: ERROR)',
      'schema: onDeny is given twice.',
    ],
    ['a union', 'type T { a: Int } union U @auth(onDeny: NULL) = T', 'U: @auth'],
    [
      'an enum',
      'enum E @auth(requires: USER, onDeny: NULL) { A }',
      'E: onDeny is allowed on fields, object types',
    ],
    ['an input alone', 'input I @auth(onDeny: NULL) { a: Int }', 'I: @auth has no members'],
    [
      'interfaces that differ',
      `interface I @auth(onDeny: NULL) { a: Int } interface J @auth(onDeny: ERROR) { a: Int }
       type T implements I & J { a: Int }`,
      'T: onDeny of I and of J differ; write the one that applies here.',
    ],
  ])('is a fault on %s', (_, sdl, message) => {
    expect(fault(sdl)).toThrow(AuthSchemaError);
    expect(fault(sdl)).toThrow(message);
  });
});
