import { buildASTSchema, type GraphQLDirective, type GraphQLSchema, parse } from 'graphql';
import type { SchemaNames } from '../core/directive-names.js';

/** The locations of `@auth`. */
export const AUTH_LOCATIONS: string =
  'OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ' +
  'ENUM | ENUM_VALUE | SCALAR | SCHEMA';

/** Returns the SDL of `@auth`, `@authRule` and `@public`. The host application defines `enum Role`. */
export function directiveSdl(names: SchemaNames): string {
  return [authDirective(names), otherDirectives(names), helperTypes(names)].join('\n');
}

function authDirective(names: SchemaNames): string {
  return `"""
Restricts access to an element. All members must pass, at least one group of anyOf must pass, and every
repeated @${names.auth} must pass. A rule never weakens the rules of the elements above it.
"""
directive @${names.auth}(
  "The role that a caller must have; roles that include it pass, too."
  requires: ${names.role}
  """
  Scopes that a caller with scopes must all have. An empty list admits every such caller; without this member,
  callers with scopes are refused. Callers without scopes are not limited.
  """
  scopes: [String!]
  "The property of the object that must equal the caller's id."
  owner: String
  "The name of a policy that is implemented in code."
  policy: String
  "Parameters of the policy, such as the name of a permission."
  params: [String!]
  "The maximum age of the caller's last authentication, in seconds."
  freshWithin: Int
  "The minimum assurance level; 2 means that the session used a second factor."
  assurance: Int
  "The name of a rule that @${names.named} defines."
  rule: String
  "At least one of these groups must pass, in addition to the other members."
  anyOf: [${names.rule}!]
  """
  How a refused field is answered; ERROR by default. On an object type or an interface: for its nullable fields,
  and for nullable fields that return it. On the schema, which can have nothing else: for all nullable fields.
  """
  onDeny: ${names.deny}
) repeatable on ${AUTH_LOCATIONS}
`;
}

function otherDirectives(names: SchemaNames): string {
  return `"Names a rule. An element has it with @${names.auth}(rule: ...), as if its members were written there."
directive @${names.named}(
  name: String!
  requires: ${names.role}
  scopes: [String!]
  owner: String
  policy: String
  params: [String!]
  freshWithin: Int
  assurance: Int
  rule: String
  anyOf: [${names.rule}!]
) repeatable on SCHEMA

"Makes a root field public. With elevates, its payload is authorized as the caller that it authenticates."
directive @${names.public}(reason: String, elevates: Boolean = false) on FIELD_DEFINITION
`;
}

function helperTypes(names: SchemaNames): string {
  return `"A group of members that must all pass."
input ${names.rule} {
  requires: ${names.role}
  scopes: [String!]
  owner: String
  policy: String
  params: [String!]
  freshWithin: Int
  assurance: Int
  rule: String
}

"How a refused field is answered."
enum ${names.deny} {
  "With an error."
  ERROR
  "With null and without an error. Allowed on nullable fields only."
  NULL
  """
  With a list that contains what the caller may access, without an error: an empty list where the field itself
  is refused. Allowed on fields that return a list only.
  """
  FILTER
}
`;
}

/** Returns the definitions of the SDL as objects, with an enum of the roles. */
export function directiveSchema(names: SchemaNames, roles: readonly string[]): GraphQLSchema {
  const role = `enum ${names.role} { ${roles.join(' ')} }`;
  return buildASTSchema(
    parse(`${directiveSdl(names)}\n${role}\ntype Query { a: Int }`, { noLocation: true }),
  );
}

/** Returns `@auth`, `@authRule` and `@public` as objects. */
export function directiveObjects(names: SchemaNames, roles: readonly string[]): readonly GraphQLDirective[] {
  const schema = directiveSchema(names, roles);
  return [names.auth, names.named, names.public].flatMap((name) => schema.getDirective(name) ?? []);
}
