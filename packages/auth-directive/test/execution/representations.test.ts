import { expect, test } from '@jest/globals';
import { isRepresentation, markRepresentations } from '../../src/execution/representations.js';

test('everything that a client has sent is marked, at any depth, and nothing else', () => {
  const nested = { id: 'n' };
  const texts = ['b'];
  const representation = { id: 'a', nested, texts };

  markRepresentations([representation]);

  expect([representation, nested, texts].map(isRepresentation)).toEqual([true, true, true]);
  expect([{ id: 'n' }, [], 'a', null, undefined].filter(isRepresentation)).toEqual([]);
});

test.each(['text', 7, null, undefined])('representations that are no objects are ignored: %p', (sent) => {
  expect(() => markRepresentations(sent)).not.toThrow();
});
