import { type FieldNode, getArgumentValues, isObjectType, type OperationDefinitionNode } from 'graphql';
import { isSkipped } from './conditions.js';
import { type Settled, settle } from './demands.js';
import { type ExecutionState, verdictOf } from './execution.js';
import type { GuardedField, GuardedSchema } from './guarded-schema.js';
import { type InputOutcome, judgedInputs, type ProvidedInputs, refusedInputs } from './input-check.js';
import type { InputPosition } from './input-rules.js';
import type { Block, FieldStep, Plan, Step } from './plan-compile.js';
import type { PolicyAnswers, Refused } from './plan-outcome.js';
import { type Refusal, refusalOf } from './refusal.js';
import { type Ready, whenReady } from './settled.js';

/** What a walk found. */
export interface Walk {
  /** Refusals in the order of the document; below a refused field there are no others. */
  readonly refused: readonly Refused[];
  /** Whether any root field answers, be it with null. */
  readonly someRootAnswers: boolean;
  /** What the policies of root fields said, by the field's first node. */
  readonly answers: ReadonlyMap<FieldNode, PolicyAnswers>;
}

/** An operation, compiled, with the variables as the client sent them where that is known. */
export interface Planned {
  readonly plan: Plan;
  readonly operation: OperationDefinitionNode;
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
}

/** The outcome of one field: what it is refused for, or whether anything below it is reached. */
interface Judged {
  readonly refusals: readonly Refusal[];
  readonly goesOn: boolean;
}

const NOTHING: InputOutcome = { refusals: [], answers: new Map() };
const PASSED: Judged = { refusals: [], goesOn: true };
const SILENCED: Judged = { refusals: [], goesOn: false };

/**
 * Decides an operation as far as that needs no object, for one caller and one set of coerced variables. Stays
 * synchronous unless a policy of a root field does not answer at once; those are asked all together.
 */
