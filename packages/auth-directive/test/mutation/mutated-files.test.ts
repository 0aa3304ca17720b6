import { describe, expect, test } from '@jest/globals';
import { LEFT_OUT, mutatedFiles } from './mutated-files.mjs';

describe('the files that the mutation run changes', () => {
  test('are all files of the library, except those that are left out with a reason', () => {
    const files = mutatedFiles();

    expect(files).toEqual(expect.arrayContaining(['guards/field-guard.ts', 'core/evaluate-rule.ts']));
    expect(files.filter((path) => path in LEFT_OUT)).toEqual([]);
    expect(Object.values(LEFT_OUT)).not.toContain('');
  });

  test('include a new file', () => {
    expect(mutatedFiles(['core/new.ts', 'core/types.ts', 'notes.md'], ['core/types.ts'])).toEqual([
      'core/new.ts',
    ]);
  });

  test('leave out whole folders', () => {
    expect(mutatedFiles(['reports/a.ts', 'reports-of.ts'], ['reports/'])).toEqual(['reports-of.ts']);
  });

  test('cannot leave out a file or folder that does not exist', () => {
    expect(() => mutatedFiles(['core/rule.ts'], ['core/moved.ts', 'gone/'])).toThrow(
      'Left out of the mutation run, but no file: core/moved.ts, gone/',
    );
  });
});
