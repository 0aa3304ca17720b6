import type { TestReference } from './requirement-coverage.js';

/** The facts about dependencies that decided the design, with tests that show that they do no harm. */
export const facts: Readonly<Record<number, readonly TestReference[]>> = {
  1: [['test/security/hostile-requests.test.ts', 'fragments that double 60 times']],
  2: [['test/security/hostile-requests.test.ts', 'a gzip bomb is rejected without decompression']],
  3: [
    ['test/transports/graphql/graphql-server.test.ts', 'introspection, and suggestions for misspelt names'],
  ],
  4: [
    ['test/security/uniform-login-failures.test.ts', 'no response repeats the input'],
    ['test/security/hostile-requests.test.ts', '3,000 brackets'],
  ],
  5: [['test/transports/graphql/graphql-server.test.ts', 'mutations by GET']],
  6: [['test/modules/tokens/access-tokens-claims.test.ts', 'rejects %s']],
  7: [
    ['test/modules/passwords/password-policy.test.ts', 'a NUL and an unpaired surrogate are reported alone'],
  ],
  8: [
    [
      'test/platform/database/database.test.ts',
      'a backend that is terminated under an idle pool does not end the process',
    ],
  ],
};
