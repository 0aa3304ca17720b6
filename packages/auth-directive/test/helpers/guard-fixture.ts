import { makeExecutableSchema } from '@graphql-tools/schema';
import type { IResolvers } from '@graphql-tools/utils';
import { GraphQLError, type GraphQLResolveInfo, type GraphQLSchema, isObjectType, parse } from 'graphql';
import type { AuthOptions } from '../../src/core/auth-options.js';
import { createHost } from '../../src/core/host.js';
import { createExecutionStates } from '../../src/execution/execution-state.js';
import type { GuardContext } from '../../src/guards/guard-context.js';
import { AuthSchemaError } from '../../src/index.js';
import { createPlans } from '../../src/plan/plans.js';
import { typeDefs } from '../../src/schema/directive-sdl.js';
import { compileSchema } from '../../src/schema/guarded-schema.js';
import { readPolicy } from '../../src/schema/read-policy.js';
import { type Context, NOW, ROLES, type SchemaFixture } from './schema-fixture.js';

/** The pieces of the library over a schema, as guards share them: for what only they can see of each other. */
export function createGuardContext(
  sdl: string,
  options: Partial<AuthOptions<Context>> = {},
  resolvers: IResolvers<unknown, Context> = {},
): GuardContext {
  const all = { roles: ROLES, caller: (context: Context) => context.caller, now: () => NOW, ...options };
  const host = createHost({ log: () => undefined, ...all } as AuthOptions<unknown>);
  const schema = makeExecutableSchema<Context>({
    typeDefs: [typeDefs, 'enum Role { USER SUPPORT ADMIN }', sdl],
    resolvers,
  });
  const policies = new Set(Object.keys(options.policies ?? {}));
  const policy = readPolicy(schema, { roles: ROLES, policies, undeclared: 'error' });
  const guarded = compileSchema(schema, policy, host);
  return {
    guarded,
    host,
    executionStates: createExecutionStates(host, () => undefined),
    plans: createPlans(guarded),
  };
}

/** What graphql-js hands to the resolver of a field that is selected below the root, or at it. */
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
    throw new Error(`${coordinate} is no field.`);
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

/** Calls a field's guard as graphql-js would. */
export function callGuard(info: GraphQLResolveInfo, source: unknown, context: unknown): unknown {
  return info.parentType.getFields()[info.fieldName]?.resolve?.(source, {}, context, info);
}

/** What a guard answers, or the code of its refusal where it throws one. */
export function resultOrErrorCode(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions['code'] : error;
  }
}

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
