import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { OPEN, type Rule } from '../core/rule.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { ElementRule, InputPosition } from '../schema/input-rules.js';

/** One element below a type, and where it leads. */
export interface Step {
  readonly coordinate: string;
  readonly rule: Rule;
  /** The elements that it leads to without another type: arguments, members of an input. */
  readonly below: readonly Step[];
  /** The types that it leads to: for an interface or union each object type, with its own rule. */
  readonly targets: readonly Target[];
}

/** A type that a step leads to, and the rule on the way. */
export interface Target {
  readonly typeName: string;
  readonly rule: Rule;
}

/** Returns the elements below a type, by its name. */
export function stepsBelow(guarded: GuardedSchema, typeName: string): readonly Step[] {
  const type = guarded.schema.getType(typeName);
  return isObjectType(type) ? fieldSteps(guarded, type) : inputSteps(guarded, typeName);
}

function fieldSteps(guarded: GuardedSchema, type: GraphQLObjectType): readonly Step[] {
  return Object.values(type.getFields()).flatMap((definition): readonly Step[] => {
    const field = guarded.fields.get(`${type.name}.${definition.name}`);
    if (field === undefined) return [];
    const { coordinate, full: rule, inputs = [] } = field;
    const below = inputs.map((position) => positionStep(position, `${coordinate}(${position.name}:)`));
    return [{ coordinate, rule, below, targets: targetsOf(guarded, getNamedType(definition.type)) }];
  });
}

function targetsOf({ schema, edges }: GuardedSchema, returned: GraphQLNamedType): readonly Target[] {
  if (!isAbstractType(returned)) return [{ typeName: returned.name, rule: OPEN }];
  return schema
    .getPossibleTypes(returned)
    .map(({ name }) => ({ typeName: name, rule: edges.get(name)?.rule ?? OPEN }));
}

function inputSteps({ inputs }: GuardedSchema, typeName: string): readonly Step[] {
  const rules = inputs.types.get(typeName);
  if (rules === undefined) return [];
  const members = [
    ...[...rules.values.values()].map(
      (value): Step => ({ coordinate: value.coordinate, rule: ruleOf(value), below: [], targets: [] }),
    ),
    ...[...rules.fields.values()].map((position) => positionStep(position, `${typeName}.${position.name}`)),
  ];
  if (rules.own === undefined) return members;
  return [{ coordinate: typeName, rule: ruleOf(rules.own), below: members, targets: [] }];
}

function positionStep({ own, type }: InputPosition, coordinate: string): Step {
  const targets = [{ typeName: getNamedType(type).name, rule: OPEN }];
  return { coordinate, rule: ruleOf(own), below: [], targets };
}

function ruleOf(elementRule: ElementRule | undefined): Rule {
  return elementRule?.compiled.rule ?? OPEN;
}
