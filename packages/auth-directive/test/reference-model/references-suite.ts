import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { createEngineIfValid } from './check-agreement.js';
import { createRequestContext, guardScenario } from './engine.js';
import { caseSeeds, fuzzBudget } from './fuzz-budget.js';
import { generateScenario } from './generate-case.js';
import { generateCaller, generateData } from './generate-data.js';
import { edgeRules } from './read-rules.js';
import { createSeededRandom } from './seeded-random.js';
import type { ReferenceCaller, ReferenceRoles, StoredObject } from './types.js';
import { judge, judgeInOrder } from './verdict.js';

const callers = 4;

/** The outcome of one reference: its refusal or the entity, and whether the host's resolver ran. */
type Outcome = {
  readonly code?: unknown;
  readonly coordinate?: unknown;
  readonly found?: unknown;
  readonly ran: boolean;
};
type ReferenceResolver = (reference: unknown, context: unknown, info: unknown) => unknown;
type ReferencePlacement = { readonly property: boolean; readonly isLater: boolean };

/** Adds reference resolvers where graphql-tools or Apollo's subgraph library expects them. */
function attachReferenceResolvers(
  schema: GraphQLSchema,
  { property, isLater }: ReferencePlacement,
  onRun: () => void,
): void {
  const resolveReference = (
    { id }: { id: string },
    { objects }: { objects: ReadonlyMap<string, unknown> },
  ) => {
    onRun();
    const found = objects.get(id) ?? null;
    return isLater ? Promise.resolve(found) : found;
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    if (property) Object.assign(type, { resolveReference });
    else Object.assign(type, { extensions: { apollo: { subgraph: { resolveReference } } } });
  }
}

function referenceOf(
  schema: GraphQLSchema,
  typeName: string,
  { property }: ReferencePlacement,
): ReferenceResolver {
  const type = schema.getType(typeName);
  const holder = property ? type : Object(type?.extensions['apollo']).subgraph;
  const found: unknown = Reflect.get(Object(holder), 'resolveReference');
  if (typeof found !== 'function') throw new Error(`The reference resolver of ${typeName} is missing.`);
  return found as ReferenceResolver;
}

/**
 * Returns how an outcome violates the guarantee, or undefined: the rule is evaluated before the resolver as
 * far as it needs no object, and then on the object.
 */
function findFault(
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  caller: ReferenceCaller,
  object: StoredObject,
  outcome: Outcome,
): string | undefined {
  const type = schema.getType(object.type);
  const rules = type === undefined ? [] : edgeRules(type);
  const early = judge([{ rules, subject: undefined }], caller, roles);
  const verdict = judgeInOrder([{ rules, subject: { object, args: {} } }], caller, roles);
  if (outcome.ran !== (early.truth !== 'no')) return outcome.ran ? 'ran although refused' : 'did not run';
  if (verdict.truth !== 'no')
    return outcome.found === undefined ? `was refused with ${outcome.code}` : undefined;
  if (outcome.found !== undefined) return 'was found although refused';
  if (outcome.coordinate !== object.type) return `names ${outcome.coordinate}`;
  return verdict.codes.includes(String(outcome.code)) ? undefined : `answers ${outcome.code}`;
}

async function checkCase(seed: number): Promise<{ compared: number; refused: number }> {
  const random = createSeededRandom(seed);
  const { scenario, schema } = generateScenario(random, 'smooth');
  if (createEngineIfValid(scenario) === undefined) return { compared: 0, refused: 0 };
  const placement: ReferencePlacement = { property: random.chance(50), isLater: random.chance(50) };
  let ran = false;
  const guarded = guardScenario(scenario, {}, (unguarded) =>
    attachReferenceResolvers(unguarded, placement, () => (ran = true)),
  );
  guarded.auth.assertGuarded(guarded.schema);
  const data = generateData(random, schema, 'smooth');
  let compared = 0;
  let refused = 0;
  for (const caller of Array.from({ length: callers }, () => generateCaller(random))) {
    const context = createRequestContext(scenario, { source: '{ __typename }', variables: {}, caller, data });
    const path = { prev: undefined, key: '_entities', typename: 'Query' };
    const [operation] = parse('{ __typename }').definitions;
    const info = { variableValues: {}, operation, fragments: {}, path };
    for (const [id, object] of Object.entries(data).filter(([key]) => key.includes(':'))) {
      ran = false;
      const resolve = referenceOf(guarded.schema, object.type, placement);
      const outcome = await (async () => resolve({ id }, context, info))().then(
        (found: unknown): Outcome => ({ found, ran }),
        (error: unknown): Outcome => {
          const extensions = error instanceof GraphQLError ? error.extensions : {};
          return { code: extensions['code'], coordinate: extensions['coordinate'], ran };
        },
      );
      const fault = findFault(schema, scenario.roles, caller, object, outcome);
      if (fault !== undefined)
        throw new Error(`case ${seed}: ${id} for ${JSON.stringify(caller)} ${fault}\n${scenario.sdl}`);
      compared += 1;
      if (outcome.found === undefined) refused += 1;
    }
  }
  return { compared, refused };
}

/** Declares the test of the guards of federation references on generated schemas. */
export function testReferences(defaultCases: number): void {
  const budget = fuzzBudget(defaultCases, 0.1);
  test(
    'is returned only to callers whom the rules of its type and interfaces grant',
    async () => {
      let compared = 0;
      let refused = 0;
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const result = await checkCase(seed);
        compared += result.compared;
        refused += result.refused;
      });

      await fc.assert(property, {
        numRuns: Math.ceil(budget.cases / 14),
        seed: budget.seed,
        endOnFailure: true,
      });

      expect(compared).toBeGreaterThanOrEqual(budget.cases);
      expect(refused).toBeGreaterThan(compared / 10);
    },
    budget.timeoutMs,
  );
}
