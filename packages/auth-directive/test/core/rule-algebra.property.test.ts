import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEngine, type Engine } from '../reference-model/engine.js';
import { caseSeeds, fuzzBudget, withoutStackTraces } from '../reference-model/fuzz-budget.js';
import { generateRoleHierarchy } from '../reference-model/generate-case.js';
import {
  everyCallerKind,
  isRefusedForEveryObject,
  type NaiveDirective,
  naiveDirectives,
  naiveVerdict,
  printDirectives,
} from '../reference-model/naive-algebra.js';
import { createSeededRandom } from '../reference-model/seeded-random.js';
import type { DataSet, ReferenceCaller, ReferenceRoles } from '../reference-model/types.js';

const budget = fuzzBudget(2_000);
const fieldsPerScenario = 8;
const callers = everyCallerKind();

function engineOf(rows: readonly (readonly NaiveDirective[])[], roles: ReferenceRoles): Engine {
  const fields = rows.map((directives, index) => `f${index}: Int ${printDirectives(directives)}`);
  return createEngine({
    sdl: `enum Role { USER SUPPORT BILLING ADMIN } type Query { thing: Thing @public }
      type Thing { ${fields.join('\n')} open: Int }`,
    roles,
    modes: {},
    typing: 'typename',
    queries: 'partial',
  });
}

function dataOf(count: number): DataSet {
  const fieldValues = Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, index]));
  const owners = { mine: 'me', theirs: 'you' };
  return {
    Query: { type: 'Query', owners: {}, flag: false, fieldValues: { thing: { ref: 'Thing:1' } } },
    'Thing:1': { type: 'Thing', owners, flag: false, fieldValues: { ...fieldValues, open: 1 } },
  };
}

/** Returns for each field `granted` or the code of its refusal, as the guards alone decide. */
async function verdicts(engine: Engine, count: number, caller: ReferenceCaller): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `f${index}`);
  const source = `{ thing { open ${names.join(' ')} } }`;
  const answer = await engine.guarded({ source, variables: {}, caller, data: dataOf(count) });
  return names.map((name) => {
    const error = answer.errors.find((each) => each.path?.[1] === name);
    return error === undefined ? 'granted' : (error.key.split(' ')[0] ?? '');
  });
}

/**
 * Returns the verdicts that are accepted. A refusal that no object can change is returned before the owner is
 * compared, so it may offer a step-up to a caller who does not own the object.
 */
function accepted(
  directives: readonly NaiveDirective[],
  caller: ReferenceCaller,
  roles: ReferenceRoles,
): string[] {
  const verdict = naiveVerdict(directives, caller, roles);
  if (verdict !== 'FORBIDDEN' || !isRefusedForEveryObject(directives, caller, roles)) return [verdict];
  return [verdict, 'STEP_UP_REQUIRED'];
}

beforeAll(withoutStackTraces);

describe('the rule algebra', () => {
  test(
    'decides for every kind of caller as the truth table does',
    async () => {
      const property = fc.asyncProperty(caseSeeds, async (seed) => {
        const random = createSeededRandom(seed);
        const rows = Array.from({ length: fieldsPerScenario }, () => naiveDirectives(random));
        const roles = generateRoleHierarchy(random);
        const engine = engineOf(rows, roles);
        for (const caller of callers) {
          const found = await verdicts(engine, rows.length, caller);
          for (const [index, directives] of rows.entries()) {
            const expected = accepted(directives, caller, roles);
            if (expected.includes(found[index] ?? '')) continue;
            throw new Error(
              `case ${seed}: ${printDirectives(directives)} for ${JSON.stringify(caller)} with ${JSON.stringify(roles)} is ${found[index]}, ` +
                `not ${expected.join(' or ')}`,
            );
          }
        }
      });
      const numRuns = Math.ceil(budget.cases / (fieldsPerScenario * callers.length));

      await fc.assert(property, { numRuns: Math.max(numRuns, 8), seed: budget.seed, endOnFailure: true });
    },
    budget.timeoutMs,
  );

  test('gives the same verdict for reordered and repeated directives', async () => {
    const property = fc.asyncProperty(caseSeeds, async (seed) => {
      const random = createSeededRandom(seed);
      const directives = naiveDirectives(random);
      const reordered = directives.toReversed().map(({ members, anyOf }) => ({
        ...(members === undefined ? {} : { members }),
        ...(anyOf === undefined ? {} : { anyOf: anyOf.toReversed() }),
      }));
      const rows = [directives, reordered, [...directives, ...reordered.slice(0, 1)]];
      const engine = engineOf(rows, generateRoleHierarchy(random));
      for (const caller of callers) {
        expect(new Set(await verdicts(engine, 3, caller)).size).toBe(1);
      }
    });

    await fc.assert(property, { numRuns: 10, seed: budget.seed, endOnFailure: true });
  });

  test('never grants more with an additional directive', async () => {
    const property = fc.asyncProperty(caseSeeds, async (seed) => {
      const random = createSeededRandom(seed);
      const directives = naiveDirectives(random);
      const rows = [directives, [...directives, ...naiveDirectives(random).slice(0, 1)]];
      const engine = engineOf(rows, generateRoleHierarchy(random));
      for (const caller of callers) {
        const [before, after] = await verdicts(engine, 2, caller);
        if (before !== 'granted') expect(after).not.toBe('granted');
      }
    });

    await fc.assert(property, { numRuns: 10, seed: budget.seed, endOnFailure: true });
  });
});
