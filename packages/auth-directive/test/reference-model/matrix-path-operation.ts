import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { DataSet, ReferenceCaller, StoredObject, StoredValue } from './types.js';

/** Every property from which a rule of the schema reads an owner. */
export const ownerNames: readonly string[] = ['id', 'userId', 'subjectId', 'actorId'];

/**
 * Creates a complete data set: one object of every type, all with the same owner, a value for every field,
 * and payloads that elevate the given caller.
 */
export function createCompleteData(schema: GraphQLSchema, owner: string, elevated: ReferenceCaller): DataSet {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const owners = Object.fromEntries(ownerNames.map((name) => [name, owner]));
  const data: Record<string, StoredObject> = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const fieldValues = Object.values(type.getFields()).map(
      ({ name, type: answered }): [string, StoredValue] => [
        name,
        name in owners ? owner : completeValue(answered, name),
      ],
    );
    const elevates = elevated.kind === 'principal' ? { elevates: elevated } : {};
    const id = roots.includes(type) ? type.name : `${type.name}:0`;
    data[id] = {
      type: type.name,
      owners,
      flag: true,
      fieldValues: Object.fromEntries(fieldValues),
      ...elevates,
    };
  }
  return data;
}

function completeValue(type: GraphQLOutputType, name: string): StoredValue {
  if (isNonNullType(type)) return completeValue(type.ofType, name);
  if (isListType(type)) return [completeValue(type.ofType, name)];
  if (isCompositeType(type)) return { ref: `${type.name}:0` };
  if (isEnumType(type)) return type.getValues()[0]?.name ?? null;
  if (type.name === 'Int') return 1;
  return type.name === 'Boolean' ? true : `some ${name}`;
}

/** An operation along a path of coordinates, and the steps to the end of the path in its answer. */
export type PathOperation = {
  readonly kind: string;
  readonly source: string;
  readonly steps: readonly string[];
};

/**
 * Returns the operation that selects a path of the matrix: nested fields with their required arguments, and
 * at the end the input that the path leads to.
 */
export function operationForPath(schema: GraphQLSchema, path: readonly string[]): PathOperation {
  const isInput = (step: string): boolean => !isObjectType(schema.getType(step.split('.')[0] ?? ''));
  const fields = path.filter((step) => !step.includes('(') && !isInput(step));
  const inputs = path.filter((step) => step.includes('(') || isInput(step));
  const kind = kindOf(schema, fields[0] ?? '');
  const body = fields.reduceRight((below, step, index) => {
    const [typeName = '', name = ''] = step.split('.');
    const type = schema.getType(typeName);
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    if (field === undefined) throw new Error(`${step} is no field.`);
    const args = argumentsOf(field.args, index === fields.length - 1 ? inputs : []);
    const inside = below === '' && isCompositeType(getNamedType(field.type)) ? '{ __typename }' : below;
    const selected = `${name}${args} ${inside}`;
    return index === 0 ? `{ ${selected} }` : `{ ... on ${typeName} { ${selected} } }`;
  }, '');
  return { kind, source: `${kind} ${body}`, steps: fields.map((step) => step.split('.')[1] ?? '') };
}

function kindOf(schema: GraphQLSchema, root: string): string {
  const name = root.split('.')[0];
  if (name === schema.getMutationType()?.name) return 'mutation';
  return name === schema.getSubscriptionType()?.name ? 'subscription' : 'query';
}

function argumentsOf(args: readonly GraphQLArgument[], [wanted, ...inside]: readonly string[]): string {
  const name = wanted?.slice(wanted.indexOf('(') + 1, -2);
  const written = args
    .filter((each) => isRequiredArgument(each) || each.name === name)
    .map((each) => `${each.name}: ${literal(each.type, each.name === name ? inside : [])}`);
  return written.length === 0 ? '' : `(${written.join(', ')})`;
}

/** Returns a value with every required input, and the input at the end of the path. */
function literal(type: GraphQLInputType, [wanted, ...inside]: readonly string[]): string {
  if (isNonNullType(type)) return literal(type.ofType, wanted === undefined ? [] : [wanted, ...inside]);
  if (isListType(type)) return `[${literal(type.ofType, wanted === undefined ? [] : [wanted, ...inside])}]`;
  if (isEnumType(type)) return wanted?.split('.')[1] ?? type.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(type)) {
    const name = wanted?.split('.')[1];
    const written = Object.values(type.getFields())
      .filter((field) => isRequiredInputField(field) || field.name === name)
      .map((field) => `${field.name}: ${literal(field.type, field.name === name ? inside : [])}`);
    return `{ ${written.join(', ')} }`;
  }
  if (type.name === 'Int') return '1';
  return type.name === 'Boolean' ? 'true' : '"some text"';
}

/** Returns the value of an answer at the end of the path, using the first item of each list. */
export function valueAtPath(data: unknown, steps: readonly string[]): unknown {
  let value: unknown = data;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return null;
    value = Reflect.get(value, step);
    while (Array.isArray(value)) value = value[0];
  }
  return value ?? null;
}
