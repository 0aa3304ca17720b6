import { describe, expect, test } from '@jest/globals';
import { SDL } from '../helpers/answer-table.js';
import { createSchemaFixture, principal, runApollo, runGuardsOnly } from '../helpers/schema-fixture.js';

describe('onDecision', () => {
  test('receives each refusal of the plan and of the execution once', async () => {
    const fixture = createSchemaFixture(SDL, { Query: { nested: () => ({ admin: 1 }) } });

    await runApollo(fixture, { query: '{ admin }', caller: principal('u') });
    await runApollo(fixture, { query: '{ nested { admin } }', caller: principal('u') });

    expect(fixture.decisions.map(({ code, coordinate, when }) => [code, coordinate, when])).toEqual([
      ['FORBIDDEN', 'Query.admin', 'plan'],
      ['FORBIDDEN', 'Nested.admin', 'execution'],
    ]);
  });

  test('does not change the refusal when it throws', async () => {
    const fixture = createSchemaFixture(
      SDL,
      {},
      {
        onDecision: () => {
          throw new Error('audit unavailable');
        },
      },
    );

    const answer = await runApollo(fixture, { query: '{ admin }', caller: principal('u') });

    expect(answer.status).toBe(403);
    expect(answer.raw).not.toContain('audit unavailable');
  });
});

describe('caller', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['returns null', () => null],
    ['returns a principal without an id', () => ({ kind: 'principal' as const, id: '', role: 'ADMIN' })],
  ])('that %s counts as anonymous', async (_, caller) => {
    const answer = await runGuardsOnly(createSchemaFixture(SDL, {}, { caller }), { query: '{ admin }' });

    expect(answer.errors).toEqual([
      { code: 'UNAUTHENTICATED', coordinate: 'Query.admin', path: 'admin', reason: 'TOKEN_MISSING' },
    ]);
  });
});
