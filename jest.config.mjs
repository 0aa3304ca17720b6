/** With AUTH_GRAPHQL=17, every import of graphql is version 17, which is installed by an alias. */
const graphql = process.env.AUTH_GRAPHQL === '17' ? { '^graphql(/.*)?$': 'graphql-17$1' } : {};

/** One configuration for every kind of test; `scripts/test.mjs` chooses what runs on which database. */
export default {
  rootDir: import.meta.dirname ?? new URL('.', import.meta.url).pathname,
  testEnvironment: '<rootDir>/test/helpers/test-environment.mjs',
  roots: ['<rootDir>/test', '<rootDir>/packages'],
  testMatch: ['**/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    ...graphql,
    '^@cordon/auth-directive$': '<rootDir>/packages/auth-directive/src/index.ts',
    '^@cordon/auth-directive/apollo$': '<rootDir>/packages/auth-directive/src/apollo.ts',
    '^@cordon/auth-directive/testing$': '<rootDir>/packages/auth-directive/src/testing.ts',
    '^@cordon/auth-directive/typeorm$': '<rootDir>/packages/auth-directive/src/typeorm.ts',
    '^@cordon/client$': '<rootDir>/packages/client/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  // Much longer than anything takes: a limit that a slow machine reaches fails a test without a reason.
  testTimeout: 300_000,
  maxWorkers: 2,
  // The vm module looks up every global by a slow call, which took almost half of the time of graphql. CommonJS
  // modules get these as parameters instead, so they must not declare constants of the same names.
  sandboxInjectedGlobals: ['Symbol', 'Object', 'Array', 'Error'],
  // Node 20 keeps every module that the vm module has loaded, about 20 MB for each test file. Without new
  // workers, collecting garbage takes more than half of the time of a run.
  workerIdleMemoryLimit: '400MB',
  // A worker that passes the limit in its last file is still replaced, and ending the new one takes longer
  // than the half second that jest allows before it reports leaking tests.
  workerGracefulExitTimeout: 5_000,
};
