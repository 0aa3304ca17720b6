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
import { all, askedOfParent, MAX_GROUPS } from '../core/rule-algebra.js';
import type { CompiledRule, RuleTable } from '../core/rule-table.js';
import { interfacesOf } from './effective-rules.js';
import type { AuthPolicy } from './read-policy.js';

/** A rule and the element that wrote it. */
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

/** What a named input type asks of each value that is provided of it. */
export interface InputTypeRules {
  readonly own: ElementRule | undefined;
  /** Of an input object: the fields that ask something, or lead to something that does. */
  readonly fields: ReadonlyMap<string, InputPosition>;
  /** Of an enum: the values that ask something. */
  readonly values: ReadonlyMap<string, ElementRule>;
}

/** The rules of every input position of a schema; positions where nothing is ever asked are left out. */
export interface InputRules {
  /** Arguments, by the coordinate of their field. */
  readonly fields: ReadonlyMap<string, readonly InputPosition[]>;
  /** Types, by name. */
  readonly types: ReadonlyMap<string, InputTypeRules>;
}

/**
 * Compiles the input rules of a schema once. An argument holds the rules of the same argument in every
 * interface of its type. Throws `AuthSchemaError` for a combined rule that is too large.
 */
export function inputRules(schema: GraphQLSchema, policy: AuthPolicy, compile: RuleTable): InputRules {
  const reading: Reading = {
    policy,
    compile,
    typesWithRules: findTypesWithRules(schema, policy),
    faults: [],
  };
  const types = new Map<string, InputTypeRules>();
  const fields = new Map<string, readonly InputPosition[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (reading.typesWithRules.has(type.name)) types.set(type.name, typeRules(reading, type));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const chain = [type, ...interfacesOf(type)].map(({ name }) => name);
    for (const field of Object.values(type.getFields())) {
      const positions = field.args.flatMap((arg) => argumentPosition(reading, chain, field.name, arg) ?? []);
      if (positions.length > 0) fields.set(`${type.name}.${field.name}`, positions);
    }
  }
  if (reading.faults.length > 0) throw new AuthSchemaError(reading.faults);
  return { fields, types };
}

interface Reading {
  readonly policy: AuthPolicy;
  readonly compile: RuleTable;
  /** The types that ask something, themselves or anywhere below. */
  readonly typesWithRules: ReadonlySet<string>;
  readonly faults: Finding[];
}

function typeRules(reading: Reading, type: GraphQLNamedType): InputTypeRules {
  const members = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const positions = members.flatMap(
    (field) => position(reading, field, ownRule(reading, `${type.name}.${field.name}`)) ?? [],
  );
  const values = new Map<string, ElementRule>();
  for (const { name } of isEnumType(type) ? type.getValues() : []) {
    const rule = ownRule(reading, `${type.name}.${name}`);
    if (rule !== undefined) values.set(name, rule);
  }
  const fields = new Map(positions.map((each) => [each.name, each]));
  return { own: ownRule(reading, type.name), fields, values };
}

function argumentPosition(
  reading: Reading,
  [typeName = '', ...interfaces]: readonly string[],
  fieldName: string,
  arg: GraphQLArgument,
): InputPosition | undefined {
  const written = [typeName, ...interfaces].map(
    (name) => reading.policy.rules.get(`${name}.${fieldName}(${arg.name}:)`) ?? OPEN,
  );
  return position(reading, arg, elementRule(reading, all(written), `${typeName}.${fieldName}(${arg.name}:)`));
}

function position(
  { typesWithRules }: Reading,
  { name, type, defaultValue }: Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>,
  own: ElementRule | undefined,
): InputPosition | undefined {
  if (own === undefined && !typesWithRules.has(getNamedType(type).name)) return undefined;
  return { name, own, type, defaultValue };
}

function ownRule(reading: Reading, coordinate: string): ElementRule | undefined {
  return elementRule(reading, reading.policy.rules.get(coordinate) ?? OPEN, coordinate);
}

function elementRule({ compile, faults }: Reading, rule: Rule, coordinate: string): ElementRule | undefined {
  if (rule === OPEN) return undefined;
  if (rule.length > MAX_GROUPS) {
    faults.push({ coordinate, message: `The combined rule has more than ${MAX_GROUPS} groups.` });
  }
  return { coordinate, compiled: compile(askedOfParent(rule, coordinate)) };
}

/** The names of the input types that ask something, themselves or anywhere below. */
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
      const held: GraphQLNamedInputType = getNamedType(field.type);
      holders.set(held.name, (holders.get(held.name) ?? new Set()).add(type.name));
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
