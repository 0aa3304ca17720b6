import type { GraphQLResolveInfo } from 'graphql';
import type { Host } from '../core/host.js';
import { isEqual } from '../core/is-equal.js';
import type { ResolvedCaller, ResolvedPrincipal } from '../core/resolved-caller.js';
import type { PrecomputedDecision } from './precomputed-decision.js';
import { coercedValues } from './variable-values.js';

/**
 * Passes the decisions of plans on to executions. A context may be shared between operations, so an execution
 * takes only a decision for the same operation, equal variables and the same caller. Without one it decides
 * again.
 */
export interface DecisionCache {
  readonly storeDecision: (context: unknown, precomputedDecision: PrecomputedDecision) => void;
  readonly takeDecision: (context: unknown, info: GraphQLResolveInfo) => PrecomputedDecision | undefined;
}

/** The maximum number of decisions that wait for their execution with one context. */
const MAX_DECISIONS = 20;

/** Creates one cache per library, because the schema that executes may be a later copy of the planned one. */
export function createDecisionCache(host: Host): DecisionCache {
  const stored = new WeakMap<object, PrecomputedDecision[]>();

  function storeDecision(context: unknown, precomputedDecision: PrecomputedDecision): void {
    if (!isKey(context)) return;
    const others = (stored.get(context) ?? []).filter(
      ({ operation }) => operation !== precomputedDecision.operation,
    );
    // The oldest belong to operations that were planned and never executed.
    stored.set(context, [...others, precomputedDecision].slice(-MAX_DECISIONS));
  }

  function takeDecision(context: unknown, info: GraphQLResolveInfo): PrecomputedDecision | undefined {
    if (!isKey(context)) return undefined;
    const decisions = stored.get(context);
    if (decisions === undefined) return undefined;
    const found = decisions.find(
      ({ operation, variables }) =>
        operation === info.operation &&
        isEqual(variables, coercedValues(info.variableValues, info.operation)),
    );
    if (found === undefined) return undefined;
    stored.set(
      context,
      decisions.filter((each) => each !== found),
    );
    return isSameCaller(found.resolvedCaller, host.resolveCaller(context)) ? found : undefined;
  }

  return { storeDecision, takeDecision };
}

function isKey(context: unknown): context is object {
  return typeof context === 'object' && context !== null;
}

/** Returns true for equal principals, and for any two anonymous callers, for whom no policy has run. */
function isSameCaller(left: ResolvedCaller, right: ResolvedCaller): boolean {
  if (left.kind === 'anonymous' || right.kind === 'anonymous') return left.kind === right.kind;
  return isEqual(factsOf(left), factsOf(right));
}

/** The caller itself, because policies read it, and what was resolved of it: the host may have changed it. */
function factsOf({ caller, roles, scopes, authenticatedAt, assurance }: ResolvedPrincipal): unknown {
  return [caller, [...roles], scopes && [...scopes], authenticatedAt, assurance];
}
