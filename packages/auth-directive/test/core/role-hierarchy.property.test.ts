import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRoleHierarchy, includedRoles } from '../../src/core/role-hierarchy.js';
import { OPEN, type Rule } from '../../src/core/rule.js';
import { absorb, both, ruleImplies } from '../../src/core/rule-algebra.js';
import { diffMatrices } from '../../src/index.js';
import { group } from '../helpers/rule-fixture.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';
import { caseSeeds, fuzzBudget } from '../reference-model/fuzz-budget.js';
import { createSeededRandom, type SeededRandom } from '../reference-model/seeded-random.js';
import { isAtLeast } from '../reference-model/verdict.js';

const NAMES = ['USER', 'SUPPORT', 'ADMIN', 'BILLING', 'LEGAL'];
type Order = Readonly<Record<string, readonly string[]>>;

/** A rule as an AND of ORs of ANDs of role names: directives, their groups, the roles of each group. */
type Written = readonly (readonly (readonly string[])[])[];

function orderOf(random: SeededRandom): Order {
  const names = random.chance(50) ? NAMES : NAMES.toReversed();
  return Object.fromEntries(names.map((name, index) => [name, random.some(names.slice(0, index), 40)]));
}

function writtenOf(random: SeededRandom): Written {
  const roles = (): string[] => Array.from({ length: 1 + random.below(2) }, () => random.pick(NAMES));
  return Array.from({ length: 1 + random.below(3) }, () =>
    Array.from({ length: 1 + random.below(3) }, roles),
  );
}

function ruleOf(written: Written, order: Order): Rule {
  const hierarchy = createRoleHierarchy(order);
  const groupOf = (roles: readonly string[]) => group({ roles: [...includedRoles(hierarchy, roles)].sort() });
  return written.map((groups) => groups.map(groupOf)).reduce<Rule>(both, OPEN);
}

/** The truth table: every set of roles that a caller may have. */
const callers = Array.from({ length: 2 ** NAMES.length }, (_, bits) =>
  NAMES.filter((__, index) => (bits & (2 ** index)) !== 0),
);

function naivePasses(written: Written, order: Order, roles: readonly string[]): boolean {
  const caller = { kind: 'principal', id: 'me', roles } as const;
  return written.every((groups) => groups.some((all) => all.every((role) => isAtLeast(order, caller, role))));
}

function passes(rule: Rule, order: Order, roles: readonly string[]): boolean {
  const held = includedRoles(createRoleHierarchy(order), roles);
  return rule.some((each) => each.roles.every((role) => held.has(role)));
}

const budget = fuzzBudget(300);
const forEachCase = (check: (random: SeededRandom) => void, share = 1): void =>
  fc.assert(
    fc.property(caseSeeds, (seed) => check(createSeededRandom(seed))),
    { numRuns: Math.ceil(budget.cases * share), seed: budget.seed, endOnFailure: true },
  );

describe('rules on a random partial order of roles', () => {
  test('pass exactly the callers of the truth table, before and after absorption', () => {
    forEachCase((random) => {
      const [order, written] = [orderOf(random), writtenOf(random)];
      const rule = ruleOf(written, order);
      for (const roles of callers) {
        const expected = naivePasses(written, order, roles);
        expect([passes(rule, order, roles), passes(absorb(rule), order, roles)]).toEqual([
          expected,
          expected,
        ]);
      }
      expect(absorb(absorb(rule))).toEqual(absorb(rule));
    });
  });

  test('imply each other exactly when every caller of the one passes the other', () => {
    forEachCase((random) => {
      const order = orderOf(random);
      const [left, right] = [writtenOf(random), writtenOf(random)];
      const expected = callers.every(
        (roles) => !naivePasses(left, order, roles) || naivePasses(right, order, roles),
      );
      expect(ruleImplies(ruleOf(left, order), ruleOf(right, order))).toBe(expected);
    });
  });
});

const print = (written: Written): string =>
  written
    .map((groups) => {
      const printGroup = (roles: readonly string[]): string =>
        roles.map((role) => `requires: ${role}`).join(' ');
      return `@auth(anyOf: [${groups.map((roles) => `{ ${printGroup(roles.slice(0, 1))} }`).join(' ')}])`;
    })
    .join(' ');
const single = (written: Written): Written =>
  written.map((groups) => groups.map((roles) => roles.slice(0, 1)));

function fixtureOf(order: Order, typeRule: Written, fieldRule: Written) {
  return createSchemaFixture(
    `extend enum Role { BILLING LEGAL }
    type Thing ${print(typeRule)} { f: Int ${print(fieldRule)} }
    type Query { thing: Thing @auth(anyOf: [${NAMES.map((role) => `{ requires: ${role} }`).join(' ')}]) }`,
    {},
    { roles: order },
  );
}

describe('a schema with a random partial order of roles', () => {
  test('warns exactly of fields whose rule is weaker than that of their type', () => {
    forEachCase((random) => {
      const order = orderOf(random);
      const [outer, inner] = [single(writtenOf(random)), single(writtenOf(random))];
      const implies = (left: Written, right: Written): boolean =>
        callers.every((roles) => !naivePasses(left, order, roles) || naivePasses(right, order, roles));
      const { log } = fixtureOf(order, outer, inner);
      const isWeaker = implies(outer, inner) && !implies(inner, outer);
      expect(log.map(({ coordinate }) => coordinate)).toEqual(isWeaker ? ['Thing.f'] : []);
    }, 0.3);
  });

  test('explains the verdict of every caller, and has the same verdict for each role alone in the matrix', () => {
    forEachCase((random) => {
      const order = orderOf(random);
      const [outer, inner] = [single(writtenOf(random)), single(writtenOf(random))];
      const { auth, schema } = fixtureOf(order, outer, inner);
      const row = auth.matrix(schema).rows.find(({ coordinate }) => coordinate === 'Thing.f');
      for (const roles of callers) {
        const { verdict } = auth.explain(schema, { kind: 'principal', id: 'me', roles }, 'Thing.f');
        const expected = naivePasses([...outer, ...inner], order, roles) ? 'ALLOW' : 'DENY';
        expect(verdict).toBe(expected);
        const [only, ...more] = roles;
        if (only !== undefined && more.length === 0) expect(row?.cells[only]?.verdict).toBe(expected);
      }
    }, 0.1);
  });

  test('differs in a gain exactly when a set of roles passes the new rule and not the old one', () => {
    forEachCase((random) => {
      const order = orderOf(random);
      const [old, now] = [single(writtenOf(random)), single(writtenOf(random))];
      const open: Written = [NAMES.map((role) => [role])];
      const [before, after] = [fixtureOf(order, open, old), fixtureOf(order, open, now)];
      const { changes } = diffMatrices(before.auth.matrix(before.schema), after.auth.matrix(after.schema));
      const some = (left: Written, right: Written): boolean =>
        callers.some((roles) => naivePasses(left, order, roles) && !naivePasses(right, order, roles));
      const kinds = (kind: string): boolean => changes.some((change) => change.kind === kind);
      expect([kinds('gain'), kinds('loss')]).toEqual([some(now, old), some(old, now)]);
    }, 0.2);
  });
});
