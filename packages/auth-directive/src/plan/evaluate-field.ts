import { type FieldNode, getArgumentValues, isObjectType, type OperationDefinitionNode } from 'graphql';
import { type Ready, whenReady } from '../core/maybe-promise.js';
import { type Refusal, refusalOf } from '../core/refusal.js';
import {
  type InputOutcome,
  judgedInputs,
  type ProvidedInputs,
  refusedInputs,
} from '../execution/check-inputs.js';
import { type Asking, type Settled, settle } from '../execution/evaluate-requirements.js';
import { type ExecutionState, verdictOf } from '../execution/execution-state.js';
import type { PolicyAnswers } from '../execution/plan-outcome.js';
import type { GuardedField } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { InputPosition } from '../schema/input-rules.js';
import type { FieldStep } from './compile-plan.js';

/** What a field of a plan is judged with. */
export interface Bench {
  readonly guarded: GuardedSchema;
  readonly operation: OperationDefinitionNode;
  /** The variables as the client sent them, where that is known. */
  readonly rawVariables: Readonly<Record<string, unknown>> | undefined;
  readonly state: ExecutionState;
  /** Takes down what the policies of a root field said. */
  readonly note: (node: FieldNode, answers: PolicyAnswers) => void;
}

/** The outcome of one field: what it is refused for; and where it is for nothing, whether anything below it is reached. */
export interface Judged {
  readonly refusals: readonly Refusal[];
  readonly goesOn: boolean;
}

const NOTHING: InputOutcome = { refusals: [], answers: new Map() };
const PASSED: Judged = { refusals: [], goesOn: true };
const SILENCED: Judged = { refusals: [], goesOn: false };

/**
 * Judges a field as far as that needs no object and no policy. It is surely refused only when it is in every
 * object type that is possible there; where one of them lets pass, it goes on.
 */
export function judgeField(bench: Bench, { fields, node, coordinate }: FieldStep): Judged {
  const outcomes = fields.map((field) => judgeOne(bench, field, node, coordinate));
  const [first] = outcomes;
  if (first === undefined || outcomes.some(({ goesOn }) => goesOn)) return PASSED;
  return outcomes.every(({ refusals }) => refusals.length > 0) ? first : SILENCED;
}

/**
 * Judges a root field, policies included: they are asked only where nothing else refuses, or where their no would silence what
 * was refused.
 */
export function judgeRootField(bench: Bench, step: FieldStep): Ready<Judged> {
  const judged = judgeField(bench, step);
  const [field] = step.fields;
  if (field === undefined) return judged;
  const mayFallSilent = field.nullOnDeny && judged.refusals.length > 0;
  if (!judged.goesOn && !mayFallSilent) return judged;
  const asking = askingOf(bench, field, step.node);
  return asking === undefined ? judged : askPolicies(bench, field, step.node, asking);
}

function judgeOne(bench: Bench, field: GuardedField, node: FieldNode, coordinate: string): Judged {
  const { planned, inputs, nullOnDeny } = field;
  const { state } = bench;
  if (verdictOf(state, planned).groups.length === 0) {
    // As its guard does: a field that answers null says nothing of what was provided to it either.
    if (nullOnDeny) return SILENCED;
    return { refusals: [refusalOf(planned.rule, { coordinate }, state.standing, state.now)], goesOn: false };
  }
  if (inputs === undefined) return PASSED;
  const refusals = refusedInputs(providedTo(bench, inputs, node));
  return { refusals, goesOn: refusals.length === 0 };
}

/** How policies of a root field are asked; undefined where there is none to ask. */
function askingOf({ guarded, state }: Bench, field: GuardedField, node: FieldNode): Asking | undefined {
  const { standing, context, desk } = state;
  if (standing.kind === 'anonymous') return undefined;
  const asks = verdictOf(state, field.planned).groups.some((group) => group.parent.length > 0);
  if (!asks && field.inputs === undefined) return undefined;
  const args = coercedArguments(guarded, field, node, state.variables);
  // Arguments that cannot be coerced never reach the resolver: the execution reports them itself.
  if (args === undefined) return undefined;
  return { host: guarded.host, desk, caller: standing.caller, args, context, coordinate: field.coordinate };
}

function askPolicies(bench: Bench, field: GuardedField, node: FieldNode, asking: Asking): Ready<Judged> {
  const { coordinate, planned, nullOnDeny, inputs } = field;
  const { standing, now } = bench.state;
  const { groups } = verdictOf(bench.state, planned);
  // Both are asked before either is awaited, so that they share a trip.
  const rule: Ready<Settled> = settle(groups, 'parent', undefined, asking);
  const provided =
    inputs === undefined ? NOTHING : judgedInputs(providedTo(bench, inputs, node), undefined, asking);
  return whenReady(rule, (settled) =>
    whenReady<InputOutcome, Judged>(provided, ({ refusals, answers }) => {
      bench.note(node, new Map([...settled.answers, ...answers]));
      if (settled.groups.length > 0) return { refusals, goesOn: true };
      if (nullOnDeny) return SILENCED;
      return {
        refusals: [refusalOf(planned.rule, { coordinate }, standing, now, settled.answers)],
        goesOn: false,
      };
    }),
  );
}

function providedTo(bench: Bench, positions: readonly InputPosition[], node: FieldNode): ProvidedInputs {
  const { guarded, operation, state, rawVariables } = bench;
  return { positions, rules: guarded.inputs, node, operation, state, rawVariables };
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
    // No resolver will get them either: the executor reports it.
  }
  return undefined;
}
