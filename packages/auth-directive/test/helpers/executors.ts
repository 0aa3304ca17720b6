import { execute as executeWithTools } from '@graphql-tools/executor';
import { type ExecutionResult, execute, type GraphQLError, parse } from 'graphql';
import type { Caller } from '../../src/index.js';
import type { SchemaFixture } from './schema-fixture.js';

export interface ExecutorAnswer {
  readonly data: unknown;
  /** The errors, as "path CODE" or "path message", sorted. */
  readonly errors: readonly string[];
}

interface Execution {
  readonly query: string;
  readonly caller: Caller;
  readonly variables?: Record<string, unknown>;
}

type RunExecutor = (fixture: Pick<SchemaFixture, 'schema'>, execution: Execution) => Promise<ExecutorAnswer>;

/** Sorts texts by their code units. */
export function byText(left: string, right: string): number {
  return left < right ? -1 : 1;
}

function describeError({ path, extensions, message }: GraphQLError): string {
  return `${path?.join('.') ?? ''} ${extensions['code'] ?? message}`;
}

function answerOf({ data, errors = [] }: ExecutionResult): ExecutorAnswer {
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: errors.map(describeError).sort(byText) };
}

/** graphql-js in the version of the package. */
export const runGraphqlJs: RunExecutor = async ({ schema }, { query, caller, variables = {} }) =>
  answerOf(
    await execute({
      schema,
      document: parse(query),
      contextValue: { caller },
      variableValues: variables,
    }),
  );

/** The executor of graphql-tools, which GraphQL Yoga uses: it also completes asynchronous lists. */
export const runToolsExecutor: RunExecutor = async ({ schema }, { query, caller, variables = {} }) => {
  const result = await executeWithTools({
    schema,
    document: parse(query),
    contextValue: { caller },
    variableValues: variables,
  });
  if (Symbol.asyncIterator in result || 'initialResult' in result) throw new Error('A stream was returned.');
  return answerOf(result as ExecutionResult);
};

export const EXECUTORS = [
  ['graphql-js', runGraphqlJs],
  ['@graphql-tools/executor', runToolsExecutor],
] as const;
