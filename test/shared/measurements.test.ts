import { expect, test } from '@jest/globals';
import { countOutcomes, DomainError } from '../../src/shared/index.js';

test.each([
  ['a result', async () => 'done', 'SUCCESS'],
  [
    'a refusal',
    async () => {
      throw new DomainError({ reason: 'INVALID_CREDENTIALS', message: 'No.' });
    },
    'INVALID_CREDENTIALS',
  ],
  [
    'any other error, whose text may have values of the request',
    async () => {
      throw new Error('swordfish');
    },
    'ERROR',
  ],
])('%s is counted once by a code, and passed on', async (_what, work, outcome) => {
  const counted: string[] = [];
  const wrapped = countOutcomes<null, string>(work, (name) => counted.push(name));

  const [wrappedResult, result] = await Promise.allSettled([wrapped(null), work()]);

  expect(counted).toEqual([outcome]);
  expect(wrappedResult).toEqual(result);
});