export function walkPlan(guarded: GuardedSchema, planned: Planned, state: ExecutionState): Ready<Walk> {
  const { plan, operation, rawVariables } = planned;
  const answers = new Map<FieldNode, PolicyAnswers>();
  const walked = new Set<Block>();
  const outcomes: Ready<readonly Refused[]>[] = [];
  let someRootAnswers = false;

  function root(step: Step): void {
    if (isSkipped(step.when, state.variables)) return;
    if (step.kind === 'spread') {
      if (walked.has(step.body)) return;
      walked.add(step.body);
      for (const inner of step.body.steps) root(inner);
      return;
    }
    const rootKey = step.node.alias?.value ?? step.node.name.value;
    outcomes.push(
      whenReady(judgeRoot(step), ({ refusals, goesOn }) => {
        if (refusals.length > 0) return refusals.map((refusal) => ({ rootKey, refusal }));
        someRootAnswers = true;
        return goesOn ? nested(step.body, rootKey) : [];
      }),
    );
  }

  function judgeRoot(step: FieldStep): Ready<Judged> {
    const judged = judge(step);
    const [field] = step.fields;
    // A refusal by rule or input stands; only where nothing stands yet are policies asked.
    if (!judged.goesOn || field === undefined) return judged;
    return askRootPolicies(step, field);
  }

  function judge({ fields, node, coordinate }: FieldStep): Judged {
    const [only] = fields;
    if (only !== undefined && fields.length === 1) return judgeOne(only, node, coordinate);
    const outcomes = fields.map((field) => judgeOne(field, node, coordinate));
    const [first] = outcomes;
    // Surely refused only when it is in every type that is possible here; where one of them lets pass, it goes on.
    if (first === undefined || outcomes.some(({ goesOn }) => goesOn)) return PASSED;
    return outcomes.every(({ refusals }) => refusals.length > 0) ? first : SILENCED;
  }

  function judgeOne(field: GuardedField, node: FieldNode, coordinate: string): Judged {
    const { planned, inputs, nullOnDeny } = field;
    const isDenied = verdictOf(state, planned).groups.length === 0;
    if (isDenied && !nullOnDeny) {
      return {
        refusals: [refusalOf(planned.rule, { coordinate }, state.standing, state.now)],
        goesOn: false,
      };
    }
    if (inputs === undefined) return isDenied ? SILENCED : PASSED;
    const refusals = refusedInputs(providedTo(inputs, node));
    return { refusals, goesOn: !isDenied && refusals.length === 0 };
  }

  function askRootPolicies({ node }: FieldStep, field: GuardedField): Ready<Judged> {
    const { standing, context, desk } = state;
    const { coordinate, planned, nullOnDeny, inputs } = field;
    if (standing.kind === 'anonymous') return PASSED;
    const { groups } = verdictOf(state, planned);
    const asks = groups.some((group) => group.parent.length > 0);
    if (!asks && inputs === undefined) return PASSED;
    const args = coercedArguments(guarded, field, node, state.variables);
    // Arguments that cannot be coerced never reach the resolver: the execution reports them itself.
    if (args === undefined) return PASSED;
    const asking = { host: guarded.host, desk, caller: standing.caller, args, context, coordinate };
    // Both are asked before either is awaited, so that they share a trip.
    const rule: Ready<Settled> = settle(groups, 'parent', undefined, asking);
    const provided =
      inputs === undefined ? NOTHING : judgedInputs(providedTo(inputs, node), undefined, asking);
    return whenReady(rule, (settled) =>
      whenReady<InputOutcome, Judged>(provided, (outcome) => {
        answers.set(node, new Map([...settled.answers, ...outcome.answers]));
        if (settled.groups.length > 0)
          return { refusals: outcome.refusals, goesOn: outcome.refusals.length === 0 };
        if (nullOnDeny) return SILENCED;
        const refusal = refusalOf(planned.rule, { coordinate }, standing, state.now, settled.answers);
        return { refusals: [refusal], goesOn: false };
      }),
    );
  }

  function providedTo(positions: readonly InputPosition[], node: FieldNode): ProvidedInputs {
    return { positions, rules: guarded.inputs, node, operation, state, rawVariables };
  }

  function nested(block: Block | undefined, rootKey: string): readonly Refused[] {
    if (block === undefined || walked.has(block)) return [];
    walked.add(block);
    return block.steps.flatMap((step) => {
      if (isSkipped(step.when, state.variables)) return [];
      if (step.kind === 'spread') return nested(step.body, rootKey);
      const { refusals, goesOn } = judge(step);
      if (refusals.length > 0) return refusals.map((refusal) => ({ rootKey, refusal }));
      return goesOn ? nested(step.body, rootKey) : [];
    });
  }

  if (isClear(plan, state)) return { refused: [], someRootAnswers: true, answers };
  for (const step of plan.block.steps) root(step);
  return whenReady(inOrder(outcomes), (refused) => ({ refused, someRootAnswers, answers }));
}

/** Whether nothing can be refused and no policy asked, whatever is skipped: decided once per rule, not per field. */
function isClear({ rules, rootRules, asksInputs }: Plan, state: ExecutionState): boolean {
  if (asksInputs) return false;
  for (const rule of rules) {
    if (verdictOf(state, rule).groups.length === 0) return false;
  }
  for (const rule of rootRules) {
    if (verdictOf(state, rule).groups.some((group) => group.parent.length > 0)) return false;
  }
  return true;
}

function coercedArguments(
  { schema }: GuardedSchema,
  { typeName, fieldName }: GuardedField,
  node: FieldNode,
  variables: ExecutionState['variables'],
): Readonly<Record<string, unknown>> | undefined {
  const type = schema.getType(typeName);
  const definition = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  try {
    return definition && getArgumentValues(definition, node, variables);
  } catch {
    return undefined;
  }
}

function inOrder(outcomes: readonly Ready<readonly Refused[]>[]): Ready<readonly Refused[]> {
  const now: Refused[] = [];
  for (const outcome of outcomes) {
    if (outcome instanceof Promise) return Promise.all(outcomes).then((all) => all.flat());
    now.push(...outcome);
  }
  return now;
}
