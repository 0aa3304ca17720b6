import { describe, expect, test } from '@jest/globals';
import { createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

const SDL = `
  enum Color { RED @auth(policy: "p") GREEN @auth(policy: "mine") BLUE }
  type Doc { color: Color shy: Color @auth(requires: USER, onDeny: NULL) colors: [Color] }
  type Query { doc: Doc @public }`;

describe('a guarded enum value', () => {
  const doc = { color: 'RED', shy: 'RED', colors: ['RED', 'GREEN', 'BLUE'], by: 'x' };
  const query = '{ doc { color shy colors } }';
  const createFixture = (policyResult: boolean, more: object = {}) =>
    createSchemaFixture(
      SDL,
      { Query: { doc: () => ({ ...doc, ...more }) } },
      { policies: { p: async () => policyResult, mine: ({ parent, caller }) => parent.by === caller.id } },
    );

  test('is returned where its policy and its owner rule pass', async () => {
    const answer = await runGuardsOnly(createFixture(true, { by: 'u' }), { query, caller: principal('u') });

    expect(answer.data).toEqual({ doc: { color: 'RED', shy: 'RED', colors: ['RED', 'GREEN', 'BLUE'] } });
  });

  test('is refused at its own path where they do not pass', async () => {
    const answer = await runGuardsOnly(createFixture(false, { by: 'x' }), { query, caller: principal('u') });

    expect(answer.data).toEqual({ doc: { color: null, shy: null, colors: [null, null, 'BLUE'] } });
    expect(new Set(answer.errors.map(({ path, coordinate }) => `${path} ${coordinate}`))).toEqual(
      new Set(['doc.color Color.RED', 'doc.colors.0 Color.RED', 'doc.colors.1 Color.GREEN']),
    );
  });

  test('is refused to an anonymous caller without a policy; an unknown value is an error', async () => {
    const anonymousAnswer = await runGuardsOnly(createFixture(true), { query: '{ doc { color } }' });
    const unknownValue = await runGuardsOnly(createFixture(true, { color: 'PINK' }), {
      query: '{ doc { color } }',
      caller: principal('u'),
    });

    expect(anonymousAnswer.errors.map(({ code, coordinate }) => [code, coordinate])).toEqual([
      ['UNAUTHENTICATED', 'Color.RED'],
    ]);
    expect(unknownValue.errors.map(({ code }) => code)).toEqual([undefined]);
  });

  test('is named in its refusal, unless the caller alone is refused and must not know of it', async () => {
    const fixture = createSchemaFixture(
      `enum Color { RED @auth(policy: "no") BLUE @auth(requires: ADMIN) }
       type Query { red: Color @public blue: Color @public }`,
      { Query: { red: () => 'RED', blue: () => 'BLUE' } },
      { policies: { no: () => false }, introspection: 'caller' },
    );

    const { errors } = await runGuardsOnly(fixture, { query: '{ red blue }', caller: principal('u') });

    expect(errors.map(({ coordinate }) => coordinate)).toEqual(['Color.RED', 'Query.blue']);
  });
});
