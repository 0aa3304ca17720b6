/**
 * A test runner for Stryker that keeps everything in one process. Jest loads graphql and Apollo anew for each file of tests and each
 * mutant, which is hours; here the tests are loaded once and a mutant is switched on while they run. It knows as much of jest as the
 * tests of @auth use: describe, test, `.each`, expect. See stryker.config.mjs.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { transformSync } from '@swc/core';

const BUILD_DIR = '.compiled';
const FOLDERS = [
  'src/auth-directive',
  'test/unit/auth-directive',
  'test/properties',
  'test/support/auth-reference',
];
/** In this order: what says best why a mutant dies first, what takes longest last. */
const TESTS = [
  ['test/unit/auth-directive', /\.test\.js$/],
  ['test/properties', /^auth-(agreement|truth-tables|subscriptions)\.test\.js$/],
];
// The README's examples are read as text; nothing is decided in them.
const EXCLUDED = /readme/;

// The same rows over a socket: what they find, executeOperation finds in a fraction of the time.
const SLOW_DUPLICATES = /over HTTP/;

const DEADLINE_MS = 5000;

/** What the tests import instead of jest's globals; they register themselves in globalThis. */
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

/** `describe` and `test` that collect; `%s` and its like are filled from the row. */
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
    // What prepares a file prepares the process: it is loaded once.
    beforeAll: (prepare) => prepare(),
    describe: Object.assign(describe, { each: each(describe) }),
    test: Object.assign(test, { each: each(test) }),
  };
}

/** A mutant that leaves a promise hanging fails its test, and need not end the process. */
async function withTimeout(outcome, timeoutMs) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No end within ${timeoutMs} ms.`)), timeoutMs);
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
    // As jest does: Apollo Server writes stack traces into answers elsewhere.
    process.env.NODE_ENV = 'test';
    // As many generated cases as find what a mutant breaks, and the same ones each time.
    process.env.AUTH_FUZZ_CASES ??= '60';
    // A mutant may leave a rejection behind; the test that ran has said what there is to say.
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
    for (const [place, isWanted] of TESTS) {
      const folder = join(process.cwd(), BUILD_DIR, place);
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
        if (isWanted.test(name)) await import(pathToFileURL(join(folder, name)).href);
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
      // A mutant that does not even load is killed by whatever comes first.
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
