import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
} from 'graphql';
import type { Random } from '../../../../helpers/session-fuzz/seeded-random.js';

/** The variables of every generated operation. */
const variables =
  '($t: Boolean = true, $f: Boolean = false, $d: Boolean! = true, $i: Int! = 4, $nul: Int, $in: In, $s: [String!])';

interface Generation {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** How often a selection has `@skip` or `@include`. */
  readonly conditions: number;
  readonly fragments: Map<string, string>;
}

/** Generates a document with one operation or two; now and then it is not valid. */
export function generateDocument(schema: GraphQLSchema, random: Random): string {
  const conditions = random.chance(0.75) ? 0 : 0.15;
  const generation: Generation = { schema, random, conditions, fragments: new Map() };
  const isMutation = random.chance(0.2);
  const keyword = isMutation ? 'mutation' : random.chance(0.01) ? 'subscription' : 'query';
  const root = isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('the schema has no such root');
  const body = generateSelection(generation, root, 4);
  const fragments = [...generation.fragments.values()].join(' ');
  const other = random.chance(0.05) ? 'query Other { n }' : '';
  return `${keyword} Q${variables} { ${body} } ${fragments} ${other}`;
}

export function generateVariables(random: Random): Record<string, unknown> {
  return random.pick<Record<string, unknown>>([
    {},
    { t: false },
    { f: true, d: false },
    { i: 9, in: { a: 5, b: ['q'] } },
    { nul: null, in: null },
    { s: ['a'] },
    ...(random.chance(0.1)
      ? [{ t: null }, { i: 'bad', d: 'bad', in: { a: 'bad', zzz: 1 } }, { d: null }]
      : []),
  ]);
}

function generateSelection(generation: Generation, type: GraphQLCompositeType, depth: number): string {
  const count = 1 + generation.random.below(4);
  const parts = Array.from({ length: count }, () => generatePart(generation, type, depth));
  return parts.filter((part) => part !== '').join(' ') || '__typename';
}

function generatePart(generation: Generation, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = generation;
  const choice = random.below(1000);
  if (choice < 120 && depth > 0) return inlineFragment(generation, type, depth);
  if (choice < 200 && depth > 0) return spread(generation, depth);
  if (isUnionType(type)) return inlineFragment(generation, type, depth);
  if (choice < 260) return random.pick(['__typename', 'x: __typename', '__proto__: __typename']);
  if (choice < 262) return 'missing';
  if (choice < 300 && type === schema.getQueryType())
    return random.pick([
      '__schema { queryType { name fields { name type { kind name ofType { name } } } } }',
      '__type(name: "A") { name possibleTypes { name } interfaces { name } }',
    ]);
  return generateField(generation, random.pick(Object.values(type.getFields())), depth);
}

function inlineFragment(generation: Generation, type: GraphQLCompositeType, depth: number): string {
  const names = isUnionType(type) ? ['A', 'B'] : ['A', 'B', 'Node', 'Named', 'U', ''];
  const name = generation.random.pick(names);
  const target = name === '' ? type : compositeType(generation.schema.getType(name));
  const condition = `${name === '' ? '' : `on ${name}`}${generateCondition(generation)}`;
  return `... ${condition} { ${generateSelection(generation, target, depth - 1)} }`;
}

function spread(generation: Generation, depth: number): string {
  const { random, schema, fragments } = generation;
  const name = `F${random.below(6)}`;
  if (!fragments.has(name)) {
    const on = random.pick(['A', 'B', 'Node']);
    fragments.set(name, '');
    const body = generateSelection(generation, compositeType(schema.getType(on)), depth - 1);
    fragments.set(name, `fragment ${name} on ${on} { ${body} }`);
  }
  return `...${name}${generateCondition(generation)}`;
}

function generateField(generation: Generation, field: GraphQLField<unknown, unknown>, depth: number): string {
  const { random } = generation;
  const named = getNamedType(field.type);
  if (isCompositeType(named) && depth <= 0) return '';
  const names = ['x', 'y', 'toJSON', 'then', '__proto__', 'constructor', 'b'];
  const alias = random.chance(0.25) ? `${random.pick(names)}: ` : '';
  const body = isCompositeType(named) ? ` { ${generateSelection(generation, named, depth - 1)} }` : '';
  return `${alias}${field.name}${generateArguments(generation, field)}${generateCondition(generation)}${body}`;
}

function generateArguments({ random }: Generation, { args }: GraphQLField<unknown, unknown>): string {
  const given = args.flatMap(({ name, type }) => {
    if (String(type) === 'Int!') {
      const bad = random.chance(0.1) ? ['"x"', 'null'] : [];
      return random.chance(0.95) ? [`${name}: ${random.pick(['1', '$i', '$nul', ...bad])}`] : [];
    }
    if (!random.chance(0.5)) return [];
    if (String(type) === 'In') return [`${name}: ${generateInput(random, 0)}`];
    const values = String(type) === 'Int' ? ['3', '$i', '$nul'] : ['true', '$t', 'null'];
    return [`${name}: ${random.pick(values)}`];
  });
  return given.length === 0 ? '' : `(${given.join(', ')})`;
}

function generateInput(random: Random, depth: number): string {
  const nested = depth < 2 ? `{ c: ${generateInput(random, depth + 1)} }` : '{}';
  const bad = random.chance(0.1) ? ['{ a: "x" }', '{ zzz: 1 }', '7'] : [];
  return random.pick(['null', '{ a: 1 }', '{ b: ["x"] }', '{ a: $i }', '$in', '{ b: $s }', nested, ...bad]);
}

function generateCondition({ random, conditions }: Generation): string {
  if (!random.chance(conditions)) return '';
  const bad = random.chance(0.05) ? ['$missing', '3'] : [];
  const value = random.pick(['true', 'false', '$t', '$f', '$d', ...bad]);
  return ` @${random.pick(['skip', 'include'])}(if: ${value})`;
}

function compositeType(type: GraphQLNamedType | undefined): GraphQLCompositeType {
  if (!isCompositeType(type)) throw new Error('the schema has no such type');
  return type;
}
