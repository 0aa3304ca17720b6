import { expect } from '@jest/globals';
import { getNamedType, isAbstractType, isObjectType } from 'graphql';
import { type Caller, renderClient } from '../../src/index.js';
import { type Can, loadClient } from '../helpers/load-client.js';
import { createEngineIfValid } from './check-agreement.js';
import { findAnswerFault } from './check-matrix.js';
import type { Engine } from './engine.js';
import { fuzzBudget, testCases } from './fuzz-budget.js';
import { generateCase } from './generate-case.js';
import { buildReferenceSchema, edgeRules } from './read-rules.js';
import type { ReferenceCaller, ReferenceRoles } from './types.js';
import { judge } from './verdict.js';

const size = { operations: 3, callers: 4 };
const verdictOf = { true: 'ALLOW', false: 'DENY', depends: 'DYNAMIC' } as const;

/** Returns the weakest or the strongest caller with the same roles and scopes. */
function variant(caller: ReferenceCaller, isStrong: boolean): Caller {
  if (caller.kind === 'anonymous') return caller;
  const { authenticatedAt: _at, assurance: _assurance, ...facts } = caller;
  return isStrong ? { ...facts, authenticatedAt: new Date(), assurance: 99 } : facts;
}

/**
 * Returns the fields that a caller reaches on any path, by the explanation of each field and the reference's
 * rule of each concrete type. With `isStrong`, what depends on objects counts as passed.
 */
function reachedFields(
  { auth, schema }: Engine,
  reference: ReturnType<typeof buildReferenceSchema>,
  roles: ReferenceRoles,
  caller: ReferenceCaller,
  isStrong: boolean,
): ReadonlySet<string> {
  const as = variant(caller, isStrong);
  const reached = new Set<string>();
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const ruleOf = (typeName: string) => edgeRules(reference.getType(typeName) ?? raise(typeName));
  const queue = new Set(roots.flatMap((root) => root?.name ?? []));
  for (const typeName of queue) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    for (const { name, type: returned } of Object.values(type.getFields())) {
      const { verdict } = auth.explain(schema, as, `${typeName}.${name}`);
      if (verdict === 'DENY' || (verdict === 'DYNAMIC' && !isStrong)) continue;
      reached.add(`${typeName}.${name}`);
      const named = getNamedType(returned);
      if (!isAbstractType(named)) queue.add(named.name);
      else
        for (const possible of schema.getPossibleTypes(named)) {
          const rules = ruleOf(possible.name);
          const { truth } = judge([{ rules, subject: undefined }], as, roles);
          if (isStrong ? truth !== 'no' : truth === 'yes') queue.add(possible.name);
        }
    }
  }
  return reached;
}

function raise(typeName: string): never {
  throw new Error(`The reference has no type ${typeName}.`);
}

/** Checks one case. Returns how many answers of `can` were compared. */
async function checkCase(seed: number): Promise<number> {
  const { scenario, requests } = generateCase(seed, size);
  const engine = createEngineIfValid(scenario);
  if (engine === undefined) return 0;
  const reference = buildReferenceSchema(scenario.sdl, scenario.undeclared);
  const matrix = engine.auth.matrix(engine.schema);
  const can: Can = loadClient(renderClient(matrix));
  const say = (caller: object | null, coordinate: string) => verdictOf[`${can(caller, coordinate)}`];
  let compared = 0;
  for (const { coordinate, cells } of matrix.rows) {
    for (const [role, { verdict }] of Object.entries(cells)) {
      const caller = role === 'ANONYMOUS' ? null : { role };
      expect({ seed, coordinate, role, verdict: say(caller, coordinate) }).toEqual({
        seed,
        coordinate,
        role,
        verdict,
      });
      compared += 1;
    }
  }
  for (const { caller } of requests.slice(0, size.callers)) {
    const certain = reachedFields(engine, reference, scenario.roles, caller, false);
    const possible = reachedFields(engine, reference, scenario.roles, caller, true);
    for (const { coordinate } of matrix.rows.filter((row) => isField(engine, row.coordinate))) {
      const expected = certain.has(coordinate) ? 'ALLOW' : possible.has(coordinate) ? 'DYNAMIC' : 'DENY';
      expect({ seed, coordinate, caller, verdict: say(caller, coordinate) }).toEqual({
        seed,
        coordinate,
        caller,
        verdict: expected,
      });
      compared += 1;
    }
  }
  // Below an elevating field the caller is another one.
  for (const request of requests.filter(({ source }) => !/\blogin\b/.test(source))) {
    const verdict = (coordinate: string) => say(request.caller, coordinate);
    const fault = findAnswerFault(reference, verdict, await engine.guarded(request));
    if (fault !== undefined) throw new Error(`case ${seed}: ${fault}\n${request.source}\n${scenario.sdl}`);
    compared += 1;
  }
  return compared;
}

function isField({ schema }: Engine, coordinate: string): boolean {
  return isObjectType(schema.getType(coordinate.split('.')[0] ?? '')) && !coordinate.includes('(');
}

/** Declares the test that compares `can` with the matrix, with explanations and with the execution. */
export function testClient(defaultCases: number): void {
  testCases(
    'answers as the matrix for each role, as explain for callers with several roles and scopes, and as guards do',
    fuzzBudget(defaultCases, 0.2),
    size.callers,
    checkCase,
  );
}
