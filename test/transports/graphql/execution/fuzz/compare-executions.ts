import { setImmediate } from 'node:timers/promises';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute as executeWithGraphqlJs,
  GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Execute } from '../../../../../src/transports/graphql/execution/create-executor.js';
import type { Recording } from './schema.js';

/** Set by the environment of jest. */
const { hostProcess = process }: { hostProcess?: NodeJS.Process } = globalThis as object;

export interface ComparedRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
  readonly salt: number;
  readonly further: Pick<ExecutionArgs, 'operationName' | 'options' | 'fieldResolver' | 'typeResolver'>;
}

/** Everything that clients, plugins and resolvers can observe of one execution. */
export interface Observation {
  readonly response: string;
  /** The response when everything has ended that its execution has started. */
  readonly later: string;
  readonly calls: readonly string[];
  readonly unhandled: readonly string[];
}

/** Executes a request with an executor and with graphql-js, and returns what was observed of each. */
export async function observeBoth(
  execute: Execute,
  request: ComparedRequest,
): Promise<{ readonly expected: Observation; readonly actual: Observation }> {
  return { expected: await observe(executeWithGraphqlJs, request), actual: await observe(execute, request) };
}

async function observe(
  execute: Execute,
  { schema, document, variables, salt, further }: ComparedRequest,
): Promise<Observation> {
  const contextValue: Recording = { salt, calls: [], identities: new Map() };
  const unhandled: string[] = [];
  const record = (reason: unknown): unknown => unhandled.push(String(reason));
  // graphql-js leaves some rejections unhandled, for which jest would fail the test.
  const listeners = hostProcess.listeners('unhandledRejection');
  hostProcess.removeAllListeners('unhandledRejection');
  hostProcess.on('unhandledRejection', record);
  try {
    const rootValue = { key: 'root' };
    const args = { schema, document, variableValues: variables, contextValue, rootValue, ...further };
    const result = execute(args);
    const response = await result;
    const described = `${'then' in result ? 'promise of ' : ''}${describeResult(response)}`;
    // Fields whose result was given up go on; each level of them may take a turn of the event loop.
    for (let turn = 0; turn < 12; turn++) await setImmediate();
    return { response: described, later: describeResult(response), calls: contextValue.calls, unhandled };
  } catch (error) {
    return { response: `thrown ${error}`, later: '', calls: contextValue.calls, unhandled };
  } finally {
    hostProcess.off('unhandledRejection', record);
    for (const listener of listeners) hostProcess.on('unhandledRejection', listener);
  }
}

function describeResult(result: ExecutionResult): string {
  const errors = (result.errors ?? []).map((error) => [
    error instanceof GraphQLError,
    error.message,
    error.path,
    error.locations,
    error.extensions,
    error.originalError?.message,
    error.originalError instanceof GraphQLError ? error.originalError.locations : undefined,
    error.nodes?.map(({ loc }) => loc?.start),
  ]);
  return `${JSON.stringify(result)} ${JSON.stringify(errors)} ${describeShape(result.data)}`;
}

/** What JSON does not show: keys without a value, and inherited members. */
function describeShape(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describeShape)}]`;
  if (typeof value !== 'object' || value === null) return '';
  const inherited = 'toString' in value ? 'inherits ' : '';
  const members = Object.entries(value).map(([key, each]) => `${key}${describeShape(each)}`);
  return `${inherited}{${members}}`;
}
