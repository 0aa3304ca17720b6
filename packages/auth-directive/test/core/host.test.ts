import { describe, expect, test } from '@jest/globals';
import { SDL } from '../helpers/answer-table.js';
import { createSchemaFixture, principal, runApollo, runGuardsOnly } from '../helpers/schema-fixture.js';

describe('a refusal is reported', () => {
  test('once, with who was refused where, in the plan and in execution', async () => {
    const fixture = createSchemaFixture(SDL, { Query: { nested: () => ({ admin: 1 }) } });

    await runApollo(fixture, { query: '{ admin }', caller: principal('u') });
    await runApollo(fixture, { query: '{ nested { admin } }', caller: principal('u') });

    expect(fixture.decisions.map(({ code, coordinate, when }) => [code, coordinate, when])).toEqual([
      ['FORBIDDEN', 'Query.admin', 'plan'],
      ['FORBIDDEN', 'Nested.admin', 'execution'],
    ]);
  });

  test('and the refusal stands when the report fails', async () => {
    const fixture = createSchemaFixture(
      SDL,
      {},
      {
        onDecision: () => {
          throw new Error('no audit today');
        },
      },
    );

    const answer = await runApollo(fixture, { query: '{ admin }', caller: principal('u') });

    expect(answer.status).toBe(403);
    expect(answer.raw).not.toContain('no audit');
  });
});

describe('a host that fails', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['answers nothing', () => null],
    ['answers a principal without an id', () => ({ kind: 'principal' as const, id: '', role: 'ADMIN' })],
  ])('to say who calls and %s has a stranger', async (_, caller) => {
    const answer = await runGuardsOnly(createSchemaFixture(SDL, {}, { caller }), { query: '{ admin }' });

    expect(answer.errors).toEqual([
      { code: 'UNAUTHENTICATED', coordinate: 'Query.admin', path: 'admin', reason: 'TOKEN_MISSING' },
    ]);
  });
});
