export interface TestRun {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The suites that failed, with the number of their tests that passed. */
  readonly failedSuites: readonly { readonly file: string; readonly passed: number }[];
}

export function rerunEndToEnd(
  first: TestRun,
  runSuites: (files: readonly string[]) => TestRun,
  report?: (line: string) => void,
): TestRun;
