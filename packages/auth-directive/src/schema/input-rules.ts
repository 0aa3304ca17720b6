import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { AuthSchemaError, type Finding } from '../core/auth-schema-error.js';
import { OPEN, type Rule } from '../core/rule.js';
import { all, bindToParent, MAX_GROUPS } from '../core/rule-algebra.js';
import type { CompiledRule, RuleTable } from '../core/rule-table.js';
import { defaultValueOf } from './default-value.js';
import type { AuthPolicy } from './read-policy.js';
import { typeChain } from './schema-types.js';

/** A rule and the schema element that it is written on. */
export interface ElementRule {
  readonly coordinate: string;
  readonly compiled: CompiledRule;
}

/** An argument or an input field: its own rule, and its type. */
export interface InputPosition {
  readonly name: string;
  readonly own: ElementRule | undefined;
  readonly type: GraphQLInputType;
  readonly defaultValue: unknown;
}

/** The rules of a named input type, for each value that a caller provides. */
export interface InputTypeRules {
  readonly own: ElementRule | undefined;
  /** The fields of an input object that have a rule, or whose type contains one. */
  readonly fields: ReadonlyMap<string, InputPosition>;
  /** The values of an enum that have a rule. */
  readonly values: ReadonlyMap<string, ElementRule>;
}

/** The rules of every input position of a schema; positions without any rule are left out. */
export interface InputRules {
  /** Arguments, by the coordinate of their field. */
  readonly fields: ReadonlyMap<string, readonly InputPosition[]>;
  /** Types, by name. */
  readonly types: ReadonlyMap<string, InputTypeRules>;
}

/**
 * Compiles the input rules of a schema. An argument also has the rules of the same argument in every
 * interface of its type. Throws `AuthSchemaError` for a combined rule that is too large.
 */
export function inputRules(schema: GraphQLSchema, policy: AuthPolicy, compile: RuleTable): InputRules {
  const reader: InputReader = {
    policy,
    compile,
    typesWithRules: findTypesWithRules(schema, policy),
    faults: [],
  };
  const types = new Map<string, InputTypeRules>();
  const fields = new Map<string, readonly InputPosition[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (reader.typesWithRules.has(type.name)) types.set(type.name, typeRules(reader, type));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const chain = typeChain(type);
    for (const field of Object.values(type.getFields())) {
      const positions = field.args.flatMap((arg) => argumentPosition(reader, chain, field.name, arg) ?? []);
      if (positions.length > 0) fields.set(`${type.name}.${field.name}`, positions);
    }
  }
  if (reader.faults.length > 0) throw new AuthSchemaError(reader.faults);
  return { fields, types };
}

interface InputReader {
  readonly policy: AuthPolicy;
  readonly compile: RuleTable;
  /** The types that have a rule, themselves or anywhere below. */
  readonly typesWithRules: ReadonlySet<string>;
  readonly faults: Finding[];
}

function typeRules(reader: InputReader, type: GraphQLNamedType): InputTypeRules {
  const members = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const positions = members.flatMap(
    (field) => position(reader, field, ownRule(reader, `${type.name}.${field.name}`)) ?? [],
  );
  const values = new Map<string, ElementRule>();
  for (const { name } of isEnumType(type) ? type.getValues() : []) {
    const rule = ownRule(reader, `${type.name}.${name}`);
    if (rule !== undefined) values.set(name, rule);
  }
  const fields = new Map(positions.map((each) => [each.name, each]));
  return { own: ownRule(reader, type.name), fields, values };
}

function argumentPosition(
  reader: InputReader,
  [typeName = '', ...interfaces]: readonly string[],
  fieldName: string,
  arg: GraphQLArgument,
): InputPosition | undefined {
  const written = [typeName, ...interfaces].map(
    (name) => reader.policy.rules.get(`${name}.${fieldName}(${arg.name}:)`) ?? OPEN,
  );
  return position(reader, arg, elementRule(reader, all(written), `${typeName}.${fieldName}(${arg.name}:)`));
}

function position(
  { typesWithRules }: InputReader,
  input: Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>,
  own: ElementRule | undefined,
): InputPosition | undefined {
  const { name, type } = input;
  if (own === undefined && !typesWithRules.has(getNamedType(type).name)) return undefined;
  return { name, own, type, defaultValue: defaultValueOf(input) };
}

function ownRule(reader: InputReader, coordinate: string): ElementRule | undefined {
  return elementRule(reader, reader.policy.rules.get(coordinate) ?? OPEN, coordinate);
}

function elementRule(
  { compile, faults }: InputReader,
  rule: Rule,
  coordinate: string,
): ElementRule | undefined {
  if (rule === OPEN) return undefined;
  if (rule.length > MAX_GROUPS) {
    faults.push({ coordinate, message: `The combined rule has more than ${MAX_GROUPS} groups.` });
  }
  return { coordinate, compiled: compile(bindToParent(rule, coordinate)) };
}

/** Returns the names of the input types that have a rule, themselves or anywhere below. */
function findTypesWithRules(schema: GraphQLSchema, policy: AuthPolicy): ReadonlySet<string> {
  const typesWithRules = new Set<string>();
  const holders = new Map<string, Set<string>>();
  const mark = (name: string): void => {
    if (typesWithRules.has(name)) return;
    typesWithRules.add(name);
    for (const holder of holders.get(name) ?? []) mark(holder);
  };
  const types = Object.values(schema.getTypeMap());
  for (const type of types.filter(isInputObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const member: GraphQLNamedInputType = getNamedType(field.type);
      holders.set(member.name, (holders.get(member.name) ?? new Set()).add(type.name));
    }
  }
  for (const type of types) {
    const members = isInputObjectType(type) ? Object.keys(type.getFields()) : [];
    const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
    const isOutput = isObjectType(type) || isInterfaceType(type);
    const coordinates = [type.name, ...[...members, ...values].map((name) => `${type.name}.${name}`)];
    if (!isOutput && coordinates.some((coordinate) => policy.rules.has(coordinate))) mark(type.name);
  }
  return typesWithRules;
}
