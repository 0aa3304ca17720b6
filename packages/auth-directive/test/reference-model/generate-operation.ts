import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import type { SeededRandom } from './seeded-random.js';

/** An operation as a client sends it. */
export type Operation = { readonly source: string; readonly variables: Readonly<Record<string, unknown>> };
type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };
type Fragment = { readonly name: string; readonly on: GraphQLCompositeType; readonly body: string };
type Draft = {
  readonly random: SeededRandom;
  readonly schema: GraphQLSchema;
  readonly fragments: Fragment[];
  readonly definitions: string[];
  readonly variables: Record<string, unknown>;
  readonly hasUniqueKeys: boolean;
  keys: number;
  /** The properties that an alias may still try to forge, each once. */
  readonly owners: string[];
};

function addVariable(draft: Draft, type: string, value: Json, fallback: string | undefined): string {
  const name = `v${draft.definitions.length}`;
  draft.definitions.push(`$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}`);
  if (fallback === undefined || draft.random.chance(50)) draft.variables[name] = value;
  return `$${name}`;
}

/** Generates a value for an input position, as JSON. */
function inputValue(random: SeededRandom, type: GraphQLInputType, depth: number): Json {
  if (isNonNullType(type)) return nonNullValue(random, type.ofType, depth);
  return random.chance(8) ? null : nonNullValue(random, type, depth);
}

/** Generates a value for an input field, sometimes the default of the schema. */
function fieldValue(random: SeededRandom, { type, defaultValue }: GraphQLInputField, depth: number): Json {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof defaultValue);
  return isPlain && random.chance(30) ? (defaultValue as Json) : inputValue(random, type, depth);
}

function nonNullValue(random: SeededRandom, type: GraphQLInputType, depth: number): Json {
  if (isNonNullType(type)) return nonNullValue(random, type.ofType, depth);
  if (isListType(type)) {
    const length = depth <= 0 ? 0 : random.below(3);
    return Array.from({ length }, () => inputValue(random, type.ofType, depth - 1));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isRequiredInputField(field) || (depth > 0 && random.chance(55)),
    );
    return Object.fromEntries(fields.map((field) => [field.name, fieldValue(random, field, depth - 1)]));
  }
  if (type.name === 'Int') return random.below(100);
  return type.name === 'Boolean' ? random.chance(50) : `text ${random.below(100)}`;
}

/** Returns the same value in GraphQL syntax; sometimes a part of it becomes a variable. */
function literal(draft: Draft, type: GraphQLInputType, value: Json, percent: number): string {
  const { random } = draft;
  if (random.chance(percent)) {
    const fallback = random.chance(30) ? literal(draft, type, inputValue(random, type, 2), 0) : undefined;
    const isNullDefault = fallback === 'null' && isNonNullType(type);
    return addVariable(draft, String(type), value, isNullDefault ? undefined : fallback);
  }
  if (isNonNullType(type)) return literal(draft, type.ofType, value, 0);
  if (value === null) return 'null';
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    return `[${items.map((item) => literal(draft, type.ofType, item, percent / 2)).join(', ')}]`;
  }
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type)) return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([name, each]) => {
    const field = type.getFields()[name];
    return field === undefined ? [] : [`${name}: ${literal(draft, field.type, each, percent / 2)}`];
  });
  return `{ ${fields.join(', ')} }`;
}

function argumentsFor(draft: Draft, args: readonly GraphQLArgument[]): string {
  const { random } = draft;
  const written = args
    .filter((argument) => isRequiredArgument(argument) || random.chance(60))
    .map(
      (argument) =>
        `${argument.name}: ${literal(draft, argument.type, inputValue(random, argument.type, 3), 30)}`,
    );
  return written.length === 0 ? '' : `(${written.join(', ')})`;
}

function condition(draft: Draft): string {
  const { random } = draft;
  if (!random.chance(12)) return '';
  const directive = random.pick(['skip', 'include']);
  if (random.chance(30)) return ` @${directive}(if: ${random.chance(50)})`;
  const isDefaulted = random.chance(50);
  const variable = isDefaulted
    ? addVariable(draft, 'Boolean', random.chance(50), String(random.chance(50)))
    : addVariable(draft, 'Boolean!', random.chance(50), undefined);
  return ` @${directive}(if: ${variable})`;
}

/** Most fields with arguments get a unique response key, since two of them under one key would conflict. */
function alias(draft: Draft, hasArguments: boolean): string {
  draft.keys += 1;
  const owner = draft.random.chance(8) ? draft.owners.pop() : undefined;
  if (owner !== undefined) return `${owner}: `;
  return draft.hasUniqueKeys || draft.random.chance(hasArguments ? 92 : 12) ? `k${draft.keys}: ` : '';
}

