import { describe, expect, test } from '@jest/globals';
import { operationOf, planRefusals } from '../helpers/plan-fixture.js';
import { createSchemaFixture, principal, runApollo } from '../helpers/schema-fixture.js';

const user = principal('u');

describe('walkPlan, where several types are possible,', () => {
  const createFixture = () =>
    createSchemaFixture(`
    interface Node { x: Int kid: Kid silent: Int mute: Kid }
    type A implements Node { x: Int @auth(requires: ADMIN) kid: Kid @auth(requires: ADMIN)
      silent: Int @auth(requires: ADMIN) mute: Kid @auth(requires: ADMIN, onDeny: NULL) }
    type B implements Node { x: Int @auth(requires: SUPPORT) kid: Kid
      silent: Int @auth(requires: ADMIN, onDeny: NULL) mute: Kid @auth(requires: ADMIN, onDeny: NULL) }
    type Kid { secret: Int @auth(requires: ADMIN) }
    type Query { ok: Int @public }
    type Mutation { node: Node @public none: Kid @auth(requires: ADMIN, onDeny: NULL)
      some(a: Int @auth(requires: ADMIN)): Kid @auth(requires: ADMIN, onDeny: NULL) }`);

  test.each([
    ['refuses a field that every type refuses', '{ node { x } }', ['Node.x']],
    ['continues where one type grants', '{ node { kid { secret } } }', ['Kid.secret']],
    ['refuses nothing where one type has onDeny: NULL', '{ node { silent } }', ['go']],
    ['refuses nothing below a field that is null for every type', '{ node { mute { secret } } }', ['go']],
    ['refuses nothing below a root field that answers null', '{ none { secret } }', ['go']],
    ['refuses nothing below such a root field whose argument is not provided', '{ some { secret } }', ['go']],
    ['refuses no argument of such a root field', '{ some(a: 1) { secret } }', ['go']],
  ])('%s', async (_, source, expected) => {
    expect(await planRefusals(createFixture(), `mutation ${source}`)).toEqual(expected);
  });
});

describe('walkPlan, where the types of an interface return narrower types,', () => {
  const createFixture = () =>
    createSchemaFixture(`
    interface Node { x: Int kid: Node }
    type A implements Node { x: Int @auth(requires: ADMIN) kid: A }
    type B implements Node { x: Int @auth(requires: SUPPORT) kid: B }
    type C implements Node { x: Int kid: C }
    interface Closed { kid: Node }
    type One implements Closed { kid: A }
    type Two implements Closed { kid: B }
    type Query { ok: Int @public }
    type Mutation { node: Node @public closed: Closed @public }`);

  test.each([
    [
      'refuses what one type refuses in a fragment on the first of them',
      '{ node { kid { ... on A { x } } } }',
      ['A.x'],
    ],
    [
      'refuses what one type refuses in a fragment on another',
      '{ node { kid { ... on B { x } } } }',
      ['B.x'],
    ],
    ['refuses it at any depth', '{ node { kid { kid { ... on A { x } } } } }', ['A.x']],
    ['refuses nothing that one type allows', '{ node { kid { x ... on Node { x } } } }', ['go']],
    ['names the type that the document names', '{ closed { kid { x } } }', ['Node.x']],
  ])('%s', async (_, source, expected) => {
    expect(await planRefusals(createFixture(), `mutation ${source}`)).toEqual(expected);
  });
});

