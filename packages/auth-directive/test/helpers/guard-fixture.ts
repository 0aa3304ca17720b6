import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import { GraphQLError, type GraphQLResolveInfo, type GraphQLSchema, isObjectType, parse } from 'graphql';
import type { AuthOptions } from '../../src/core/auth-options.js';
import { createHost } from '../../src/core/host.js';
import { createClientNames } from '../../src/execution/client-names.js';
import { createExecutionStates } from '../../src/execution/execution-state.js';
import type { GuardContext } from '../../src/guards/guard-context.js';
import { AuthSchemaError } from '../../src/index.js';
import { createPlans } from '../../src/plan/plans.js';
import { directiveSdl } from '../../src/schema/directive-sdl.js';
import { compileSchema } from '../../src/schema/guarded-schema.js';
import { readPolicy } from '../../src/schema/read-policy.js';
import { type Context, NOW, ROLES, type SchemaFixture } from './schema-fixture.js';

/** Creates the context that the guards of a schema share, for tests of a single guard. */
export function createGuardContext(
  sdl: string,
  options: Partial<AuthOptions<Context>> = {},
  resolvers: IResolvers<unknown, Context> = {},
): GuardContext {
  const all = { roles: ROLES, caller: (context: Context) => context.caller, now: () => NOW, ...options };
  const host = createHost({ log: () => undefined, ...all } as AuthOptions<unknown>);
  const schema = makeExecutableSchema<Context>({
    typeDefs: [directiveSdl(host.names), 'enum Role { USER SUPPORT ADMIN }', sdl],
    resolvers,
  });
  const policy = readPolicy(schema, {
    names: host.names,
    roles: host.roles,
    policies: host.policies,
    undeclared: 'error',
  });
  const guarded = compileSchema(schema, policy, host);
  return {
    guarded,
    host,
    executionStates: createExecutionStates(host, () => undefined, createClientNames(schema, host)),
    plans: createPlans(guarded),
  };
}

/** Returns the info that graphql-js passes to the resolver of a root field or of a field of a root field. */
export function createResolveInfo(
  { schema }: Pick<SchemaFixture, 'schema'>,
  coordinate: string,
  variableValues: Record<string, unknown> = {},
): GraphQLResolveInfo {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const parentType = schema.getType(typeName);
  const field = isObjectType(parentType) ? parentType.getFields()[fieldName] : undefined;
  const document = parse(`{ ${fieldName} }`);
  const [operation] = document.definitions;
  if (!isObjectType(parentType) || field === undefined || operation?.kind !== 'OperationDefinition') {
    throw new Error(`${coordinate} is not a field.`);
  }
  const isRoot = parentType === schema.getQueryType();
  const root = { prev: undefined, key: 'root', typename: 'Query' };
  return {
    fieldName,
    fieldNodes: operation.selectionSet.selections.flatMap((node) => (node.kind === 'Field' ? [node] : [])),
    returnType: field.type,
    parentType,
    path: { prev: isRoot ? undefined : root, key: fieldName, typename: typeName },
    schema,
    fragments: {},
    rootValue: undefined,
    operation,
    variableValues,
  };
}

/** Calls the guard of a field as graphql-js does. */
export function callGuard(info: GraphQLResolveInfo, source: unknown, context: unknown): unknown {
  return info.parentType.getFields()[info.fieldName]?.resolve?.(source, {}, context, info);
}

/** Returns the result of a guard, or the code of the refusal that it throws. */
export function resultOrErrorCode(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions['code'] : error;
  }
}

/** Returns what assertGuarded reports about a schema. */
export function faults({ auth }: SchemaFixture, schema: GraphQLSchema): readonly string[] {
  try {
    auth.assertGuarded(schema);
  } catch (error) {
    if (error instanceof AuthSchemaError)
      return error.faults.map(({ coordinate, message }) => `${coordinate} ${message}`);
    throw error;
  }
  return [];
}
