import { expect } from '@jest/globals';
import {
  execute,
  type GraphQLError,
  GraphQLSchema,
  getVariableValues,
  Kind,
  parse,
  validate,
  validateSchema,
} from 'graphql';
import { createRequestContext, guardScenario } from '../reference-model/engine.js';
import { generateCase } from '../reference-model/generate-case.js';
import type { Request, Scenario } from '../reference-model/types.js';

type Guarded = ReturnType<typeof guardScenario>;

/** Returns undefined for rules that are too large, which is a start-up error. */
function guardIfValid(scenario: Scenario): Guarded | undefined {
  try {
    return guardScenario(scenario);
  } catch {
    return undefined;
  }
}

/** Returns whether the document and its variables are valid. */
function isValid(schema: GraphQLSchema, { source, variables }: Request): boolean {
  const document = parse(source);
  const definitions = document.definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : [],
  );
  if (validate(schema, document).length > 0) return false;
  return getVariableValues(schema, definitions, { ...variables }).errors === undefined;
}

/** Returns the faults of a schema, except that its query type has no field that the caller may use. */
function schemaFaults(schema: GraphQLSchema): readonly GraphQLError[] {
  const checked = new GraphQLSchema({ ...schema.toConfig(), assumeValid: false });
  const ofQuery = `Type ${schema.getQueryType()} must define one or more fields.`;
  return validateSchema(checked).filter(({ message }) => message !== ofQuery);
}

/**
 * Executes a request. Of several errors below one null it depends on promises which are reported, so each
 * error counts at the position that is null.
 */
async function run(schema: GraphQLSchema, scenario: Scenario, request: Request): Promise<string> {
  const contextValue = createRequestContext(scenario, request);
  const variableValues = { ...request.variables };
  const document = parse(request.source);
  const { data, errors = [] } = await execute({ schema, document, contextValue, variableValues });
  const positions = new Set(errors.map(({ path = [] }) => nullPosition(data, path)));
  return JSON.stringify([data, [...positions].sort()]);
}

function nullPosition(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  const end = path.findIndex((key) => {
    value = Reflect.get(Object(value), key);
    return value === null || value === undefined;
  });
  return path.slice(0, end + 1).join('.');
}

/**
 * Checks generated schemas for generated callers: a visible schema is valid, and executes what is valid there
 * as the whole schema does.
 */
export async function checkVisibleSchemas(firstSeed: number, cases: number): Promise<void> {
  const executed: string[] = [];
  const visibleSchemas = new Set<GraphQLSchema>();
  for (let seed = firstSeed; seed < firstSeed + cases; seed += 1) {
    const { scenario, requests } = generateCase(seed, { operations: 3, callers: 3 });
    const guarded = guardIfValid(scenario);
    for (const request of guarded === undefined ? [] : requests) {
      const { auth, schema } = guarded as Guarded;
      const visible = auth.visibleSchema(schema, request.caller);
      if (!visibleSchemas.has(visible)) expect([seed, schemaFaults(visible)]).toEqual([seed, []]);
      visibleSchemas.add(visible);
      if (request.source.startsWith('subscription')) continue;
      if (!isValid(visible, request)) continue;
      const result = await run(visible, scenario, request);
      executed.push(result);
      const whole = await run(schema, scenario, request);
      if (result !== whole)
        throw new Error(`case ${seed}: ${result} instead of ${whole} for ${JSON.stringify(request)}`);
    }
  }

  expect([executed.length > cases, visibleSchemas.size > cases]).toEqual([true, true]);
}
