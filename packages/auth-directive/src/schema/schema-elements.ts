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
  type Location,
  type Source,
} from 'graphql';
import { extensionDirectives } from './extension-directives.js';

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
  | 'SCHEMA'
  | 'UNION'
  | 'ELSEWHERE';

/** The coordinate of the schema itself. */
export const SCHEMA = 'schema';

/** An element of a schema that may have directives, with its own and those of type extensions. */
export interface Element {
  readonly coordinate: string;
  readonly location: ElementLocation;
  readonly typeName: string;
  readonly directives: readonly ConstDirectiveNode[];
  /** The directives that code has written to `extensions`, as nodes. */
  readonly extensions: readonly ConstDirectiveNode[];
  /** The texts that define the element, as far as they are known. */
  readonly sources: readonly Source[];
}

interface Definition {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
  readonly loc?: Location | undefined;
}

interface Described {
  readonly astNode?: Definition | null | undefined;
  readonly extensionASTNodes?: readonly Definition[] | undefined;
  // graphql-compose creates fields without extensions, against the types of graphql-js.
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Returns every element of the schema, types before their members, without introspection types. */
export function elementsOf(schema: GraphQLSchema): readonly Element[] {
  const elements = [elementOf(schema, SCHEMA, 'SCHEMA', SCHEMA)];
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
  const { astNode, extensionASTNodes = [], extensions } = described;
  const nodes = astNode ? [astNode, ...extensionASTNodes] : extensionASTNodes;
  return {
    coordinate,
    location,
    typeName,
    directives: nodes.flatMap((node) => node.directives ?? []),
    extensions: extensionDirectives(extensions?.['directives']),
    sources: nodes.flatMap(({ loc }) => loc?.source ?? []),
  };
}
