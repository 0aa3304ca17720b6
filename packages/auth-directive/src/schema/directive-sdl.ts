import {
  buildASTSchema,
  type GraphQLDirective,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  parse,
} from 'graphql';
import { defaultValueOf } from './default-value.js';

/** The locations of `@auth`. */
export const AUTH_LOCATIONS: string =
  'OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ' +
  'ENUM | ENUM_VALUE | SCALAR';

/** The SDL of `@auth` and `@public`. The host application defines `enum Role`. */
export const typeDefs: string = `"""
Restricts access to an element. All members must pass, at least one group of anyOf must pass, and every
repeated @auth must pass. A rule never weakens the rules of the elements above it.
"""
directive @auth(
  "The weakest role that passes; roles form a hierarchy."
  requires: Role
  """
  Scopes that a caller with scopes must all have. An empty list admits every such caller; without this member,
  callers with scopes are refused. Callers without scopes are not limited.
  """
  scopes: [String!]
  "The property of the object that must equal the caller's id."
  owner: String
  "The name of a policy that is implemented in code."
  policy: String
  "The maximum age of the caller's last authentication, in seconds."
  freshWithin: Int
  "The minimum assurance level; 2 means that the session used a second factor."
  assurance: Int
  "At least one of these groups must pass, in addition to the other members."
  anyOf: [AuthRule!]
  "How a refused field is answered; ERROR by default. Allowed once, and on fields only."
  onDeny: AuthDeny
) repeatable on ${AUTH_LOCATIONS}

"Makes a root field public. With elevates, its payload is authorized as the caller that it authenticates."
directive @public(reason: String, elevates: Boolean = false) on FIELD_DEFINITION

"A group of members that must all pass."
input AuthRule {
  requires: Role
  scopes: [String!]
  owner: String
  policy: String
  freshWithin: Int
  assurance: Int
}

"How a refused field is answered."
enum AuthDeny {
  "With an error."
  ERROR
  "With null and without an error. Allowed on nullable fields only."
  NULL
}
`;

const shipped: GraphQLSchema = buildASTSchema(parse(`${typeDefs}\nenum Role { A }\ntype Query { a: Int }`));

/**
 * Returns the names of the shipped definitions that the schema lacks or has in another form. graphql-tools
 * silently merges another definition of `@auth` with this one, so the resulting definitions are compared, not
 * the text.
 */
export function alteredDefinitions(schema: GraphQLSchema): readonly string[] {
  const altered: string[] = [];
  for (const name of ['auth', 'public']) {
    if (shapeOfDirective(schema.getDirective(name)) !== shapeOfDirective(shipped.getDirective(name))) {
      altered.push(`@${name}`);
    }
  }
  for (const name of ['AuthRule', 'AuthDeny']) {
    if (shapeOfType(schema, name) !== shapeOfType(shipped, name)) altered.push(name);
  }
  return altered;
}

function shapeOfDirective(directive: GraphQLDirective | null | undefined): string | undefined {
  if (!directive) return undefined;
  const args = directive.args.map((arg) => `${arg.name}:${arg.type}=${JSON.stringify(defaultValueOf(arg))}`);
  return [...sorted(args), directive.isRepeatable, ...sorted(directive.locations)].join(' ');
}

function shapeOfType(schema: GraphQLSchema, name: string): string | undefined {
  const type = schema.getType(name);
  if (isEnumType(type)) return sorted(type.getValues().map((value) => value.name)).join(' ');
  if (!isInputObjectType(type)) return undefined;
  const fields = Object.values(type.getFields());
  return sorted(fields.map((field) => `${field.name}:${field.type}=${defaultValueOf(field)}`)).join(' ');
}

function sorted(words: readonly string[]): readonly string[] {
  return [...words].sort((left, right) => (left < right ? -1 : 1));
}
