import { type DefinitionNode, Kind, parse, specifiedScalarTypes } from 'graphql';
import type { ResolverMap } from '../../shared/index.js';

/** The types and resolvers that a project adds to the schema of Cordon. */
export interface ProjectSchema {
  readonly typeDefs: readonly string[];
  readonly resolvers: readonly ResolverMap[];
}

/**
 * Throws one Error that names everything in a project's schema that would replace or merge with something
 * else: a definition that Cordon or the project itself has already, and a resolver of a field or type of
 * Cordon. graphql-tools merges all of these silently.
 */
export function assertProjectOnlyAdds(cordonTypeDefs: readonly string[], project: ProjectSchema): void {
  // Parsing the schema of Cordon once more would make every start slower.
  if (project.typeDefs.length === 0 && project.resolvers.length === 0) return;
  const cordon = new Map<string, DefinitionNode['kind']>();
  for (const element of [...rootOperations, ...cordonTypeDefs].flatMap(elementsOf)) {
    cordon.set(element.coordinate, element.kind);
  }
  const problems = [
    ...problemsOfDefinitions(cordon, project.typeDefs.flatMap(elementsOf)),
    ...project.resolvers.flatMap((map) => problemsOfResolvers(cordon, map)),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What GraphQL takes for granted when a schema text, like that of Cordon, does not say it. */
const rootOperations = ['schema { query: Query mutation: Mutation subscription: Subscription }'];

/** Coordinates, and the kind of definition that each is part of. */
type Elements = ReadonlyMap<string, DefinitionNode['kind']>;

/** A type, directive, field, input field, enum value or root operation in a schema text. */
interface SchemaElement {
  /** For example `User`, `User.email`, `Role.ADMIN`, `@auth`, `schema` or `schema.query`. */
  readonly coordinate: string;
  readonly kind: DefinitionNode['kind'];
  /** The type of a field or value; null for what belongs to no type. */
  readonly type: string | null;
  /** How to extend it, for example `extend type User`; null when it cannot be extended. */
  readonly extension: string | null;
}

function problemsOfDefinitions(cordon: Elements, elements: readonly SchemaElement[]): readonly string[] {
  const own = new Set<string>();
  const redefined = new Set<string | null>();
  return elements.flatMap(({ coordinate, type, extension }) => {
    // What is wrong with the type is enough.
    if (redefined.has(type)) return [];
    const isRepeated = own.has(coordinate);
    own.add(coordinate);
    if (!isRepeated && !cordon.has(coordinate)) return [];
    redefined.add(coordinate);
    if (!cordon.has(coordinate)) return [`${coordinate} is defined more than once.`];
    const remedy = extension === null ? 'Choose another name.' : `Use "${extension}" to add to it.`;
    return [`${coordinate} is already defined by Cordon. ${remedy}`];
  });
}

function elementsOf(typeDefs: string): readonly SchemaElement[] {
  return parse(typeDefs, { noLocation: true }).definitions.flatMap(elementsOfDefinition);
}

/** How each kind of definition is extended; extensions and directives are not among them. */
const extensionOf: Partial<Readonly<Record<DefinitionNode['kind'], (name: string) => string>>> = {
  [Kind.SCHEMA_DEFINITION]: () => 'extend schema',
  [Kind.SCALAR_TYPE_DEFINITION]: (name) => `extend scalar ${name}`,
  [Kind.OBJECT_TYPE_DEFINITION]: (name) => `extend type ${name}`,
  [Kind.INTERFACE_TYPE_DEFINITION]: (name) => `extend interface ${name}`,
  [Kind.UNION_TYPE_DEFINITION]: (name) => `extend union ${name}`,
  [Kind.ENUM_TYPE_DEFINITION]: (name) => `extend enum ${name}`,
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: (name) => `extend input ${name}`,
};

function elementsOfDefinition(definition: DefinitionNode): readonly SchemaElement[] {
  const { kind } = definition;
  if (kind === Kind.DIRECTIVE_DEFINITION) {
    return [{ coordinate: `@${definition.name.value}`, kind, type: null, extension: null }];
  }
  const name = 'name' in definition ? (definition.name?.value ?? '') : 'schema';
  const members = memberNames(definition).map((member) => ({
    coordinate: `${name}.${member}`,
    kind,
    type: name,
    extension: null,
  }));
  const extension = extensionOf[kind]?.(name);
  return extension === undefined ? members : [{ coordinate: name, kind, type: null, extension }, ...members];
}

function memberNames(definition: DefinitionNode): readonly string[] {
  if ('fields' in definition) return (definition.fields ?? []).map(({ name }) => name.value);
  if ('values' in definition) return (definition.values ?? []).map(({ name }) => name.value);
  if ('operationTypes' in definition) {
    return (definition.operationTypes ?? []).map(({ operation }) => operation);
  }
  return [];
}

const builtInTypes: readonly string[] = specifiedScalarTypes.map(({ name }) => name);

/** Names of introspection types and type resolvers. */
const isReserved = (name: string): boolean => name.startsWith('__');

function problemsOfResolvers(cordon: Elements, map: ResolverMap): readonly string[] {
  return keysOf(map).flatMap((type) => {
    if (builtInTypes.includes(type) || isReserved(type)) return [`${type} must not have resolvers.`];
    const kind = cordon.get(type);
    if (kind === undefined) return [];
    const hasFields = kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_DEFINITION;
    if (!hasFields) return [`${type} is defined by Cordon and must not have resolvers.`];
    return keysOf(map[type])
      .filter((field) => isReserved(field) || cordon.has(`${type}.${field}`))
      .map((field) => `${type}.${field} is resolved by Cordon; its resolver must not be replaced.`);
  });
}

/** Returns the keys of a resolver map as graphql-tools reads them, inherited ones included. */
export function keysOf(map: unknown): readonly string[] {
  if (typeof map !== 'object' || map === null) return [];
  const keys: string[] = [];
  for (const key in map) keys.push(key);
  return keys;
}
