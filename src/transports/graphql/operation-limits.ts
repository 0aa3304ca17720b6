import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLError,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** The limits of one operation, with its fragments expanded. */
export interface OperationLimits {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  /** The number of resolved fields; fields below a list are multiplied by its page size. */
  readonly cost: number;
}

/**
 * The limits of the server. They allow the introspection query of every known tool, and a page of 100 users
 * with all their fields.
 */
export const operationLimits: OperationLimits = {
  depth: 15,
  aliases: 30,
  rootFields: 20,
  directives: 50,
  cost: 20_000,
};

const maxPageSize = 100;
const defaultPageSize = 20;
const assumedListSize = 10;

interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly fields: number;
  readonly directives: number;
  readonly cost: number;
}

const emptyMeasure: Measure = { depth: 0, aliases: 0, fields: 0, directives: 0, cost: 0 };

/**
 * Returns a validation rule that rejects operations beyond the limits with OPERATION_TOO_COMPLEX. Takes
 * linear time in the length of the document, because each fragment is measured once.
 */
export function operationLimitsRule(limits: OperationLimits): (context: ValidationContext) => ASTVisitor {
  return (context) => {
    const measure = createMeasurer(context);
    return {
      OperationDefinition: (operation) => {
        const exceeded = exceededLimit(measure(operation), limits);
        if (exceeded !== null) context.reportError(tooComplex(exceeded, operation));
      },
    };
  };
}

function exceededLimit(measured: Measure, limits: OperationLimits): string | null {
  if (measured.depth > limits.depth) return `is nested deeper than ${limits.depth} fields`;
  if (measured.aliases > limits.aliases) return `has more than ${limits.aliases} aliases`;
  if (measured.fields > limits.rootFields) return `has more than ${limits.rootFields} root fields`;
  if (measured.directives > limits.directives) return `has more than ${limits.directives} directives`;
  if (measured.cost > limits.cost) return `could return more than ${limits.cost} fields`;
  return null;
}

function tooComplex(what: string, operation: OperationDefinitionNode): GraphQLError {
  return new GraphQLError(`The operation ${what}.`, {
    nodes: operation,
    extensions: { code: 'OPERATION_TOO_COMPLEX' },
  });
}

function createMeasurer(context: ValidationContext): (operation: OperationDefinitionNode) => Measure {
  const schema = context.getSchema();
  const fragments = new Map<string, Measure>();

  return (operation) => {
    const root = schema.getRootType(operation.operation) ?? null;
    const measured = measureSelections(operation.selectionSet, root);
    return { ...measured, directives: measured.directives + (operation.directives?.length ?? 0) };
  };

  function measureSelections(selectionSet: SelectionSetNode, parent: GraphQLCompositeType | null): Measure {
    return selectionSet.selections.reduce<Measure>((sum, selection) => {
      const directives = selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) return addMeasures(sum, measureField(selection, parent), directives);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        return addMeasures(sum, measureFragment(context.getFragment(selection.name.value)), directives);
      }
      const type = selection.typeCondition ? compositeType(selection.typeCondition.name.value) : parent;
      return addMeasures(sum, measureSelections(selection.selectionSet, type), directives);
    }, emptyMeasure);
  }

  function measureField(field: FieldNode, parent: GraphQLCompositeType | null): Measure {
    const aliases = field.alias === undefined ? 0 : 1;
    if (field.selectionSet === undefined) return { depth: 1, aliases, fields: 1, directives: 0, cost: 1 };
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
    const type = definition === undefined ? undefined : getNamedType(definition.type);
    const nested = measureSelections(field.selectionSet, isCompositeType(type) ? type : null);
    return {
      depth: nested.depth + 1,
      aliases: nested.aliases + aliases,
      fields: 1,
      directives: nested.directives,
      cost: 1 + nested.cost * (definition === undefined ? 1 : listMultiplier(field, definition)),
    };
  }

  function measureFragment(fragment: FragmentDefinitionNode | null | undefined): Measure {
    if (!fragment) return emptyMeasure;
    const known = fragments.get(fragment.name.value);
    if (known !== undefined) return known;
    // Set before the fragment is measured, so that a cycle ends here; another rule rejects it.
    fragments.set(fragment.name.value, emptyMeasure);
    const measured = measureSelections(
      fragment.selectionSet,
      compositeType(fragment.typeCondition.name.value),
    );
    fragments.set(fragment.name.value, measured);
    return measured;
  }

  function compositeType(name: string): GraphQLCompositeType | null {
    const type = schema.getType(name);
    return isCompositeType(type) ? type : null;
  }
}

function addMeasures(sum: Measure, more: Measure, directives: number): Measure {
  return {
    depth: Math.max(sum.depth, more.depth),
    aliases: sum.aliases + more.aliases,
    fields: sum.fields + more.fields,
    directives: sum.directives + more.directives + directives,
    cost: sum.cost + more.cost,
  };
}

type Definition = NonNullable<
  ReturnType<Extract<GraphQLCompositeType, { getFields(): unknown }>['getFields']>[string]
>;

/** Returns how many objects a field can return: its page size, or the maximum when a variable sets it. */
function listMultiplier(field: FieldNode, definition: Definition): number {
  const type = isNonNullType(definition.type) ? definition.type.ofType : definition.type;
  const isPaged = definition.args.some((argument) => argument.name === 'first');
  if (!isPaged) return isListType(type) ? assumedListSize : 1;
  const pages = (field.arguments ?? [])
    .filter((argument) => argument.name.value === 'first' || argument.name.value === 'last')
    .map(({ value }) => (value.kind === Kind.INT ? Math.min(Number(value.value), maxPageSize) : maxPageSize));
  return Math.max(1, ...(pages.length === 0 ? [defaultPageSize] : pages));
}
