import type { GraphQLSchema } from 'graphql';
import type { Caller } from '../core/auth-options.js';
import type { Host } from '../core/host.js';
import { resolveCaller } from '../core/resolved-caller.js';
import { type Explanation, explainElement } from '../reports/explain.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { type ExplainOptions, explainForObject } from './explain-object.js';

/** Explains the access of one caller to one coordinate. Throws a RangeError for an unknown coordinate. */
export interface Explain<Context> {
  /** What depends on an object, on arguments or on a policy is named and left undecided. */
  (schema: GraphQLSchema, caller: Caller, coordinate: string): Explanation;
  /** Evaluates owners, policies and the rules of arguments, as far as what they need is given. */
  (
    schema: GraphQLSchema,
    caller: Caller,
    coordinate: string,
    explainOptions: ExplainOptions<Context>,
  ): Promise<Explanation>;
}

/** Creates `auth.explain`. */
export function createExplain<Context>(
  host: Host,
  guardedOf: (schema: GraphQLSchema) => GuardedSchema,
): Explain<Context> {
  function explain(schema: GraphQLSchema, caller: Caller, coordinate: string): Explanation;
  function explain(
    schema: GraphQLSchema,
    caller: Caller,
    coordinate: string,
    explainOptions: ExplainOptions<Context>,
  ): Promise<Explanation>;
  function explain(
    schema: GraphQLSchema,
    caller: Caller,
    coordinate: string,
    explainOptions?: ExplainOptions<Context>,
  ): Explanation | Promise<Explanation> {
    const guarded = guardedOf(schema);
    const resolvedCaller = resolveCaller(caller, host.roles, host.now());
    return explainOptions === undefined
      ? explainElement(guarded, resolvedCaller, coordinate)
      : explainForObject(guarded, resolvedCaller, coordinate, explainOptions);
  }
  return explain;
}
