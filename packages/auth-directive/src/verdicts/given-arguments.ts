import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getArgumentValues,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parseType,
} from 'graphql';
import { visitProvided } from '../execution/provided-inputs.js';
import { coercedValues, coerceVariables } from '../execution/variable-values.js';
import type { ElementSources, WrittenRule } from '../reports/element-sources.js';
import type { GuardedField } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';

type Values = Readonly<Record<string, unknown>>;

/** The arguments that an element is explained for, as an operation that sends them in variables. */
export interface GivenArguments {
  readonly raw: Values;
  readonly node: FieldNode;
  readonly operation: OperationDefinitionNode;
  readonly coerced: Values;
  /**
   * What the resolver and policies receive; undefined when none were given to a field that requires some.
   */
  readonly args: Values | undefined;
}

/**
 * Coerces arguments as an executor does. Throws a TypeError for arguments that do not fit the field. For an
 * element that is no field, policies receive them as they are.
 */
export function givenArguments(
  schema: GraphQLSchema,
  field: Pick<GuardedField, 'coordinate' | 'typeName' | 'fieldName'> | undefined,
  given: Values | undefined,
): GivenArguments {
  const type = schema.getType(field?.typeName ?? '');
  const isComposite = isObjectType(type) || isInterfaceType(type);
  const definition = isComposite && field !== undefined ? type.getFields()[field.fieldName] : undefined;
  const raw = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined));
  const { node, operation } = operationFor(definition, raw);
  const variables = coerceVariables(schema, operation, raw);
  if (field === undefined || definition === undefined)
    return { raw, node, operation, coerced: {}, args: raw };
  const args = variables && argumentValues(definition, node, variables);
  const isUnknown = Object.keys(raw).length > (node.arguments?.length ?? 0);
  if (given !== undefined && (isUnknown || args === undefined))
    throw new TypeError(`The args do not fit ${field.coordinate}.`);
  return { raw, node, operation, coerced: variables ? coercedValues(variables, operation) : {}, args };
}

/** Adds the rules of the given arguments and of everything within them. */
export function withInputRules(
  sources: ElementSources,
  { inputs }: GuardedSchema,
  { coordinate }: GuardedField,
  { raw, node, operation, coerced }: GivenArguments,
): ElementSources {
  const found: WrittenRule[] = [];
  const variables = { operation, coerced, raw };
  visitProvided(inputs.fields.get(coordinate) ?? [], inputs, node, variables, (element, argumentPath) => {
    found.push({ writtenOn: element.coordinate, argumentPath, rule: element.compiled.rule });
    return true;
  });
  const rules = [...sources.rules, ...found.map(({ rule }) => rule)];
  return { ...sources, rules, written: [...sources.written, ...found] };
}

/** Returns an operation that gives every argument by a variable of the same name. */
function operationFor(
  definition: GraphQLField<unknown, unknown> | undefined,
  raw: Values,
): Pick<GivenArguments, 'node' | 'operation'> {
  const args = definition?.args.filter(({ name }) => Object.hasOwn(raw, name)) ?? [];
  const variableOf = (value: string) => ({ kind: Kind.VARIABLE, name: { kind: Kind.NAME, value } }) as const;
  const node: FieldNode = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: definition?.name ?? '__typename' },
    arguments: args.map(({ name }) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: name },
      value: variableOf(name),
    })),
  };
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: args.map(({ name, type }) => ({
      kind: Kind.VARIABLE_DEFINITION,
      variable: variableOf(name),
      type: typeNode(type),
    })),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [node] },
  };
  return { node, operation };
}

function typeNode(type: GraphQLInputType): ReturnType<typeof parseType> {
  return parseType(String(type));
}

function argumentValues(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: NonNullable<ReturnType<typeof coerceVariables>>,
): Values | undefined {
  try {
    return getArgumentValues(definition, node, variables);
  } catch {
    // A required argument is missing: the executor would report it.
  }
  return undefined;
}
