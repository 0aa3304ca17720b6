import type { GraphQLResolveInfo } from 'graphql';
import type { Host } from '../core/host.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import type { PrecomputedDecision } from './plan-outcome.js';

/**
 * What plans storeDecision for executions. A context may be shared, so an execution takes only what was left for this
 * very operation, with equal variables, for the same caller; whatever does not match is decided again.
 */
export interface DecisionCache {
  readonly storeDecision: (context: unknown, precomputedDecision: PrecomputedDecision) => void;
  readonly takeDecision: (context: unknown, info: GraphQLResolveInfo) => PrecomputedDecision | undefined;
}

/** One register per library: the schema that executes may be a later copy of the one that was planned. */
export function createDecisionCache(host: Host): DecisionCache {
  const left = new WeakMap<object, PrecomputedDecision[]>();

  function storeDecision(context: unknown, precomputedDecision: PrecomputedDecision): void {
    if (!isKey(context)) return;
    const others = (left.get(context) ?? []).filter(
      ({ operation }) => operation !== precomputedDecision.operation,
    );
    left.set(context, [...others, precomputedDecision]);
  }

  function takeDecision(context: unknown, info: GraphQLResolveInfo): PrecomputedDecision | undefined {
    if (!isKey(context)) return undefined;
    const waiting = left.get(context) ?? [];
    const found = waiting.find(
      ({ operation, variables }) => operation === info.operation && isEqual(variables, info.variableValues),
    );
    if (found === undefined) return undefined;
    left.set(
      context,
      waiting.filter((each) => each !== found),
    );
    return identityOf(found.resolvedCaller) === identityOf(host.resolvedCaller(context)) ? found : undefined;
  }

  return { storeDecision, takeDecision };
}

function isKey(context: unknown): context is object {
  return typeof context === 'object' && context !== null;
}

/** Equal for the same person in the same role, and for two whom nobody knows. */
function identityOf(resolvedCaller: ResolvedCaller): string {
  return resolvedCaller.kind === 'anonymous' ? '' : `${resolvedCaller.roleRank} ${resolvedCaller.id}`;
}

/** Structural equality of coerced values; anything but plain data is equal to itself alone. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (left instanceof Date && right instanceof Date) return left.getTime() === right.getTime();
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, index) => isEqual(each, right[index]));
  }
  if (!isPlain(left) || !isPlain(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isEqual(left[name], right[name]))
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
