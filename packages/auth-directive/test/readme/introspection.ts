import { makeExecutableSchema } from '@graphql-tools/schema';
import { printSchema } from 'graphql';
import { createHandler } from 'graphql-http';
import { type Caller, createAuthDirective } from '../../src/index.js';

const sdl = `
  enum Role { USER ADMIN }
  type User { name: String email: String @auth(requires: ADMIN) }
  type Query {
    user: User @public
    audit(since: Int): [String!] @auth(requires: ADMIN)
  }`;

export const auth = createAuthDirective<{ caller?: Caller }>({
  roles: ['USER', 'ADMIN'],
  caller: (context) => context.caller,
  introspection: 'caller',
});
export const schema = auth.transform(makeExecutableSchema({ typeDefs: [auth.typeDefs, sdl] }));

export const seen = printSchema(auth.visibleSchema(schema, { kind: 'anonymous' }));

const callerOf = (headers: unknown): Caller =>
  Reflect.get(Object(headers), 'x-role') === 'ADMIN'
    ? { kind: 'principal', id: 'root', role: 'ADMIN' }
    : { kind: 'anonymous' };

export const handler = createHandler({
  schema: ({ headers }) => auth.visibleSchema(schema, callerOf(headers)),
  context: ({ headers }) => ({ caller: callerOf(headers) }),
});
