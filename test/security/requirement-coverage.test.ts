import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { facts } from './fact-coverage.js';
import { requirements, type TestReference } from './requirement-coverage.js';

/**
 * docs/security.md has 28 requirements and 8 facts; each has tests, and the page names exactly the files of
 * `requirement-coverage.ts`.
 */

const folder = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${folder}docs/security.md`, 'utf8');

const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index + 1));

function exists([file, words]: TestReference): boolean {
  return existsSync(folder + file) && readFileSync(folder + file, 'utf8').includes(words);
}

/** The sections of the page with this heading, by number: their text, and the test files that they name. */
function sections(heading: RegExp): ReadonlyMap<string, { text: string; files: readonly string[] }> {
  const parts = page.split(/^(?=#{2,4} )/m);
  return new Map(
    parts.flatMap((part) => {
      const number = heading.exec(part)?.[1];
      if (number === undefined) return [];
      const [text = '', tests = ''] = part.replace(/^.*\n/, '').split('Tests:');
      const files = [...tests.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file);
      return [[number, { text: text.trim(), files }] as const];
    }),
  );
}

const documented = {
  requirement: sections(/^#### (\d+)\. /),
  fact: sections(/^#### Fact (\d+)\. /),
};

test('every requirement and every fact is numbered, described and mapped to tests', () => {
  expect(Object.keys(requirements)).toEqual(numbers(28));
  expect(Object.keys(facts)).toEqual(numbers(8));
  expect([...documented.requirement.keys()]).toEqual(numbers(28));
  expect([...documented.fact.keys()]).toEqual(numbers(8));
});

describe.each([
  ['requirement', requirements],
  ['fact', facts],
] as const)('%s', (kind, table) => {
  test.each(Object.entries(table))('%s is verified by tests that exist', (_number, references) => {
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((reference) => !exists(reference))).toEqual([]);
  });

  test.each(Object.entries(table))(
    '%s is described in docs/security.md with the files of its tests',
    (number, references) => {
      const section = documented[kind].get(number);

      expect(section?.text).toMatch(/\w{3,}.*\./s);
      expect([...(section?.files ?? [])].sort()).toEqual(
        [...new Set(references.map(([file]) => file))].sort(),
      );
    },
  );
});
