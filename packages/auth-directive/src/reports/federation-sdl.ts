import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';
import type { SchemaNames } from '../core/directive-names.js';
import { removeRules } from '../schema/subgraph-sdl.js';

/** What a router can decide about one field of an object type. */
export interface FederationField {
  readonly coordinate: string;
  /** Whether `@authenticated` applies: the field is not for anonymous callers. */
  readonly authenticated: boolean;
  /** The argument of `@policy`: an OR of ANDs of names; undefined when the directive does not apply. */
  readonly policies: readonly (readonly string[])[] | undefined;
  /** What the directives leave out, for the subgraph to enforce. Empty when they say everything. */
  readonly enforcedInSubgraph: readonly string[];
}

const SPECIFICATION = 'https://specs.apollo.dev/federation/';
/** The first version with `@policy`. */
const VERSION = { major: 2, minor: 6 };
const ADDED_BY_SUBGRAPH = new Set(['_Any', '_Entity', '_Service', '_entities', '_service']);

/** Returns the SDL of a subgraph with the directives of the router in place of the rules. */
export function federationSdl(
  schema: GraphQLSchema,
  names: SchemaNames,
  fields: readonly FederationField[],
): string {
  const byCoordinate = new Map(fields.map((field) => [field.coordinate, field]));
  const written = parse(removeRules(print(getDocumentNodeFromSchema(schema)), names), { noLocation: true });
  const document: DocumentNode = visit(written, {
    FieldDefinition: (node) => (ADDED_BY_SUBGRAPH.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (ADDED_BY_SUBGRAPH.has(node.name.value) ? null : undefined),
    UnionTypeDefinition: (node) => (ADDED_BY_SUBGRAPH.has(node.name.value) ? null : undefined),
    ObjectTypeDefinition: {
      leave: (node) => (ADDED_BY_SUBGRAPH.has(node.name.value) ? null : withDirectives(node, byCoordinate)),
    },
  });
  return print({ ...document, definitions: linked(document.definitions) });
}

function withDirectives(
  type: ObjectTypeDefinitionNode,
  byCoordinate: ReadonlyMap<string, FederationField>,
): ObjectTypeDefinitionNode {
  const fields = type.fields?.map((node): FieldDefinitionNode => {
    const field = byCoordinate.get(`${type.name.value}.${node.name.value}`);
    return field === undefined
      ? node
      : { ...node, directives: [...(node.directives ?? []), ...directivesOf(field)] };
  });
  return fields === undefined ? type : { ...type, fields };
}

function directivesOf({ authenticated, policies }: FederationField): readonly ConstDirectiveNode[] {
  const policy = policies === undefined ? '' : `@policy(policies: ${JSON.stringify(policies)})`;
  return authenticated ? directivesIn(`@authenticated ${policy}`) : [];
}

function directivesIn(text: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`extend schema ${text}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.SCHEMA_EXTENSION ? (definition.directives ?? []) : [];
}

/** Imports the directives by the link to the specification that the schema has, or by a new one. */
function linked(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  let isLinked = false;
  const changed = definitions.map((definition) => {
    if (definition.kind !== Kind.SCHEMA_EXTENSION && definition.kind !== Kind.SCHEMA_DEFINITION)
      return definition;
    const directives = definition.directives?.flatMap((node) => {
      if (!isFederationLink(node)) return [node];
      isLinked = true;
      return directivesIn(linkWith(importsOf(node), versionOf(node)));
    });
    return directives === undefined ? definition : { ...definition, directives };
  });
  return isLinked ? changed : [...parse(`extend schema ${linkWith([], VERSION)}`).definitions, ...changed];
}

function isFederationLink(node: ConstDirectiveNode): boolean {
  return node.name.value === 'link' && urlOf(node).startsWith(SPECIFICATION);
}

function urlOf({ arguments: args = [] }: ConstDirectiveNode): string {
  const url = args.find((arg) => arg.name.value === 'url')?.value;
  return url?.kind === Kind.STRING ? url.value : '';
}

function importsOf({ arguments: args = [] }: ConstDirectiveNode): readonly string[] {
  const value = args.find((arg) => arg.name.value === 'import')?.value;
  return value?.kind === Kind.LIST ? value.values.map((each) => print(each)) : [];
}

/** Returns the version of a link or, where that is older, the first one with `@policy`. */
function versionOf(node: ConstDirectiveNode): Version {
  const [, major, minor] = /\/v(\d+)\.(\d+)$/.exec(urlOf(node)) ?? [];
  const version = { major: Number(major), minor: Number(minor) };
  const isNewer =
    version.major > VERSION.major || (version.major === VERSION.major && version.minor > VERSION.minor);
  return isNewer ? version : VERSION;
}

type Version = typeof VERSION;

function linkWith(imports: readonly string[], { major, minor }: Version): string {
  const all = [...new Set([...imports, '"@authenticated"', '"@policy"'])];
  return `@link(url: "${SPECIFICATION}v${major}.${minor}", import: [${all.join(', ')}])`;
}
