import { describe, expect, test } from '@jest/globals';
import { type FragmentDefinitionNode, type OperationDefinitionNode, parse } from 'graphql';
import { type Block, compilePlan, type Step } from '../../src/plan/compile-plan.js';
import type { SchemaPosition } from '../../src/schema/schema-positions.js';
import { createGuardContext } from '../helpers/guard-fixture.js';

/** Made anew for each test: what is known of a position is remembered, and one test must not know it from another. */
const createPlanSchema = () =>
  createGuardContext(`
  interface Node { id: ID x: Int y(a: Int): Int kid: Node }
  interface Other { id: ID }
  interface Solo { s: Int @auth(requires: USER) }
  type A implements Node & Other { id: ID x: Int @auth(requires: ADMIN) y(a: Int): Int kid: A }
  type B implements Node { id: ID x: Int y(a: Int @auth(requires: ADMIN)): Int kid: B }
  type C implements Solo & Other { id: ID s: Int }
  type K { secret: Int @auth(requires: ADMIN) }
  type Plain { n: Int plain: Plain deep: A }
  union Any = A | B
  type Query { node: Node @public other: Other @public any: Any @public a: A @public plain: Plain @public asked(p: Int @auth(requires: ADMIN)): Plain @auth(requires: USER) }
  type Mutation { login: A @public(elevates: true) more: Mutation @public a: A @public node: Node @public }`);
function createPositions() {
  const { schemaPositions } = createPlanSchema().guarded;
  const at = (name: string): SchemaPosition => {
    const position = schemaPositions.positionOf(name);
    if (position === undefined) throw new Error(`no position for ${name}`);
    return position;
  };
  return { schemaPositions, at };
}

describe('a position', () => {
  test('knows the types that are possible there', () => {
    const { schemaPositions, at } = createPositions();
    expect(at('Node').possible).toEqual(['A', 'B']);
    expect(at('Any').possible).toEqual(['A', 'B']);
    expect(at('A').possible).toEqual(['A']);
    expect(schemaPositions.positionOf('Int')).toBeUndefined();
    expect(schemaPositions.positionOf('Nothing')).toBeUndefined();
  });

  test('is the same inside a fragment on the same type, and on none', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.narrow(at('Node'), undefined)).toBe(at('Node'));
    expect(schemaPositions.narrow(at('Node'), 'Node')).toBe(at('Node'));
  });

  test('is narrowed by a fragment to what both allow', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.narrow(at('Node'), 'A')).toBe(at('A'));
    expect(schemaPositions.narrow(at('Any'), 'Node')).toBe(at('Node'));
    expect(schemaPositions.narrow(at('Node'), 'Other')).toMatchObject({ named: 'Other', possible: ['A'] });
    expect(schemaPositions.narrow(at('A'), 'Node')).toMatchObject({ named: 'Node', possible: ['A'] });
    expect(schemaPositions.narrow(at('A'), 'B')).toBeUndefined();
    expect(schemaPositions.narrow(at('A'), 'Nothing')).toBeUndefined();
  });
});

describe('a field at a position', () => {
  test('is looked up once', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.slotAt(at('Node'), 'x')).toBe(schemaPositions.slotAt(at('Node'), 'x'));
  });

  test.each([
    ['Node', 'x', ['A.x', 'B.x'], 'Node.x', true],
    ['Node', 'y', ['A.y', 'B.y'], 'Node.y', true],
    ['Node', 'id', ['A.id', 'B.id'], 'Node.id', false],
    ['A', 'x', ['A.x'], 'A.x', true],
    ['B', 'x', ['B.x'], 'B.x', false],
    ['B', 'y', ['B.y'], 'B.y', true],
    ['Solo', 's', ['C.s'], 'C.s', true],
    ['Node', '__typename', [], 'Node.__typename', false],
  ])('%s.%s is %j, told as %s', (type, name, fields, coordinate, hasRules) => {
    const { schemaPositions, at } = createPositions();
    const slot = schemaPositions.slotAt(at(type), name);

    expect(slot.fields.map((field) => field.coordinate)).toEqual(fields);
    expect(slot).toMatchObject({ coordinate, hasRules });
  });

  test('leads to where every type leads', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.slotAt(at('A'), 'kid').below).toBe(at('A'));
    expect(schemaPositions.slotAt(at('Query'), 'node').below).toBe(at('Node'));
    expect(schemaPositions.slotAt(at('Node'), 'kid').below?.possible).toEqual(['A', 'B']);
    expect(schemaPositions.slotAt(at('A'), 'x').below).toBeUndefined();
    expect(schemaPositions.slotAt(at('Node'), 'x').below).toBeUndefined();
    expect(schemaPositions.slotAt(at('A'), '__typename').below).toBeUndefined();
  });
});

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
