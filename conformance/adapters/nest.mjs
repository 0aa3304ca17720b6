import 'reflect-metadata';
import { authPlugin } from '@cordon/auth-directive/apollo';
import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { contextOf, HEADER } from '../callers.mjs';
import { overWebSocket, post } from '../transports.mjs';

/** NestJS, schema first, with its Apollo driver. */
export const nest = {
  name: 'NestJS with authPlugin',
  async start({ auth, typeDefs, resolvers }) {
    const options = {
      driver: ApolloDriver,
      typeDefs,
      resolvers,
      transformSchema: auth.transform,
      plugins: [authPlugin(auth)],
      context: ({ req, connectionParams }) => contextOf(connectionParams?.caller ?? req.headers[HEADER]),
      subscriptions: { 'graphql-ws': true },
      playground: false,
    };
    class AppModule {}
    Module({ imports: [GraphQLModule.forRoot(options)] })(AppModule);
    const app = await NestFactory.create(AppModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${app.getHttpServer().address().port}/graphql`;
    return {
      ask: (request) => post(url, request),
      subscribe: (request) => overWebSocket(url.replace('http', 'ws'), request),
      stop: () => app.close(),
    };
  },
};