function fieldSelection(
  draft: Draft,
  field: GraphQLField<unknown, unknown>,
  depth: number,
  canBeSkipped = true,
): string {
  const type = getNamedType(field.type);
  const body = isCompositeType(type) ? ` ${selectionSet(draft, type, depth - 1)}` : '';
  return `${alias(draft, field.args.length > 0)}${field.name}${argumentsFor(draft, field.args)}${canBeSkipped ? condition(draft) : ''}${body}`;
}

/** Returns every object, interface and union type that shares an object type with this one. */
function overlapping(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  const possible = (each: GraphQLCompositeType) =>
    isAbstractType(each) ? schema.getPossibleTypes(each) : [each];
  const mine = possible(type);
  return Object.values(schema.getTypeMap()).filter(
    (each): each is GraphQLCompositeType =>
      isCompositeType(each) &&
      !each.name.startsWith('__') &&
      possible(each).some((one) => mine.includes(one)),
  );
}

function fragmentSelection(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = draft;
  const targets = overlapping(schema, type);
  const known = draft.fragments.filter((fragment) => targets.includes(fragment.on));
  const guard = condition(draft);
  if (known.length > 0 && random.chance(40)) return `...${random.pick(known).name}${guard}`;
  const target = random.pick(targets);
  if (random.chance(35)) {
    const body = selectionSet(draft, target, depth - 1);
    const fragment = { name: `Part${draft.fragments.length}`, on: target, body };
    draft.fragments.push(fragment);
    return `...${fragment.name}${guard}`;
  }
  if (random.chance(15)) return `...${guard} ${selectionSet(draft, type, depth - 1)}`;
  return `... on ${target.name}${guard} ${selectionSet(draft, target, depth - 1)}`;
}

function selectionSet(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = draft;
  const fields = isUnionType(type) ? [] : Object.values(type.getFields());
  const eligible = depth > 0 ? fields : fields.filter((field) => !isCompositeType(getNamedType(field.type)));
  const selections: string[] = [];
  const count = 1 + random.below(3);
  for (let index = 0; index < count; index += 1) {
    if (depth > 0 && (random.chance(25) || isUnionType(type)))
      selections.push(fragmentSelection(draft, type, depth));
    else if (eligible.length > 0) selections.push(fieldSelection(draft, random.pick(eligible), depth));
  }
  if (selections.length === 0 || random.chance(12)) selections.push('__typename');
  return `{ ${selections.join(' ')} }`;
}

type Kind = 'query' | 'mutation' | 'subscription';

const rootTypes = {
  query: (schema: GraphQLSchema) => schema.getQueryType(),
  mutation: (schema: GraphQLSchema) => schema.getMutationType(),
  subscription: (schema: GraphQLSchema) => schema.getSubscriptionType(),
};

function rootSelection(draft: Draft, root: GraphQLObjectType, kind: Kind): string {
  const { random } = draft;
  if (kind !== 'subscription') return selectionSet(draft, root, random.pick([2, 3, 3, 4]));
  // A subscription selects exactly one field, unconditionally (GraphQL specification, section 5.2.3.1).
  return `{ ${fieldSelection(draft, random.pick(Object.values(root.getFields())), 4, false)} }`;
}

function draftOperation(
  random: SeededRandom,
  schema: GraphQLSchema,
  kind: Kind,
  hasUniqueKeys: boolean,
): Operation | undefined {
  const root = rootTypes[kind](schema);
  if (root === null || root === undefined) return undefined;
  const draft: Draft = {
    random,
    schema,
    fragments: [],
    definitions: [],
    variables: {},
    hasUniqueKeys,
    keys: 0,
    owners: random.chance(50) ? ['ownerId', 'authorId'] : ['authorId', 'ownerId'],
  };
  const body = rootSelection(draft, root, kind);
  const definitions = draft.definitions.length === 0 ? '' : `(${draft.definitions.join(', ')})`;
  const parts = draft.fragments.map(
    (fragment) => `fragment ${fragment.name} on ${fragment.on.name} ${fragment.body}`,
  );
  const source = [`${kind} Generated${definitions} ${body}`, ...parts].join('\n');
  if (source.length > 4_000) return undefined;
  // Unique keys cannot conflict, and validation is the slowest step of a case.
  if (!hasUniqueKeys && validate(schema, parse(source)).length > 0) return undefined;
  return { source, variables: draft.variables };
}

/**
 * Generates a valid operation with aliases, named and inline fragments, variables with defaults, `@skip`
 * and `@include`.
 */
export function generateOperation(
  random: SeededRandom,
  schema: GraphQLSchema,
  kind: Kind = random.chance(30) ? 'mutation' : 'query',
): Operation {
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const operation = draftOperation(random, schema, kind, attempt > 0 || random.chance(65));
    if (operation !== undefined) return operation;
  }
  return { source: '{ __typename }', variables: {} };
}
