import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLField,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Condition, conditionsOf } from './conditions.js';
import type { GuardedField, GuardedSchema } from './guarded-schema.js';

/** A selection set, ready to be walked: what no plan could refuse is left out. */
export interface Block {
  readonly steps: Step[];
}

/** One step of a plan. */
export type Step = FieldStep | SpreadStep;

/** A field that is selected for certain, whatever the objects are. */
export interface FieldStep {
  readonly kind: 'field';
  readonly when: readonly Condition[];
  readonly node: FieldNode;
  /** Undefined for `__typename` and the like: it answers, and is never refused. */
  readonly field: GuardedField | undefined;
  readonly definition: GraphQLField<unknown, unknown> | undefined;
  readonly body: Block | undefined;
}

/** A fragment that applies for certain. Its block is shared by all its spreads, and walked once. */
export interface SpreadStep {
  readonly kind: 'spread';
  readonly when: readonly Condition[];
  readonly body: Block;
}

/** The fragments of a document, by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>;

/**
 * Compiles an operation once per document and schema. With `deep` everything that is selected for certain,
 * else the root fields alone. Selections that depend on the type of an object are left to the guards: there is
 * no object yet to ask. Linear: a fragment is compiled once per type that it is spread on.
 */
export function compilePlan(
  guarded: GuardedSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  deep: boolean,
): Block {
  const shared = new Map<string, Block>();

  function block(selectionSet: SelectionSetNode, parent: GraphQLCompositeType, isRoot: boolean): Block {
    const steps: Step[] = [];
    fill(steps, selectionSet, parent, isRoot);
    return { steps };
  }

  function fill(
    steps: Step[],
    selectionSet: SelectionSetNode,
    parent: GraphQLCompositeType,
    isRoot: boolean,
  ): void {
    for (const selection of selectionSet.selections) {
      const step =
        selection.kind === Kind.FIELD
          ? fieldStep(selection, parent, isRoot)
          : fragmentStep(selection, parent, isRoot);
      if (step !== undefined) steps.push(step);
    }
  }

  function fieldStep(node: FieldNode, parent: GraphQLCompositeType, isRoot: boolean): FieldStep | undefined {
    const name = node.name.value;
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const field = guarded.fields.get(`${parent.name}.${name}`);
    const returned = definition && getNamedType(definition.type);
    const stops = !deep || (isRoot && field?.elevates === true);
    const body =
      node.selectionSet && isCompositeType(returned) && !stops
        ? block(node.selectionSet, returned, false)
        : undefined;
    if (!isRoot && field?.isChecked !== true && (body === undefined || body.steps.length === 0))
      return undefined;
    return { kind: 'field', when: conditionsOf(node), node, field, definition, body };
  }

  function fragmentStep(
    node: FragmentSpreadNode | InlineFragmentNode,
    parent: GraphQLCompositeType,
    isRoot: boolean,
  ): SpreadStep | undefined {
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
    if (fragment === undefined) return undefined;
    const target = certainType(guarded, parent, fragment.typeCondition?.name.value);
    if (target === undefined) return undefined;
    const body =
      node.kind === Kind.INLINE_FRAGMENT
        ? block(fragment.selectionSet, target, isRoot)
        : sharedBlock(node.name.value, fragment.selectionSet, target, isRoot);
    return body.steps.length === 0 ? undefined : { kind: 'spread', when: conditionsOf(node), body };
  }

  function sharedBlock(
    name: string,
    selectionSet: SelectionSetNode,
    target: GraphQLCompositeType,
    isRoot: boolean,
  ): Block {
    const key = `${name} ${target.name} ${isRoot}`;
    const known = shared.get(key);
    if (known !== undefined) return known;
    const made: Block = { steps: [] };
    // Registered before it is filled: a document that was not validated may spread a fragment in itself.
    shared.set(key, made);
    fill(made.steps, selectionSet, target, isRoot);
    return made;
  }

  const root = guarded.schema.getRootType(operation.operation);
  return root ? block(operation.selectionSet, root, true) : { steps: [] };
}

/** The type that the fields of a fragment belong to when it applies for certain; undefined when that is not known. */
function certainType(
  { schema }: GuardedSchema,
  parent: GraphQLCompositeType,
  condition: string | undefined,
): GraphQLCompositeType | undefined {
  if (condition === undefined || condition === parent.name) return parent;
  const type = schema.getType(condition);
  if (!isAbstractType(type)) return undefined;
  if (isObjectType(parent)) return schema.isSubType(type, parent) ? parent : undefined;
  return schema.getPossibleTypes(parent).every((possible) => schema.isSubType(type, possible))
    ? type
    : undefined;
}
