/** Apollo Server on fastify with the directive transformer of the graphql-tools documentation. */
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import fastifyApollo from '@as-integrations/fastify';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import Fastify from 'fastify';
import { defaultFieldResolver, GraphQLError } from 'graphql';
import { callerOf, isAllowed, report, resolvers, typeDefs } from './shared.mjs';

function withGuards(schema) {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => {
      const [directive] = getDirective(schema, field, 'auth') ?? [];
      if (directive === undefined) return field;
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, given, context, info) => {
        if (!isAllowed(context.user, directive.requires)) throw new GraphQLError('not authorized');
        return resolve(source, given, context, info);
      };
      return field;
    },
  });
}

const app = Fastify();
const server = new ApolloServer({
  schema: withGuards(makeExecutableSchema({ typeDefs, resolvers })),
  plugins: [ApolloServerPluginCacheControlDisabled()],
});
await server.start();
await app.register(fastifyApollo(server), {
  context: async ({ headers }) => ({ user: callerOf(headers.authorization) }),
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
report(new URL(address).port);
