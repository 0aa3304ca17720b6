import { getArgumentValues } from 'graphql';
import { isSkipped } from './conditions.js';
import { settle } from './demands.js';
import { type ExecutionState, verdictOf } from './execution.js';
import type { GuardedSchema } from './guarded-schema.js';
import { GRANTED } from './judge.js';
import type { Block, FieldStep, Step } from './plan-compile.js';
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
  readonly answers: ReadonlyMap<FieldStep['node'], PolicyAnswers>;
}

/** The outcome of one field: what it is refused for, or whether anything below it is reached. */
interface Judged {
  readonly refusals: readonly Refusal[];
  readonly goesOn: boolean;
}

const PASSED: Judged = { refusals: [], goesOn: true };
const SILENCED: Judged = { refusals: [], goesOn: false };

/**
 * Decides an operation as far as that needs no object, for one caller and one set of coerced variables. Stays
 * synchronous unless a policy of a root field does not answer at once; those are asked all together.
 */
export function walkPlan(guarded: GuardedSchema, plan: Block, state: ExecutionState): Ready<Walk> {
  const answers = new Map<FieldStep['node'], PolicyAnswers>();
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
    if (!judged.goesOn) return judged;
    return whenReady(askRootPolicies(step), (refused) => refused ?? judged);
  }

  function judge({ field }: FieldStep): Judged {
    if (field === undefined || verdictOf(state, field.planned).groups.length > 0) return PASSED;
    if (field.isSilent) return SILENCED;
    const { coordinate, planned } = field;
    return { refusals: [refusalOf(planned.rule, { coordinate }, state.standing, state.now)], goesOn: false };
  }

  function askRootPolicies({ field, definition, node }: FieldStep): Ready<Judged | undefined> {
    const { standing, context, desk } = state;
    if (field === undefined || definition === undefined || standing.kind === 'anonymous') return undefined;
    const verdict = verdictOf(state, field.planned);
    if (verdict === GRANTED || !verdict.groups.some((group) => group.parent.length > 0)) return undefined;
    const args = coercedArguments(definition, node, state.variables);
    // Arguments that cannot be coerced never reach the resolver: the execution reports them itself.
    if (args === undefined) return undefined;
    const { coordinate, planned, isSilent } = field;
    const asking = { host: guarded.host, desk, caller: standing.caller, args, context, coordinate };
    return whenReady(settle(verdict.groups, 'parent', undefined, asking), (settled) => {
      answers.set(node, settled.answers);
      if (settled.groups.length > 0) return undefined;
      if (isSilent) return SILENCED;
      const refusal = refusalOf(planned.rule, { coordinate }, standing, state.now, settled.answers);
      return { refusals: [refusal], goesOn: false };
    });
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

  for (const step of plan.steps) root(step);
  return whenReady(inOrder(outcomes), (refused) => ({ refused, someRootAnswers, answers }));
}

function coercedArguments(
  definition: Parameters<typeof getArgumentValues>[0],
  node: FieldStep['node'],
  variables: ExecutionState['variables'],
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(definition, node, variables);
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
