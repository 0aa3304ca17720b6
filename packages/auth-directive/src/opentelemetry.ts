import { type Attributes, trace } from '@opentelemetry/api';
import type { Decision, Grant } from './index.js';

/**
 * Returns a callback for `onDecision` and `onGrant` that adds each decision to the active span, as an event
 * `auth.decision`. Its attributes contain names of the schema only: no caller, token, argument or object.
 */
export function recordDecisions(): (decision: Decision<unknown> | Grant<unknown>) => void {
  return (decision) => trace.getActiveSpan()?.addEvent('auth.decision', attributesOf(decision));
}

function attributesOf(decision: Decision<unknown> | Grant<unknown>): Attributes {
  const { outcome, coordinate, when, policies } = decision;
  const common = {
    'auth.outcome': outcome,
    'auth.coordinate': coordinate,
    'auth.when': when,
    'auth.policies': [...policies],
  };
  if (outcome === 'granted') return { ...common, 'auth.group': [...decision.group] };
  const { code, reason, argumentPath, missing } = decision;
  return {
    ...common,
    'auth.code': code,
    'auth.missing': missing.map((members) => members.join(' and ')),
    ...(reason === undefined ? {} : { 'auth.reason': reason }),
    ...(argumentPath === undefined ? {} : { 'auth.argument_path': argumentPath }),
  };
}
