import {
  type FieldNode,
  type GraphQLEnumType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { isEqual } from './handoffs.js';
import type { InputPosition, InputRules, PlacedRule } from './input-rules.js';

/** A rule to ask, at one place in the arguments. Answers whether what lies below is looked at too. */
export type Visit = (rule: PlacedRule, argumentPath: string) => boolean;

/** Where variables are read: as the client sent them, or, where that is not known, as they were coerced. */
export interface VariableSource {
  readonly operation: OperationDefinitionNode;
  readonly coerced: Readonly<Record<string, unknown>>;
  readonly raw: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Visits the rules of everything that the caller provided to a field: by a literal, a variable, or the
 * variable's own default. A default of the schema is not provided; an explicit null is. Coerced variables no
 * longer tell the two apart, so there a value equal to the schema's default counts as that default: to the
 * resolver they are the same.
 */
export function visitProvided(
  positions: readonly InputPosition[],
  rules: InputRules,
  node: FieldNode,
  variables: VariableSource,
  visit: Visit,
): void {
  const walker = createWalker(rules, variables, visit);
  for (const { name, value } of node.arguments ?? []) {
    const position = positions.find((each) => each.name === name.value);
    if (position !== undefined) walker.literalAt(position, value, position.name);
  }
}

interface Walker {
  readonly literalAt: (position: InputPosition, node: ValueNode, path: string) => void;
}

type Descend<T> = (type: GraphQLInputType, value: T, path: string) => void;

function createWalker(rules: InputRules, variables: VariableSource, visit: Visit): Walker {
  /** The rule of the type itself; below a refusal nothing is looked at. */
  function typePasses(type: GraphQLInputType, path: string): boolean {
    const own = rules.types.get(getNamedType(type).name)?.own;
    return own === undefined || visit(own, path);
  }

  function at<T>(position: InputPosition, value: T, path: string, descend: Descend<T>): void {
    if (position.own !== undefined && !visit(position.own, path)) return;
    descend(position.type, value, path);
  }

  function literalAt(position: InputPosition, node: ValueNode, path: string): void {
    if (node.kind !== Kind.VARIABLE) {
      at(position, node, path, literal);
      return;
    }
    variableAs(node.name.value, {
      literal: (value) => at(position, value, path, literal),
      raw: (value) => at(position, value, path, raw),
      coerced: (value) => at(position, value, path, coerced),
    });
  }

  function literal(type: GraphQLInputType, node: ValueNode, path: string): void {
    const nullable = getNullableType(type);
    if (node.kind === Kind.VARIABLE) {
      variableAs(node.name.value, {
        literal: (value) => literal(type, value, path),
        raw: (value) => raw(type, value, path),
        coerced: (value) => coerced(type, value, path),
      });
      return;
    }
    if (node.kind === Kind.NULL) return void typePasses(type, path);
    if (isListType(nullable)) {
      const items = node.kind === Kind.LIST ? node.values : [node];
      for (const [index, item] of items.entries()) literal(nullable.ofType, item, `${path}.${index}`);
      return;
    }
    if (!typePasses(type, path)) return;
    if (isInputObjectType(nullable) && node.kind === Kind.OBJECT) {
      for (const { name, value } of node.fields) {
        const position = rules.types.get(nullable.name)?.fields.get(name.value);
        if (position !== undefined) literalAt(position, value, `${path}.${name.value}`);
      }
    }
    if (isEnumType(nullable) && node.kind === Kind.ENUM) enumValue(nullable, node.value, path);
  }

  function raw(type: GraphQLInputType, value: unknown, path: string): void {
    walkValue(type, value, path, raw, (position, object) => object[position.name] !== undefined);
  }

  function coerced(type: GraphQLInputType, value: unknown, path: string): void {
    const isProvided = ({ name, defaultValue }: InputPosition, object: Fields): boolean =>
      Object.hasOwn(object, name) && !(defaultValue !== undefined && isEqual(object[name], defaultValue));
    walkValue(type, value, path, coerced, isProvided, nameOf);
  }

  function walkValue(
    type: GraphQLInputType,
    value: unknown,
    path: string,
    descend: Descend<unknown>,
    isProvided: (position: InputPosition, object: Fields) => boolean,
    named: (type: GraphQLEnumType, value: unknown) => unknown = (_, name) => name,
  ): void {
    const nullable = getNullableType(type);
    if (value === null || value === undefined) return void typePasses(type, path);
    if (isListType(nullable)) {
      const items = isIterable(value) ? [...value] : [value];
      for (const [index, item] of items.entries()) descend(nullable.ofType, item, `${path}.${index}`);
      return;
    }
    if (!typePasses(type, path)) return;
    if (isInputObjectType(nullable) && isFields(value)) {
      for (const position of rules.types.get(nullable.name)?.fields.values() ?? []) {
        if (isProvided(position, value))
          at(position, value[position.name], `${path}.${position.name}`, descend);
      }
    }
    if (isEnumType(nullable)) enumValue(nullable, named(nullable, value), path);
  }

  function enumValue({ name }: GraphQLEnumType, value: unknown, path: string): void {
    const rule = rules.types.get(name)?.values.get(String(value));
    if (rule !== undefined) visit(rule, path);
  }

  function variableAs(name: string, as: VariableForms): void {
    if (variables.raw === undefined) {
      if (Object.hasOwn(variables.coerced, name)) as.coerced(variables.coerced[name]);
      return;
    }
    if (Object.hasOwn(variables.raw, name)) {
      as.raw(variables.raw[name]);
      return;
    }
    const definition = variables.operation.variableDefinitions?.find(
      (each) => each.variable.name.value === name,
    );
    if (definition?.defaultValue !== undefined) as.literal(definition.defaultValue);
  }

  return { literalAt };
}

interface VariableForms {
  readonly literal: (node: ValueNode) => void;
  readonly raw: (value: unknown) => void;
  readonly coerced: (value: unknown) => void;
}

type Fields = Readonly<Record<string, unknown>>;

function nameOf(type: GraphQLEnumType, value: unknown): unknown {
  return type.getValues().find((each) => Object.is(each.value, value))?.name;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
