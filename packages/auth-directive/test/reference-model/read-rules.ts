import {
  buildASTSchema,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  visit,
} from 'graphql';
import type { Undeclared } from './types.js';

/** Members of one group: all of them must hold. */
export type Group = {
  readonly requires?: string;
  readonly scopes?: readonly string[];
  readonly owner?: string;
  readonly policy?: string;
  readonly params?: readonly string[];
  readonly freshWithin?: number;
  readonly assurance?: number;
};
/** At least one group must pass. */
export type Rule = readonly Group[];

/** The directives as the documentation prints them; the enum `Role` is in the SDL of the scenario. */
export const referenceDirectiveSdl = `
  directive @auth(
    requires: Role scopes: [String!] owner: String policy: String params: [String!] freshWithin: Int
    assurance: Int rule: String anyOf: [AuthRule!] onDeny: AuthDeny) repeatable
    on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_OBJECT | INPUT_FIELD_DEFINITION
      | ENUM | ENUM_VALUE | SCALAR | SCHEMA
  directive @authRule(
    name: String! requires: Role scopes: [String!] owner: String policy: String params: [String!]
    freshWithin: Int assurance: Int rule: String anyOf: [AuthRule!]) repeatable on SCHEMA
  directive @public(reason: String, elevates: Boolean = false) on FIELD_DEFINITION
  input AuthRule { requires: Role scopes: [String!] owner: String policy: String params: [String!]
    freshWithin: Int assurance: Int rule: String }
  enum AuthDeny { ERROR NULL FILTER }
`;

/** Builds the schema as the reference reads it: types from graphql-js, directives from the syntax tree. */
export function buildReferenceSchema(sdl: string, undeclared: Undeclared = 'error'): GraphQLSchema {
  const document = withoutNamedRules(parse(`${referenceDirectiveSdl}\n${sdl}`, { noLocation: true }));
  const schema = buildASTSchema(document);
  if (undeclared === 'deny') closeUndeclared(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields()))
      onDenyCache.set(field, readOnDeny(schema, type, field));
  }
  return schema;
}

/** Replaces each use of a named rule by the members of its definition, as a directive of its own. */
function withoutNamedRules(document: DocumentNode): DocumentNode {
  const definitions = new Map<unknown, ConstDirectiveNode>();
  visit(document, {
    Directive(node) {
      // The cast is safe: directives of type definitions contain no variables.
      const directive = node as ConstDirectiveNode;
      if (node.name.value === 'authRule') definitions.set(argumentsOf(directive)['name'], directive);
    },
  });
  const expand = (directive: ConstDirectiveNode): readonly ConstDirectiveNode[] => {
    const used = definitions.get(argumentsOf(directive)['rule']);
    const others = (directive.arguments ?? []).filter(
      ({ name }) => name.value !== 'rule' && name.value !== 'name',
    );
    const own = { ...directive, name: authName, arguments: others };
    if (used === undefined) return [own];
    // The named rule decides about scopes, unless there are some beside it.
    const names = new Set(others.map(({ name }) => name.value));
    const hasGroup = [...names].some((name) => name !== 'anyOf' && name !== 'onDeny');
    const isOpen = hasGroup && !names.has('scopes');
    const rest = isOpen ? { ...own, arguments: [...others, noScopes] } : own;
    return others.length === 0 ? expand(used) : [rest, ...expand(used)];
  };
  const expandAll = <Node extends { readonly directives?: readonly ConstDirectiveNode[] }>(
    node: Node,
  ): Node => ({
    ...node,
    directives: node.directives?.flatMap((each) => (each.name.value === 'auth' ? expand(each) : [each])),
  });
  return visit(document, {
    ObjectTypeDefinition: { leave: expandAll },
    ObjectTypeExtension: { leave: expandAll },
    InterfaceTypeDefinition: { leave: expandAll },
    FieldDefinition: { leave: expandAll },
    InputValueDefinition: { leave: expandAll },
    InputObjectTypeDefinition: { leave: expandAll },
    EnumTypeDefinition: { leave: expandAll },
    EnumValueDefinition: { leave: expandAll },
    ScalarTypeDefinition: { leave: expandAll },
  });
}

const authName = { kind: Kind.NAME, value: 'auth' } as const;
const noScopes = {
  kind: Kind.ARGUMENT,
  name: { kind: Kind.NAME, value: 'scopes' },
  value: { kind: Kind.LIST, values: [] },
} as const;

/**
 * A root field without a directive on itself or its type has a rule without groups, which refuses every
 * caller.
 */
function closeUndeclared(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (type === null || type === undefined || directivesOf(type, 'auth').length > 0) continue;
    for (const field of Object.values(type.getFields())) {
      const words = [...directivesOf(field, 'auth'), ...directivesOf(field, 'public')];
      if (words.length === 0) rulesCache.set(field, [[]]);
    }
  }
}

/** An element that may have directives: a type with its extensions, a field, an argument, an enum value. */
export type Annotated = {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?: ReadonlyArray<{
    readonly directives?: readonly ConstDirectiveNode[] | undefined;
  }>;
};

function directivesOf(element: Annotated, name: string): ConstDirectiveNode[] {
  const nodes = [element.astNode, ...(element.extensionASTNodes ?? [])];
  return nodes.flatMap((node) => node?.directives ?? []).filter((directive) => directive.name.value === name);
}

