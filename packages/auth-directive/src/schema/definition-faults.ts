import { type GraphQLDirective, type GraphQLSchema, isEnumType, isInputObjectType } from 'graphql';
import type { Finding } from '../core/auth-schema-error.js';
import type { SchemaNames } from '../core/directive-names.js';
import { defaultValueOf } from './default-value.js';
import { directiveSchema } from './directive-sdl.js';

/**
 * Returns the faults of the directive's own definitions in a schema: definitions that are missing or differ
 * from the shipped ones, and roles that the enum and the option do not share. graphql-tools silently merges
 * another definition of `@auth` with this one, so the resulting definitions are compared, not the text.
 */
export function definitionFaults(
  schema: GraphQLSchema,
  names: SchemaNames,
  roles: readonly string[],
): readonly Finding[] {
  const shipped = directiveSchema(names, roles);
  const directives = [names.auth, names.named, names.public].filter(
    (name) => shapeOfDirective(schema.getDirective(name)) !== shapeOfDirective(shipped.getDirective(name)),
  );
  const types = [names.rule, names.deny].filter(
    (name) => shapeOfType(schema, name) !== shapeOfType(shipped, name),
  );
  const message = 'The definition differs from the one in typeDefs; remove your own definition.';
  const altered = [...directives.map((name) => `@${name}`), ...types];
  return [
    ...altered.map((coordinate) => ({ coordinate, message })),
    ...roleFaults(schema, names.role, roles),
  ];
}

function roleFaults(schema: GraphQLSchema, enumName: string, roles: readonly string[]): readonly Finding[] {
  const role = schema.getType(enumName);
  const values = isEnumType(role) ? role.getValues().map(({ name }) => name) : [];
  const missing = roles.filter((each) => !values.includes(each));
  const surplus = values.filter((each) => !roles.includes(each));
  return [
    ...missing.map((name) => ({
      coordinate: enumName,
      message: `${name} is in the roles option but not in the enum.`,
    })),
    ...surplus.map((name) => ({
      coordinate: `${enumName}.${name}`,
      message: 'The value is missing from the roles option.',
    })),
  ];
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
