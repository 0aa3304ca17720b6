import { expect, test } from '@jest/globals';
import { compareIntrospection } from '../helpers/compare-introspection.js';

test('a response is byte for byte that of a server built from the visible schema of the caller', async () => {
  const { differences, kinds } = await compareIntrospection(1, 100);

  expect(differences).toEqual([]);
  // Each kind of response was compared often enough to mean something.
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(10);
});
