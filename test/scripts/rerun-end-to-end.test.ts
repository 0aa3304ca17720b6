import { expect, test } from '@jest/globals';
import { rerunEndToEnd, type TestRun } from '../../scripts/rerun-end-to-end.mjs';

const passing: TestRun = { passed: 5, failed: 0, skipped: 0, failedSuites: [] };
const failingIn = (...files: string[]): TestRun => ({
  passed: 100,
  failed: files.length,
  skipped: 7,
  failedSuites: files.map((file) => ({ file, passed: 4 })),
});

function rerun(first: TestRun, second: TestRun) {
  const runs: (readonly string[])[] = [];
  const lines: string[] = [];
  const result = rerunEndToEnd(
    first,
    (files) => {
      runs.push(files);
      return second;
    },
    (line) => lines.push(line),
  );
  return { result, runs, lines };
}

test('an end-to-end suite that passes the second time is counted once, and reported', () => {
  const { result, runs, lines } = rerun(failingIn('test/e2e/a.test.ts'), passing);

  expect(result).toEqual({ passed: 101, failed: 0, skipped: 7, failedSuites: [] });
  expect(runs).toEqual([['test/e2e/a.test.ts']]);
  expect(lines).toEqual([expect.stringMatching(/^UNSTABLE {2}test\/e2e\/a\.test\.ts /)]);
});

test('a suite that fails twice has failed', () => {
  const first = failingIn('test/e2e/a.test.ts');

  expect(rerun(first, failingIn('test/e2e/a.test.ts'))).toMatchObject({ result: first, lines: [] });
});

test.each([
  ['that passed', passing],
  ['with a suite of another kind', failingIn('test/e2e/a.test.ts', 'test/modules/b.test.ts')],
  ['with many failures', failingIn(...[1, 2, 3, 4].map((n) => `test/e2e/${n}.test.ts`))],
  ['that ended without a report', { passed: 0, failed: 1, skipped: 0, failedSuites: [] }],
])('nothing of a run %s is run again', (_, first) => {
  expect(rerun(first, passing)).toEqual({ result: first, runs: [], lines: [] });
});
