import type { GraphQLError } from 'graphql';
import { type Answers, GRANTED, type Verdict } from '../core/evaluate-rule.js';
import {
  handledRejection,
  isPromiseLike,
  type MaybePromise,
  mapMaybePromise,
} from '../core/maybe-promise.js';
import { refusalOf } from '../core/refusal.js';
import type { Rule } from '../core/rule.js';
import type { CompiledRule } from '../core/rule-table.js';
import { evaluateInputs, type InputOutcome, refusedInputs } from '../execution/check-inputs.js';
import {
  evaluateRequirements,
  type RequirementContext,
  type RequirementOutcome,
  withOwnerAnswers,
} from '../execution/evaluate-requirements.js';
import { type CheckValue, checkValues, DENIED } from './check-values.js';
import type { GuardedCall } from './guard-context.js';

/**
 * Answers a guarded field that the caller alone does not decide: asks the parent, then what was provided, runs
 * the resolver, and asks the value. Throws the refusal, or answers null where the field says so.
 */
export function resolveGuarded(call: GuardedCall, { rule }: CompiledRule, verdict: Verdict): unknown {
  if (verdict === GRANTED) return proceed(call, () => resolveAndCheck(call, rule, undefined));
  // A field that answers null when it is denied needs no resolver to learn whether there is a value.
  if (call.state.lenient && !call.guard.field.nullOnDeny)
    return proceed(call, () => nullOrDenied(call, rule));
  const requirementContext = requirementContextOf(call);
  if (verdict.groups.length === 0 || requirementContext === undefined) return deny(call, rule);
  return mapMaybePromise<RequirementOutcome, unknown>(
    evaluateRequirements(verdict.groups, 'parent', call.source, requirementContext),
    (requirementOutcome) => {
      if (requirementOutcome.groups.length === 0) {
        return deny(
          call,
          rule,
          withOwnerAnswers(rule, 'parent', call.source, requirementContext, requirementOutcome.answers),
        );
      }
      const isMet = requirementOutcome.groups.some((group) => group.value.length === 0);
      return proceed(call, () =>
        resolveAndCheck(
          call,
          rule,
          isMet ? undefined : { groups: requirementOutcome.groups, requirementContext },
        ),
      );
    },
  );
}

/** Goes on when nothing that was provided is refused. A refused input is an error also where `onDeny` is NULL: the field itself was not denied. */
function proceed(call: GuardedCall, next: () => unknown): unknown {
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
 * Below an elevating field that named no caller: null stays null, and whatever else there is, a failure too, is
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
  return isPromiseLike(value) ? value.then(check, denied) : check(value);
}

/** The groups that ask the value too. */
interface PendingValueRule {
  readonly groups: Rule;
  readonly requirementContext: RequirementContext;
}

/** Runs the resolver and judges each value inside what it answers, as far as there is something to check. */
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
  return (value) =>
    mapMaybePromise<RequirementOutcome, unknown>(
      evaluateRequirements(groups, 'value', value, requirementContext),
      (requirementOutcome) => {
        if (requirementOutcome.groups.length > 0) return checkFurther(value);
        const ofParent = withOwnerAnswers(
          rule,
          'parent',
          call.source,
          requirementContext,
          requirementOutcome.answers,
        );
        return denyInPlace(call, rule, withOwnerAnswers(rule, 'value', value, requirementContext, ofParent));
      },
    );
}

function identity(value: unknown): unknown {
  return value;
}

function requirementContextOf({ guard, state, args, info }: GuardedCall): RequirementContext | undefined {
  const { resolvedCaller, context, policyRunner, precomputedDecision } = state;
  if (resolvedCaller.kind === 'anonymous') return undefined;
  const { host } = guard.guardContext;
  const { coordinate } = guard.field;
  const [node] = info.fieldNodes;
  const known = node && info.path.prev === undefined ? precomputedDecision?.answers.get(node) : undefined;
  return { host, policyRunner, caller: resolvedCaller.caller, args, context, coordinate, known };
}

/** What the inputs are refused for; undefined where none asks anything, or where they were asked already. */
function checkProvidedInputs(call: GuardedCall): MaybePromise<InputOutcome> | undefined {
  const { guard, state, info, source, isPayload } = call;
  const { inputs } = guard.field;
  const [node] = info.fieldNodes;
  if (isPayload || inputs === undefined || node === undefined || !node.arguments?.length) return undefined;
  const { operation } = info;
  const { inputs: rules } = guard.guardContext.guarded;
  const provided = { positions: inputs, rules, node, operation, state, rawVariables: state.rawVariables };
  const requirementContext = requirementContextOf(call);
  if (requirementContext === undefined) return { refusals: refusedInputs(provided), answers: new Map() };
  return evaluateInputs(provided, source, requirementContext);
}

function deny(call: GuardedCall, rule: Rule, answers?: Answers): null | Promise<never> {
  return call.guard.field.nullOnDeny ? null : refuseWith(call, errorFor(call, rule, answers));
}

function refuseWith({ guard }: GuardedCall, error: GraphQLError): Promise<never> {
  if (!guard.shape.nullable) return handledRejection(error);
  throw error;
}

function denyInPlace(call: GuardedCall, rule: Rule, answers: Answers): GraphQLError | typeof DENIED {
  return call.guard.field.nullOnDeny ? DENIED : errorFor(call, rule, answers);
}

function errorFor({ guard, state }: GuardedCall, rule: Rule, answers?: Answers): GraphQLError {
  const { coordinate } = guard.field;
  const refusal = refusalOf(rule, { coordinate }, state.resolvedCaller, state.now, answers);
  return guard.guardContext.host.refuse(refusal, state.resolvedCaller, state.context, 'execution');
}

function nullWhereDenied({ guard }: GuardedCall, value: unknown): unknown {
  if (isPromiseLike(value)) return value.then((each) => (each === DENIED ? null : each));
  if (value instanceof Error && !guard.shape.nullable) return handledRejection(value);
  return value === DENIED ? null : value;
}
