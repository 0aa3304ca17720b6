import {
  type ConstDirectiveNode,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
} from 'graphql';

/** The location of an element. `@auth` is not allowed at the last two. */
export type ElementLocation =
  | 'OBJECT'
  | 'INTERFACE'
  | 'FIELD_DEFINITION'
  | 'ARGUMENT_DEFINITION'
  | 'INPUT_OBJECT'
  | 'INPUT_FIELD_DEFINITION'
  | 'ENUM'
  | 'ENUM_VALUE'
  | 'SCALAR'
  | 'UNION'
  | 'ELSEWHERE';

/** One element of a schema that may have directives, with its directives, those of extensions included. */
export interface Element {
  readonly coordinate: string;
  readonly location: ElementLocation;
  readonly typeName: string;
  readonly directives: readonly ConstDirectiveNode[];
  /** The names of directives that were set in `extensions` by code. They are not read. */
  readonly hidden: readonly string[];
}

interface Described {
  readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  readonly extensionASTNodes?:
    | ReadonlyArray<{ readonly directives?: readonly ConstDirectiveNode[] | undefined }>
    | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** Returns every element of the schema, types before their members, without introspection types. */
export function elementsOf(schema: GraphQLSchema): readonly Element[] {
  const elements = [elementOf(schema, 'schema', 'ELSEWHERE', 'schema')];
  for (const directive of schema.getDirectives()) {
    elements.push(...argumentsOf(directive.args, `@${directive.name}`, `@${directive.name}`, 'ELSEWHERE'));
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isIntrospectionType(type)) elements.push(...elementsOfType(type));
  }
  return elements;
}

function elementsOfType(type: GraphQLNamedType): readonly Element[] {
  const { name } = type;
  const own = (location: ElementLocation): Element => elementOf(type, name, location, name);
  if (isObjectType(type) || isInterfaceType(type)) {
    const fields = Object.values(type.getFields()).flatMap((field) => [
      elementOf(field, `${name}.${field.name}`, 'FIELD_DEFINITION', name),
      ...argumentsOf(field.args, `${name}.${field.name}`, name, 'ARGUMENT_DEFINITION'),
    ]);
    return [own(isObjectType(type) ? 'OBJECT' : 'INTERFACE'), ...fields];
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const member = (field: (typeof fields)[number]): Element =>
      elementOf(field, `${name}.${field.name}`, 'INPUT_FIELD_DEFINITION', name);
    return [own('INPUT_OBJECT'), ...fields.map(member)];
  }
  if (isEnumType(type)) {
    const values = type.getValues();
    const member = (value: (typeof values)[number]): Element =>
      elementOf(value, `${name}.${value.name}`, 'ENUM_VALUE', name);
    return [own('ENUM'), ...values.map(member)];
  }
  return [own(isScalarType(type) ? 'SCALAR' : 'UNION')];
}

function argumentsOf(
  args: readonly GraphQLArgument[],
  owner: string,
  typeName: string,
  location: ElementLocation,
): readonly Element[] {
  return args.map((arg) => elementOf(arg, `${owner}(${arg.name}:)`, location, typeName));
}

function elementOf(
  described: Described,
  coordinate: string,
  location: ElementLocation,
  typeName: string,
): Element {
  const own = described.astNode?.directives ?? [];
  const extensions = described.extensionASTNodes ?? [];
  const directives =
    extensions.length === 0 ? own : [...own, ...extensions.flatMap((node) => node.directives ?? [])];
  const extended = described.extensions['directives'];
  const hidden = typeof extended === 'object' && extended !== null ? Object.keys(extended) : [];
  return { coordinate, location, typeName, directives, hidden };
}
