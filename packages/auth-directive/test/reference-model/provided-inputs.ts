import { isDeepStrictEqual } from 'node:util';
import {
  coerceInputValue,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { type Annotated, allInterfaces, ownRules, type Rule } from './read-rules.js';

/** A guarded input that the client provided, and the accepted coordinates and paths of its error. */
export type ProvidedInput = {
  readonly rules: readonly Rule[];
  readonly coordinate: string;
  readonly argumentPath: string;
};

/** What the client sent: the variables, and the operation with their defaults. */
export type ClientInput = {
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /**
   * Whether only coerced variables are known, in which a value that equals the schema default counts as
   * that default.
   */
  readonly seesCoerced: boolean;
};

type Provided = { readonly syntax: ValueNode } | { readonly json: unknown };

/**
 * Returns what the client provided for this value; undefined for a variable that was not sent and has no
 * default in the operation.
 */
function provided(node: ValueNode | undefined, client: ClientInput): Provided | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'Variable') return { syntax: node };
  const name = node.name.value;
  if (Object.hasOwn(client.variables, name) && client.variables[name] !== undefined) {
    return { json: client.variables[name] };
  }
  const definition = client.operation.variableDefinitions?.find((each) => each.variable.name.value === name);
  const fallback = definition?.defaultValue;
  if (fallback === undefined) return undefined;
  return client.seesCoerced ? { json: valueFromASTUntyped(fallback) } : { syntax: fallback };
}

function isNull(value: Provided): boolean {
  return 'json' in value ? value.json === null : value.syntax.kind === 'NullValue';
}

function items(value: Provided, client: ClientInput): (Provided | undefined)[] | undefined {
  if ('json' in value) return Array.isArray(value.json) ? value.json.map((json) => ({ json })) : undefined;
  if (value.syntax.kind !== 'ListValue') return undefined;
  return value.syntax.values.map((node) => provided(node, client));
}

function isDefault(field: GraphQLInputField, json: unknown): boolean {
  const { type } = field;
  const fallback = field.astNode?.defaultValue;
  if (fallback === undefined) return false;
  return isDeepStrictEqual(
    coerceInputValue(json, type),
    coerceInputValue(valueFromASTUntyped(fallback), type),
  );
}

function member(value: Provided, field: GraphQLInputField, client: ClientInput): Provided | undefined {
  const { name } = field;
  if ('json' in value) {
    if (typeof value.json !== 'object' || value.json === null || !Object.hasOwn(value.json, name))
      return undefined;
    const json: unknown = Reflect.get(value.json, name);
    return json === undefined || (client.seesCoerced && isDefault(field, json)) ? undefined : { json };
  }
  if (value.syntax.kind !== 'ObjectValue') return undefined;
  return provided(value.syntax.fields.find((each) => each.name.value === name)?.value, client);
}

function enumName(value: Provided): string | undefined {
  if ('json' in value) return typeof value.json === 'string' ? value.json : undefined;
  return value.syntax.kind === 'EnumValue' ? value.syntax.value : undefined;
}

function guardedInput(element: Annotated, coordinate: string, argumentPath: string): ProvidedInput[] {
  const rules = ownRules(element);
  return rules.length === 0 ? [] : [{ rules, coordinate, argumentPath }];
}

function walk(type: GraphQLInputType, value: Provided, path: string, client: ClientInput): ProvidedInput[] {
  if (isNonNullType(type)) return walk(type.ofType, value, path, client);
  if (isListType(type)) {
    if (isNull(value)) return walkNull(type, path);
    const list = items(value, client);
    if (list === undefined) return walk(type.ofType, value, `${path}.0`, client);
    return list.flatMap((item, index) =>
      item === undefined ? [] : walk(type.ofType, item, `${path}.${index}`, client),
    );
  }
  const found = guardedInput(type, type.name, path);
  if (isNull(value)) return found;
  if (isEnumType(type)) {
    const name = enumName(value);
    const chosen = type.getValues().find((each) => each.name === name);
    return chosen === undefined
      ? found
      : [...found, ...guardedInput(chosen, `${type.name}.${chosen.name}`, path)];
  }
  if (!isInputObjectType(type)) return found;
  const inner = Object.values(type.getFields()).flatMap((field) => {
    const given = member(value, field, client);
    if (given === undefined) return [];
    const at = `${path}.${field.name}`;
    return [...guardedInput(field, `${type.name}.${field.name}`, at), ...walk(field.type, given, at, client)];
  });
  return [...found, ...inner];
}

/**
 * An explicit null is provided: where a list is null, the rule of its item type is evaluated once, at the
 * list.
 */
function walkNull(type: GraphQLInputType, path: string): ProvidedInput[] {
  if (isListType(type) || isNonNullType(type)) return walkNull(type.ofType, path);
  return guardedInput(type, type.name, path);
}

/**
 * Returns each guarded argument, input field, input type, enum, enum value and scalar that the client
 * provided to this field.
 */
export function providedInputs(
  parent: GraphQLObjectType | GraphQLInterfaceType,
  node: FieldNode,
  client: ClientInput,
): ProvidedInput[] {
  const fieldName = node.name.value;
  const levels = [parent, ...allInterfaces(parent)];
  const definitions: readonly GraphQLArgument[] = parent.getFields()[fieldName]?.args ?? [];
  return definitions.flatMap((argument) => {
    const given = provided(node.arguments?.find((each) => each.name.value === argument.name)?.value, client);
    if (given === undefined) return [];
    const own = levels.flatMap((level) => {
      const same = level.getFields()[fieldName]?.args.find((each) => each.name === argument.name);
      return same === undefined
        ? []
        : guardedInput(same, `${parent.name}.${fieldName}(${argument.name}:)`, argument.name);
    });
    return [...own, ...walk(argument.type, given, argument.name, client)];
  });
}
