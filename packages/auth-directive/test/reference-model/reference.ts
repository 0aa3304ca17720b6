import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { clientAliases, withoutForgeableOwners } from './client-aliases.js';
import type { EvaluationContext } from './judge-field.js';
import { buildReferenceSchema } from './read-rules.js';
import { referenceExecution } from './reference-execution.js';
import { referencePlan } from './reference-plan.js';
import type { SelectionSource } from './selections.js';
import type { Expected, Request, Scenario } from './types.js';

/** `planned` is a server with the plugin; `guarded` is plain `graphql()`, where the guards alone decide. */
export type ExecutionMode = 'planned' | 'guarded';
/** An independent evaluator of one scenario. */
export type Reference = {
  readonly schema: GraphQLSchema;
  readonly answer: (request: Request, executionMode: ExecutionMode) => Expected;
};

function operationOf(document: DocumentNode): OperationDefinitionNode {
  for (const definition of document.definitions)
    if (definition.kind === 'OperationDefinition') return definition;
  throw new Error('The document holds no operation.');
}

/** Returns the variables in the form in which graphql coerces arguments: 17 keeps more than the values. */
function coercedVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Request['variables'],
): Readonly<Record<string, unknown>> | undefined {
  const result: { coerced?: Record<string, unknown>; variableValues?: Record<string, unknown> } =
    getVariableValues(schema, variableDefinitions, { ...variables });
  return result.coerced ?? result.variableValues;
}

/**
 * The test oracle: computes from the guarantees alone what the answer to an operation must be. It combines no
 * rules, caches nothing and shares no code with the engine; it uses graphql-js only for syntax, types and
 * coercion.
 */
export function createReference(scenario: Scenario): Reference {
  const schema = buildReferenceSchema(scenario.sdl, scenario.undeclared);
  const answer = (request: Request, executionMode: ExecutionMode): Expected => {
    const document = parse(request.source, { noLocation: true });
    const operation = operationOf(document);
    const coerced = coercedVariables(schema, operation, request.variables);
    const root = schema.getRootType(operation.operation);
    if (coerced === undefined || root === null || root === undefined)
      throw new Error('The request is not valid.');
    const isInPlace = executionMode === 'guarded';
    const { variables } = request;
    const { roles } = scenario;
    const evaluation: EvaluationContext = {
      schema,
      roles,
      operation,
      variables,
      coerced,
      seesCoerced: isInPlace,
    };
    const source: SelectionSource = { schema, document, coerced };
    const rejectsWholeOperation = operation.operation !== 'query' || scenario.queries === 'reject';
    const found =
      rejectsWholeOperation || !isInPlace
        ? referencePlan(evaluation, source, root, request.caller, rejectsWholeOperation)
        : undefined;
    const refusal = found === undefined ? undefined : { ...found, isInPlace };
    if (refusal !== undefined && refusal.must.length > 0) return { refusal };
    const data = withoutForgeableOwners(request.data, clientAliases(scenario, document));
    const execution = referenceExecution(evaluation, source, root, request.caller, data);
    return refusal === undefined ? { execution } : { refusal, execution };
  };
  return { schema, answer };
}
