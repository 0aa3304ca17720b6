import type { GraphQLError } from 'graphql';
import { type Answers, GRANTED, type Verdict } from '../core/evaluate-rule.js';
import {
  handledRejection,
  isPromiseLike,
  type MaybePromise,
  mapMaybePromise,
  mapPromiseLike,
} from '../core/maybe-promise.js';
import type { Rule } from '../core/rule.js';
import type { CompiledRule } from '../core/rule-table.js';
import { evaluateInputs, type InputOutcome, refusedInputs } from '../execution/check-inputs.js';
import {
  evaluateRequirements,
  type RequirementContext,
  type RequirementOutcome,
  requirementContextOf,
  requirementEvaluator,
  withOwnerAnswers,
} from '../execution/evaluate-requirements.js';
import { refuseInExecution } from '../execution/refuse-in-execution.js';
import { inputGrantReporter, reportCallerGrant, reportObjectGrant } from '../execution/report-grants.js';
import { isSilent } from '../schema/guarded-field.js';
import { type CheckValue, checkValues, DENIED } from './check-values.js';
import type { GuardedCall } from './guard-context.js';
import { mayThrow } from './may-throw.js';

/**
 * Resolves a guarded field that is not granted on the fast path: evaluates the rule on the parent, then the
 * inputs, runs the resolver and evaluates the rule on the value. Throws the refusal, or returns null for
 * `onDeny: NULL` and an empty list for `onDeny: FILTER`.
 */
export function resolveGuarded(call: GuardedCall, { rule }: CompiledRule, verdict: Verdict): unknown {
  if (verdict === GRANTED) {
    const { guard, state } = call;
    reportCallerGrant(guard.guardContext.host, state, rule, guard.field.coordinate);
    return afterInputs(call, () => resolveAndCheck(call, rule, undefined));
  }
  // A silent field is answered in the same way whatever the value is; the resolver need not run.
  if (call.state.lenient && !isSilent(call.guard.field))
    return afterInputs(call, () => nullOrDenied(call, rule));
  const requirementContext = requirementContextOfCall(call);
  if (verdict.groups.length === 0 || requirementContext === undefined) return deny(call, rule);
  return mapMaybePromise<RequirementOutcome, unknown>(
    evaluateRequirements(verdict.groups, 'parent', call.source, requirementContext),
    (requirementOutcome) => {
      if (requirementOutcome.groups.length === 0) {
        const { answers } = requirementOutcome;
        return deny(call, rule, () =>
          withOwnerAnswers(rule, 'parent', call.source, requirementContext, answers),
        );
      }
      const isMet = requirementOutcome.groups.some((group) => group.value.length === 0);
      if (isMet) reportPassed(call, requirementOutcome.groups, requirementContext);
      return afterInputs(call, () =>
        resolveAndCheck(
          call,
          rule,
          isMet ? undefined : { groups: requirementOutcome.groups, requirementContext },
        ),
      );
    },
  );
}

/**
 * Continues when no input is refused. A refused input is an error even where the field is silent: the field
 * itself was not denied.
 */
function afterInputs(call: GuardedCall, next: () => unknown): unknown {
  const provided = checkProvidedInputs(call);
  if (provided === undefined) return next();
  return mapMaybePromise<InputOutcome, unknown>(provided, ({ refusals: [refusal] }) => {
    if (refusal === undefined) return next();
    const { state, guard } = call;
    return refuseWith(
      call,
      guard.guardContext.host.refuse(refusal, state.resolvedCaller, state.context, 'execution'),
    );
  });
}

/**
 * Below an elevating field without a caller, null stays null; any other result, a failure included, is
 * refused.
 */
function nullOrDenied(call: GuardedCall, rule: Rule): unknown {
  const check = (value: unknown): unknown =>
    value === null || value === undefined ? value : deny(call, rule);
  const denied = (): unknown => deny(call, rule);
  let value: unknown;
  try {
    value = call.resolve();
  } catch {
    return denied();
  }
  return mapPromiseLike(value, check, denied);
}

/** The groups that also have requirements on the value. */
interface PendingValueRule {
  readonly groups: Rule;
  readonly requirementContext: RequirementContext;
}