function plain(node: ConstValueNode): unknown {
  switch (node.kind) {
    case 'ListValue':
      return node.values.map(plain);
    case 'ObjectValue':
      return Object.fromEntries(node.fields.map((field) => [field.name.value, plain(field.value)]));
    case 'NullValue':
      return null;
    case 'IntValue':
    case 'FloatValue':
      return Number(node.value);
    default:
      return node.value;
  }
}

function argumentsOf(directive: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries(
    (directive.arguments ?? []).map((argument) => [argument.name.value, plain(argument.value)]),
  );
}

const rulesCache = new WeakMap<Annotated, Rule[]>();

/**
 * Returns the rules of an element itself; all of them must pass. A directive with members beside `anyOf` is
 * two rules: the members are one group, and each entry of `anyOf` is a group. Each group must have scopes to
 * admit a caller with scopes.
 */
export function ownRules(element: Annotated): Rule[] {
  const known = rulesCache.get(element);
  if (known !== undefined) return known;
  const rules = directivesOf(element, 'auth').flatMap((directive) => {
    const { anyOf, onDeny: _, ...members } = argumentsOf(directive);
    const found: Rule[] = Object.keys(members).length === 0 ? [] : [[members]];
    if (Array.isArray(anyOf)) found.push(anyOf);
    return found;
  });
  rulesCache.set(element, rules);
  return rules;
}

/** How a refused field is answered. */
export type OnDeny = 'ERROR' | 'NULL' | 'FILTER';

const onDenyCache = new WeakMap<object, OnDeny>();

/** Returns how a refusal of a field is answered. */
export function onDenyOf(type: GraphQLObjectType | GraphQLInterfaceType, fieldName: string): OnDeny {
  return onDenyCache.get(type.getFields()[fieldName] ?? {}) ?? 'ERROR';
}

/**
 * Reads the `onDeny` of a field: its own or, without one, that of the field in an interface. Without any of
 * them a nullable field has the default of its type, of the type that it returns, of the schema; root fields
 * of mutations and subscriptions have no default.
 */
function readOnDeny(
  schema: GraphQLSchema,
  type: GraphQLObjectType | GraphQLInterfaceType,
  { name, type: returned }: GraphQLField<unknown, unknown>,
): OnDeny {
  const [own, ...inherited] = [type, ...allInterfaces(type)].map((level) => {
    const field = level.getFields()[name];
    return field === undefined ? undefined : writtenOnDeny(field);
  });
  const ofField = own ?? inherited.find((answer) => answer === 'NULL' || answer === 'FILTER');
  if (ofField !== undefined) return ofField;
  const isWritten = inherited.includes('ERROR') || String(returned).endsWith('!');
  if (isWritten || type === schema.getMutationType() || type === schema.getSubscriptionType()) return 'ERROR';
  return (
    defaultOf(type) ?? defaultOfReturned(schema, getNamedType(returned)) ?? writtenOnDeny(schema) ?? 'ERROR'
  );
}

function writtenOnDeny(element: Annotated): OnDeny | undefined {
  const answers = directivesOf(element, 'auth').map((directive) => argumentsOf(directive)['onDeny']);
  return (['ERROR', 'NULL', 'FILTER'] as const).find((each) => answers.includes(each));
}

function defaultOf(type: GraphQLNamedType): OnDeny | undefined {
  const interfaces = isObjectType(type) || isInterfaceType(type) ? allInterfaces(type) : [];
  return [type, ...interfaces].map(writtenOnDeny).find((answer) => answer !== undefined);
}

/** The default of an abstract type is that of all its objects that have a rule. */
function defaultOfReturned(schema: GraphQLSchema, type: GraphQLNamedType): OnDeny | undefined {
  const own = defaultOf(type);
  if (own !== undefined || !isAbstractType(type)) return own;
  const objects = schema.getPossibleTypes(type).filter((each) => edgeRules(each).length > 0);
  const [first, ...others] = objects.map(defaultOf);
  return others.every((each) => each === first) ? first : undefined;
}

/** Returns whether the field has `@public(elevates: true)`. */
export function elevates(element: Annotated): boolean {
  return directivesOf(element, 'public').some(
    (directive) =>
      argumentsOf(directive)['elevates'] === 'true' || argumentsOf(directive)['elevates'] === true,
  );
}

/** Returns all interfaces of a type, transitively, each once. */
export function allInterfaces(type: GraphQLObjectType | GraphQLInterfaceType): GraphQLInterfaceType[] {
  const found = new Set<GraphQLInterfaceType>();
  const visit = (current: GraphQLObjectType | GraphQLInterfaceType): void => {
    for (const next of current.getInterfaces()) {
      if (found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(type);
  return [...found];
}

/**
 * Returns own(P), own(P.f), own(I) and own(I.f) for every interface I of P: the rules on the parent object.
 */
export function fieldRules(type: GraphQLObjectType | GraphQLInterfaceType, fieldName: string): Rule[] {
  return [type, ...allInterfaces(type)].flatMap((level) => {
    const field = level.getFields()[fieldName];
    return [...ownRules(level), ...(field === undefined ? [] : ownRules(field))];
  });
}

/** Returns edge(N): the rules on the value of a field. */
export function edgeRules(type: GraphQLNamedType): Rule[] {
  const levels: GraphQLNamedType[] =
    isObjectType(type) || isInterfaceType(type) ? [type, ...allInterfaces(type)] : [type];
  return levels.flatMap((level) => ownRules(level));
}
