import { describe, expect, test } from '@jest/globals';
import { createPlanBudget } from '../../src/plan/plan-budget.js';
import { operationOf } from '../helpers/plan-fixture.js';
import {
  type Answer,
  anonymous,
  createSchemaFixture,
  ENTRY_POINTS,
  principal,
  type SchemaFixture,
} from '../helpers/schema-fixture.js';

const TYPES = 24;
const numbers = Array.from({ length: TYPES }, (_, index) => index);

/** Every interface has all object types but one, so that each fragment on one narrows to another set. */
function createOverlappingFixture(): SchemaFixture {
  const interfaces = numbers.map((each) => `interface I${each} { id: ID }`);
  const objects = numbers.map((each) => {
    const implemented = numbers.filter((other) => other !== each).map((other) => `I${other}`);
    return `type T${each} implements ${implemented.join(' & ')} { id: ID secret: Int @auth(requires: ADMIN) }`;
  });
  return createSchemaFixture(
    `${interfaces.join('\n')} ${objects.join('\n')}
     union Any = ${numbers.map((each) => `T${each}`).join(' | ')}
     type Query { any: Any @public }
     type Mutation { any: Any @public }`,
    {
      Any: { __resolveType: () => 'T0' },
      Mutation: { any: () => ({ id: 1 }) },
      Query: { any: () => ({ id: 1 }) },
    },
  );
}

/** Spreads each fragment with and without one of the interfaces: 2 to the power of `depth` sets of types. */
function narrowing(operation: string, depth: number, innermost = '... on T0 { id }'): string {
  const fragments = numbers
    .slice(0, depth)
    .map((each) => `fragment F${each} on Any { ... on I${each} { ...F${each + 1} } ...F${each + 1} }`);
  return `${operation} { any { ...F0 } } ${fragments.join(' ')} fragment F${depth} on Any { ${innermost} }`;
}

const codes = ({ errors }: Answer): readonly unknown[] =>
  errors.map(({ code, coordinate }) => [code, coordinate]);

describe('an operation that narrows by overlapping interfaces', () => {
  test.each(ENTRY_POINTS)('is refused as a whole when its plan exceeds the limit, %s', async (_, run) => {
    const fixture = createOverlappingFixture();
    const query = narrowing('mutation', 22);

    expect(codes(await run(fixture, { query, caller: principal('u', 'ADMIN') }))).toEqual([
      ['FORBIDDEN', 'Mutation'],
    ]);
    expect(codes(await run(fixture, { query, caller: anonymous }))).toEqual([
      ['UNAUTHENTICATED', 'Mutation'],
    ]);
    expect(fixture.log.map(({ code, coordinate }) => `${code} ${coordinate}`)).toEqual([
      'AUTH_PLAN_TOO_COMPLEX Mutation',
      'AUTH_PLAN_TOO_COMPLEX Mutation',
    ]);
    expect(fixture.log[0]?.message).toBe(
      'Fragments of the operation narrow types in too many ways; the operation is refused.',
    );
  });

  test.each(ENTRY_POINTS)('is answered within the limit, %s', async (_, run) => {
    const fixture = createOverlappingFixture();
    const answer = await run(fixture, { query: narrowing('mutation', 6), caller: principal('u') });

    expect(answer).toMatchObject({ data: { any: { id: '1' } }, errors: [] });
    expect(fixture.log).toEqual([]);
  });

  test('is refused where every type of one of the sets refuses', async () => {
    const { auth, schema } = createOverlappingFixture();
    const query = narrowing('mutation', 6, '... on T9 { secret }');
    const answer = await auth.plan({
      schema,
      ...operationOf(query),
      variables: {},
      context: { caller: principal('u') },
    });

    const errors = answer.kind === 'refused' ? answer.errors : [];
    expect(errors.map(({ extensions }) => extensions['coordinate'])).toEqual(['T9.secret']);
  });

  test.each(ENTRY_POINTS)('is answered in a query, which is planned at its root only, %s', async (_, run) => {
    const answer = await run(createOverlappingFixture(), {
      query: narrowing('query', 22),
      caller: principal('u'),
    });

    expect(answer).toMatchObject({ data: { any: { id: '1' } }, errors: [] });
  });
});

describe('createPlanBudget', () => {
  const { operation, document } = operationOf(
    '{ a { b ...F } ... on Query { c } } fragment F on A { d { e } }',
  );
  const [, fragment] = document.definitions;
  const fragments = { F: fragment?.kind === 'FragmentDefinition' ? fragment : undefined, G: undefined };

  test.each([
    ['16 times the selections times the object types', 1000, 16 * 7 * 1000],
    ['a minimum for small schemas', 2, 10_000],
  ])('allows %s', (_, objectTypes, limit) => {
    const budget = createPlanBudget(operation, fragments, objectTypes);

    expect(budget.charge(limit - 1)).toBe(true);
    expect(budget.charge(1)).toBe(true);
    expect(budget.isExceeded()).toBe(false);
    expect(budget.charge(1)).toBe(false);
    expect(budget.isExceeded()).toBe(true);
  });
});