describe('walkPlan, where objects of a refused type are left out,', () => {
  const fixture = createSchemaFixture(`
    interface Node { x: Int y: Int }
    type A implements Node { x: Int @auth(requires: ADMIN) y: Int }
    type Hidden implements Node @auth(requires: ADMIN) { x: Int y: Int }
    interface Holder { list: [Node] }
    type Filtering implements Holder { list: [Node] @auth(requires: USER, onDeny: FILTER) }
    type Refusing implements Holder { list: [Node] }
    type Query { ok: Int @public }
    type Mutation { loud: [Node] @auth(requires: USER) nodes: [Node] @auth(requires: USER, onDeny: FILTER)
      hidden: [Hidden] @auth(requires: USER, onDeny: FILTER) holder: Holder @public }`);

  test.each([
    ['refuses nothing of that type', '{ hidden { x } nodes { ... on Hidden { x } } }', ['go']],
    ['refuses nothing that another type allows', '{ nodes { y } }', ['go']],
    ['refuses what the remaining types refuse', '{ nodes { x } }', ['Node.x']],
    [
      'refuses that type where a field does not leave it out',
      '{ loud { ... on Hidden { x } } }',
      ['Hidden.x'],
    ],
    [
      'refuses that type where one of two fields does not leave it out',
      '{ holder { list { ... on Hidden { x } } } }',
      ['Hidden.x'],
    ],
  ])('%s', async (_, source, expected) => {
    expect(await planRefusals(fixture, `mutation ${source}`)).toEqual(expected);
  });
});

describe('walkPlan, where no type remains,', () => {
  const fixture = createSchemaFixture(`
    interface Node { kid: Hidden }
    type A implements Node @auth(requires: ADMIN) { kid: Hidden }
    type B implements Node { kid: Hidden }
    type Hidden @auth(requires: ADMIN) { x: Int }
    type Query { ok: Int @public }
    type Mutation { ok: Int @public node: Node @auth(requires: USER, onDeny: NULL) }`);

  test.each([
    ['refuses nothing below a type that is left out', '{ node { ... on A { kid { x } } } }', ['go']],
    ['refuses what is below a type that is not left out', '{ node { ... on B { kid { x } } } }', ['B.kid']],
    ['ignores the selections of a leaf, which are not valid', '{ ok { x } }', ['go']],
    ['ignores an object without selections, which is not valid', '{ node }', ['go']],
  ])('%s', async (_, source, expected) => {
    expect(await planRefusals(fixture, `mutation ${source}`)).toEqual(expected);
  });
});

test('a skipped nested field is not refused, nor is a skipped fragment', async () => {
  const fixture = createSchemaFixture(
    `type Kid { n: Int secret: Int @auth(requires: ADMIN) } type Query { ok: Int @public }
      type Mutation { kid: Kid @public }`,
  );

  expect(await planRefusals(fixture, 'mutation { kid { n secret @skip(if: true) } }')).toEqual(['go']);
  expect(await planRefusals(fixture, 'mutation { kid { n ... @include(if: false) { secret } } }')).toEqual([
    'go',
  ]);
  expect(await planRefusals(fixture, 'mutation { kid { n ... @include(if: true) { secret } } }')).toEqual([
    'Kid.secret',
  ]);
});

test('a fragment is evaluated for the possible types at each spread, whatever their names are', async () => {
  const fixture = createSchemaFixture(`interface I { x: Int }
    type B implements I { x: Int } type CD implements I { x: Int }
    type BC implements I { x: Int @auth(requires: ADMIN) }
    type D implements I { x: Int @auth(requires: ADMIN) }
    union Open = B | CD union Closed = BC | D type Query { ok: Int @public }
    type Mutation { open: Open @public closed: Closed @public }`);

  const source = 'mutation { open { ...F } closed { ...F } } fragment F on I { x }';

  expect(await planRefusals(fixture, source)).toEqual(['I.x']);
});

test('fragments with exponentially many spreads are walked once each', async () => {
  const spreads = Array.from(
    { length: 40 },
    (_, index) => `fragment F${index} on T { a: t { ...F${index + 1} } b: t { ...F${index + 1} } }`,
  );
  const fixture = createSchemaFixture(
    `type T { t: T n: Int @auth(requires: ADMIN) } type Query { t: T @auth(requires: USER) }
      type Mutation { t: T @auth(requires: USER) }`,
  );
  const { document, operation } = operationOf(
    `mutation { t { ...F0 } } ${spreads.join(' ')} fragment F40 on T { n }`,
  );
  const context = { caller: user };

  const answer = await fixture.auth.plan({
    schema: fixture.schema,
    document,
    operation,
    variables: {},
    context,
  });

  expect(answer.kind).toBe('refused');
});

