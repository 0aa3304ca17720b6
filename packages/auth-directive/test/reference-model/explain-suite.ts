import { expect } from '@jest/globals';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNamedType,
  getNullableType,
  getVariableValues,
  isAbstractType,
  isListType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
} from 'graphql';
import { createEngineIfValid } from './check-agreement.js';
import { createRequestContext, type Engine } from './engine.js';
import type { ResolvedObject, ScenarioContext } from './executable-schema.js';
import { fuzzBudget, testCases } from './fuzz-budget.js';
import { generateCase } from './generate-case.js';
import type { Request, Scenario } from './types.js';

const size = { operations: 1, callers: 4 };
type Args = Readonly<Record<string, unknown>>;

/** Returns the info of a field that is resolved below a root field, in an operation of its own. */
function infoFor(
  { schema }: Engine,
  parentType: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  args: Args,
): GraphQLResolveInfo {
  const given = field.args.filter(({ name }) => name in args);
  const variables = given.map(({ name, type }) => `$${name}: ${type}`).join(' ');
  const values = given.map(({ name }) => `${name}: $${name}`).join(' ');
  const listed = (text: string, open = '(', close = ')'): string => (text === '' ? '' : open + text + close);
  const [operation] = parse(`query ${listed(variables)} { ${field.name}${listed(values)} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const [node] = operation.selectionSet.selections;
  if (node?.kind !== Kind.FIELD) throw new Error('no field');
  const result: { coerced?: unknown; variableValues?: unknown } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    args,
  );
  const root = { prev: undefined, key: 'root', typename: 'Query' };
  // The cast is safe: graphql 16 returns the variables as `coerced`, graphql 17 as `variableValues`.
  return {
    fieldName: field.name,
    fieldNodes: [node],
    returnType: field.type,
    parentType,
    path: { prev: root, key: field.name, typename: parentType.name },
    schema,
    fragments: {},
    rootValue: undefined,
    operation,
    variableValues: result.coerced ?? result.variableValues,
  } as GraphQLResolveInfo;
}

/** Resolves the guarded field. Returns the code of its refusal, or undefined when it passes. */
async function refusalOf(
  engine: Engine,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  object: ResolvedObject,
  args: Args,
  context: ScenarioContext,
): Promise<string | undefined> {
  try {
    const value: unknown = await field.resolve?.(object, args, context, infoFor(engine, type, field, args));
    // Executors report an error that a resolver returns.
    if (value instanceof Error) throw value;
    return value === null ? 'NULL' : undefined;
  } catch (error) {
    const code: unknown = Reflect.get(Object(Reflect.get(Object(error), 'extensions')), 'code');
    return typeof code === 'string' ? code : 'FAILED';
  }
}

/** Compares the explanation of every field of one object with its guard. Returns how many were compared. */
async function checkObject(
  engine: Engine,
  scenario: Scenario,
  request: Request,
  id: string,
): Promise<number> {
  const { auth, schema } = engine;
  const context = createRequestContext(scenario, request);
  const stored = request.data[id];
  const object = context.objects.get(id);
  const type = schema.getType(stored?.type ?? '');
  if (object === undefined || !isObjectType(type) || isRoot(engine, type)) return 0;
  const { caller } = request;
  const ofType = await auth.explain(schema, caller, type.name, { object, context });
  let compared = 0;
  for (const field of Object.values(type.getFields())) {
    const answer = stored?.fieldValues[field.name];
    const ref = typeof answer === 'object' && answer !== null && 'ref' in answer ? answer.ref : undefined;
    const isLeaf = typeof answer === 'string' || typeof answer === 'number' || typeof answer === 'boolean';
    const value = isLeaf ? answer : ref && context.objects.get(ref);
    const takesOpen = field.args.some(({ name }) => name === 'open');
    const needsMore = field.args.some((arg) => arg.name !== 'open' && isRequiredArgument(arg));
    const isList = isListType(getNullableType(field.type));
    if (value === undefined || isList || needsMore || isAbstractType(getNamedType(field.type))) continue;
    for (const args of takesOpen ? [{ open: true }, { open: false }] : [{}]) {
      const coordinate = `${type.name}.${field.name}`;
      const explained = await auth.explain(schema, caller, coordinate, { object, value, args, context });
      const code = await refusalOf(engine, type, field, object, args, context);
      if (code === 'FAILED') continue;
      // A policy of the type is asked where the object is reached, not again for its fields.
      const isDenied = code !== undefined || ofType.verdict === 'DENY';
      const found = { id, coordinate, caller, args, verdict: explained.verdict, code: explained.code };
      expect(found).toMatchObject({ ...found, verdict: isDenied ? 'DENY' : 'ALLOW' });
      if (code !== undefined && code !== 'NULL' && ofType.verdict === 'ALLOW')
        expect(found).toMatchObject({ ...found, code });
      compared += 1;
    }
  }
  return compared;
}

function isRoot({ schema }: Engine, type: GraphQLObjectType): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some(
    (root) => root === type,
  );
}

/** Checks one case. Returns how many explanations were compared. */
async function checkCase(seed: number): Promise<number> {
  const { scenario, requests } = generateCase(seed, size);
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return 0;
  let compared = 0;
  for (const request of requests) {
    for (const id of Object.keys(request.data)) {
      try {
        compared += await checkObject(engine, scenario, request, id);
      } catch (cause) {
        throw new Error(`case ${seed}: ${cause instanceof Error ? cause.message : cause}\n${scenario.sdl}`, {
          cause,
        });
      }
    }
  }
  return compared;
}

/** Declares the test that compares explanations for an object with the guards of its fields. */
export function testExplanations(defaultCases: number): void {
  testCases(
    'allows exactly the fields of an object that the guard lets pass, and names the same refusal',
    fuzzBudget(defaultCases, 0.2),
    size.callers,
    checkCase,
  );
}