/** Runs the resolver and checks each value of its result, if there is anything to check. */
function resolveAndCheck(
  call: GuardedCall,
  rule: Rule,
  pendingValueRule: PendingValueRule | undefined,
): unknown {
  const checkFurther = call.guard.createValueCheck?.(call);
  const checkValue =
    pendingValueRule === undefined ? checkFurther : checkByRule(call, rule, pendingValueRule, checkFurther);
  if (checkValue === undefined) return call.resolve();
  return nullWhereDenied(call, checkValues(call.guard.shape, call.resolve(), checkValue));
}

function checkByRule(
  call: GuardedCall,
  rule: Rule,
  { groups, requirementContext }: PendingValueRule,
  checkFurther: CheckValue = identity,
): CheckValue {
  const evaluate = requirementEvaluator(groups, 'value', requirementContext);
  const conclude = (value: unknown, outcome: RequirementOutcome): unknown => {
    if (outcome.groups.length > 0) {
      reportPassed(call, outcome.groups, requirementContext);
      return checkFurther(value);
    }
    if (isSilent(call.guard.field)) return DENIED;
    const ofParent = withOwnerAnswers(rule, 'parent', call.source, requirementContext, outcome.answers);
    return errorFor(call, rule, withOwnerAnswers(rule, 'value', value, requirementContext, ofParent));
  };
  return (value) => {
    const outcome = evaluate(value);
    return outcome instanceof Promise
      ? outcome.then((later) => conclude(value, later))
      : conclude(value, outcome);
  };
}

function reportPassed(
  { guard, state }: GuardedCall,
  groups: Rule,
  { knownAnswers }: RequirementContext,
): void {
  const { host } = guard.guardContext;
  reportObjectGrant(host, state, groups, guard.field.coordinate, knownAnswers !== undefined);
}

function identity(value: unknown): unknown {
  return value;
}

function requirementContextOfCall({ guard, state, args, info }: GuardedCall): RequirementContext | undefined {
  const [node] = info.fieldNodes;
  // Earlier fields of a mutation may have changed what a policy reads, so its policies run again.
  const isPlanned = info.path.prev === undefined && info.operation.operation !== 'mutation';
  const knownAnswers = node && isPlanned ? state.precomputedDecision?.answers.get(node) : undefined;
  return requirementContextOf(guard.guardContext.host, state, guard.field.coordinate, args, knownAnswers);
}

/** Returns the outcome of the inputs; undefined when none has a rule, or when they were checked before. */
function checkProvidedInputs(call: GuardedCall): MaybePromise<InputOutcome> | undefined {
  const { guard, state, info, source, isPayload } = call;
  const { inputs } = guard.field;
  const [node] = info.fieldNodes;
  if (isPayload || inputs === undefined || node === undefined || !node.arguments?.length) return undefined;
  const { operation } = info;
  const { inputs: rules } = guard.guardContext.guarded;
  const requirementContext = requirementContextOfCall(call);
  const knowsPlan = requirementContext?.knownAnswers !== undefined;
  const onGranted = inputGrantReporter(guard.guardContext.host, state, knowsPlan);
  const { rawVariables } = state;
  const provided = { positions: inputs, rules, node, operation, state, rawVariables, onGranted };
  if (requirementContext === undefined) return { refusals: refusedInputs(provided), answers: new Map() };
  return evaluateInputs(provided, source, requirementContext);
}

function deny(
  call: GuardedCall,
  rule: Rule,
  answersOf?: () => Answers,
): null | readonly never[] | Promise<never> {
  const { nullOnDeny, filterOnDeny } = call.guard.field;
  if (filterOnDeny) return [];
  return nullOnDeny ? null : refuseWith(call, errorFor(call, rule, answersOf?.()));
}

function refuseWith(call: GuardedCall, error: GraphQLError): Promise<never> {
  if (!mayThrowFrom(call)) return handledRejection(error);
  throw error;
}

function errorFor({ guard, state }: GuardedCall, rule: Rule, answers?: Answers): GraphQLError {
  const { coordinate } = guard.field;
  return refuseInExecution(guard.guardContext.host, state, rule, coordinate, answers);
}

function mayThrowFrom({ guard, info }: GuardedCall): boolean {
  return guard.shape.nullable || mayThrow(info);
}

function nullWhereDenied(call: GuardedCall, value: unknown): unknown {
  if (isPromiseLike(value)) return value.then((each) => (each === DENIED ? null : each));
  if (value instanceof Error && !mayThrowFrom(call)) return handledRejection(value);
  return value === DENIED ? null : value;
}
