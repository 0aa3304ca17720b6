import { describe, expect, test } from '@jest/globals';
import {
  type ConstDirectiveNode,
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLSchema,
  Kind,
  parse,
  specifiedDirectives,
} from 'graphql';
import { AuthSchemaError, createAuthDirective } from '../../src/index.js';

const auth = createAuthDirective<object>({ roles: ['USER', 'ADMIN'], caller: () => undefined });
const directives = [...specifiedDirectives, ...auth.directives];

function written(text: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`type T ${text} { f: Int }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.directives ?? []) : [];
}

/** Returns the schema of a builder, with directives on the node and in the extensions of `Mutation.m`. */
function build(nodes: readonly ConstDirectiveNode[] = [], extension: unknown = undefined): GraphQLSchema {
  const astNode = {
    kind: Kind.FIELD_DEFINITION,
    name: { kind: Kind.NAME, value: 'm' },
    type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Int' } },
    directives: nodes,
  } as const;
  const m: GraphQLFieldConfig<unknown, unknown> = {
    type: GraphQLInt,
    astNode,
    extensions: { directives: extension },
  };
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: { ok: { type: GraphQLInt, extensions: { directives: { public: {} } } } },
  });
  return new GraphQLSchema({
    query,
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: { m } }),
    directives,
  });
}

function messagesOf(schema: GraphQLSchema): readonly string[] {
  try {
    auth.readPolicy(schema);
  } catch (error) {
    if (!(error instanceof AuthSchemaError)) throw error;
    return error.faults.map(({ coordinate, message }) => `${coordinate}: ${message}`);
  }
  return [];
}

const ruleOf = (schema: GraphQLSchema) => auth.readPolicy(schema).rules.get('Mutation.m');

describe('a directive that a builder writes to the node and to the extensions', () => {
  test.each([
    ['@public', { public: {} }],
    ['@public(elevates: true, reason: "login")', { public: { elevates: true, reason: 'login' } }],
    ['@auth(requires: ADMIN, onDeny: NULL)', { auth: { requires: 'ADMIN', onDeny: 'NULL' } }],
    ['@auth(requires: ADMIN)', { auth: { requires: 'ADMIN' } }],
  ])('%s is one directive', (text, extension) => {
    expect(messagesOf(build(written(text), extension))).toEqual([]);
  });

  test.each([
    ['another elevates', '@public', { public: { elevates: true } }],
    ['another reason', '@public(reason: "a")', { public: { reason: 'b' } }],
    ['a reason', '@public', { public: { reason: 'a' } }],
  ])('is a start-up error with %s there', (_, text, extension) => {
    expect(messagesOf(build(written(text), extension))).toEqual(['Mutation.m: @public is given twice.']);
  });
});

describe('a directive in the extensions', () => {
  test.each([
    [
      'with groups',
      '@auth(anyOf: [{ requires: ADMIN }, { assurance: 2 }])',
      { anyOf: [{ requires: 'ADMIN' }, { assurance: 2 }] },
    ],
    ['with an undefined member', '@auth(requires: ADMIN)', { requires: 'ADMIN', scopes: undefined }],
  ])('is read %s', (_, text, args) => {
    const rule = ruleOf(build(written(text)));

    expect(rule).not.toEqual([]);
    expect(ruleOf(build([], { auth: args }))).toEqual(rule);
  });

  test.each([true, false])('is read with a Boolean: %p', (elevates) => {
    expect(auth.readPolicy(build([], { public: { elevates } })).publics.get('Mutation.m')).toEqual({
      elevates,
    });
  });

  test.each([
    ['requires', null],
    ['anyOf', null],
    ['scopes', null],
  ])('is a start-up error with %s: null', (member, value) => {
    expect(messagesOf(build([], { auth: { [member]: value } }))).toEqual([
      `Mutation.m: ${member} must not be null; omit it or give it a value.`,
    ]);
  });

  test.each([
    ['a fraction', { auth: { freshWithin: 1.5 } }, 'freshWithin must be a positive Int.'],
    ['a function', { auth: { freshWithin: () => 60 } }, 'freshWithin must be a positive Int.'],
  ])('is a start-up error with %s for an Int', (_, extension, message) => {
    expect(messagesOf(build([], extension))).toEqual([`Mutation.m: ${message}`]);
  });

  test.each([[null], [undefined], ['auth'], [0]])('that is %p is none', (extension) => {
    expect(messagesOf(build(written('@public'), extension))).toEqual([]);
  });

  test('may be missing with the extensions, as in graphql-compose', () => {
    const schema = build(written('@auth(requires: ADMIN)'));
    const field = schema.getMutationType()?.getFields()['m'];
    if (field === undefined) throw new Error('There is no field.');
    Object.assign(field, { extensions: undefined });

    expect(ruleOf(schema)).toHaveLength(1);
  });
});

describe('a node without arguments, as code may create it', () => {
  const bare = (name: string): ConstDirectiveNode => ({
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
  });

  test('is read as one with an empty list', () => {
    expect(messagesOf(build([bare('public')]))).toEqual([]);
    expect(messagesOf(build([bare('auth')]))).toEqual([
      'Mutation.m: @auth has no members; at least one is required.',
    ]);
  });

  test('defines no named rule', () => {
    const astNode = {
      kind: Kind.SCHEMA_DEFINITION,
      operationTypes: [],
      directives: [bare('authRule')],
    } as const;

    expect(messagesOf(new GraphQLSchema({ ...build([bare('public')]).toConfig(), astNode }))).toEqual([
      'schema: @authRule needs a name.',
    ]);
  });
});
