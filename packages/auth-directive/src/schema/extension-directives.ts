import {
  type ConstDirectiveNode,
  type ConstObjectFieldNode,
  type ConstValueNode,
  Kind,
  type NameNode,
} from 'graphql';

/**
 * Returns the directives in either form of `extensions.directives`, as nodes: an object with the arguments by
 * name, repeated ones as a list, or a list of names with arguments.
 */
export function extensionDirectives(directives: unknown): readonly ConstDirectiveNode[] {
  if (typeof directives !== 'object' || directives === null) return [];
  if (Array.isArray(directives)) {
    return directives.map((each: unknown) => directiveNode(String(Object(each).name), Object(each).args));
  }
  return Object.entries(directives).flatMap(([name, args]: [string, unknown]) =>
    (Array.isArray(args) ? args : [args]).map((each: unknown) => directiveNode(name, each)),
  );
}

function directiveNode(name: string, args: unknown): ConstDirectiveNode {
  const nodes = fieldsOf(args).map((field) => ({ ...field, kind: Kind.ARGUMENT as const }));
  return { kind: Kind.DIRECTIVE, name: nameNode(name), arguments: nodes };
}

function fieldsOf(value: unknown): readonly ConstObjectFieldNode[] {
  return Object.entries(Object(value))
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => ({ kind: Kind.OBJECT_FIELD, name: nameNode(name), value: valueNode(each) }));
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

function valueNode(value: unknown): ConstValueNode {
  if (value === null) return { kind: Kind.NULL };
  if (Array.isArray(value)) return { kind: Kind.LIST, values: value.map(valueNode) };
  switch (typeof value) {
    case 'boolean':
      return { kind: Kind.BOOLEAN, value };
    case 'number':
      return { kind: Number.isInteger(value) ? Kind.INT : Kind.FLOAT, value: String(value) };
    case 'object':
      return { kind: Kind.OBJECT, fields: fieldsOf(value) };
    default:
      return { kind: Kind.STRING, value: String(value) };
  }
}
