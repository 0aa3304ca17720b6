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

/** A block in formatBlock: coordinates, with what lies below in brackets. */
function formatBlock({ steps }: Block): string {
  return steps.map(formatStep).join(' ');
}

function formatStep(step: Step): string {
  if (step.kind === 'spread') return `...[${formatBlock(step.body)}]`;
  return step.body === undefined ? step.coordinate : `${step.coordinate}[${formatBlock(step.body)}]`;
}

describe('a plan', () => {
  test.each([
    [
      'keeps the roots, and below them what asks something',
      '{ a { id x kid { x } } }',
      'Query.a[A.x A.kid[A.x]]',
    ],
    [
      'keeps what leads to something that asks',
      '{ plain { n plain { deep { x } } } }',
      'Query.plain[Plain.plain[Plain.deep[A.x]]]',
    ],
    [
      'leaves out what asks nothing',
      '{ plain { n plain { n } __typename } __typename }',
      'Query.plain[] Query.__typename',
    ],
    ['keeps a field whose arguments ask', '{ node { y } }', 'Query.node[Node.y]'],
    [
      'narrows by fragments',
      '{ node { ... on A { x } ... on B { x y } ... { x } } }',
      'Query.node[...[A.x] ...[B.y] ...[Node.x]]',
    ],
    [
      'drops fragments that ask nothing, cannot apply or are not there',
      '{ a { ... on B { x } ... on A { id } ...None } }',
      'Query.a[]',
    ],
    ['opens fragments at the root', '{ ...F } fragment F on Query { a { x } }', '...[Query.a[A.x]]'],
    ['ends at an elevating root field', 'mutation { login { x } a { x } }', 'Mutation.login Mutation.a[A.x]'],
    [
      'goes on below an elevating field that is no root',
      'mutation { more { login { x } } }',
      'Mutation.more[Mutation.login[A.x]]',
    ],
  ])('%s', (_, source, expected) => {
    expect(formatBlock(compileSource(source).block)).toBe(expected);
  });

  test('that is not deep holds the roots alone', () => {
    expect(formatBlock(compileSource('{ a { x } ... { node { x } } }', false).block)).toBe(
      'Query.a ...[Query.node]',
    );
  });

  test('compiles a fragment once for the types it is spread on, and apart for the root', () => {
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

  test('keeps apart what only looks alike when it is written in one line', () => {
    const { block } = compileSource(
      '{ node { ...F } other { ...F } } fragment F on Other { ... on A { x } }',
    );

    expect(formatBlock(block)).toBe('Query.node[...[...[A.x]]] Query.other[...[...[A.x]]]');
  });

  test('says what is asked anywhere, at the roots, and whether arguments are', () => {
    const open = compileSource('{ plain { n } }');
    const nested = compileSource('{ a { x } }');
    const root = compileSource('{ asked { n } }');

    expect([open.rules.size, open.rootRules.size, open.hasInputRules]).toEqual([1, 1, false]);
    expect([nested.rules.size, nested.rootRules.size, nested.hasInputRules]).toEqual([2, 1, false]);
    expect(root.hasInputRules).toBe(true);
    expect(compileSource('{ node { y } }').hasInputRules).toBe(true);
  });

  test('of an operation that the schema does not have is empty', () => {
    const plan = compileSource('subscription { ticks }');

    expect(plan.block).toEqual({ steps: [] });
    expect(plan.rules.size).toBe(0);
  });
});
