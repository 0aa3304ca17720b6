import { describe, expect, test } from '@jest/globals';
import { propertyOf } from '../../src/execution/evaluate-requirements.js';
import { createSchemaFixture, principal, runGuardsOnly } from '../helpers/schema-fixture.js';

describe('propertyOf', () => {
  const getter = Object.defineProperty({}, 'by', {
    get: () => {
      throw new Error('closed');
    },
  });

  test.each([
    [{ by: 'ada' }, 'ada'],
    [Object.create({ by: 'ada' }), 'ada'],
    [{}, undefined],
    [null, undefined],
    [undefined, undefined],
    ['by', undefined],
    [7, undefined],
    [getter, undefined],
  ])('returns for %p: %p', (object, expected) => {
    expect(propertyOf(object, 'by')).toBe(expected);
  });
  test('refuses an owner whose getter throws, and its error text reaches no client', async () => {
    const fixture = createSchemaFixture(
      'type Doc { n: Int @auth(owner: "by") } type Query { doc: Doc @public }',
      {
        Query: {
          doc: () => ({
            n: 1,
            get by() {
              throw new Error('the owner is 42');
            },
          }),
        },
      },
    );

    const answer = await runGuardsOnly(fixture, { query: '{ doc { n } }', caller: principal('ada') });

    expect(answer.errors.map(({ code }) => code)).toEqual(['FORBIDDEN']);
    expect(answer.raw).not.toContain('42');
  });
});
