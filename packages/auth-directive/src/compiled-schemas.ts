import type { GraphQLSchema } from 'graphql';
import type { AuthOptions } from './core/auth-options.js';
import type { Host } from './core/host.js';
import { createVisibleSchemas, type VisibleSchemaOf } from './introspection/visible-schemas.js';
import { createPlans, type Plans } from './plan/plans.js';
import { compileSchema, type GuardedSchema } from './schema/guarded-schema.js';
import { readPolicy } from './schema/read-policy.js';

/** A schema with everything that is computed once for it. */
export interface Compiled {
  /** The schema; for a visible schema the one that it is part of. */
  readonly wholeSchema: GraphQLSchema;
  readonly guarded: GuardedSchema;
  readonly plans: Plans;
  readonly visibleSchemaOf: VisibleSchemaOf;
}

/** The schemas that one library has compiled. */
export interface CompiledSchemas {
  readonly compiledOf: (schema: GraphQLSchema) => Compiled;
  readonly addCopy: (schema: GraphQLSchema, policy: Pick<Compiled, 'guarded' | 'plans'>) => Compiled;
}

/** Creates the store of compiled schemas: each is read once, and its copies share the result. */
export function createCompiledSchemas(
  host: Host,
  undeclared: AuthOptions<unknown>['undeclared'] = 'error',
): CompiledSchemas {
  const { names, roles, policies } = host;
  const policyOptions = { names, roles, policies, undeclared };
  const compiledSchemas = new WeakMap<GraphQLSchema, Compiled>();

  const addCopy: CompiledSchemas['addCopy'] = (schema, { guarded, plans }) => {
    const onBuilt = (visible: GraphQLSchema): void => void compiledSchemas.set(visible, compiled);
    const visibleSchemaOf = createVisibleSchemas(schema, guarded, onBuilt);
    const compiled: Compiled = { wholeSchema: schema, guarded, plans, visibleSchemaOf };
    compiledSchemas.set(schema, compiled);
    return compiled;
  };

  function compiledOf(schema: GraphQLSchema): Compiled {
    const existing = compiledSchemas.get(schema);
    if (existing !== undefined) return existing;
    const guarded = compileSchema(schema, readPolicy(schema, policyOptions), host);
    return addCopy(schema, { guarded, plans: createPlans(guarded) });
  }

  return { compiledOf, addCopy };
}
