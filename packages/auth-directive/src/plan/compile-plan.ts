import {
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { CompiledRule } from '../core/rule-table.js';
import type { GuardedField } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { SchemaPosition, SchemaPositions } from '../schema/schema-positions.js';
import { createPlanBudget, type Fragments, type PlanBudget } from './plan-budget.js';
import { type Condition, conditionsOf } from './skip-conditions.js';

/** A compiled selection set. Selections that no plan can refuse are left out. */
export interface Block {
  readonly steps: Step[];
}

/** A compiled operation: its selections, and a summary of their rules that often makes a walk unnecessary. */
export interface Plan {
  readonly block: Block;
  /** Every rule of the selected fields. */
  readonly rules: ReadonlySet<CompiledRule>;
  /** The rules of root fields. */
  readonly rootRules: ReadonlySet<CompiledRule>;
  /** Whether any selected field has arguments with rules. */
  readonly hasInputRules: boolean;
  /** Whether the operation is too complex to be evaluated. It is refused for every caller. */
  readonly isTooComplex: boolean;
}

/** One step of a plan. */
export type Step = FieldStep | SpreadStep;

/** A selected field. */
export interface FieldStep {
  readonly kind: 'field';
  readonly when: readonly Condition[];
  readonly node: FieldNode;
  readonly coordinate: string;
  /**
   * The field in each object type that is possible here. It is certainly refused when all of them refuse.
   * Empty for `__typename` and other meta-fields, which are never refused.
   */
  readonly fields: readonly GuardedField[];
  readonly body: Block | undefined;
}

/** A fragment. Its block is shared by all spreads on the same types, and walked once. */
export interface SpreadStep {
  readonly kind: 'spread';
  readonly when: readonly Condition[];
  readonly body: Block;
}

/**
 * Compiles an operation: every selection with `deep`, otherwise the root fields only. Fragments narrow the
 * possible object types. A fragment is compiled once for each set of types that it is spread on, within a
 * limit that is linear in the size of the document times the size of the schema.
 */
export function compilePlan(
  guarded: GuardedSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  deep: boolean,
): Plan {
  const summary = createSummary();
  const compiling: Compiling = {
    schemaPositions: guarded.schemaPositions,
    fragments,
    deep,
    shared: new Map(),
    summary,
    budget: createPlanBudget(operation, fragments, guarded.schemaPositions.objectTypes),
  };
  const root = guarded.schema.getRootType(operation.operation);
  const position = root ? guarded.schemaPositions.positionOf(root.name) : undefined;
  const block = position ? blockOf(compiling, operation.selectionSet, position, true) : { steps: [] };
  return { block, ...summary.finish(), isTooComplex: compiling.budget.isExceeded() };
}

interface Compiling {
  readonly schemaPositions: SchemaPositions;
  readonly fragments: Fragments;
  readonly deep: boolean;
  /** Blocks of named fragments, by name and position. */
  readonly shared: Map<string, Block>;
  readonly summary: Summary;
  readonly budget: PlanBudget;
}

function blockOf(
  compiling: Compiling,
  selectionSet: SelectionSetNode,
  position: SchemaPosition,
  isRoot: boolean,
): Block {
  const block: Block = { steps: [] };
  fillBlock(compiling, block, selectionSet, position, isRoot);
  return block;
}

function fillBlock(
  compiling: Compiling,
  { steps }: Block,
  selectionSet: SelectionSetNode,
  position: SchemaPosition,
  isRoot: boolean,
): void {
  for (const selection of selectionSet.selections) {
    if (!compiling.budget.charge(position.possible.length)) return;
    const step =
      selection.kind === Kind.FIELD
        ? fieldStep(compiling, selection, position, isRoot)
        : fragmentStep(compiling, selection, position, isRoot);
    if (step !== undefined) steps.push(step);
  }
}

function fieldStep(
  compiling: Compiling,
  node: FieldNode,
  position: SchemaPosition,
  isRoot: boolean,
): FieldStep | undefined {
  const { schemaPositions, deep, summary } = compiling;
  const { fields, coordinate, hasRules, below } = schemaPositions.slotAt(position, node.name.value);
  const stops = !deep || (isRoot && fields[0]?.elevates === true);
  const body =
    node.selectionSet === undefined || below === undefined || stops
      ? undefined
      : blockOf(compiling, node.selectionSet, below, false);
  if (!isRoot && !hasRules && (body === undefined || body.steps.length === 0)) return undefined;
  for (const field of fields) summary.addField(field, isRoot);
  return { kind: 'field', when: conditionsOf(node), node, coordinate, fields, body };
}

function fragmentStep(
  compiling: Compiling,
  node: FragmentSpreadNode | InlineFragmentNode,
  position: SchemaPosition,
  isRoot: boolean,
): SpreadStep | undefined {
  const { schemaPositions, fragments } = compiling;
  const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
  const narrowed = fragment && schemaPositions.narrow(position, fragment.typeCondition?.name.value);
  if (fragment === undefined || narrowed === undefined) return undefined;
  const { selectionSet } = fragment;
  const body =
    node.kind === Kind.INLINE_FRAGMENT
      ? blockOf(compiling, selectionSet, narrowed, isRoot)
      : sharedBlock(compiling, node.name.value, selectionSet, narrowed, isRoot);
  return body.steps.length === 0 ? undefined : { kind: 'spread', when: conditionsOf(node), body };
}

function sharedBlock(
  compiling: Compiling,
  name: string,
  selectionSet: SelectionSetNode,
  position: SchemaPosition,
  isRoot: boolean,
): Block {
  const key = [name, isRoot, position.named, ...position.possible].join(' ');
  const cached = compiling.shared.get(key);
  if (cached !== undefined) return cached;
  const block: Block = { steps: [] };
  // Registered before it is filled: a document that was not validated may contain a recursive fragment.
  compiling.shared.set(key, block);
  fillBlock(compiling, block, selectionSet, position, isRoot);
  return block;
}

interface Summary {
  readonly addField: (field: GuardedField, isRoot: boolean) => void;
  readonly finish: () => Pick<Plan, 'rules' | 'rootRules' | 'hasInputRules'>;
}

function createSummary(): Summary {
  const rules = new Set<CompiledRule>();
  const rootRules = new Set<CompiledRule>();
  let hasInputRules = false;
  return {
    addField({ planned, inputs }, isRoot) {
      rules.add(planned);
      if (isRoot) rootRules.add(planned);
      hasInputRules ||= inputs !== undefined;
    },
    finish: () => ({ rules, rootRules, hasInputRules }),
  };
}
