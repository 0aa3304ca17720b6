import { ANONYMOUS, type MatrixCell, type MatrixRow } from '@cordon/auth-directive';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { findMatrixFault } from '../../packages/auth-directive/test/reference-model/check-matrix.js';
import { createEngine } from '../../packages/auth-directive/test/reference-model/engine.js';
import { withoutStackTraces } from '../../packages/auth-directive/test/reference-model/fuzz-budget.js';
import {
  createCompleteData,
  operationForPath,
  ownerNames,
  valueAtPath,
} from '../../packages/auth-directive/test/reference-model/matrix-path-operation.js';
import { buildReferenceSchema } from '../../packages/auth-directive/test/reference-model/read-rules.js';
import type {
  DataSet,
  ReferenceCaller,
  Scenario,
} from '../../packages/auth-directive/test/reference-model/types.js';
import { schemaText } from '../../src/schema-text.js';
import { testGeneratedOperations } from './generated-operations.js';

/** The schema of this release with the library, on generated data. */

const roles = ['USER', 'SUPPORT', 'ADMIN'];
const scenario: Scenario = { sdl: schemaText, roles, modes: {}, typing: 'typename', queries: 'partial' };
const schema = buildReferenceSchema(schemaText);
const engine = createEngine(scenario);
const matrix = engine.auth.matrix(engine.schema);

beforeAll(withoutStackTraces);

/**
 * Returns the strongest caller of a role with their own objects, and the weakest one with those of others.
 */
function extremeCallers(
  role: string,
): readonly { readonly caller: ReferenceCaller; readonly data: DataSet }[] {
  const weak: ReferenceCaller =
    role === ANONYMOUS ? { kind: 'anonymous' } : { kind: 'principal', id: 'u1', role };
  const strong: ReferenceCaller =
    weak.kind === 'anonymous' ? weak : { ...weak, authenticatedAt: new Date(), assurance: 9 };
  return [
    { caller: strong, data: createCompleteData(schema, 'u1', strong) },
    { caller: weak, data: createCompleteData(schema, 'u2', weak) },
  ];
}

/**
 * Returns the verdict by which these callers get a value at the end of the path, in each execution mode.
 */
async function verdictsOf(
  callers: ReturnType<typeof extremeCallers>,
  path: readonly string[],
): Promise<readonly MatrixCell['verdict'][]> {
  const { kind, source, steps } = operationForPath(schema, path);
  const executionModes =
    kind === 'subscription' ? (['subscribed'] as const) : (['planned', 'guarded'] as const);
  return Promise.all(
    executionModes.map(async (executionMode) => {
      const [strong, weak] = await Promise.all(
        callers.map(async ({ caller, data }) => {
          const answer = await engine[executionMode]({ source, variables: {}, caller, data });
          return valueAtPath(answer.data, steps) !== null;
        }),
      );
      if (strong !== true) return 'DENY';
      return weak === true ? 'ALLOW' : 'DYNAMIC';
    }),
  );
}

/** Returns the path of a cell; of an unreachable one, the path of another role. */
function pathOf({ cells }: MatrixRow, role: string): readonly string[] | undefined {
  return cells[role]?.path ?? Object.values(cells).find(({ path }) => path !== undefined)?.path;
}

describe('the schema of the server', () => {
  test('uses only owner properties that the generated objects have', () => {
    const named = [...schemaText.matchAll(/owner: "(\w+)"/g)].map(([, name]) => name);
    expect(ownerNames).toEqual(expect.arrayContaining(named));
  });

  test('has a role that reaches every row of its matrix, and each cell agrees with the reference', () => {
    expect(matrix.rows.length).toBeGreaterThan(100);
    expect(matrix.rows.filter((row) => pathOf(row, 'ADMIN') === undefined)).toEqual([]);
    expect(findMatrixFault(schema, roles, matrix)).toBeUndefined();
  });

  test.each(matrix.roles)('decides every coordinate for %s as in the matrix', async (role) => {
    const found: string[] = [];
    const callers = extremeCallers(role);
    for (const row of matrix.rows) {
      const path = pathOf(row, role) ?? [];
      const verdict = row.cells[role]?.verdict;
      for (const actual of await verdictsOf(callers, path)) {
        if (actual !== verdict) found.push(`${row.coordinate} is ${actual}, in the matrix ${verdict}`);
      }
    }

    expect(found).toEqual([]);
  });

  testGeneratedOperations(60);
});
