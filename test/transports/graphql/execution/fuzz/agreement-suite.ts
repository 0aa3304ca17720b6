import { expect, test } from '@jest/globals';
import {
  defaultFieldResolver,
  defaultTypeResolver,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { createExecutor } from '../../../../../src/transports/graphql/execution/create-executor.js';
import { createRandom, type Random } from '../../../../helpers/session-fuzz/seeded-random.js';
import { type ComparedRequest, observeBoth } from './compare-executions.js';
import { generateDocument, generateVariables } from './generate-operation.js';
import { createFuzzSchema } from './schema.js';

/** Aliases may conflict, and fragments may be unused: executors do not care. */
const rules = specifiedRules.filter(({ name }) => !/NoUnused|OverlappingFields/.test(name));

/**
 * Compares the executor with graphql-js on generated operations: the response with the order of its errors,
 * every call of a resolver with what it was given, and unhandled rejections. EXECUTOR_FUZZ_SEED and
 * EXECUTOR_FUZZ_CASES override the seed and the number.
 */
export function testAgreement(defaultCases: number): void {
  const seed = Number(process.env['EXECUTOR_FUZZ_SEED'] ?? 20_261_130);
  const cases = Number(process.env['EXECUTOR_FUZZ_CASES'] ?? defaultCases);

  test(`agrees with graphql-js on ${cases} generated operations (seed ${seed})`, async () => {
    Error.stackTraceLimit = 0;
    const random = createRandom(seed);
    const schema = createFuzzSchema();
    const execute = createExecutor();
    for (let count = 0; count < cases; count++) {
      const request = generateRequest(schema, random);
      const { expected, actual } = await observeBoth(execute, request.compared);
      if (JSON.stringify(expected) !== JSON.stringify(actual))
        expect({ of: request.text, ...actual }).toEqual({ of: request.text, ...expected });
    }
  }, 600_000);
}

function generateRequest(
  schema: GraphQLSchema,
  random: Random,
): { readonly text: string; readonly compared: ComparedRequest } {
  for (;;) {
    const text = generateDocument(schema, random);
    const document = parse(text);
    // Most are valid. Servers do not execute others, but the executor must not depend on that.
    if (!random.chance(0.3) && validate(schema, document, rules).length > 0) continue;
    const further = {
      operationName: random.pick(['Q', 'Q', 'Q', null, 'Unknown']),
      ...(random.chance(0.1) ? { options: { maxCoercionErrors: 1 } } : {}),
      ...(random.chance(0.1)
        ? { fieldResolver: defaultFieldResolver, typeResolver: defaultTypeResolver }
        : {}),
    };
    const variables = generateVariables(random);
    return { text, compared: { schema, document, variables, salt: random.below(2 ** 31), further } };
  }
}
