import type { GraphQLNamedType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { GRANTED } from '../core/evaluate-rule.js';
import { handledRejection, mapMaybePromise, mapPromiseLike } from '../core/maybe-promise.js';
import {
  evaluateRequirements,
  type RequirementOutcome,
  requirementContextOf,
  withOwnerAnswers,
} from '../execution/evaluate-requirements.js';
import { verdictOf } from '../execution/execution-state.js';
import { refuseInExecution } from '../execution/refuse-in-execution.js';
import { reportCallerGrant, reportObjectGrant } from '../execution/report-grants.js';
import { markRepresentations } from '../execution/representations.js';
import type { GuardContext, Resolver } from './guard-context.js';
import type { GuardRegistry } from './guard-registry.js';

/** The resolver of an entity in Apollo Federation: `__resolveReference` in the resolver map. */
export type ReferenceResolver = (reference: unknown, context: unknown, info: GraphQLResolveInfo) => unknown;

/**
 * Guards every `__resolveReference` and copies it to the new schema. graphql-tools stores it as a property of
 * the type, which a mapped schema loses; Apollo's subgraph library stores it in the type's extensions.
 */
export function guardReferences(
  from: GraphQLSchema,
  to: GraphQLSchema,
  guardContext: GuardContext,
  guardRegistry: GuardRegistry,
): void {
  for (const [name, type] of Object.entries(from.getTypeMap())) {
    const target = to.getType(name);
    if (target === undefined) continue;
    const asProperty = referenceOf(type);
    if (asProperty !== undefined) {
      Object.assign(target, {
        resolveReference: guardReference(guardContext, guardRegistry, name, asProperty),
      });
    }
    const asExtension = extensionOf(type);
    if (asExtension !== undefined) {
      const guard = guardReference(guardContext, guardRegistry, name, asExtension);
      target.extensions = extensionWith(type, guard);
    }
  }
}

/** Returns the reference resolvers of a type, from both locations. */
export function referencesOf(type: GraphQLNamedType): readonly ReferenceResolver[] {
  return [referenceOf(type), extensionOf(type)].filter((each) => each !== undefined);
}

function guardReference(
  guardContext: GuardContext,
  guardRegistry: GuardRegistry,
  name: string,
  inner: ReferenceResolver,
): ReferenceResolver {
  const edge = guardContext.guarded.edges.get(name);
  const guard: ReferenceResolver = (reference, context, info) => {
    markRepresentations(reference);
    if (edge === undefined) return inner(reference, context, info);
    const state = guardContext.executionStates.stateOf(context, info);
    const { host } = guardContext;
    // Rejects instead of throwing: an exception would refuse the references of all other entities, too.
    const refuse = (answers?: ReadonlyMap<string, boolean>): Promise<never> =>
      handledRejection(refuseInExecution(host, state, edge.rule, name, answers));
    const verdict = verdictOf(state, edge);
    if (verdict === GRANTED) {
      reportCallerGrant(host, state, edge.rule, name);
      return inner(reference, context, info);
    }
    if (verdict.groups.length === 0) return refuse();
    const requirementContext = requirementContextOf(host, state, name, {});
    if (requirementContext === undefined) return refuse();
    const check = (value: unknown): unknown => {
      if (value === null || value === undefined || value instanceof Error) return value;
      return mapMaybePromise<RequirementOutcome, unknown>(
        evaluateRequirements(verdict.groups, 'value', value, requirementContext),
        ({ groups, answers }) => {
          if (groups.length === 0)
            return refuse(withOwnerAnswers(edge.rule, 'value', value, requirementContext, answers));
          reportObjectGrant(host, state, groups, name);
          return value;
        },
      );
    };
    const value = inner(reference, context, info);
    return mapPromiseLike(value, check);
  };
  guardRegistry.registerGuard(guard, name, guardContext.guarded);
  return guard;
}

/** Wraps `_entities`: types without a reference resolver return what the client has sent. */
export function guardEntities(inner: Resolver): Resolver {
  return function guarded(source, args, context, info) {
    markRepresentations(args['representations']);
    return inner(source, args, context, info);
  };
}

function referenceOf(type: GraphQLNamedType): ReferenceResolver | undefined {
  return resolverIn(type, 'resolveReference');
}

function extensionOf(type: GraphQLNamedType): ReferenceResolver | undefined {
  return resolverIn(subgraphOf(type), 'resolveReference');
}

function subgraphOf(type: GraphQLNamedType): unknown {
  const apollo: unknown = type.extensions['apollo'];
  return typeof apollo === 'object' && apollo !== null ? Reflect.get(apollo, 'subgraph') : undefined;
}

function extensionWith(
  type: GraphQLNamedType,
  resolveReference: ReferenceResolver,
): GraphQLNamedType['extensions'] {
  const apollo = Object(type.extensions['apollo']);
  const subgraph = Object(subgraphOf(type));
  return { ...type.extensions, apollo: { ...apollo, subgraph: { ...subgraph, resolveReference } } };
}

function resolverIn(holder: unknown, name: string): ReferenceResolver | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const found: unknown = Reflect.get(holder, name);
  // The cast is at a boundary: neither library declares a type for this property.
  return typeof found === 'function' ? (found as ReferenceResolver) : undefined;
}
