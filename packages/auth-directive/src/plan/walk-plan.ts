import type { FieldNode, OperationDefinitionNode } from 'graphql';
import { type MaybePromise, mapMaybePromise } from '../core/maybe-promise.js';
import { refusalOf } from '../core/refusal.js';
import { CLOSED, type Group } from '../core/rule.js';
import { type ExecutionState, verdictOf } from '../execution/execution-state.js';
import type { PolicyAnswers, RefusedField } from '../execution/precomputed-decision.js';
import { isSilent } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { Block, FieldStep, Plan, Step } from './compile-plan.js';
import { type EvaluationContext, evaluateField, evaluateRootField } from './evaluate-field.js';
import { isSkipped } from './skip-conditions.js';

/** The result of walking a plan. */
export interface Walk {
  /** The refusals in document order; there are none below a refused field. */
  readonly refused: readonly RefusedField[];
  /** Whether any root field is not refused, even if it becomes null. */
  readonly hasAllowedRoot: boolean;
  /** The results of the policies of root fields, by the field's first node. */
  readonly answers: ReadonlyMap<FieldNode, PolicyAnswers>;
  /** The group by which each element passes, where grants are reported. */
  readonly grants: ReadonlyMap<string, Group>;
}

/** A compiled operation, with the variables as the client sent them if they are available. */
export interface Planned {
  readonly plan: Plan;
  readonly operation: OperationDefinitionNode;
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
}

const NO_GRANTS: ReadonlyMap<string, Group> = new Map();

/**
 * Evaluates an operation as far as that needs no object, for one caller and one set of coerced variables.
 * Synchronous unless a policy of a root field is asynchronous; these policies run concurrently.
 */
export function walkPlan(
  guarded: GuardedSchema,
  planned: Planned,
  state: ExecutionState,
): MaybePromise<Walk> {
  const { plan, operation, rawVariables } = planned;
  const answers = new Map<FieldNode, PolicyAnswers>();
  const isReported = guarded.host.reportGrant !== undefined;
  const recorded = isReported ? new Map<string, Group>() : undefined;
  const grants = recorded ?? NO_GRANTS;
  if (plan.isTooComplex)
    return { refused: [tooComplex(guarded, operation, state)], hasAllowedRoot: false, answers, grants };
  if (!isReported && isUnconditional(plan, state))
    return { refused: [], hasAllowedRoot: true, answers, grants };
  const recordAnswers = (node: FieldNode, policyAnswers: PolicyAnswers): void =>
    void answers.set(node, policyAnswers);
  const recordGrant =
    recorded && ((coordinate: string, group: Group): void => void recorded.set(coordinate, group));
  const evaluationContext: EvaluationContext = {
    guarded,
    operation,
    rawVariables,
    state,
    recordAnswers,
    recordGrant,
  };
  const walked: Walked = { everything: new Set(), reachable: new Set() };
  const roots = plan.block.steps.flatMap((step) => rootSteps(step, state, walked.everything));
  let hasAllowedRoot = false;
  const outcomes = roots.map((step) =>
    mapMaybePromise(
      evaluateRootField(evaluationContext, step),
      ({ refusals, continuesBelow }): readonly RefusedField[] => {
        const rootKey = step.node.alias?.value ?? step.node.name.value;
        if (refusals.length > 0) return refusals.map((refusal) => ({ rootKey, refusal }));
        hasAllowedRoot = true;
        return continuesBelow ? refusedBelowField(evaluationContext, step, rootKey, walked) : [];
      },
    ),
  );
  return mapMaybePromise(concatenate(outcomes), (refused) => ({ refused, hasAllowedRoot, answers, grants }));
}

