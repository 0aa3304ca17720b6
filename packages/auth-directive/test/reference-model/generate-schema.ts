import { generateArguments, generateLeafTypes, type LeafTypes, printArguments } from './generate-inputs.js';
import { generateRule, maybeRule, namedRules, type SilentAnswer, type Site } from './generate-rules.js';
import type { SeededRandom } from './seeded-random.js';

type Field = {
  readonly name: string;
  readonly type: string;
  readonly shape: string;
  readonly args: readonly string[];
  /** Whether no object type narrows the field to non-null, so that an interface may have `onDeny: NULL`. */
  readonly staysNullable: boolean;
  /** The only silent answer that interfaces may give, since objects may inherit it from several of them. */
  readonly interfaceAnswer: SilentAnswer;
};
type Interface = {
  readonly name: string;
  readonly parents: readonly string[];
  readonly fields: readonly Field[];
  rule: string;
};
type Plan = {
  readonly random: SeededRandom;
  /** Whether there are lists of non-null items. */
  readonly hasNonNullItems: boolean;
  readonly leaves: LeafTypes;
  readonly interfaces: Interface[];
  readonly objects: readonly string[];
  readonly implementers: Map<string, string[]>;
  readonly unions: readonly string[];
  readonly roots: RootNames;
  /** Whether root fields may have no directive. */
  readonly hasUndeclared: boolean;
  readonly sdl: string[];
};

type RootNames = { readonly query: string; readonly mutation: string; readonly subscription: string };

const usualRoots: RootNames = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
const renamedRoots: RootNames = { query: 'Root', mutation: 'Change', subscription: 'Feed' };

const nullableShapes = ['T', 'T', 'T', 'T', 'T!', 'T!', '[T]', '[T]!', '[[T]]'];
const nonNullItemShapes = ['[T!]', '[T!]!', '[[T!]!]!'];

function shapesFor(hasNonNullItems: boolean): readonly string[] {
  return hasNonNullItems ? [...nullableShapes, ...nonNullItemShapes] : nullableShapes;
}

function outputType(plan: Plan): string {
  const { random } = plan;
  if (random.chance(45)) return random.pick(plan.leaves.outputs);
  return random.pick([
    ...plan.objects,
    ...plan.objects,
    ...plan.interfaces.map((each) => each.name),
    ...plan.unions,
  ]);
}

