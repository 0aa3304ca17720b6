import {
  buildASTSchema,
  type ConstDirectiveNode,
  type ConstValueNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
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
    assurance: Int anyOf: [AuthRule!] onDeny: AuthDeny) repeatable
    on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_OBJECT | INPUT_FIELD_DEFINITION
      | ENUM | ENUM_VALUE | SCALAR
  directive @public(reason: String, elevates: Boolean = false) on FIELD_DEFINITION
  input AuthRule { requires: Role scopes: [String!] owner: String policy: String params: [String!]
    freshWithin: Int assurance: Int }
  enum AuthDeny { ERROR NULL FILTER }
`;

/** Builds the schema as the reference reads it: types from graphql-js, directives from the syntax tree. */
export function buildReferenceSchema(sdl: string, undeclared: Undeclared = 'error'): GraphQLSchema {
  const schema = buildASTSchema(parse(`${referenceDirectiveSdl}\n${sdl}`, { noLocation: true }));
  if (undeclared === 'deny') closeUndeclared(schema);
  return schema;
}

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

/** Returns the `onDeny` of a field: its own, or without one that of an interface of its type. */
export function onDenyOf(type: GraphQLObjectType | GraphQLInterfaceType, fieldName: string): OnDeny {
  const [own, ...inherited] = [type, ...allInterfaces(type)].map((level) => {
    const field = level.getFields()[fieldName];
    const directives = field === undefined ? [] : directivesOf(field, 'auth');
    return directives.flatMap((directive): readonly OnDeny[] => {
      const answer = argumentsOf(directive)['onDeny'];
      return answer === 'ERROR' || answer === 'NULL' || answer === 'FILTER' ? [answer] : [];
    })[0];
  });
  return own ?? inherited.find((answer) => answer === 'NULL' || answer === 'FILTER') ?? 'ERROR';
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
