import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { facts, requirements, type TestReference } from './requirement-coverage.js';

/** The security page has 26 requirements and 8 facts; none may lose its test without this test saying so. */

const folder = fileURLToPath(new URL('../..', import.meta.url));
const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1));

function testExists([file, words]: TestReference): boolean {
  return existsSync(folder + file) && readFileSync(folder + file, 'utf8').includes(words);
}

test('every number of the security page has its tests', () => {
  expect(Object.keys(requirements)).toEqual(numbers(26));
  expect(Object.keys(facts)).toEqual(numbers(8));
});

describe.each([
  ['requirement', requirements],
  ['fact', facts],
])('%s', (_kind, table) => {
  test.each(Object.entries(table))('%s is held by tests that exist', (_number, references) => {
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((reference) => !testExists(reference))).toEqual([]);
  });
});
