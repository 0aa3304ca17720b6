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

/** Members written side by side: all of them must hold. */
export type Group = {
  readonly requires?: string;
  readonly scopes?: readonly string[];
  readonly owner?: string;
  readonly policy?: string;
  readonly freshWithin?: number;
  readonly assurance?: number;
};
/** One group at least must pass. */
export type Rule = readonly Group[];

/** The directive as the page prints it; the host's `Role` comes from the scenario's own SDL. */
export const referenceDirectiveSdl = `
  directive @auth(requires: Role scopes: [String!] owner: String policy: String freshWithin: Int assurance: Int
    anyOf: [AuthRule!] onDeny: AuthDeny) repeatable
    on OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ENUM | ENUM_VALUE | SCALAR
  directive @public(reason: String, elevates: Boolean = false) on FIELD_DEFINITION
  input AuthRule { requires: Role scopes: [String!] owner: String policy: String freshWithin: Int assurance: Int }
  enum AuthDeny { ERROR NULL }
`;

/** The schema as the reference reads it: types from graphql-js, directives from the syntax tree. */
export function buildReferenceSchema(sdl: string, undeclared: Undeclared = 'error'): GraphQLSchema {
  const schema = buildASTSchema(parse(`${referenceDirectiveSdl}\n${sdl}`, { noLocation: true }));
  if (undeclared === 'deny') closeUndeclared(schema);
  return schema;
}

/** A root field that nobody declared, by itself or by its type, has a rule without a group: nobody passes it. */
function closeUndeclared(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (type === null || type === undefined || directivesOf(type, 'auth').length > 0) continue;
    for (const field of Object.values(type.getFields())) {
      const words = [...directivesOf(field, 'auth'), ...directivesOf(field, 'public')];
      if (words.length === 0) rulesCache.set(field, [[]]);
    }
  }
}

/** Anything that may carry directives: a type with its extensions, a field, an argument, an enum value. */
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
 * The rules an element carries itself; every one of them must pass. A directive with members beside `anyOf` is two rules: the members
 * are one group, and each entry of `anyOf` is a group, so each has to name scopes to admit a caller who carries them.
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

/** True when the element says `onDeny: NULL`. */
export function answersNull(element: Annotated): boolean {
  return directivesOf(element, 'auth').some((directive) => argumentsOf(directive)['onDeny'] === 'NULL');
}

/** True when the field is `@public(elevates: true)`. */
export function elevates(element: Annotated): boolean {
  return directivesOf(element, 'public').some(
    (directive) =>
      argumentsOf(directive)['elevates'] === 'true' || argumentsOf(directive)['elevates'] === true,
  );
}

/** All interfaces of a type, transitively, each once. */
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

/** own(P), own(P.f), own(I) and own(I.f) for every interface I of P: what asks the object that the field belongs to. */
export function fieldRules(type: GraphQLObjectType | GraphQLInterfaceType, fieldName: string): Rule[] {
  return [type, ...allInterfaces(type)].flatMap((level) => {
    const field = level.getFields()[fieldName];
    return [...ownRules(level), ...(field === undefined ? [] : ownRules(field))];
  });
}

/** edge(N): what asks the value that a field answers. */
export function edgeRules(type: GraphQLNamedType): Rule[] {
  const levels: GraphQLNamedType[] =
    isObjectType(type) || isInterfaceType(type) ? [type, ...allInterfaces(type)] : [type];
  return levels.flatMap((level) => ownRules(level));
}
