import { expect, test } from '@jest/globals';
import { compareIntrospection } from '../helpers/compare-introspection.js';

test('a response is byte for byte that of a server built from the visible schema, for many requests', async () => {
  const { differences, kinds } = await compareIntrospection(1000, 2000);

  expect(differences).toEqual([]);
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(200);
});
