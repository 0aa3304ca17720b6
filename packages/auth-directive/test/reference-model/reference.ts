import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { Bench } from './judge-field.js';
import { buildReferenceSchema } from './read-rules.js';
import { referenceExecution } from './reference-execution.js';
import { referencePlan } from './reference-plan.js';
import type { SelectionSource } from './selections.js';
import type { Expected, Request, World } from './types.js';

/** `planned` is a server with the plugin; `guarded` is plain `graphql()`, where the guards alone answer. */
export type Way = 'planned' | 'guarded';
/** An independent evaluator of one world. */
export type Reference = {
  readonly schema: GraphQLSchema;
  readonly answer: (request: Request, way: Way) => Expected;
};

function operationOf(document: DocumentNode): OperationDefinitionNode {
  for (const definition of document.definitions)
    if (definition.kind === 'OperationDefinition') return definition;
  throw new Error('The document holds no operation.');
}

/**
 * The oracle: says from the laws alone what an operation must be answered. It combines no rules, remembers nothing and shares no line
 * with the engine; it uses graphql-js for syntax, types and coercion only.
 */
export function createReference(world: World): Reference {
  const schema = buildReferenceSchema(world.sdl, world.undeclared);
  const answer = (request: Request, way: Way): Expected => {
    const document = parse(request.source, { noLocation: true });
    const operation = operationOf(document);
    const result = getVariableValues(schema, operation.variableDefinitions ?? [], { ...request.variables });
    const coerced = result.coerced;
    const root = schema.getRootType(operation.operation);
    if (coerced === undefined || root === null || root === undefined)
      throw new Error('The request is not valid.');
    const isInPlace = way === 'guarded';
    const { variables } = request;
    const { roles } = world;
    const bench: Bench = { schema, roles, operation, variables, coerced, seesCoerced: isInPlace };
    const source: SelectionSource = { schema, document, coerced };
    const isWhole = operation.operation !== 'query' || world.queries === 'reject';
    const found =
      isWhole || !isInPlace ? referencePlan(bench, source, root, request.caller, isWhole) : undefined;
    const refusal = found === undefined ? undefined : { ...found, isInPlace };
    if (refusal !== undefined && refusal.must.length > 0) return { refusal };
    const execution = referenceExecution(bench, source, root, request.caller, request.data);
    return refusal === undefined ? { execution } : { refusal, execution };
  };
  return { schema, answer };
}
