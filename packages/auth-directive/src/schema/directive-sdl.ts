import {
  buildASTSchema,
  type GraphQLDirective,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  parse,
} from 'graphql';

/** The places where `@auth` may stand. */
export const AUTH_LOCATIONS =
  'OBJECT | INTERFACE | FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_OBJECT | INPUT_FIELD_DEFINITION | ENUM | ENUM_VALUE | SCALAR';

/** The SDL of `@auth` and `@public`. `Role` is the host's own enum. */
export const typeDefs: string = `"""
Who may pass. Members written side by side are AND; anyOf is OR; a repeated @auth is AND again. Nothing ever
weakens a rule that stands above.
"""
directive @auth(
  "The weakest role that may pass; roles are a ladder."
  requires: Role
  "All of them, on callers that carry scopes; an empty list admits any such caller; none named is for people."
  scopes: [String!]
  "The property that holds the owner's id: passes when it is the caller's."
  owner: String
  "A named policy, given in code."
  policy: String
  "Seconds since the caller last proved a password or a factor."
  freshWithin: Int
  "2: a second factor was used in this session."
  assurance: Int
  "At least one of these groups must pass, together with the members beside it."
  anyOf: [AuthRule!]
  "What a refused field answers: an error when not written. On a field only, once."
  onDeny: AuthDeny
) repeatable on ${AUTH_LOCATIONS}

"A root field that anyone may ask, and whether its payload says who calls from there on."
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

"What a refused field answers."
enum AuthDeny {
  "An error in the field's place."
  ERROR
  "Null without an error, on a field that may be null."
  NULL
}
`;

const shipped: GraphQLSchema = buildASTSchema(parse(`${typeDefs}\nenum Role { A }\ntype Query { a: Int }`));

/**
 * The names of the shipped definitions that this schema lacks or has in another form. A host's own `@auth` is
 * silently merged with ours by graphql-tools, so the outcome is compared, not the text.
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
  const args = directive.args.map((arg) => `${arg.name}:${arg.type}=${JSON.stringify(arg.defaultValue)}`);
  return [...inOrder(args), directive.isRepeatable, ...inOrder(directive.locations)].join(' ');
}

function shapeOfType(schema: GraphQLSchema, name: string): string | undefined {
  const type = schema.getType(name);
  if (isEnumType(type)) return inOrder(type.getValues().map((value) => value.name)).join(' ');
  if (!isInputObjectType(type)) return undefined;
  const fields = Object.values(type.getFields());
  return inOrder(fields.map((field) => `${field.name}:${field.type}=${field.defaultValue}`)).join(' ');
}

function inOrder(words: readonly string[]): readonly string[] {
  return [...words].sort((left, right) => (left < right ? -1 : 1));
}
