import { describe, expect, test } from '@jest/globals';
import { type FragmentDefinitionNode, type OperationDefinitionNode, parse } from 'graphql';
import { type Block, compilePlan, type Step } from '../../src/plan/compile-plan.js';
import { createPlanSchema } from '../helpers/plan-fixture.js';

function compileSource(source: string, deep = true) {
  const operations: OperationDefinitionNode[] = [];
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of parse(source).definitions) {
    if (definition.kind === 'OperationDefinition') operations.push(definition);
    if (definition.kind === 'FragmentDefinition') fragments[definition.name.value] = definition;
  }
  const [operation] = operations;
  if (operation === undefined) throw new Error('no operation');
  return compilePlan(createPlanSchema().guarded, operation, fragments, deep);
}

/** Returns the coordinates of a block; nested blocks are in brackets. */
function formatBlock({ steps }: Block): string {
  return steps.map(formatStep).join(' ');
}

function formatStep(step: Step): string {
  if (step.kind === 'spread') return `...[${formatBlock(step.body)}]`;
  return step.body === undefined ? step.coordinate : `${step.coordinate}[${formatBlock(step.body)}]`;
}

describe('compilePlan', () => {
  test.each([
    [
      'keeps the root fields, and nested fields with rules',
      '{ a { id x kid { x } } }',
      'Query.a[A.x A.kid[A.x]]',
    ],
    [
      'keeps fields that lead to a field with rules',
      '{ plain { n plain { deep { x } } } }',
      'Query.plain[Plain.plain[Plain.deep[A.x]]]',
    ],
    [
      'leaves out nested fields without rules',
      '{ plain { n plain { n } __typename } __typename }',
      'Query.plain[] Query.__typename',
    ],
    ['keeps a field whose arguments have rules', '{ node { y } }', 'Query.node[Node.y]'],
    [
      'narrows by fragments',
      '{ node { ... on A { x } ... on B { x y } ... { x } } }',
      'Query.node[...[A.x] ...[B.y] ...[Node.x]]',
    ],
    [
      'drops fragments that have no rules, cannot apply or are undefined',
      '{ a { ... on B { x } ... on A { id } ...None } }',
      'Query.a[]',
    ],
    ['expands fragments at the root', '{ ...F } fragment F on Query { a { x } }', '...[Query.a[A.x]]'],
    [
      'stops at an elevating root field',
      'mutation { login { x } a { x } }',
      'Mutation.login Mutation.a[A.x]',
    ],
    [
      'continues below a nested elevating field',
      'mutation { more { login { x } } }',
      'Mutation.more[Mutation.login[A.x]]',
    ],
  ])('%s', (_, source, expected) => {
    expect(formatBlock(compileSource(source).block)).toBe(expected);
  });

  test('compiles only the root fields where the plan is not deep', () => {
    expect(formatBlock(compileSource('{ a { x } ... { node { x } } }', false).block)).toBe(
      'Query.a ...[Query.node]',
    );
  });

  test('compiles a fragment once per type on which it is spread, and separately for the root', () => {
    const { block } = compileSource(
      '{ a { ...F ...F kid { ...F } } node { ...F } } fragment F on Node { x }',
    );
    const [a, node] = block.steps;
    const spreads = (step: Step | undefined): Block[] =>
      (step?.body?.steps ?? []).flatMap((each) => (each.kind === 'spread' ? [each.body] : spreads(each)));
    const [one, two, three] = spreads(a);

    expect(two).toBe(one);
    expect(three).toBe(one);
    expect(spreads(node)[0]).not.toBe(one);
    expect(spreads(node).map(formatBlock)).toEqual(['Node.x']);

    const root = compileSource(
      'mutation { ...M more { ...M } } fragment M on Mutation { login { x } }',
    ).block;
    expect(formatBlock(root)).toBe('...[Mutation.login] Mutation.more[...[Mutation.login[A.x]]]');
  });

  test('does not confuse fragments whose keys look alike', () => {
    const { block } = compileSource(
      '{ node { ...F } other { ...F } } fragment F on Other { ... on A { x } }',
    );

    expect(formatBlock(block)).toBe('Query.node[...[...[A.x]]] Query.other[...[...[A.x]]]');
  });

  test('collects the rules of all fields, those of the root fields, and whether arguments have rules', () => {
    const open = compileSource('{ plain { n } }');
    const nested = compileSource('{ a { x } }');
    const root = compileSource('{ guarded { n } }');

    expect([open.rules.size, open.rootRules.size, open.hasInputRules]).toEqual([1, 1, false]);
    expect([nested.rules.size, nested.rootRules.size, nested.hasInputRules]).toEqual([2, 1, false]);
    expect(root.hasInputRules).toBe(true);
    expect(compileSource('{ node { y } }').hasInputRules).toBe(true);
  });

  test('returns an empty plan for an operation type that the schema does not have', () => {
    const plan = compileSource('subscription { ticks }');

    expect(plan.block).toEqual({ steps: [] });
    expect(plan.rules.size).toBe(0);
  });
});
