import { describe, expect, test } from '@jest/globals';
import { createReference } from './reference.js';
import { requestOf, type SpecificationExample, scenarioOf } from './specification-example.js';
import { specificationExamples } from './specification-examples.js';
import type { Expected } from './types.js';

/** Returns each error with the keys that the reference accepts; the example must name one of them. */
function errorsOf(expected: Expected): { path: string; keys: readonly string[] }[] {
  if (expected.execution === undefined)
    return (expected.refusal?.must ?? []).map((keys) => ({ path: '', keys }));
  const requiredErrors = expected.execution.errors.filter(({ isOptional }) => isOptional !== true);
  return requiredErrors.map(({ path, keys }) => ({ path: path.join('.'), keys }));
}

describe('the reference evaluator', () => {
  test.each(specificationExamples.map((row): [string, SpecificationExample] => [row.guarantee, row]))(
    '%s',
    (_, row) => {
      const reference = createReference(scenarioOf(row));

      const expected = reference.answer(requestOf(row), 'planned');

      const wanted = (row.errors ?? []).map((line) => line.split('|').map((part) => part.trim()));
      const found = errorsOf(expected);
      expect(found).toHaveLength(wanted.length);
      for (const [index, [path, key]] of wanted.entries()) {
        expect(found[index]?.path).toBe(path);
        expect(found[index]?.keys).toContain(key);
      }
      expect(expected.execution?.data).toEqual(row.answers);
    },
  );
});