test('a fragment that spreads itself terminates, in a document that was not validated', async () => {
  const fixture = createSchemaFixture(
    `type T { t: T n: Int @auth(requires: ADMIN) } type Query { ok: Int @public }
      type Mutation { t: T @auth(requires: USER) }`,
  );
  const { document, operation } = operationOf('mutation { t { ...F } } fragment F on T { n t { ...F } }');

  const answer = await fixture.auth.plan({
    schema: fixture.schema,
    document,
    operation,
    variables: null,
    context: { caller: user },
  });

  expect(answer).toMatchObject({ kind: 'refused', status: 403 });
});

test('a mutation is refused before it runs for a field that every possible type refuses', async () => {
  let ran = 0;
  const fixture = createSchemaFixture(
    `interface Node { id: ID x: Int } type A implements Node { id: ID x: Int @auth(requires: ADMIN) }
      type B implements Node { id: ID x: Int @auth(requires: SUPPORT) }
     type Query { ok: Int @public } type Mutation { node: Node @auth(requires: USER) }`,
    {
      Mutation: {
        node: () => {
          ran += 1;
          return { __typename: 'A', id: 1 };
        },
      },
    },
  );

  const refused = await runApollo(fixture, { query: 'mutation { node { id x } }', caller: user });
  const some = await runApollo(fixture, {
    query: 'mutation { node { x } }',
    caller: principal('s', 'SUPPORT'),
  });

  expect(refused.errors.map(({ coordinate }) => coordinate)).toEqual(['Node.x']);
  expect(refused.status).toBe(403);
  // Only one of the two types refuses SUPPORT, which depends on the object.
  expect([some.status, some.data, ran]).toEqual([200, { node: { x: null } }, 1]);
});

describe.each([
  ['a list with onDeny: FILTER', '[Found!]! @auth(requires: USER, onDeny: FILTER)'],
  ['a list with onDeny: NULL', '[Found] @auth(requires: USER, onDeny: NULL)'],
])('below %s', (_, returns) => {
  const found = [
    { __typename: 'Note', text: 'text' },
    { __typename: 'Secret', code: 'code' },
  ];
  const fixture = createSchemaFixture(
    `union Found = Note | Secret
     type Note { text: String admins: String @auth(requires: ADMIN) }
     type Secret @auth(requires: ADMIN) { code: String }
     type Found2 { found: ${returns} open: Found }
     type Query { ok: Int @public }
     type Mutation { find: Found2 @auth(requires: USER) found: ${returns} }`,
    { Mutation: { find: () => ({ found, open: found[0] }), found: () => found } },
  );
  const run = async (query: string) => {
    const { data, errors } = await runApollo(fixture, { query: `mutation { ${query} }`, caller: user });
    return errors.length > 0 ? errors.map(({ coordinate }) => coordinate) : data;
  };
  const visible = returns.includes('FILTER') ? [{ text: 'text' }] : [{ text: 'text' }, null];
  const selected = '{ ... on Note { text } ... on Secret { code } }';

  test('a mutation may select fields of a type whose objects the caller is never shown', async () => {
    expect(await run(`find { found ${selected} }`)).toEqual({ find: { found: visible } });
    expect(await run(`found ${selected}`)).toEqual({ found: visible });
  });

  test('a mutation is refused for fields of a type whose objects are shown, and elsewhere', async () => {
    expect(await run('find { found { ... on Note { admins } } }')).toEqual(['Note.admins']);
    expect(await run(`find { found ${selected} open { ... on Secret { code } } }`)).toEqual(['Secret.code']);
    const both = 'mutation { find { found { ...all } open { ...all } } } fragment all on Secret { code }';
    expect(await planRefusals(fixture, both)).toEqual(['Secret.code']);
  });
});
