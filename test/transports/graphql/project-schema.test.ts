import { describe, expect, test } from '@jest/globals';
import { GraphQLScalarType } from 'graphql';
import { createGraphqlServer } from '../../../src/transports/graphql/index.js';
import type { ProjectSchema } from '../../../src/transports/graphql/project-schema.js';
import { resolvers, typeDefs, unlimited } from './graphql-server-fixture.js';

function build(project: Partial<ProjectSchema>) {
  return createGraphqlServer({
    typeDefs: [typeDefs],
    resolvers: [resolvers],
    project: { typeDefs: [], resolvers: [], ...project },
    rateLimits: unlimited,
    authenticators: [],
    introspection: false,
    translateDatabaseError: () => null,
    clock: { now: () => new Date() },
    log: { error: () => undefined, warn: () => undefined },
  });
}

describe('the schema of a project', () => {
  test('adds types, fields, enum values and resolvers', () => {
    const { schema } = build({
      typeDefs: [
        'type Report { id: ID! } extend type Query { report: Report @public }',
        'extend type User { reports: [Report!] } extend type Report { title: String }',
      ],
      resolvers: [
        { Query: { report: () => ({ id: '1' }) } },
        { Report: { title: () => 'a' }, User: { reports: () => [] } },
      ],
    });

    expect(schema.getType('Report')).toBeDefined();
  });

  test.each([
    ['type User { id: ID! }', 'User is already defined by Cordon. Use "extend type User" to add to it.'],
    [
      'type Query { a: Int @public }',
      'Query is already defined by Cordon. Use "extend type Query" to add to it.',
    ],
    ['enum Role { USER }', 'Role is already defined by Cordon. Use "extend enum Role" to add to it.'],
    [
      'input LoginInput { a: Int }',
      'LoginInput is already defined by Cordon. Use "extend input LoginInput" to add to it.',
    ],
    ['scalar DateTime', 'DateTime is already defined by Cordon. Use "extend scalar DateTime" to add to it.'],
    ['scalar User', 'User is already defined by Cordon.'],
    ['directive @limit on OBJECT', '@limit is already defined by Cordon. Choose another name.'],
    ['directive @auth on OBJECT', '@auth is already defined by Cordon. Choose another name.'],
    ['input AuthRule { a: Int }', 'AuthRule is already defined by Cordon.'],
    ['extend type User { name: String! }', 'User.name is already defined by Cordon. Choose another name.'],
    ['extend type Query { me: User @public }', 'Query.me is already defined by Cordon. Choose another name.'],
    ['extend enum Role { ADMIN }', 'Role.ADMIN is already defined by Cordon. Choose another name.'],
    [
      'extend input LoginInput { role: Role }',
      'LoginInput.role is already defined by Cordon. Choose another name.',
    ],
    ['schema { query: User }', 'schema is already defined by Cordon.'],
    ['extend schema { query: User }', 'schema.query is already defined by Cordon. Choose another name.'],
    ['extend type Usr { a: Int }', 'Cannot extend type "Usr" because it is not defined.'],
    ['extend type Usr @auth(requires: USER)', 'Cannot extend type "Usr" because it is not defined.'],
  ])('cannot redefine what Cordon defines, and extends what is defined only: %s', (project, message) => {
    expect(() => build({ typeDefs: [project] })).toThrow(message);
  });

  test('names the field of a misspelt role', () => {
    const typeDefs = ['extend type Query { a: Int @auth(requires: ADMN) }'];

    expect(() => build({ typeDefs, resolvers: [{ Query: { a: () => 1 } }] })).toThrow(
      'Query.a: requires must be one of the roles',
    );
  });

  test.each([
    [['type A { b: Int }', 'type A { c: Int }'], 'A is defined more than once.'],
    [['type A { b: Int } extend type A { b: Int }'], 'A.b is defined more than once.'],
    [['type A { b: Int b: String }'], 'A.b is defined more than once.'],
    [['enum A { B }', 'extend enum A { B }'], 'A.B is defined more than once.'],
    [['type A { b: Int }', 'input A { c: Int }'], 'A is defined more than once.'],
    [['directive @a on OBJECT', 'directive @a on OBJECT'], '@a is defined more than once.'],
    [
      ['extend type Query { a: Int @public }', 'extend type Query { a: Int @public }'],
      'Query.a is defined more than once.',
    ],
  ])('cannot define anything twice: %s', (project, message) => {
    expect(() => build({ typeDefs: project })).toThrow(message);
  });

  test('names every problem at once', () => {
    const project = { typeDefs: ['type User { id: ID! } enum Role { USER }'] };

    expect(() => build(project)).toThrow(/User is already.*\nRole is already/);
  });

  class QueryResolvers {
    version() {
      return '2';
    }
  }
  Object.defineProperty(QueryResolvers.prototype, 'version', { enumerable: true });
  const scalar = new GraphQLScalarType({ name: 'DateTime' });

  test.each<[string, object, string]>([
    ['a field with a resolver', { Query: { version: () => '2' } }, 'Query.version is resolved by Cordon'],
    ['a mutation', { Mutation: { login: () => ({}) } }, 'Mutation.login is resolved by Cordon'],
    ['a field without a resolver', { User: { name: () => 'x' } }, 'User.name is resolved by Cordon'],
    [
      'a field by an inherited resolver',
      { Query: new QueryResolvers() },
      'Query.version is resolved by Cordon',
    ],
    [
      'a field in a namespace',
      { Query: Object.assign(Object.create(null), { version: () => '2' }) },
      'Query.version',
    ],
    [
      'the type of a value',
      { MutationPayload: { __resolveType: () => 'A' } },
      'MutationPayload.__resolveType is',
    ],
    [
      'the values of an enum',
      { Role: { ADMIN: 'USER' } },
      'Role is defined by Cordon and must not have resolvers.',
    ],
    ['a scalar', { DateTime: scalar }, 'DateTime is defined by Cordon and must not have resolvers.'],
    ['members of a scalar', { DateTime: { serialize: () => '' } }, 'DateTime is defined by Cordon'],
    ['a scalar of GraphQL', { String: { serialize: () => '' } }, 'String must not have resolvers.'],
    ['introspection', { __Type: { name: () => '' } }, '__Type must not have resolvers.'],
    ['a field that does not exist', { Query: { nothing: () => 1 } }, 'Query.nothing'],
    ['a type that does not exist', { Nothing: { a: () => 1 } }, 'Nothing'],
  ])('cannot resolve %s', (_, map, message) => {
    expect(() => build({ resolvers: [{ ...map }] })).toThrow(message);
  });

  test('cannot resolve its own field twice', () => {
    const own = { Query: { report: () => 1 } };
    const project = { typeDefs: ['extend type Query { report: Int @public }'], resolvers: [own, own] };

    expect(() => build(project)).toThrow('More than one resolver for Query.report.');
  });
});
