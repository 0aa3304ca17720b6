import { grantingGroup } from '../core/evaluate-rule.js';
import type { Host } from '../core/host.js';
import { type Group, OPEN, type Rule } from '../core/rule.js';
import type { ElementRule } from '../schema/input-rules.js';
import type { ExecutionState } from './execution-state.js';

/**
 * Reports that a guard found a rule passed by the caller alone: once per execution and element, and not where
 * the plan has reported it. Does nothing where grants are not reported.
 */
export function reportCallerGrant(host: Host, state: ExecutionState, rule: Rule, coordinate: string): void {
  if (host.reportGrant === undefined || rule === OPEN || isPlanned(state, coordinate)) return;
  state.reportedGrants ??= new Set();
  if (state.reportedGrants.has(coordinate)) return;
  state.reportedGrants.add(coordinate);
  reportGrant(host, state, grantingGroup(rule, state.resolvedCaller, state.now), coordinate);
}

/** Reports that a guard found a rule passed by one of the groups, which depends on an object or a policy. */
export function reportObjectGrant(
  host: Host,
  state: ExecutionState,
  groups: Rule,
  coordinate: string,
  knowsPlan = false,
): void {
  // The answers that the plan has obtained are no new decision.
  if (host.reportGrant === undefined || (knowsPlan && isPlanned(state, coordinate))) return;
  const group = groups.find(({ value }) => value.length === 0) ?? groups[0];
  reportGrant(host, state, group, coordinate);
}

/** Returns the callback for inputs that pass; undefined where grants are not reported. */
export function inputGrantReporter(
  host: Host,
  state: ExecutionState,
  knowsPlan: boolean,
): OnInputGranted | undefined {
  if (host.reportGrant === undefined) return undefined;
  return ({ coordinate, compiled }, groups) =>
    groups === undefined
      ? reportCallerGrant(host, state, compiled.rule, coordinate)
      : reportObjectGrant(host, state, groups, coordinate, knowsPlan);
}

/** Receives the rule of an input that passes, with the groups that depend on policies and have passed. */
export type OnInputGranted = (rule: ElementRule, groups: Rule | undefined) => void;

function isPlanned({ precomputedDecision }: ExecutionState, coordinate: string): boolean {
  return precomputedDecision?.granted.has(coordinate) ?? false;
}

function reportGrant(host: Host, state: ExecutionState, group: Group | undefined, coordinate: string): void {
  const { resolvedCaller, context } = state;
  if (group !== undefined)
    host.reportGrant?.(coordinate, group, { resolvedCaller, context, when: 'execution' });
}
