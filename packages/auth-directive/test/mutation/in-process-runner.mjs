/**
 * A test runner for Stryker that keeps everything in one process. Jest loads graphql and Apollo Server again
 * for each test file and each mutant, which takes hours. Here the tests are loaded once, and mutants are
 * activated while they run. See stryker.config.mjs.
 */
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { createCollector } from './collect-tests.mjs';

/** The folder of the tests, and what the names of those that run begin with. */
const { MUTATION_TEST_FOLDER: TEST_FOLDER = 'packages/auth-directive/test', MUTATION_TESTS: TESTS = '' } =
  process.env;
/**
 * Tests that judge no decision, long runs of properties that also run here, a property that is vacuous with
 * few cases, and tests whose database keeps what they wrote.
 */
const EXCLUDED =
  /^(readme|architecture|mutation|reference-model\/|non-interference|filters\/typeorm)|\.full\.test\.ts$/;
/** Properties are slow. They run last, and only for mutants of their own folder. */
const PROPERTY = /\.property\.test\.ts:/;
/** Tests of requests to a whole schema, and of what is reported about them. */
const WHOLE_LIBRARY = /^(agreement|conformance|leaks[^/]*|core\/report-decisions)\.test\.ts:/;

class InProcessRunner {
  static inject = [];
  #tests = [];
  #isLoaded = false;
  /** No mutant was active yet. */
  #isFresh = true;
  /** What a mutant changed outlives it: tests fail without any mutant. */
  #isSpoilt = false;

  /** A mutant is active while tests run, not while files are loaded: Stryker need not start a new process. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    // Same as jest: otherwise Apollo Server adds stack traces to responses.
    process.env.NODE_ENV = 'test';
    // Enough generated cases to detect mutants; the same cases in every run.
    process.env.AUTH_FUZZ_CASES ??= '60';
    // A mutant may leave an unhandled rejection; its test has already reported the failure.
    process.on('unhandledRejection', () => {});
    register('./load-typescript.mjs', import.meta.url, { data: { root: process.cwd() } });
    return Promise.resolve();
  }

  async #load() {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const collector = createCollector();
    globalThis.__authTests = collector;
    const folder = join(process.cwd(), TEST_FOLDER);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.startsWith(TESTS) && name.endsWith('.test.ts') && !EXCLUDED.test(name))
      .sort();
    for (const name of names) {
      await collector.collect(name, () => import(pathToFileURL(join(folder, name)).href));
    }
    this.#tests = collector.tests;
  }

  /** With a mutant, a test may take many times as long as it took without; then it would never end. */
  async #run({ id, run, timeoutMs, timeSpentMs, preparations }) {
    const started = performance.now();
    try {
      for (const prepare of preparations) await prepare();
      await withTimeout(run(), timeSpentMs === undefined ? timeoutMs : 4000 + 20 * timeSpentMs);
      return { id, name: id, status: 0, timeSpentMs: performance.now() - started };
    } catch (error) {
      const failureMessage = String(error?.message ?? error);
      return { id, name: id, status: 1, timeSpentMs: performance.now() - started, failureMessage };
    }
  }

  async dryRun({ coverageAnalysis, files }) {
    if (files.length === 0) return { status: 'error', errorMessage: 'The patterns match no file.' };
    await this.#load();
    const tests = [];
    for (const each of this.#tests) {
      if (globalThis.__stryker__) globalThis.__stryker__.currentTestId = each.id;
      const result = await this.#run(each);
      each.timeSpentMs = result.timeSpentMs;
      tests.push(result);
      if (globalThis.__stryker__) globalThis.__stryker__.currentTestId = undefined;
    }
    const mutantCoverage = coverageAnalysis === 'off' ? undefined : globalThis.__stryker__?.mutantCoverage;
    return { status: 'complete', tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    globalThis.__stryker__ ??= {};
    const state = globalThis.__stryker__;
    state.hitCount = hitLimit === undefined ? undefined : 0;
    state.hitLimit = hitLimit;
    if (this.#isSpoilt) startNewProcess();
    await this.#load();
    state.activeMutant = activeMutant.id;
    const covering = this.#tests.filter(({ id }) => testFilter?.includes(id) ?? true);
    const failed = [];
    let ran = 0;
    for (const each of inOrder(covering, activeMutant.fileName)) {
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
    if (first === undefined) {
      this.#isFresh = false;
      return { status: 'survived', nrOfTests: ran };
    }
    const failing = covering.find(({ id }) => id === first.id);
    this.#isSpoilt = (await this.#run(failing)).status === 1;
    // An earlier mutant may be the cause: this one is judged again, alone.
    if (this.#isSpoilt && !this.#isFresh) startNewProcess();
    this.#isFresh = false;
    const killedBy = failed.map(({ id }) => id);
    return { status: 'killed', killedBy, failureMessage: first.failureMessage, nrOfTests: ran };
  }
}

/** Stryker starts another process for a runner that has ended, and runs the mutant there. */
function startNewProcess() {
  process.exit(1);
}

/**
 * Puts first the tests of the mutated file, then those of its folder, which find most mutants at once, and
 * then those of the whole library; fast tests before slow ones.
 */
function inOrder(tests, mutatedFile) {
  const file = mutatedFile.replace(/^.*\/src\//, '').replace(/ts$/, '');
  const folder = file.replace(/[^/]*$/, '');
  const distance = (id) => {
    if (PROPERTY.test(id)) return id.startsWith(folder) ? 5 : Infinity;
    if (id.startsWith(file)) return 1;
    if (id.startsWith(folder)) return 2;
    return WHOLE_LIBRARY.test(id) ? 3 : 4;
  };
  return tests
    .map((test) => ({ test, order: distance(test.id) }))
    .filter(({ order }) => order !== Infinity)
    .sort((left, right) => left.order - right.order || left.test.timeSpentMs - right.test.timeSpentMs)
    .map(({ test }) => test);
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

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'auth-in-process', InProcessRunner)];
