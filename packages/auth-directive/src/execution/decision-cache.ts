import type { GraphQLResolveInfo } from 'graphql';
import type { Host } from '../core/host.js';
import type { Standing } from '../core/resolved-caller.js';
import type { Handoff } from './plan-outcome.js';

/**
 * What plans leave for executions. A context may be shared, so an execution takes only what was left for this
 * very operation, with equal variables, for the same caller; whatever does not match is decided again.
 */
export interface Handoffs {
  readonly leave: (context: unknown, handoff: Handoff) => void;
  readonly take: (context: unknown, info: GraphQLResolveInfo) => Handoff | undefined;
}

/** One register per library: the schema that executes may be a later copy of the one that was planned. */
export function createHandoffs(host: Host): Handoffs {
  const left = new WeakMap<object, Handoff[]>();

  function leave(context: unknown, handoff: Handoff): void {
    if (!isKey(context)) return;
    const others = (left.get(context) ?? []).filter(({ operation }) => operation !== handoff.operation);
    left.set(context, [...others, handoff]);
  }

  function take(context: unknown, info: GraphQLResolveInfo): Handoff | undefined {
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
    return identityOf(found.standing) === identityOf(host.standing(context)) ? found : undefined;
  }

  return { leave, take };
}

function isKey(context: unknown): context is object {
  return typeof context === 'object' && context !== null;
}

/** Equal for the same person in the same role, and for two whom nobody knows. */
function identityOf(standing: Standing): string {
  return standing.kind === 'anonymous' ? '' : `${standing.rung} ${standing.id}`;
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
