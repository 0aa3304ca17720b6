import type { GraphQLError } from 'graphql';
import type { Answers } from '../core/evaluate-rule.js';
import type { Host } from '../core/host.js';
import { refusalOf } from '../core/refusal.js';
import type { Rule } from '../core/rule.js';
import type { ExecutionState } from './execution-state.js';

/** Reports that a rule refused the caller of this execution, and returns the error. */
export function refuseInExecution(
  host: Host,
  { resolvedCaller, context, now }: ExecutionState,
  rule: Rule,
  coordinate: string,
  answers?: Answers,
): GraphQLError {
  const refusal = refusalOf(rule, { coordinate }, resolvedCaller, now, answers);
  return host.refuse(refusal, resolvedCaller, context, 'execution');
}
