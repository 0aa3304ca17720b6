import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
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

/** A field that is selected, whatever the object is that it will be asked of. */
export interface FieldStep {
  readonly kind: 'field';
  readonly when: readonly Condition[];
  readonly node: FieldNode;
  readonly coordinate: string;
  /**
   * The field in each object type that is possible here: it is surely refused when every one of them refuses.
   * Empty for `__typename` and the like, which answer and are never refused.
   */
  readonly fields: readonly GuardedField[];
  readonly definition: GraphQLField<unknown, unknown> | undefined;
  readonly body: Block | undefined;
}

/** A fragment. Its block is shared by all its spreads on the same types, and walked once. */
export interface SpreadStep {
  readonly kind: 'spread';
  readonly when: readonly Condition[];
  readonly body: Block;
}

/** The fragments of a document, by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>;

/** The object types that are possible at one place, and the type that the document names there. */
interface Place {
  readonly named: string;
  readonly possible: readonly GraphQLObjectType[];
}

/**
 * Compiles an operation once per document and schema. With `deep` everything that is selected, else the root
 * fields alone. Fragments narrow the object types that are possible. Linear: a fragment is compiled once for
 * the types that it is spread on.
 */
export function compilePlan(
  guarded: GuardedSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  deep: boolean,
): Block {
  const { schema } = guarded;
  const shared = new Map<string, Block>();

  function fill({ steps }: Block, selectionSet: SelectionSetNode, place: Place, isRoot: boolean): void {
    for (const selection of selectionSet.selections) {
      const step =
        selection.kind === Kind.FIELD
          ? fieldStep(selection, place, isRoot)
          : fragmentStep(selection, place, isRoot);
      if (step !== undefined) steps.push(step);
    }
  }

  function fieldStep(node: FieldNode, place: Place, isRoot: boolean): FieldStep | undefined {
    const name = node.name.value;
    const definitions = place.possible.map((type) => type.getFields()[name]);
    const fields = place.possible.flatMap((type) => guarded.fields.get(`${type.name}.${name}`) ?? []);
    const stops = !deep || (isRoot && fields[0]?.elevates === true);
    const body =
      node.selectionSet === undefined || stops ? undefined : bodyOf(node.selectionSet, definitions);
    const isAsked = fields.some(({ isChecked, inputs }) => isChecked || inputs !== undefined);
    if (!isRoot && !isAsked && (body === undefined || body.steps.length === 0)) return undefined;
    const [only, ...others] = place.possible;
    const coordinate = `${only && others.length === 0 ? only.name : place.named}.${name}`;
    return {
      kind: 'field',
      when: conditionsOf(node),
      node,
      coordinate,
      fields,
      definition: definitions[0],
      body,
    };
  }

  function bodyOf(
    selectionSet: SelectionSetNode,
    definitions: readonly (Definition | undefined)[],
  ): Block | undefined {
    const returned = new Set(definitions.flatMap((each) => (each ? getNamedType(each.type) : [])));
    const possible = new Set([...returned].flatMap((type) => possibleTypes(schema, type)));
    const [first] = returned;
    if (first === undefined || possible.size === 0) return undefined;
    return filled(selectionSet, { named: first.name, possible: [...possible] }, false);
  }

  function filled(selectionSet: SelectionSetNode, place: Place, isRoot: boolean): Block {
    const block: Block = { steps: [] };
    fill(block, selectionSet, place, isRoot);
    return block;
  }

  function fragmentStep(
    node: FragmentSpreadNode | InlineFragmentNode,
    place: Place,
    isRoot: boolean,
  ): SpreadStep | undefined {
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
    if (fragment === undefined) return undefined;
    const narrowed = narrow(schema, place, fragment.typeCondition?.name.value);
    if (narrowed.possible.length === 0) return undefined;
    const { selectionSet } = fragment;
    const body =
      node.kind === Kind.INLINE_FRAGMENT
        ? filled(selectionSet, narrowed, isRoot)
        : sharedBlock(node.name.value, selectionSet, narrowed, isRoot);
    return body.steps.length === 0 ? undefined : { kind: 'spread', when: conditionsOf(node), body };
  }

  function sharedBlock(name: string, selectionSet: SelectionSetNode, place: Place, isRoot: boolean): Block {
    const key = [name, isRoot, place.named, ...place.possible].join(' ');
    const known = shared.get(key);
    if (known !== undefined) return known;
    const made: Block = { steps: [] };
    // Registered before it is filled: a document that was not validated may spread a fragment in itself.
    shared.set(key, made);
    fill(made, selectionSet, place, isRoot);
    return made;
  }

  const root = schema.getRootType(operation.operation);
  return root ? filled(operation.selectionSet, { named: root.name, possible: [root] }, true) : { steps: [] };
}

type Definition = GraphQLField<unknown, unknown>;

function narrow(schema: GraphQLSchema, place: Place, condition: string | undefined): Place {
  if (condition === undefined || condition === place.named) return place;
  const allowed = new Set(possibleTypes(schema, schema.getType(condition)));
  return { named: condition, possible: place.possible.filter((type) => allowed.has(type)) };
}

function possibleTypes(schema: GraphQLSchema, type: unknown): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}
