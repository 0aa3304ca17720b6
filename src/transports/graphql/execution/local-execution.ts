import {
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type BaseContext,
  HeaderMap,
} from '@apollo/server';
import { type ExecutionArgs, type ExecutionResult, type GraphQLSchema, printSchema } from 'graphql';
import type { Execute } from './create-executor.js';

type Gateway = ApolloServerOptionsWithGateway<BaseContext>['gateway'];

/** What lets an Apollo Server execute operations of a schema with another executor. */
export interface LocalExecution {
  /**
   * Executes an operation, and answers it when there is no error. A fast path: what Apollo does around its
   * own executor takes a seventh of the time of `me`. Plugins get `executionDidStart` only for executions
   * with errors, after them. List it behind every plugin that refuses operations.
   */
  readonly plugin: ApolloServerPlugin<BaseContext>;
  /** Hands executions with errors to Apollo, which reports and formats the errors. */
  readonly gateway: Gateway;
}

const unchangedHead = { headers: new HeaderMap() };

/** Apollo passes `executionOptions` to its own executor alone, so that they are given here. */
export function createLocalExecution(
  schema: GraphQLSchema,
  execute: Execute,
  options: NonNullable<ExecutionArgs['options']>,
): LocalExecution {
  /** The outcome of executions with errors, by what is the same object in both parts of one request. */
  const outcomes = new WeakMap<object, () => ExecutionResult>();
  const plugin: ApolloServerPlugin<BaseContext> = {
    requestDidStart: async () => ({
      responseForOperation: async ({ document, contextValue, request, metrics }) => {
        const { variables: variableValues, operationName } = request;
        try {
          const args = { schema, document, contextValue, variableValues, operationName, options };
          const result = await execute(args);
          if (result.errors === undefined) {
            const singleResult = { data: result.data ?? null };
            return { http: unchangedHead, body: { kind: 'single', singleResult } };
          }
          outcomes.set(metrics, () => result);
        } catch (error) {
          outcomes.set(metrics, () => {
            throw error;
          });
        }
        return null;
      },
    }),
  };
  return { plugin, gateway: createGateway(schema, outcomes) };
}

function createGateway(
  schema: GraphQLSchema,
  outcomes: { readonly get: (request: object) => (() => ExecutionResult) | undefined },
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
        executor: async ({ metrics }) => {
          const outcome = outcomes.get(metrics);
          if (outcome === undefined) throw new Error('an operation was not executed by the plugin');
          return outcome();
        },
      };
    },
    stop: async () => undefined,
  };
}