/** Returns the refusal of an operation whose plan exceeds the limit. */
function tooComplex(
  { host, schema }: GuardedSchema,
  { operation }: OperationDefinitionNode,
  { resolvedCaller, now }: ExecutionState,
): RefusedField {
  const coordinate = String(schema.getRootType(operation));
  const message = 'Fragments of the operation narrow types in too many ways; the operation is refused.';
  host.log({ code: 'AUTH_PLAN_TOO_COMPLEX', coordinate, message });
  return { rootKey: '', refusal: refusalOf(CLOSED, { coordinate }, resolvedCaller, now) };
}

/** Returns the root fields that are not skipped, with fragments expanded. */
function rootSteps(step: Step, state: ExecutionState, walked: Set<Block>): readonly FieldStep[] {
  if (isSkipped(step.when, state.coerced)) return [];
  if (step.kind === 'field') return [step];
  if (walked.has(step.body)) return [];
  walked.add(step.body);
  return step.body.steps.flatMap((inner) => rootSteps(inner, state, walked));
}

/** The blocks that were walked: for all types that are possible there, and without those left out. */
interface Walked {
  readonly everything: Set<Block>;
  readonly reachable: Set<Block>;
}

/**
 * Returns the refusals below a field. Objects of a type that is refused are left out or null where the field
 * is silent, so that nothing of them is selected there.
 */
function refusedBelowField(
  evaluationContext: EvaluationContext,
  { fields, body }: FieldStep,
  rootKey: string,
  walked: Walked,
): readonly RefusedField[] {
  const leavesOut = fields.length > 0 && fields.every(isSilent);
  return refusedBelow(evaluationContext, body, rootKey, walked, leavesOut);
}

/**
 * Returns the refusals in a block. Each block is walked once for each kind of field above it, because its
 * refusals do not depend on the path to it otherwise.
 */
function refusedBelow(
  evaluationContext: EvaluationContext,
  block: Block | undefined,
  rootKey: string,
  walked: Walked,
  leavesOut: boolean,
): readonly RefusedField[] {
  const already = leavesOut ? walked.reachable : walked.everything;
  if (block === undefined || already.has(block)) return [];
  already.add(block);
  return block.steps.flatMap((step) => {
    if (isSkipped(step.when, evaluationContext.state.coerced)) return [];
    if (step.kind === 'spread') return refusedBelow(evaluationContext, step.body, rootKey, walked, leavesOut);
    const reached = leavesOut ? withoutRefusedTypes(evaluationContext, step) : step;
    if (reached === undefined) return [];
    const { refusals, continuesBelow } = evaluateField(evaluationContext, reached);
    if (refusals.length > 0) return refusals.map((refusal) => ({ rootKey, refusal }));
    return continuesBelow ? refusedBelowField(evaluationContext, reached, rootKey, walked) : [];
  });
}

/** Returns the field in the types that the caller is not refused; undefined when no type remains. */
function withoutRefusedTypes(
  { guarded: { edges }, state }: EvaluationContext,
  step: FieldStep,
): FieldStep | undefined {
  const fields = step.fields.filter(({ typeName }) => {
    const edge = edges.get(typeName);
    return edge === undefined || verdictOf(state, edge).groups.length > 0;
  });
  return step.fields.length > 0 && fields.length === 0 ? undefined : { ...step, fields };
}

/**
 * Returns whether nothing can be refused and no policy runs, whatever is skipped. Checked per rule, not per
 * field.
 */
function isUnconditional({ rules, rootRules, hasInputRules }: Plan, state: ExecutionState): boolean {
  if (hasInputRules) return false;
  for (const rule of rules) {
    if (verdictOf(state, rule).groups.length === 0) return false;
  }
  for (const rule of rootRules) {
    if (verdictOf(state, rule).groups.some((group) => group.parent.length > 0)) return false;
  }
  return true;
}

function concatenate(
  outcomes: readonly MaybePromise<readonly RefusedField[]>[],
): MaybePromise<readonly RefusedField[]> {
  const now: RefusedField[] = [];
  for (const outcome of outcomes) {
    if (outcome instanceof Promise) return Promise.all(outcomes).then((all) => all.flat());
    now.push(...outcome);
  }
  return now;
}