function newFields(plan: Plan, prefix: string, count: number): Field[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${prefix}f${index}`;
    return {
      name,
      type: outputType(plan),
      shape: plan.random.pick(shapesFor(plan.hasNonNullItems)),
      args: generateArguments(plan.random, name, plan.leaves),
      staysNullable: plan.random.chance(50),
      interfaceAnswer: plan.random.pick(['NULL', 'FILTER'] as const),
    };
  });
}

function silentAnswers(type: string): readonly SilentAnswer[] {
  const answers: SilentAnswer[] = type.endsWith('!') ? [] : ['NULL'];
  return type.startsWith('[') ? [...answers, 'FILTER', 'FILTER'] : answers;
}

function printField(plan: Plan, field: Field, site: Site, percent: number): string {
  const type = field.shape.replace('T', field.type);
  const answers = silentAnswers(type).filter((answer) => {
    if (site !== 'interface') return true;
    return answer === field.interfaceAnswer && (answer === 'FILTER' || field.staysNullable);
  });
  const rule = maybeRule(plan.random, percent, site === 'interface' ? 'field' : site, answers);
  return `${field.name}${printArguments(plan.random, field.args)}: ${type}${rule}`;
}

/** Returns a covariant type for a field of an object: the same, a non-null or a narrower type. */
function narrowed(plan: Plan, field: Field): Field {
  const { random } = plan;
  const narrower = plan.implementers.get(field.type) ?? [];
  const type = narrower.length > 0 && random.chance(40) ? random.pick(narrower) : field.type;
  const shape =
    field.staysNullable || field.shape.endsWith('!') || !random.chance(20) ? field.shape : `${field.shape}!`;
  return { ...field, type, shape };
}

function implementsClause(parents: readonly string[]): string {
  return parents.length === 0 ? '' : ` implements ${parents.join(' & ')}`;
}

function withAncestors(plan: Plan, chosen: readonly Interface[]): Interface[] {
  const names = new Set(chosen.flatMap((each) => [each.name, ...each.parents]));
  return plan.interfaces.filter((each) => names.has(each.name));
}

function inheritedFields(parents: readonly Interface[]): Field[] {
  const byName = new Map(parents.flatMap((parent) => parent.fields).map((field) => [field.name, field]));
  return [...byName.values()];
}

function addInterfaces(plan: Plan, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const name = `Face${index}`;
    const parents = withAncestors(plan, plan.random.some(plan.interfaces, 45));
    const own = newFields(plan, `n${index}`, 1 + plan.random.below(2));
    const fields = [...inheritedFields(parents), ...own];
    // Interfaces agree on their default, because objects may have it from several of them.
    const rule = maybeRule(plan.random, 22, 'interface', ['NULL']).replace('onDeny: ERROR', 'onDeny: NULL');
    plan.interfaces.push({ name, parents: parents.map((each) => each.name), fields, rule });
  }
}

function printInterfaces(plan: Plan): void {
  for (const { name, parents, fields, rule } of plan.interfaces) {
    const lines = fields.map((field) => printField(plan, field, 'interface', 12));
    plan.sdl.push(`interface ${name}${implementsClause(parents)}${rule} { ${lines.join(' ')} }`);
  }
}

function addObjects(plan: Plan, parentsOf: ReadonlyMap<string, readonly Interface[]>): void {
  for (const name of plan.objects) {
    const parents = parentsOf.get(name) ?? [];
    const fields = [
      ...inheritedFields(parents).map((field) => narrowed(plan, field)),
      ...newFields(plan, name.toLowerCase(), 1 + plan.random.below(4)),
    ];
    const lines = fields.map((field) => printField(plan, field, 'field', 18));
    const clause = implementsClause(parents.map((each) => each.name));
    const rule = maybeRule(plan.random, 28, 'object', ['NULL']);
    plan.sdl.push(`type ${name}${clause}${rule} { ${lines.join(' ')} }`);
    if (plan.random.chance(8)) plan.sdl.push(`extend type ${name}${generateRule(plan.random, 'object')}`);
  }
}

function rootField(plan: Plan, field: Field, rootRule: boolean): string {
  const type = field.shape.replace('T', field.type);
  const { random } = plan;
  if (plan.hasUndeclared && random.chance(25))
    return `${field.name}${printArguments(random, field.args)}: ${type}`;
  const isOpen = random.chance(55);
  const signature = `${field.name}${printArguments(random, field.args)}: ${type}`;
  if (isOpen && rootRule) return signature;
  const rule = isOpen ? ' @public' : generateRule(random, 'rootField', silentAnswers(type));
  return `${signature}${rule}`;
}

function addRoots(plan: Plan): void {
  const { random } = plan;
  const targets = [...plan.objects, ...plan.interfaces.map((each) => each.name), ...plan.unions];
  const queries = targets.map((type, index) => ({
    name: `q${index}`,
    type,
    shape: random.pick(shapesFor(plan.hasNonNullItems)),
    args: generateArguments(random, `q${index}`, plan.leaves),
    staysNullable: false,
    interfaceAnswer: 'NULL' as const,
  }));
  const rootRule = random.chance(8);
  const typeRule = rootRule ? generateRule(random, 'rootType') : '';
  const lines = queries.map((field) => rootField(plan, field, rootRule));
  const leaf = newFields(plan, 'leaf', 1).map((field) => rootField(plan, field, rootRule));
  const { query, mutation, subscription } = plan.roots;
  plan.sdl.push(`type ${query}${typeRule} { ${[...lines, ...leaf].join(' ')} }`);
  const mutations = newFields(plan, 'm', 1).map((field) => rootField(plan, field, false));
  const elevating = `login: ${random.pick(plan.objects)}${random.pick(['', '', '!'])} @public(elevates: true)`;
  // With onDeny: NULL it would be undefined whether the source may start.
  const subscriptions = newFields(plan, 's', 2).map((field) =>
    rootField(plan, { ...field, shape: 'T!' }, false),
  );
  plan.sdl.push(`type ${subscription} { ${subscriptions.join(' ')} }`);
  plan.sdl.push(`type ${mutation} { ${[...mutations, elevating].join(' ')} }`);
}

/**
 * Generates a schema with interfaces of interfaces, covariant objects, unions, lists, inputs, an elevating
 * mutation, and rules anywhere.
 */
export function generateSchema(
  random: SeededRandom,
  hasNonNullItems: boolean,
  hasUndeclared = false,
): string {
  const roots = random.chance(12) ? renamedRoots : usualRoots;
  const leaves = generateLeafTypes(random);
  // Where the root types have other names, a type with the name Mutation is an ordinary type.
  const first = roots === renamedRoots && random.chance(50) ? 'Mutation' : 'Ant';
  const objects = [first, 'Bee', 'Cow', 'Dog'].slice(0, 2 + random.below(3));
  const sdl = ['enum Role { USER SUPPORT BILLING ADMIN }', namedRules, ...leaves.sdl];
  if (random.chance(10)) sdl.push('extend schema @auth(onDeny: NULL)');
  if (roots === renamedRoots)
    sdl.push(
      `schema { ${Object.entries(roots)
        .map(([operation, name]) => `${operation}: ${name}`)
        .join(' ')} }`,
    );
  const unions = random.chance(60) ? ['Any'] : [];
  const plan: Plan = {
    random,
    hasNonNullItems,
    leaves,
    interfaces: [],
    objects,
    implementers: new Map(),
    unions,
    roots,
    hasUndeclared,
    sdl,
  };
  addInterfaces(plan, random.below(4));
  const parentsOf = new Map(
    objects.map((name) => [name, withAncestors(plan, random.some(plan.interfaces, 45))]),
  );
  for (const [name, parents] of parentsOf) {
    for (const { name: parent } of parents)
      plan.implementers.set(parent, [...(plan.implementers.get(parent) ?? []), name]);
  }
  const unused = plan.interfaces.find((each) => !plan.implementers.has(each.name));
  if (unused !== undefined) parentsOf.set('Egg', withAncestors(plan, plan.interfaces));
  const all: Plan = { ...plan, objects: [...parentsOf.keys()] };
  if (unions.length > 0)
    sdl.push(`union Any = ${[...new Set([...random.some(objects, 60), random.pick(objects)])].join(' | ')}`);
  printInterfaces(all);
  addObjects(all, parentsOf);
  addRoots(all);
  return sdl.join('\n');
}
