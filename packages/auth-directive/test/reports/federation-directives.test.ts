import { buildSubgraphSchema } from '@apollo/subgraph';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';
import { createAuthDirective, type FederationField } from '../../src/index.js';
import { createSchemaFixture } from '../helpers/schema-fixture.js';
import { createEngineIfValid } from '../reference-model/check-agreement.js';
import { caseSeeds, fuzzBudget } from '../reference-model/fuzz-budget.js';
import { generateScenario } from '../reference-model/generate-case.js';
import { generateCaller } from '../reference-model/generate-data.js';
import { createSeededRandom } from '../reference-model/seeded-random.js';
import type { ReferenceCaller, ReferenceRoles } from '../reference-model/types.js';
import { isAtLeast } from '../reference-model/verdict.js';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  enum Role { USER ADMIN }
  type Doc @key(fields: "id") @auth(requires: USER) { id: ID! text: Int @auth(anyOf: [{ owner: "by" }, { requires: ADMIN }]) }
  type Query { docs: [Doc] @auth(requires: USER, scopes: ["docs"], freshWithin: 60) open: Int @public }`;

/** What a router decides from the exported names; written without the code of the library. */
function routerAdmits(
  { authenticated, policies }: FederationField,
  caller: ReferenceCaller,
  roles: ReferenceRoles,
) {
  if (!authenticated) return true;
  if (caller.kind === 'anonymous') return false;
  const holds = (name: string): boolean => {
    const [kind, value = ''] = name.split(':');
    if (kind === 'role') return isAtLeast(roles, caller, value);
    if (kind === 'fresh') return Date.now() - Number(caller.authenticatedAt ?? 0) <= Number(value) * 1000;
    if (kind === 'assurance') return (caller.assurance ?? 0) >= Number(value);
    if (caller.scopes === undefined) return kind === 'scopes';
    return (
      kind === 'scopes' && value !== 'none' && value.split(' ').every((each) => caller.scopes?.includes(each))
    );
  };
  return policies === undefined || policies.some((names) => names.every(holds));
}

describe('federationDirectives', () => {
  test('writes the conditions of callers, and names what the subgraph must enforce', () => {
    const auth = createAuthDirective({ roles: ['USER', 'ADMIN'], caller: () => undefined });
    const schema = auth.transform(buildSubgraphSchema(parse(auth.typeDefs + SDL)));

    const { fields, sdl } = auth.federationDirectives(schema);

    expect(fields.find(({ coordinate }) => coordinate === 'Doc.text')?.enforcedInSubgraph).toEqual([
      'owner by',
    ]);
    expect(sdl).toContain('text: Int @authenticated @policy(policies: [["role:USER", "scopes:none"]');
    expect(sdl).toContain('docs: [Doc] @authenticated');
    expect(sdl).toContain('open: Int\n');
    expect(sdl).toContain('v2.6", import: ["@key", "@authenticated", "@policy"])');
    expect(sdl).not.toMatch(/@auth\b|@public|AuthRule|Role|_Entity|_service/);
    expect(() => buildSubgraphSchema(parse(sdl))).not.toThrow();
  });

  test.each([
    ['v2.0', 'v2.6'],
    ['v2.11', 'v2.11'],
  ])('imports the directives by version %s as %s', (written, expected) => {
    const auth = createAuthDirective({ roles: ['USER', 'ADMIN'], caller: () => undefined });
    const schema = auth.transform(buildSubgraphSchema(parse(auth.typeDefs + SDL.replace('v2.3', written))));

    const { sdl } = auth.federationDirectives(schema);

    expect(sdl).toContain(`federation/${expected}", import: ["@key", "@authenticated", "@policy"])`);
    expect(() => buildSubgraphSchema(parse(sdl))).not.toThrow();
  });

  test('exports nothing below an elevating field or for onDeny, whose responses would change', () => {
    const { auth, schema } = createSchemaFixture(
      `type User @auth(requires: USER) { id: ID }
       type Mutation { login: User @public(elevates: true) }
       type Query { quiet: Int @auth(requires: ADMIN, onDeny: NULL) }`,
    );

    const { fields } = auth.federationDirectives(schema);

    expect(fields.map(({ coordinate, authenticated }) => [coordinate, authenticated])).toEqual([
      ['User.id', false],
      ['Mutation.login', false],
      ['Query.quiet', false],
    ]);
    expect(fields.every(({ enforcedInSubgraph }) => enforcedInSubgraph.length > 0)).toBe(true);
  });

  test('exports nothing below onDeny, where an error of the router would replace null and shorter lists', () => {
    const { auth, schema } = createSchemaFixture(
      `type Author { email: String @auth(requires: ADMIN) }
       type Doc @auth(requires: ADMIN) { author: Author }
       type Free { text: Int @auth(requires: ADMIN) }
       type Query { docs: [Doc!]! @auth(requires: USER, onDeny: FILTER) free: Free @public }
       extend schema @auth(onDeny: NULL)`,
    );

    const { fields } = auth.federationDirectives(schema);

    expect(fields.map(({ coordinate, enforcedInSubgraph }) => [coordinate, ...enforcedInSubgraph])).toEqual([
      ['Author.email', 'below a field with onDeny', 'onDeny'],
      ['Doc.author', 'below a field with onDeny', 'onDeny'],
      ['Free.text', 'onDeny'],
      ['Query.docs', 'onDeny'],
    ]);
  });

  const budget = fuzzBudget(30, 0.02);
  test(
    'never refuses whom the subgraph may admit; what is complete admits nobody else',
    () => {
      let refused = 0;
      const property = fc.property(caseSeeds, (seed) => {
        const random = createSeededRandom(seed);
        const { scenario } = generateScenario(random, 'smooth');
        const engine = createEngineIfValid(scenario);
        if (engine === undefined) return;
        const { fields } = engine.auth.federationDirectives(engine.schema);
        for (let index = 0; index < 3; index += 1) {
          const caller = generateCaller(random);
          for (const field of fields) {
            const isAdmitted = routerAdmits(field, caller, scenario.roles);
            const { verdict } = engine.auth.explain(engine.schema, caller, field.coordinate);
            if (!isAdmitted) refused += 1;
            if (verdict !== 'DENY') expect([field, isAdmitted]).toEqual([field, true]);
            else if (field.enforcedInSubgraph.length === 0)
              expect([field, isAdmitted]).toEqual([field, false]);
          }
        }
      });

      fc.assert(property, { numRuns: budget.cases, seed: budget.seed, endOnFailure: true });

      expect(refused).toBeGreaterThan(budget.cases);
    },
    budget.timeoutMs,
  );
});
