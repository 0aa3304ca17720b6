/**
 * A document that `send` accepts: a string, a TypedDocumentString or a TypedDocumentNode of graphql-codegen,
 * or the result of `gql`.
 */
export interface OperationDocument<Result, Variables> {
  /** Never set at run time; carries the types. */
  readonly __apiType?: (variables: Variables) => Result;
  toString(): string;
}

/** Returns the text of a document. Throws a TypeError for an object that is no executable document. */
export function documentText(document: OperationDocument<unknown, never>): string {
  return 'kind' in Object(document) ? printNode(document) : String(document);
}

type Print = (node: SyntaxNode) => string;

/** A node of a parsed document, read member by member. */
interface SyntaxNode {
  /** Returns the text of a child; an empty string without one. */
  child(name: string): string;
  /** Returns the texts of children between `open` and `close`; an empty string without any. */
  children(name: string, open: string, close: string): string;
  /** Returns a member that is text; an empty string without one. */
  text(name: string): string;
  /** Returns `prefix` followed by the child; an empty string without one. */
  optional(name: string, prefix: string): string;
}

const printers: Readonly<Record<string, Print>> = {
  Document: (node) => node.children('definitions', '', ''),
  OperationDefinition: (node) =>
    `${node.text('operation')} ${node.child('name')}${node.children('variableDefinitions', '(', ')')}` +
    `${node.children('directives', ' ', '')} ${node.child('selectionSet')}`,
  VariableDefinition: (node) =>
    `${node.child('variable')}: ${node.child('type')}${node.optional('defaultValue', ' = ')}` +
    node.children('directives', ' ', ''),
  SelectionSet: (node) => node.children('selections', '{ ', ' }'),
  Field: (node) =>
    `${node.child('alias')}${node.child('alias') && ': '}${node.child('name')}` +
    `${node.children('arguments', '(', ')')}${node.children('directives', ' ', '')}` +
    node.optional('selectionSet', ' '),
  Argument: (node) => `${node.child('name')}: ${node.child('value')}`,
  FragmentSpread: (node) => `...${node.child('name')}${node.children('directives', ' ', '')}`,
  InlineFragment: (node) =>
    `...${node.optional('typeCondition', ' on ')}${node.children('directives', ' ', '')} ` +
    node.child('selectionSet'),
  FragmentDefinition: (node) =>
    `fragment ${node.child('name')} on ${node.child('typeCondition')}` +
    `${node.children('directives', ' ', '')} ${node.child('selectionSet')}`,
  Directive: (node) => `@${node.child('name')}${node.children('arguments', '(', ')')}`,
  Name: (node) => node.text('value'),
  Variable: (node) => `$${node.child('name')}`,
  NamedType: (node) => node.child('name'),
  ListType: (node) => `[${node.child('type')}]`,
  NonNullType: (node) => `${node.child('type')}!`,
  IntValue: (node) => node.text('value'),
  FloatValue: (node) => node.text('value'),
  // The escapes of JSON are those of GraphQL.
  StringValue: (node) => JSON.stringify(node.text('value')),
  BooleanValue: (node) => node.text('value'),
  NullValue: () => 'null',
  EnumValue: (node) => node.text('value'),
  ListValue: (node) => node.children('values', '[', ']') || '[]',
  ObjectValue: (node) => node.children('fields', '{', '}') || '{}',
  ObjectField: (node) => `${node.child('name')}: ${node.child('value')}`,
};

function printNode(value: unknown): string {
  const member = (name: string): unknown => Reflect.get(Object(value), name);
  const print = printers[String(member('kind'))];
  if (print === undefined) throw new TypeError('Only executable GraphQL documents can be sent.');
  const optional = (name: string, prefix: string): string =>
    member(name) === undefined || member(name) === null ? '' : prefix + printNode(member(name));
  return print({
    child: (name) => optional(name, ''),
    optional,
    text: (name) => String(member(name) ?? ''),
    children: (name, open, close) => {
      const nodes = member(name);
      if (!Array.isArray(nodes) || nodes.length === 0) return '';
      return open + nodes.map(printNode).join(' ') + close;
    },
  });
}
