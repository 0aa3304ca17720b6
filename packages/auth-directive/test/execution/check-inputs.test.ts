import { describe, expect, test } from '@jest/globals';
import { evaluateInputs, refusedInputs } from '../../src/execution/check-inputs.js';
import { requirementContextOf } from '../../src/execution/evaluate-requirements.js';
import { createState } from '../../src/execution/execution-state.js';
import { createGuardContext } from '../helpers/guard-fixture.js';
import { createInputFixture, formatRefusal } from '../helpers/input-fixture.js';
import { operationOf } from '../helpers/plan-fixture.js';
import { ENTRY_POINTS, principal } from '../helpers/schema-fixture.js';

describe.each(ENTRY_POINTS)('inputs, %s', (_, run) => {
  test('an argument has the rule of the same argument of an interface', async () => {
    const query = '{ box { a: find b: find(limit: 1) c: find(all: true) } }';

    const answer = await run(createInputFixture(), { query, caller: principal('u') });

    expect(answer.data).toEqual({ box: { a: 1, b: null, c: null } });
    expect(answer.errors.map(formatRefusal)).toEqual(['Box.find(limit:) limit', 'Box.find(all:) all']);
  });

  test('only an argument that the client sent is provided, not its coerced default', async () => {
    const query = 'query ($all: Boolean) { box { find(all: $all) } }';

    const absent = await run(createInputFixture(), { query, caller: principal('u') });
    const provided = await run(createInputFixture(), {
      query,
      variables: { all: false },
      caller: principal('u'),
    });

    expect(absent.data).toEqual({ box: { find: 1 } });
    expect(provided.errors.map(formatRefusal)).toEqual(['Box.find(all:) all']);
  });

  test('guarded enum values and scalars are refused in results too', async () => {
    const answer = await run(createInputFixture(), {
      query: '{ color colors key shy }',
      caller: principal('u'),
    });

    expect(answer.data).toEqual({ color: null, colors: null, key: null, shy: null });
    expect(answer.errors.map(({ coordinate, path }) => `${coordinate} ${path}`).sort()).toEqual([
      'Color.BLUE color',
      'Color.BLUE colors.1',
      'Query.key key',
    ]);
  });

  test('variables that cannot be coerced are a client error, not a refusal', async () => {
    const answer = await run(createInputFixture(), {
      query: 'mutation ($p: Post) { save(p: $p) }',
      variables: { p: { role: 'NONE' } },
      caller: principal('u'),
    });

    expect(answer.errors.map(({ coordinate }) => coordinate)).toEqual([undefined]);
    expect(answer.data ?? null).toBeNull();
  });
});

/** Returns the list `x` as a USER provides it to `Query.a(x: [In])`. */
function provideList(input: string, x: readonly unknown[], no = () => false) {
  const guardContext = createGuardContext(`${input} type Query { a(x: [In]): Int @public }`, {
    policies: { no },
  });
  const { guarded, host } = guardContext;
  const { operation } = operationOf('query ($x: [In]) { a(x: $x) }');
  const [node] = operation.selectionSet.selections;
  if (node?.kind !== 'Field') throw new Error('The document has no field.');
  const context = { caller: principal('u') };
  const execution = { context, variables: { x }, operation, isNamedByClient: () => false };
  const state = createState(execution, host.resolveCaller(context), host);
  const positions = guarded.inputs.fields.get('Query.a') ?? [];
  const requirementContext = requirementContextOf(host, state, 'Query.a', { x });
  if (requirementContext === undefined) throw new Error('The caller is anonymous.');
  const provided = { positions, rules: guarded.inputs, node, operation, state, rawVariables: { x } };
  return { provided, requirementContext };
}

test('what a refused input contains is not evaluated, however many inputs are refused', () => {
  const { provided } = provideList(
    'input In { inner: Inner @auth(requires: ADMIN) } input Inner { m: Int @auth(policy: "no") }',
    Array.from({ length: 25 }, () => ({ inner: { m: 1 } })),
  );
  const pending: unknown[] = [];

  refusedInputs(provided, (each) => pending.push(each));

  expect(pending).toEqual([]);
});

test('at most 20 refusals of each kind are built for one field', async () => {
  const { provided, requirementContext } = provideList(
    'input In { n: Int @auth(requires: ADMIN) m: Int @auth(policy: "no") }',
    Array.from({ length: 25 }, () => ({ n: 1, m: 1 })),
  );

  const { refusals } = await evaluateInputs(provided, undefined, requirementContext);

  expect(refusedInputs(provided)).toHaveLength(20);
  expect(refusals.map(({ coordinate }) => coordinate)).toEqual(
    ['In.n', 'In.m'].flatMap((coordinate) => Array.from({ length: 20 }, () => coordinate)),
  );
});

test('a policy of an input runs once for the field, and its answer is returned', async () => {
  let calls = 0;
  const input = 'input In { m: Int @auth(policy: "no") }';
  const { provided, requirementContext } = provideList(input, [{ m: 1 }, { m: 2 }], () => {
    calls += 1;
    return false;
  });

  const { answers } = await evaluateInputs(provided, undefined, requirementContext);

  expect([...answers.values()]).toEqual([false]);
  expect(calls).toBe(1);
});
