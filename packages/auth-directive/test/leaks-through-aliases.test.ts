import { makeExecutableSchema } from '@graphql-tools/schema';
import { wrapSchema } from '@graphql-tools/wrap';
import { describe, expect, test } from '@jest/globals';
import type { GraphQLFieldResolver } from 'graphql';
import { type AuthLogEntry, createAuthDirective } from '../src/index.js';
import { EXECUTORS, runGraphqlJs } from './helpers/executors.js';
import { type Context, createSchemaFixture, principal, ROLES } from './helpers/schema-fixture.js';

/** Reads the property that is named as the client names the field, as row engines and stitched schemas do. */
const readAlias: GraphQLFieldResolver<Record<string, unknown>, unknown> = (row, _, __, { path }) =>
  row[path.key];

const SDL = `
  type Invoice @auth(owner: "ownerId") { id: ID ownerId: ID title: String total: Int }
  type Note { id: ID ownerId: ID title: String text: String @auth(owner: "ownerId") plain: String }
  type Query { invoice(row: String): Invoice @public notes(row: String): [Note] @public ownerId: Note @public }`;

/** Returns one row whose keys are chosen by the client. */
function createRowEngine(row: Record<string, unknown>) {
  const resolvers = { id: readAlias, ownerId: readAlias, title: readAlias };
  return createSchemaFixture(SDL, {
    Query: { invoice: () => row, notes: () => [row, row], ownerId: () => row },
    Invoice: { ...resolvers, total: readAlias },
    Note: { ...resolvers, text: readAlias },
  });
}

const ada = principal('ada');

describe.each(EXECUTORS)('an owner of a row engine on %s', (_, run) => {
  test.each([
    '{ invoice { ownerId: title total } }',
    '{ invoice { total } a: invoice { ...F } } fragment F on Invoice { ... on Invoice { ownerId: title } }',
  ])('is not forged by an alias on the object itself: %s', async (query) => {
    const { data } = await run(createRowEngine({ ownerId: 'ada', total: 1 }), { query, caller: ada });

    expect(data).toMatchObject({ invoice: null });
  });

  test('is not forged by an alias beside a field, for any item of a list', async () => {
    const fixture = createRowEngine({ ownerId: 'ada', text: 'secret' });
    const query = '{ notes { ownerId: title text } }';

    expect(await run(fixture, { query, caller: ada })).toEqual({
      data: {
        notes: [
          { ownerId: 'ada', text: null },
          { ownerId: 'ada', text: null },
        ],
      },
      errors: ['notes.0.text FORBIDDEN', 'notes.1.text FORBIDDEN'],
    });
    expect(fixture.log.map(({ message }) => message)).toEqual(
      Array.from(
        { length: 2 },
        () => 'The operation names another field "ownerId" by an alias; the owner rule refuses.',
      ),
    );
  });

  test.each([
    ['without aliases', '{ notes { ownerId text } }'],
    ['with its own name as alias', '{ notes { ownerId: ownerId text } }'],
    ['with another alias', '{ notes { other: title text } }'],
    ['with an alias of a field that has no resolver', '{ notes { ownerId: plain text } }'],
    ['with an alias of a root field', '{ ownerId: notes { text } }'],
  ])('is read in an operation %s', async (_title, query) => {
    const fixture = createRowEngine({ ownerId: 'ada', text: 'mine' });

    expect((await run(fixture, { query, caller: ada })).errors).toEqual([]);
  });
});

test('an owner is not forged where the field resolver of the host reads aliases', async () => {
  const row = { ownerId: 'ada', text: 'secret' };
  const fixture = createSchemaFixture(
    SDL,
    { Query: { notes: () => [row] } },
    { fieldResolver: (source, args, context, info) => readAlias(Object(source), args, context, info) },
  );

  const forged = await runGraphqlJs(fixture, { query: '{ notes { ownerId: plain text } }', caller: ada });
  const honest = await runGraphqlJs(fixture, { query: '{ notes { ownerId text } }', caller: ada });

  expect(forged.errors).toEqual(['notes.0.text FORBIDDEN']);
  expect(honest.data).toEqual({ notes: [{ ownerId: 'ada', text: 'secret' }] });
});

test('an operation with the variables and the context of another one is decided again', async () => {
  const fixture = createRowEngine({ ownerId: 'ada', text: 'secret' });
  const [contextValue, variableValues] = [{ caller: ada }, {}];
  const field: { resolve: GraphQLFieldResolver<unknown, unknown> } = Object(
    fixture.schema.getType('Note'),
  ).getFields().text;
  const guard = field.resolve;
  field.resolve = (source, args, _context, info) =>
    guard(source, args, contextValue, { ...info, variableValues });

  const honest = await runGraphqlJs(fixture, { query: '{ notes { ownerId text } }', caller: ada });
  const forged = await runGraphqlJs(fixture, { query: '{ notes { ownerId: title text } }', caller: ada });

  expect(honest.errors).toEqual([]);
  expect(forged.errors).toEqual(['notes.0.text FORBIDDEN', 'notes.1.text FORBIDDEN']);
});

describe('an owner on an object of another schema', () => {
  const remote = (sdl: string) => {
    const log: AuthLogEntry[] = [];
    const auth = createAuthDirective<Context>({
      roles: ROLES,
      caller: (context) => context.caller,
      log: (entry) => void log.push(entry),
    });
    const typeDefs = [auth.typeDefs, 'enum Role { USER SUPPORT ADMIN }', sdl];
    return () => auth.transform(wrapSchema({ schema: makeExecutableSchema({ typeDefs }) }));
  };

  test.each([
    ['Invoice', 'type Invoice @auth(owner: "by") { by: ID } type Query { invoice: Invoice @public }'],
    ['Note.text', 'type Note { by: ID text: Int @auth(owner: "by") } type Query { note: Note @public }'],
    [
      'Node',
      `interface Node @auth(anyOf: [{ owner: "by" }]) { by: ID } type Note implements Node { by: ID }
      type Query { node: Node @public }`,
    ],
  ])('is a start-up error that names %s', (coordinate, sdl) => {
    expect(remote(sdl)).toThrow(
      `${coordinate}: owner is not allowed on objects of another schema; write the rule in that schema.`,
    );
  });

  test('is the only rule that is not allowed there', () => {
    expect(
      remote('type Note @auth(requires: ADMIN) { text: Int } type Query { note: Note @public }'),
    ).not.toThrow();
  });
});
