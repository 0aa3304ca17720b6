import { type GraphQLNamedType, isInputObjectType, isLeafType } from 'graphql';
import { CLOSED, OPEN, type Rule } from '../core/rule.js';
import { all, bindToParent, bindToValue } from '../core/rule-algebra.js';
import type { GuardedField } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { typeChain } from '../schema/schema-types.js';

/** The rules of an element, as they are enforced and as they are written. */
export interface ElementSources {
  readonly coordinate: string;
  /** All of them must hold: the combined rule of the element, then those of given arguments. */
  readonly rules: readonly Rule[];
  readonly written: readonly WrittenRule[];
}

/** A written rule, with its requirements bound to the element that it applies to. */
export interface WrittenRule {
  readonly writtenOn: string;
  readonly argumentPath?: string;
  readonly rule: Rule;
}

/**
 * Returns the rules of an element; for a field with the rules of `returns`, the type of its value. Throws a
 * RangeError for a coordinate that the schema does not have.
 */
export function sourcesOf(guarded: GuardedSchema, coordinate: string, returns?: string): ElementSources {
  const field = guarded.fields.get(coordinate);
  if (field !== undefined) return sourcesOfField(guarded, field, returns ?? field.returns);
  const { schema, inputs, policy } = guarded;
  const [typeName = '', member = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (type === undefined || !hasMember(type, coordinate.slice(typeName.length)))
    throw new RangeError(`The schema has no element ${coordinate}.`);
  if (member === '') return sourcesOfType(guarded, type);
  const argument = /^(\w+)\((\w+):\)$/.exec(member);
  if (argument !== null) {
    const [, fieldName, name] = argument;
    const position = inputs.fields.get(`${typeName}.${fieldName}`)?.find((each) => each.name === name);
    const places = typeChain(type).map((each) => `${each}.${member}`);
    const written = writtenRules(guarded, places, (rule) => bindToParent(rule, coordinate));
    return { coordinate, rules: [position?.own?.compiled.rule ?? OPEN], written };
  }
  const rule = bindToParent(policy.rules.get(coordinate) ?? OPEN, coordinate);
  return { coordinate, rules: [rule], written: writtenRules(guarded, [coordinate], () => rule) };
}

function sourcesOfField(guarded: GuardedSchema, field: GuardedField, returns: string): ElementSources {
  const { policy, schema } = guarded;
  const { coordinate, typeName, fieldName } = field;
  const type = schema.getType(typeName);
  const chain = type === undefined ? [] : typeChain(type);
  const places = chain.map((name) => `${name}.${fieldName}`);
  const returned = schema.getType(returns);
  const written = [
    ...writtenRules(guarded, chain, (rule) => bindToParent(rule, typeName)),
    ...writtenRules(guarded, places, (rule) => bindToParent(rule, coordinate)),
    ...(returned === undefined ? [] : sourcesOfType(guarded, returned).written),
  ];
  if (returns === field.returns) return { coordinate, rules: [field.full], written };
  const isClosed = policy.closeUndeclared && policy.undeclared.has(coordinate);
  return { coordinate, rules: [isClosed ? CLOSED : all(written.map(({ rule }) => rule))], written };
}

function sourcesOfType(guarded: GuardedSchema, type: GraphQLNamedType): ElementSources {
  const { name } = type;
  // An input and a leaf are no objects: their policies are asked with the object that the field belongs to.
  const bind = isLeafType(type) || isInputObjectType(type) ? bindToParent : bindToValue;
  const written = writtenRules(guarded, typeChain(type), (rule) => bind(rule, name));
  return { coordinate: name, rules: [all(written.map(({ rule }) => rule))], written };
}

function writtenRules(
  { policy }: GuardedSchema,
  places: readonly string[],
  bind: (rule: Rule) => Rule,
): readonly WrittenRule[] {
  return places.flatMap((writtenOn) => {
    const rule = policy.rules.get(writtenOn);
    return rule === undefined ? [] : [{ writtenOn, rule: bind(rule) }];
  });
}

function hasMember(type: GraphQLNamedType, rest: string): boolean {
  if (rest === '') return true;
  const [name = '', argument] = rest.slice(1).replace(':)', '').split('(');
  if ('getValues' in type) return type.getValues().some((value) => value.name === name);
  if (!('getFields' in type)) return false;
  const field = type.getFields()[name];
  if (field === undefined || argument === undefined) return field !== undefined;
  return 'args' in field && field.args.some((arg) => arg.name === argument);
}
