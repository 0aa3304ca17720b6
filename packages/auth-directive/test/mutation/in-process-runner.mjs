/**
 * A test runner for Stryker that keeps everything in one process. Jest loads graphql and Apollo Server again
 * for each test file and each mutant, which takes hours. Here the tests are loaded once, and mutants are
 * activated while they run. It supports the part of jest that the tests of @auth use: describe, test, `.each`
 * and expect. See stryker.config.mjs.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { transformSync } from '@swc/core';

const BUILD_DIR = '.compiled';
const FOLDERS = ['packages/auth-directive/src', 'packages/auth-directive/test'];
const TEST_FOLDER = 'packages/auth-directive/test';
/**
 * The test files in the order in which they run: example tests, which explain a failure best, before
 * properties.
 */
const TEST_GROUPS = [
  /^(?!reference-model|architecture|mutation|agreement|non-interference)(?!.*\.(property|full)\.test\.js$).*\.test\.js$/,
  /(^agreement|rule-algebra\.property|subscription-guard\.property)\.test\.js$/,
];
// The examples of the README are read as text; they test no decision.
const EXCLUDED = /readme/;

// The same cases over a socket find nothing that executeOperation does not find in a fraction of the time.
const SLOW_DUPLICATES = /over HTTP/;

const DEADLINE_MS = 5000;

/** Replaces '@jest/globals' in the compiled tests. The functions register the tests in globalThis. */
const SHIM = `import { expect } from 'expect';
const { beforeAll, describe, test } = globalThis.__authTests;
export { beforeAll, describe, expect, test };`;

function compile(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !path.endsWith('.ts') || EXCLUDED.test(path)) continue;
    const { code } = transformSync(readFileSync(path, 'utf8'), {
      filename: path,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    const target = join(BUILD_DIR, path.replace(/\.ts$/, '.js'));
    const shim = pathToFileURL(join(process.cwd(), BUILD_DIR, 'shim.js')).href;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(
      target,
      code.replaceAll("'@jest/globals'", `'${shim}'`).replaceAll('"@jest/globals"', `"${shim}"`),
    );
  }
}

/**
 * Creates `describe` and `test` functions that collect the tests. `%s` and similar are replaced from the row.
 */
function createCollector() {
  const tests = [];
  const names = [];
  const rowsOf = (table) => table.map((row) => (Array.isArray(row) ? row : [row]));
  const titleOf = (title, row, index) =>
    format(title.replaceAll('%#', String(index)).replaceAll('%p', '%s'), ...row).replaceAll(
      /\$(\w+)/g,
      (_, key) => String(row[0]?.[key]),
    );
  const test = (name, run, timeoutMs = DEADLINE_MS) => {
    const whole = [...names, name].join(' ');
    if (SLOW_DUPLICATES.test(whole)) return;
    const same = tests.filter((other) => other.name === whole).length;
    tests.push({ id: same === 0 ? whole : `${whole} (${same})`, name: whole, run, timeoutMs });
  };
  const describe = (name, body) => {
    names.push(name);
    body();
    names.pop();
  };
  const each = (declare) => (table) => (title, body) => {
    for (const [index, row] of rowsOf(table).entries())
      declare(titleOf(title, row, index), () => body(...row));
  };
  return {
    tests,
    // Every file is loaded once, so its preparation runs once per process.
    beforeAll: (prepare) => prepare(),
    describe: Object.assign(describe, { each: each(describe) }),
    test: Object.assign(test, { each: each(test) }),
  };
}

/** Rejects after the timeout, so that a mutant that never resolves a promise fails its test. */
async function withTimeout(outcome, timeoutMs) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Timed out after ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    await Promise.race([outcome, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

class InProcessRunner {
  static inject = [];
  #tests = [];
  #isLoaded = false;

  capabilities() {
    return { reloadEnvironment: false };
  }

  init() {
    // Same as jest: otherwise Apollo Server adds stack traces to responses.
    process.env.NODE_ENV = 'test';
    // Enough generated cases to detect mutants; the same cases in every run.
    process.env.AUTH_FUZZ_CASES ??= '60';
    // A mutant may leave an unhandled rejection; its test has already reported the failure.
    process.on('unhandledRejection', () => {});
    for (const folder of FOLDERS) compile(folder);
    writeFileSync(join(BUILD_DIR, 'shim.js'), SHIM);
    return Promise.resolve();
  }

  async #load() {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const collector = createCollector();
    globalThis.__authTests = collector;
    const folder = join(process.cwd(), BUILD_DIR, TEST_FOLDER);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    for (const pattern of TEST_GROUPS) {
      for (const name of names) {
        if (pattern.test(name)) await import(pathToFileURL(join(folder, name)).href);
      }
    }
    this.#tests = collector.tests;
  }

  async #run({ id, name, run, timeoutMs }) {
    const started = performance.now();
    try {
      await withTimeout(run(), timeoutMs);
      return { id, name, status: 0, timeSpentMs: performance.now() - started };
    } catch (error) {
      const failureMessage = String(error?.message ?? error);
      return { id, name, status: 1, timeSpentMs: performance.now() - started, failureMessage };
    }
  }

  async dryRun({ coverageAnalysis }) {
    await this.#load();
    const tests = [];
    for (const each of this.#tests) {
      if (globalThis.__stryker__) globalThis.__stryker__.currentTestId = each.id;
      tests.push(await this.#run(each));
      if (globalThis.__stryker__) globalThis.__stryker__.currentTestId = undefined;
    }
    const mutantCoverage = coverageAnalysis === 'off' ? undefined : globalThis.__stryker__?.mutantCoverage;
    return { status: 'complete', tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, disableBail }) {
    globalThis.__stryker__ ??= {};
    const state = globalThis.__stryker__;
    state.hitCount = hitLimit === undefined ? undefined : 0;
    state.hitLimit = hitLimit;
    if (mutantActivation === 'static') state.activeMutant = activeMutant.id;
    try {
      await this.#load();
    } catch (error) {
      // A mutant that cannot be loaded counts as killed.
      const failureMessage = String(error);
      return { status: 'killed', killedBy: ['loading'], failureMessage, nrOfTests: 0 };
    }
    state.activeMutant = activeMutant.id;
    const chosen = testFilter ? this.#tests.filter(({ id }) => testFilter.includes(id)) : this.#tests;
    const failed = [];
    let ran = 0;
    for (const each of chosen) {
      const result = await this.#run(each);
      ran += 1;
      if (result.status === 1) failed.push(result);
      if (failed.length > 0 && !disableBail) break;
    }
    state.activeMutant = undefined;
    if (state.hitLimit !== undefined && state.hitCount > state.hitLimit) {
      return { status: 'timeout', reason: `Hit limit reached (${state.hitCount}/${state.hitLimit})` };
    }
    const [first] = failed;
    if (first === undefined) return { status: 'survived', nrOfTests: ran };
    const killedBy = failed.map(({ id }) => id);
    return { status: 'killed', killedBy, failureMessage: first.failureMessage, nrOfTests: ran };
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'auth-in-process', InProcessRunner)];
