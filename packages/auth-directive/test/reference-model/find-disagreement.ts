import { isDeepStrictEqual } from 'node:util';
import type { Actual, Expected, ExpectedError, ExpectedExecution, ExpectedRefusal, Path } from './types.js';

function statusOf(keys: readonly string[]): number {
  if (keys.some((key) => key.startsWith('UNAUTHENTICATED '))) return 401;
  return keys.some((key) => key.startsWith('FORBIDDEN ')) ? 403 : 401;
}

function at(path: Path | undefined): string {
  return path === undefined ? '(no path)' : path.join('.');
}

function judgeRefusal(expected: ExpectedRefusal, actual: Actual): string | undefined {
  const keys = actual.errors.map((error) => error.key);
  const unexpectedKey = keys.find((key) => !expected.may.has(key));
  if (unexpectedKey !== undefined) return `reports before execution what is not refused: ${unexpectedKey}`;
  if (new Set(keys).size !== keys.length) return 'reports a coordinate twice';
  if (keys.length > 20) return 'reports more than 20 errors';
  if (keys.length === 0) return 'refuses without a word';
  if (keys.length < 20) {
    const missing = expected.must.find((accepted) => !accepted.some((key) => keys.includes(key)));
    if (missing !== undefined) return `does not report ${missing.join(' or ')}`;
  }
  if (actual.trace.length > 0) return `ran ${actual.trace.join(', ')} although refused`;
  const status = statusOf(keys);
  if (actual.status !== undefined && actual.status !== status)
    return `answers ${actual.status} instead of ${status}`;
  const isChallenged = actual.challenge?.startsWith('Bearer') === true;
  if (actual.status === 401 && !isChallenged) return 'answers 401 without a challenge';
  return undefined;
}

function isCovered(nullPath: Path, others: readonly ExpectedError[]): boolean {
  return others.some((other) => {
    const ancestor = other.nullPath ?? [];
    return ancestor.length < nullPath.length && ancestor.every((step, index) => step === nullPath[index]);
  });
}

/** Returns an expected error that is missing: each null that a refusal causes needs an error of its own. */
function missingError(expected: ExpectedExecution, actual: Actual): ExpectedError | undefined {
  const explained = (nullPath: Path): boolean =>
    expected.errors.some(
      (error) =>
        at(error.nullPath ?? []) === at(nullPath) &&
        // A null without an error at the same path explains it too: the executor decides which of the two
        // is first.
        (error.isOptional === true ||
          actual.errors.some((found) => at(found.path) === at(error.path) && error.keys.includes(found.key))),
    );
  return expected.errors.find((error) => {
    const nullPath = error.nullPath ?? [];
    return error.isOptional !== true && !isCovered(nullPath, expected.errors) && !explained(nullPath);
  });
}

function judgeExecution(expected: ExpectedExecution, actual: Actual): string | undefined {
  const ran = actual.trace.find((step) => !expected.trace.has(step));
  if (ran !== undefined) return `ran the resolver at ${ran}`;
  const unexpected = actual.errors.find(
    (found) =>
      !expected.errors.some((error) => at(error.path) === at(found.path) && error.keys.includes(found.key)),
  );
  if (unexpected !== undefined) return `reports ${unexpected.key} at ${at(unexpected.path)}`;
  const missing = missingError(expected, actual);
  if (missing !== undefined) return `does not report ${missing.keys.join(' or ')} at ${at(missing.path)}`;
  if (!isDeepStrictEqual(actual.data, expected.data)) return 'answers other data';
  return actual.status === undefined || actual.status === 200
    ? undefined
    : `answers ${actual.status} instead of 200`;
}

const rootNames: readonly unknown[] = ['Query', 'Mutation', 'Subscription', 'Root', 'Change', 'Feed'];

/**
 * Compares a refused operation where the guards alone decide: nothing runs, and each root field has an
 * error.
 */
function judgeInPlace(expected: ExpectedRefusal, actual: Actual): string | undefined {
  if (actual.trace.length > 0) return `ran ${actual.trace.join(', ')} although refused`;
  const unexpectedKey = actual.errors.find(({ key, path }) => path?.length !== 1 || !expected.may.has(key));
  if (unexpectedKey !== undefined) return `reports ${unexpectedKey.key} at ${at(unexpectedKey.path)}`;
  if (actual.errors.length === 0) return 'refuses without a word';
  const answered = Object.entries(actual.data ?? {}).find(
    ([, value]) => value !== null && !rootNames.includes(value),
  );
  return answered === undefined ? undefined : `answers ${answered[0]} although refused`;
}

/**
 * Returns how an answer violates the guarantees, or undefined. Errors that null propagation hides may be
 * absent (graphql-js stops at the first one), but no error may be present that the guarantees do not require.
 */
export function findDisagreement(expected: Expected, actual: Actual): string | undefined {
  if (actual.refusedBefore) {
    if (expected.refusal === undefined)
      return `is refused before execution: ${actual.errors.map((error) => error.key).join('; ')}`;
    // A subscription that the guards alone refuse has no stream, and so no data.
    return expected.refusal.isInPlace
      ? judgeInPlace(expected.refusal, actual)
      : judgeRefusal(expected.refusal, actual);
  }
  const inPlace = expected.refusal?.isInPlace === true ? expected.refusal : undefined;
  if (inPlace !== undefined) {
    const found = judgeInPlace(inPlace, actual);
    if (found === undefined || expected.execution === undefined) return found;
  }
  if (expected.execution === undefined) {
    return `is executed, but ${expected.refusal?.must.map((keys) => keys.join(' or ')).join('; ')} had to refuse it before`;
  }
  return judgeExecution(expected.execution, actual);
}
