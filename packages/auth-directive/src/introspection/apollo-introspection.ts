import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql';
import { createValidateDocument, type IntrospectionAccess } from './introspection.js';
import { answerIntrospection, introspectionPart } from './introspection-answer.js';
import { isIntrospectionField } from './introspection-rules.js';

/** The request context of Apollo Server, as far as introspection is concerned. */
export interface IntrospectingRequest {
  readonly schema: GraphQLSchema;
  readonly document?: DocumentNode | undefined;
  readonly operation?: OperationDefinitionNode | null | undefined;
  readonly request: { readonly variables?: Readonly<Record<string, unknown>> | undefined };
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** The introspection of one request. */
export interface RequestIntrospection {
  /** Returns the errors of an operation that is valid in the whole schema, but not as its caller sees it. */
  readonly reject: (request: IntrospectingRequest) => readonly GraphQLError[];
  /** Replaces the errors of a request that was rejected by those that its caller may see. */
  readonly replaceErrors: (request: IntrospectingRequest) => void;
  /** Returns the answers of introspection fields, by response keys; undefined when they need no change. */
  readonly answer: (request: IntrospectingRequest) => Readonly<Record<string, unknown>> | undefined;
}

/** As Apollo Server, which reports the first 50 errors of variables. */
const VARIABLE_LIMITS = { maxErrors: 50 };

/** The rule of Apollo Server with `introspection: false`, so that both answers are the same. */
const ApolloNoIntrospection: ValidationRule = (context) => ({
  Field(node) {
    if (!isIntrospectionField(node)) return;
    const message =
      'GraphQL introspection is not allowed by Apollo Server, but the query contained __schema or __type. ' +
      'To enable introspection, pass introspection: true to ApolloServer in production';
    const extensions = { validationErrorCode: 'INTROSPECTION_DISABLED' };
    context.reportError(new GraphQLError(message, { nodes: [node], extensions }));
  },
});

/** Creates the introspection of a server, whose caches are shared by all requests. */
export function createApolloIntrospection(): (
  access: IntrospectionAccess,
) => RequestIntrospection | undefined {
  const validateDocument = createValidateDocument(ApolloNoIntrospection);
  const parts = new WeakMap<DocumentNode, { readonly part: DocumentNode | undefined }>();

  function partOf(document: DocumentNode): DocumentNode | undefined {
    const cached = parts.get(document) ?? { part: introspectionPart(document) };
    parts.set(document, cached);
    return cached.part;
  }

  return (access) => {
    if (access.kind === 'all') return undefined;
    let rejected: readonly GraphQLError[] | undefined;

    function validationErrors({ schema, document }: IntrospectingRequest): readonly GraphQLError[] {
      if (document === undefined) return [];
      return validateDocument(schema, document, access).map(toValidationError);
    }

    return {
      reject(request) {
        const invalid = validationErrors(request);
        rejected = invalid.length > 0 ? invalid : variableErrors(access, request);
        return rejected;
      },
      replaceErrors(request) {
        // Apollo Server formats this array after the plugins have seen it.
        const errors = request.errors as GraphQLError[] | undefined;
        if (errors === undefined || rejected?.length === 0) return;
        const visible = rejected ?? validationErrors(request);
        if (visible.length === 0) return;
        const ofHost = rejected === undefined ? errorsOfHost(request, errors, visible, validateDocument) : [];
        errors.splice(0, errors.length, ...visible, ...ofHost);
      },
      answer({ document, operation, request }) {
        if (access.kind !== 'visible' || !document || !operation || rejected?.length !== 0) return undefined;
        const part = partOf(document);
        const { variables = {} } = request;
        return part && answerIntrospection(part, { schema: access.schema, operation, variables });
      },
    };
  };
}

/** Returns the errors of validation rules that the host application has added to Apollo Server. */
function errorsOfHost(
  { schema, document }: IntrospectingRequest,
  errors: readonly GraphQLError[],
  visible: readonly GraphQLError[],
  validateDocument: ReturnType<typeof createValidateDocument>,
): readonly GraphQLError[] {
  if (document === undefined) return [];
  // Apollo Server may have removed the suggestions.
  const textOf = ({ message, locations }: GraphQLError): string =>
    JSON.stringify([message.replace(/ ?Did you mean(.+?)\?$/, ''), locations]);
  const standard = validateDocument(schema, document, { kind: 'all' });
  const known = new Set([...standard, ...visible].map(textOf));
  return errors.filter(
    (error) => error.extensions['code'] === 'GRAPHQL_VALIDATION_FAILED' && !known.has(textOf(error)),
  );
}

function variableErrors(
  access: IntrospectionAccess,
  { operation, request }: IntrospectingRequest,
): readonly GraphQLError[] {
  if (access.kind !== 'visible' || !operation) return [];
  const { variableDefinitions = [] } = operation;
  const { errors = [] } = getVariableValues(
    access.schema,
    variableDefinitions,
    request.variables ?? {},
    VARIABLE_LIMITS,
  );
  return errors.map((error) => {
    const isOfVariable = error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
    return toHttpError(error, isOfVariable ? 'BAD_USER_INPUT' : undefined);
  });
}

function toValidationError(error: GraphQLError): GraphQLError {
  return toHttpError(error, 'GRAPHQL_VALIDATION_FAILED');
}

/** Returns the error with the status that Apollo Server responds with. */
function toHttpError(error: GraphQLError, code: string | undefined): GraphQLError {
  const { message, nodes, extensions } = error;
  const converted = new GraphQLError(message, {
    nodes: nodes ?? null,
    originalError: error,
    extensions: {
      http: { status: 400 },
      ...extensions,
      ...(code === undefined ? {} : { code }),
    },
  });
  // A stack in the response would show which schema has rejected the operation.
  converted.stack = `GraphQLError: ${message}`;
  return converted;
}
