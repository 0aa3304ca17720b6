import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { Composite } from '../schema/schema-types.js';
import { type MayPass, reachableElements } from './reachable-elements.js';
import { isDefaultHidden } from './visible-defaults.js';

/**
 * Returns the coordinates of the elements that a caller may reach, as far as they form a valid schema: types
 * without a visible member are removed, and so is what cannot be used without a hidden element. An element is
 * removed rather than kept in a form that the schema does not have.
 */
export function visibleElements(guarded: GuardedSchema, mayPass: MayPass): ReadonlySet<string> {
  const removed = new Set<string>();
  for (;;) {
    const reached = reachableElements(guarded, mayPass, removed);
    const before = removed.size;
    for (const coordinate of unusableElements(guarded, reached)) removed.add(coordinate);
    if (removed.size === before) return reached;
  }
}

function unusableElements(guarded: GuardedSchema, reached: ReadonlySet<string>): readonly string[] {
  const { schema } = guarded;
  const unusable: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!reached.has(type.name)) continue;
    // A schema has a query type, even where the caller may use none of its fields.
    if (isUnusableType(guarded, type, reached) && type !== schema.getQueryType()) unusable.push(type.name);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (isUnusableInput(field, reached)) unusable.push(`${type.name}.${field.name}`);
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      unusable.push(...unusableInField(type, field, reached));
    }
    for (const parent of type.getInterfaces()) unusable.push(...brokenFields(parent, type, reached));
  }
  return unusable;
}

function isUnusableType(
  { schema }: GuardedSchema,
  type: GraphQLNamedType,
  reached: ReadonlySet<string>,
): boolean {
  const isReached = ({ name }: { readonly name: string }): boolean => reached.has(`${type.name}.${name}`);
  if (isUnionType(type)) return !type.getTypes().some(({ name }) => reached.has(name));
  if (isEnumType(type)) return !type.getValues().some(isReached);
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return !fields.some(isReached) || fields.some((each) => isRequiredInputField(each) && !isReached(each));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return false;
  if (isInterfaceType(type)) {
    const possible = schema.getPossibleTypes(type);
    if (possible.length > 0 && !possible.some(({ name }) => reached.has(name))) return true;
  }
  return !Object.values(type.getFields()).some(isReached);
}

function unusableInField(
  type: Composite,
  field: GraphQLField<unknown, unknown>,
  reached: ReadonlySet<string>,
): readonly string[] {
  const coordinate = `${type.name}.${field.name}`;
  if (!reached.has(coordinate)) return [];
  if (!reached.has(getNamedType(field.type).name)) return [coordinate];
  const coordinateOf = ({ name }: GraphQLArgument): string => `${coordinate}(${name}:)`;
  if (field.args.some((arg) => isRequiredArgument(arg) && !reached.has(coordinateOf(arg)))) {
    return [coordinate];
  }
  return field.args.filter((arg) => isUnusableInput(arg, reached)).map(coordinateOf);
}

/** Returns whether an input has no visible type, or a default that is hidden and cannot be left out. */
function isUnusableInput(
  input: Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue'>,
  reached: ReadonlySet<string>,
): boolean {
  if (!reached.has(getNamedType(input.type).name)) return true;
  return isNonNullType(input.type) && isDefaultHidden(input, reached);
}

/**
 * Returns what an interface cannot have, because a visible type that implements it does not have it. The
 * field remains in the other types, which fragments select.
 */
function brokenFields(
  parent: GraphQLInterfaceType,
  type: Composite,
  reached: ReadonlySet<string>,
): readonly string[] {
  const fields = type.getFields();
  return Object.values(parent.getFields()).flatMap((field) => {
    const coordinate = `${parent.name}.${field.name}`;
    const own = `${type.name}.${field.name}`;
    if (!reached.has(coordinate)) return [];
    if (!reached.has(own)) return [coordinate];
    const isHidden = (name: string): boolean => !reached.has(`${coordinate}(${name}:)`);
    const args = fields[field.name]?.args ?? [];
    if (args.some((arg) => isRequiredArgument(arg) && isHidden(arg.name))) return [coordinate];
    return args.flatMap(({ name }) =>
      reached.has(`${own}(${name}:)`) || isHidden(name) ? [] : [`${coordinate}(${name}:)`],
    );
  });
}
