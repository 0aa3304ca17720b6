import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import { type ExecutionArgs, type GraphQLSchema, printSchema } from 'graphql';
import type { Execute } from './create-executor.js';

type Gateway = ApolloServerOptionsWithGateway<BaseContext>['gateway'];

/**
 * Returns the `gateway` of an Apollo Server that executes operations of a schema in the process. Apollo has
 * no other option for an executor, and passes `executionOptions` to its own alone.
 */
export function createLocalGateway(
  schema: GraphQLSchema,
  execute: Execute,
  executionOptions: NonNullable<ExecutionArgs['options']>,
): Gateway {
  const listeners = new Set<Parameters<Gateway['onSchemaLoadOrUpdate']>[0]>();
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      for (const listener of listeners) {
        listener({
          apiSchema: schema,
          // Read only for reports to Apollo, which otherwise print the schema in the same way.
          get coreSupergraphSdl() {
            return printSchema(schema);
          },
        });
      }
      return {
        executor: async ({ document, context, request }) =>
          execute({
            schema,
            document,
            contextValue: context,
            variableValues: request.variables,
            operationName: request.operationName,
            options: executionOptions,
          }),
      };
    },
    stop: async () => undefined,
  };
}
