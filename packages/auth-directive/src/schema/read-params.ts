import { type ConstValueNode, Kind } from 'graphql';
import type { Policy } from '../core/auth-options.js';
import { isPromiseLike } from '../core/maybe-promise.js';

type ReportFault = (message: string) => void;

/** Reads the parameters of a policy from the AST. Anything but a list of strings is reported as a fault. */
export function readParams(value: ConstValueNode, reportFault: ReportFault): readonly string[] {
  // An explicit null has been reported.
  if (value.kind === Kind.NULL) return [];
  const items = value.kind === Kind.LIST ? value.values : [value];
  const params = items.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []));
  if (items.length === 0 || params.length < items.length) reportFault('params must be a list of Strings.');
  return params;
}

/** Asks the policy whether it accepts its parameters, and reports a fault where it does not. */
export function checkParams(
  name: string,
  policy: Policy<unknown>,
  params: readonly string[],
  reportFault: ReportFault,
): void {
  if (typeof policy === 'function' || policy.checkParams === undefined) return;
  try {
    const result: unknown = policy.checkParams(Object.freeze([...params]));
    // A predicate or an asynchronous check would otherwise accept everything.
    if (result !== false && !isPromiseLike(result)) return;
    void Promise.resolve(result).catch(() => undefined);
    reportFault(`policy "${name}" does not accept its params: checkParams must throw, synchronously.`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    reportFault(`policy "${name}" does not accept its params: ${reason}`);
  }
}
