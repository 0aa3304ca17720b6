import fc from 'fast-check';
import type { AuthOptions, Caller, Condition, ConditionValue } from '../../src/index.js';
import { type Context, createSchemaFixture, NOW, principal, type SchemaFixture } from './schema-fixture.js';

/** An object of the generated lists. */
export interface Ticket {
  readonly id: number;
  readonly ownerId: string | null;
  readonly authorId: string | null;
  readonly team: string | null;
  readonly flag: boolean;
  readonly priority: number | null;
  readonly closedAt: Date | null;
}

const ids = ['u1', 'u2', 'u3'];
const teams = ['red', "o'brien", '%'];
const dates = [new Date(NOW), new Date(NOW - 1)];
const nullable = <T>(values: readonly T[]): fc.Arbitrary<T | null> => fc.constantFrom(null, ...values);

export const tickets: fc.Arbitrary<readonly Ticket[]> = fc
  .array(
    fc.record({
      ownerId: nullable(ids),
      authorId: nullable(ids),
      team: nullable(teams),
      flag: fc.boolean(),
      priority: nullable([1, 2, 3]),
      closedAt: nullable(dates),
    }),
    { maxLength: 12 },
  )
  .map((rows) => rows.map((row, index) => ({ id: index + 1, ...row })));

const callers: fc.Arbitrary<Caller> = fc.oneof(
  { arbitrary: fc.constant<Caller>({ kind: 'anonymous' }), weight: 1 },
  {
    arbitrary: fc
      .record({
        id: fc.constantFrom(...ids),
        role: fc.constantFrom('USER', 'USER', 'SUPPORT', 'ADMIN'),
        scopes: fc.option(fc.subarray(['read', 'write']), { nil: undefined, freq: 2 }),
        age: fc.constantFrom(10, 500),
        assurance: fc.constantFrom(1, 2),
      })
      .map(({ id, role, scopes, age, assurance }) =>
        principal(id, role, {
          assurance,
          authenticatedAt: new Date(NOW - age * 1000),
          ...(scopes === undefined ? {} : { scopes }),
        }),
      ),
    weight: 9,
  },
);

/** Several callers for one schema, because a schema takes longer to create than an answer. */
export const severalCallers: fc.Arbitrary<readonly Caller[]> = fc.array(callers, {
  minLength: 6,
  maxLength: 6,
});

const comparison: fc.Arbitrary<Condition> = fc
  .constantFrom<readonly [string, readonly ConditionValue[]]>(
    ['ownerId', ids],
    ['team', teams],
    ['flag', [true, false]],
    ['priority', [1, 2, 3]],
    ['closedAt', dates],
  )
  .chain(([property, values]) =>
    fc.oneof(
      fc.constantFrom(...values).map((value): Condition => ({ kind: 'equals', property, value })),
      fc.subarray([...values]).map((some): Condition => ({ kind: 'in', property, values: some })),
      fc.constant<Condition>({ kind: 'isNull', property }),
    ),
  );

export const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    tie('condition').map((condition): Condition => ({ kind: 'not', condition })),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      conditions: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
    }),
    fc.constant<Condition>({ kind: 'or', conditions: [] }),
  ),
})).condition;

/** Every form of a policy, each with the condition that has the same result. */
const policies: NonNullable<AuthOptions<Context>['policies']> = {
  isFlagged: {
    evaluate: ({ parent }) => parent.flag === true,
    condition: () => ({ kind: 'equals', property: 'flag', value: true }),
  },
  isUrgent: {
    batch: async (requests) => requests.map(({ parent }) => parent.priority === 1 || parent.priority === 2),
    condition: () => ({ kind: 'in', property: 'priority', values: [1, 2] }),
  },
  isForeign: {
    evaluate: async ({ parent, caller }) => parent.authorId !== caller.id,
    condition: ({ caller }) => ({
      kind: 'not',
      condition: { kind: 'equals', property: 'authorId', value: caller.id },
    }),
  },
  isOpen: {
    evaluate: ({ parent }) => parent.closedAt === null && parent.team !== null,
    condition: () => ({
      kind: 'and',
      conditions: [
        { kind: 'isNull', property: 'closedAt' },
        { kind: 'not', condition: { kind: 'isNull', property: 'team' } },
      ],
    }),
  },
  isFirstUser: {
    evaluate: ({ caller }) => caller.id === 'u1',
    condition: ({ caller }) => caller.id === 'u1',
  },
  fails: {
    evaluate: () => Promise.reject(new Error('failed')),
    condition: () => {
      throw new Error('failed');
    },
  },
};

const members: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('USER', 'SUPPORT', 'ADMIN').map((role) => `requires: ${role}`),
  fc.constantFrom('ownerId', 'authorId').map((property) => `owner: "${property}"`),
  fc.constantFrom(...Object.keys(policies)).map((name) => `policy: "${name}"`),
  fc.subarray(['read', 'write']).map((scopes) => `scopes: ${JSON.stringify(scopes)}`),
  fc.constantFrom('freshWithin: 60', 'assurance: 2'),
);
const group = fc
  .uniqueArray(members, { minLength: 1, maxLength: 3, selector: (member) => member.split(':')[0] })
  .map((some) => some.join(', '));
const rule = fc.oneof(
  group.map((some) => `@auth(${some})`),
  fc.array(group, { minLength: 1, maxLength: 3 }).map((some) => `@auth(anyOf: [{ ${some.join(' }, { ')} }])`),
);

/** The rules of the field, of the type and of its interface. */
export interface TicketRules {
  readonly field: string;
  readonly type: string;
  readonly face: string;
}

export const ticketRules: fc.Arbitrary<TicketRules> = fc.record({
  field: fc.constantFrom(
    'requires: USER',
    'requires: SUPPORT',
    'anyOf: [{ requires: USER, scopes: ["read"] }]',
  ),
  type: fc.option(rule, { nil: '', freq: 8 }),
  face: fc.option(rule, { nil: '', freq: 1 }),
});

/** Creates a schema with these rules, whose list leaves out the tickets that the caller may not see. */
export function createTicketFixture(
  { field, type, face }: TicketRules,
  all: readonly Ticket[],
): SchemaFixture {
  return createSchemaFixture(
    `interface Face ${face} { id: Int! } type Ticket implements Face ${type} { id: Int! }
     type Query { tickets: [Ticket!]! @auth(${field}, onDeny: FILTER) }`,
    { Query: { tickets: () => all } },
    { policies },
  );
}
