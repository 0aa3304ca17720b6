import { describe, expect, test } from '@jest/globals';
import {
  type ConstDirectiveNode,
  GraphQLInt,
  GraphQLObjectType,
  GraphQLSchema,
  graphqlSync,
  Kind,
  parse,
  specifiedDirectives,
} from 'graphql';
import { createAuthDirective } from '../../src/index.js';
import { type Context, principal } from '../helpers/schema-fixture.js';

const auth = createAuthDirective<Context>({ roles: ['USER', 'ADMIN'], caller: ({ caller }) => caller });

/** Returns the schema of a builder that attaches directives to the nodes of its fields. */
function build(directives: readonly ConstDirectiveNode[] = [], extension?: unknown): GraphQLSchema {
  const astNode = {
    kind: Kind.FIELD_DEFINITION,
    name: { kind: Kind.NAME, value: 'n' },
    type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'Int' } },
    directives,
  } as const;
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: { n: { type: GraphQLInt, resolve: () => 1, astNode, extensions: { directives: extension } } },
  });
  return new GraphQLSchema({ query, directives: [...specifiedDirectives, ...auth.directives] });
}

function written(text: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`type T ${text} { f: Int }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.directives ?? []) : [];
}

describe('the directive objects', () => {
  test.each([
    ['as in the SDL', '@auth(requires: ADMIN)'],
    ['as strings', '@auth(requires: "ADMIN", onDeny: "ERROR")'],
    ['as strings in a group', '@auth(anyOf: [{ requires: "ADMIN" }])'],
  ])('define a schema without SDL, with enum values written %s', (_, text) => {
    const schema = auth.transform(build(written(text)));
    const codesOf = (role: string) =>
      graphqlSync({ schema, source: '{ n }', contextValue: { caller: principal('ada', role) } }).errors?.map(
        ({ extensions }) => extensions['code'],
      );

    expect(codesOf('USER')).toEqual(['FORBIDDEN']);
    expect(codesOf('ADMIN')).toBeUndefined();
  });

  test('bring the enum of the roles', () => {
    expect(build().getType('Role')?.toConfig()).toMatchObject({ values: { USER: {}, ADMIN: {} } });
  });

  test.each([
    ['by name', { auth: { requires: 'ADMIN', scopes: ['a'], freshWithin: 60 } }],
    ['as lists by name', { auth: [{ requires: 'ADMIN', scopes: ['a'], freshWithin: 60 }] }],
    ['as a list', [{ name: 'auth', args: { requires: 'ADMIN', scopes: ['a'], freshWithin: 60 } }]],
  ])('are read from the extensions of an element, too, %s', (_, extension) => {
    const rulesOf = (schema: GraphQLSchema) => auth.readPolicy(schema).rules.get('Query.n');
    const rule = rulesOf(build(written('@auth(freshWithin: 60, requires: ADMIN, scopes: ["a"])')));

    expect(rulesOf(build([], extension))).toEqual(rule);
    expect(
      rulesOf(build(written('@auth(requires: ADMIN, scopes: ["a"], freshWithin: 60)'), extension)),
    ).toEqual(rule);
    expect(rulesOf(build(written('@auth(requires: USER, scopes: ["a"])'), extension))).toEqual(rule);
  });

  test('cannot be copied to the extensions with another onDeny', () => {
    const extension = { auth: { requires: 'ADMIN', onDeny: 'NULL' } };
    const nodes = written('@auth(requires: ADMIN, onDeny: ERROR)');

    expect(() => auth.transform(build(nodes))).not.toThrow();
    expect(() => auth.transform(build(nodes, extension))).toThrow('onDeny is given twice');
  });

  test('follow the option names', () => {
    const renamed = createAuthDirective({
      roles: ['A'],
      caller: () => undefined,
      names: { auth: 'authorize', public: 'open', role: 'Level' },
    });

    expect(renamed.directives.map(String)).toEqual(['@authorize', '@authorizeRule', '@open']);
  });
});
