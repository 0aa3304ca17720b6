import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
} from 'graphql';
import type { SeededRandom } from '../reference-model/seeded-random.js';
import type { HttpRequest } from './introspection-servers.js';

interface Generation {
  readonly schema: GraphQLSchema;
  readonly random: SeededRandom;
  readonly typeNames: readonly string[];
  /** Whether the request contains mistakes and hidden names; otherwise most callers may send it. */
  readonly isNoisy: boolean;
  readonly definitions: string[];
  readonly variables: Record<string, unknown>;
  readonly fragments: string[];
}

/** The name of an enum value, which is written without quotes in a literal. */
interface EnumName {
  readonly enumName: string;
}

/**
 * Generates a request that knows hidden names: fields, arguments, fragments, variables and literals of the
 * whole schema, and names that do not exist.
 */
export function generateRequest(schema: GraphQLSchema, random: SeededRandom): HttpRequest {
  const known = Object.keys(schema.getTypeMap()).filter((name) => !name.startsWith('__'));
  const typeNames = [...known, 'Secre', 'Nod'];
  const generation: Generation = {
    schema,
    random,
    typeNames,
    isNoisy: random.chance(40),
    definitions: [],
    variables: {},
    fragments: [],
  };
  const [kind, root] = random.pick([
    ...Array.from({ length: 6 }, () => ['query', 'Query'] as const),
    ...Array.from({ length: 3 }, () => ['mutation', 'Mutation'] as const),
    ['subscription', 'Subscription'],
  ] as const);
  const selections = selectionSet(generation, root, 3);
  const { definitions, variables, fragments } = generation;
  const written = definitions.length > 0 ? `(${definitions.join(', ')})` : '';
  return {
    query: [`${kind} Q${written} ${selections}`, ...fragments].join('\n'),
    variables,
    ...(random.chance(10) ? { operationName: random.pick(['Q', 'R']) } : {}),
    method: random.chance(20) ? 'GET' : 'POST',
  };
}

function selectionSet(generation: Generation, typeName: string, depth: number): string {
  const count = 1 + generation.random.below(2);
  const each = Array.from({ length: count }, () => selection(generation, typeName, depth));
  return `{ ${each.join(' ')} }`;
}

function selection(generation: Generation, typeName: string, depth: number): string {
  const { schema, random, typeNames, isNoisy } = generation;
  if (typeName === 'Query' && random.chance(20)) return introspection(generation);
  if (random.chance(10)) return `${alias(random)}__typename`;
  if (random.chance(15) && depth > 0)
    return fragment(generation, isNoisy ? random.pick(typeNames) : typeName, depth);
  const type = schema.getType(typeName);
  const all = type && 'getFields' in type ? Object.values(type.getFields()) : [];
  const fields = all.filter(
    (each) => isNoisy || (!isSecret(each) && (depth > 0 || isLeafType(getNamedType(each.type)))),
  );
  if (fields.length === 0) return isNoisy ? 'nope' : '__typename';
  if (isNoisy && random.chance(4)) return random.pick(['secretBelo', 'nope', 'secre', 'not']);
  const field = random.pick(fields);
  const args = 'args' in field ? argumentsOf(generation, field.args) : '';
  const fieldType: GraphQLType = field.type;
  const named = getNamedType(fieldType);
  const isComposite = 'getFields' in named || 'getTypes' in named;
  const body = isComposite && depth > 0 ? ` ${selectionSet(generation, named.name, depth - 1)}` : '';
  const cost =
    isNoisy && random.chance(5) ? ` @cost(color: ${random.pick(['RED', 'SECRETGOLD', 'SECRETGOL'])})` : '';
  return `${alias(random)}${field.name}${args}${cost}${body}`;
}

function fragment(generation: Generation, condition: string, depth: number): string {
  const body = selectionSet(generation, condition, depth - 1);
  if (generation.random.chance(50)) return `... on ${condition} ${body}`;
  const name = `F${generation.fragments.length}`;
  generation.fragments.push(`fragment ${name} on ${condition} ${body}`);
  return `...${name}`;
}

function introspection({ random, typeNames }: Generation): string {
  const members = random.pick([
    'name',
    'name fields { name args { name defaultValue } type { name ofType { name } } }',
    'kind possibleTypes { name } interfaces { name } enumValues { name }',
    'inputFields { name defaultValue type { name } }',
  ]);
  if (random.chance(50)) {
    const part = random.pick([`types { ${members} }`, 'directives { name args { name defaultValue } }']);
    return `${alias(random)}__schema { ${part} }`;
  }
  const include = random.chance(20) ? ` @include(if: ${random.chance(50)})` : '';
  return `${alias(random)}__type(name: "${random.pick(typeNames)}")${include} { ${members} }`;
}

function alias(random: SeededRandom): string {
  return random.chance(30) ? `a${random.below(1000)}: ` : '';
}

function argumentsOf(generation: Generation, args: readonly GraphQLArgument[]): string {
  const { random, isNoisy } = generation;
  const given = args.filter((arg) => {
    if (!isNoisy && (isSecret(arg) || isRequiredArgument(arg))) return !isSecret(arg);
    return random.chance(isRequiredArgument(arg) ? 90 : 40);
  });
  const written = given.map(({ name, type }) => `${name}: ${argumentValue(generation, type)}`);
  if (isNoisy && random.chance(4)) written.push('secretArg: 1');
  return written.length > 0 ? `(${written.join(', ')})` : '';
}

function argumentValue(generation: Generation, type: GraphQLInputType): string {
  const { random, typeNames, definitions, variables, isNoisy } = generation;
  const value = inputValue(generation, type, 2);
  if (random.chance(50)) return literalText(value);
  const name = `v${definitions.length}`;
  const variableType = !isNoisy || random.chance(90) ? String(type) : random.pick(typeNames);
  const isDefault = random.chance(20);
  definitions.push(`$${name}: ${variableType}${isDefault ? ` = ${literalText(value)}` : ''}`);
  if (!isDefault) variables[name] = plain(value);
  return `$${name}`;
}

function inputValue(generation: Generation, inputType: GraphQLInputType, depth: number): unknown {
  const { random, isNoisy } = generation;
  const type = getNullableType(inputType);
  if (isNoisy && random.chance(4)) return random.pick([null, 7, 'x', { enumName: 'SECRETGOL' }]);
  if (isListType(type)) return [inputValue(generation, type.ofType, depth)];
  if (isEnumType(type))
    return { enumName: random.pick(type.getValues().filter((each) => isNoisy || !isSecret(each))).name };
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (each) => depth > 0 && random.chance(40) && (isNoisy || !isSecret(each)),
    );
    const members = fields.map((field) => [field.name, inputValue(generation, field.type, depth - 1)]);
    if (isNoisy && random.chance(4)) members.push(['secretLimi', 1]);
    return Object.fromEntries(members);
  }
  return type.name === 'Int' ? 3 : type.name === 'Boolean' ? true : 'text';
}

function isSecret({ name }: { readonly name: string }): boolean {
  return /secret/i.test(name);
}

function isEnumName(value: object): value is EnumName {
  return 'enumName' in value;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isEnumName(value)) return value.enumName;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

function literalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isEnumName(value)) return value.enumName;
  const fields = Object.entries(value).map(([name, each]) => `${name}: ${literalText(each)}`);
  return `{ ${fields.join(', ')} }`;
}
