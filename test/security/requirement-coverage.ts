/** Where a requirement is held: a file and the words of a test's name (or of the group or the row of a table that it stands in). */
export type TestReference = readonly [file: string, words: string];

/**
 * The requirements of the security page by their numbers, and the tests that would fail if one were broken. `requirement-coverage.test.ts` holds every
 * number to a test that exists, and docs/security.md to these files.
 */
export const requirements: Readonly<Record<number, readonly TestReference[]>> = {
  // Tokens
  1: [
    ['test/modules/tokens/access-tokens-headers.test.ts', "['algorithms', algorithms]"],
    ['test/platform/config/key-variables.test.ts', 'HS256'],
  ],
  2: [
    [
      'test/modules/tokens/access-tokens-headers.test.ts',
      'a token with an address in its header causes no key lookup and no request',
    ],
  ],
  3: [
    ['test/modules/tokens/access-tokens-claims.test.ts', 'rejects %s'],
    [
      'test/security/advisories-tokens.test.ts',
      'works for no other purpose, and afterwards still for its own',
    ],
  ],
  4: [
    ['test/modules/tokens/compact-jws.test.ts', 'rejects %s'],
    [
      'test/modules/tokens/access-tokens.property.test.ts',
      'rejects a token with one changed, added or missing character',
    ],
    ['test/modules/tokens/access-tokens.property.test.ts', 'rejects arbitrary text without throwing'],
  ],
  5: [
    [
      'test/modules/oauth/introspection.routes.test.ts',
      'has the current role of the database, not the one that it was issued with',
    ],
    ['test/security/advisories-tokens.test.ts', 'a disable: none'],
  ],
  6: [
    [
      'test/modules/sessions/refresh-interleavings.full.test.ts',
      'honest clients, a thief, and servers that crash',
    ],
    [
      'test/e2e/two-instances.test.ts',
      'one refresh token sent to both instances at once gives one successor',
    ],
    ['test/modules/oauth/client-compatibility.test.ts', 'refreshes, and a spent refresh token is rejected'],
  ],
  7: [
    ['test/security/advisories-tokens.test.ts', 'a password change: none but the one that changed it'],
    [
      'test/security/advisories-tokens.test.ts',
      'a reset: none at all, from the moment the link was asked for',
    ],
    [
      'test/modules/login/change-password.test.ts',
      'keeps the other sessions when revokeOtherSessions is false',
    ],
    [
      'test/modules/keys/key-ring.test.ts',
      'publishes the public members of accepted keys with kid, alg and use',
    ],
  ],
  8: [
    ['test/modules/tokens/access-tokens.test.ts', 'has the header and claims of RFC 9068 and nothing else'],
    ['test/modules/tokens/access-tokens.test.ts', 'createAccessTokens rejects a lifetime of %p seconds'],
  ],
  // Bearer
  9: [
    ['test/modules/access/bearer.test.ts', 'returns TOKEN_MALFORMED for two Authorization headers'],
    [
      'test/modules/oauth/user-info-route.test.ts',
      'challenges a request without a token with the scheme only',
    ],
  ],
  // Login and passwords
  10: [
    [
      'test/security/uniform-login-failures.test.ts',
      'is answered with the same bytes for every kind of failure',
    ],
    [
      'test/modules/login/constant-work.test.ts',
      'is the same rounds and the same statements for every kind of failure',
    ],
    ['test/security/login-timing.full.test.ts', 'the time of a failed login tells nothing'],
    [
      'test/modules/passwords/work-cost.test.ts',
      'every failed check takes exactly the rounds of the configured cost',
    ],
  ],
  11: [
    ['test/security/rate-limits.test.ts', 'are ten at most when fifty come at once'],
    ['test/security/advisories-claims.test.ts', 'a limit is not dodged by a spare parameter'],
    ['test/security/rate-limits.test.ts', 'is the one that a configured proxy saw, not what stood before it'],
  ],
  12: [
    ['test/security/login-storm.full.test.ts', 'those that the queue has room for are answered'],
    ['test/security/advisories-claims.test.ts', 'aliases and batches carry one guess at most'],
  ],
  13: [
    [
      'test/modules/passwords/password-length.full.test.ts',
      'every character counts at every length from 15 to 256',
    ],
    ['test/modules/passwords/password-policy.test.ts', 'the list contains at least 3,000 entries'],
    ['test/modules/passwords/password-policy.test.ts', 'there are no composition rules'],
    ['test/modules/login/password-history.test.ts', 'rejects each of the last five passwords'],
  ],
  14: [
    ['test/security/advisories-claims.test.ts', 'a user taken over by another spelling of the name'],
    [
      'test/modules/users/name-properties.ts',
      'nameKey is idempotent and equal for all normal forms of a name',
    ],
  ],
  15: [
    ['test/security/advisories-claims.test.ts', 'a role in a sign-up'],
    ['test/modules/login/password-reset.test.ts', 'accepts the newest token only'],
    ['test/modules/tokens/one-time-tokens.test.ts', 'is stored only as a hash'],
  ],
  16: [
    [
      'test/modules/oauth/token-route.test.ts',
      'returns tokens as in RFC 6749 5.1, with headers that forbid caching',
    ],
    ['test/transports/http/edge.test.ts', 'every response'],
    ['test/security/advisories-tokens.test.ts', 'two first administrators'],
  ],
  // Authorization
  17: [
    ['test/contract/policy.test.ts', 'the authorization matrix of the schema changes only with its snapshot'],
    ['test/e2e/two-instances.test.ts', 'two administrators who demote each other at once'],
  ],
  18: [
    ['test/transports/graphql/edge.test.ts', 'mutations by GET'],
    ['test/transports/graphql/edge.test.ts', 'persisted queries'],
    ['test/security/advisories-claims.test.ts', 'beside the body, in the query string: it is not read'],
  ],
  19: [
    ['test/e2e/production-configuration.test.ts', 'the schema is not told, strangers do not sign up'],
    [
      'test/transports/http/edge.test.ts',
      'lets an allowed origin call the API and read the response headers',
    ],
  ],
  // Denial of service
  20: [
    [
      'test/security/hostile-requests.test.ts',
      'an operation that would cost more than it may is refused before anything is looked up',
    ],
    [
      'test/transports/graphql/error-responses.test.ts',
      'gets five of them, each with at most 300 characters',
    ],
    ['test/e2e/invalid-input.test.ts', 'a value is never repeated in what is said about it'],
  ],
  21: [
    ['test/security/hostile-requests.test.ts', 'a body is read to the limit and no further'],
    ['test/security/hostile-requests.test.ts', 'a gzip bomb is refused unopened'],
    [
      'test/transports/http/listener.test.ts',
      'may take 10 seconds for its headers and 30 seconds in all by default',
    ],
  ],
  // Errors
  22: [
    ['test/transports/graphql/error-responses.test.ts', 'is sent with the request id and nothing else'],
    [
      'test/platform/database/database.test.ts',
      'translateDatabaseError returns BAD_USER_INPUT for a value that Postgres cannot read',
    ],
  ],
  // Token endpoint
  23: [
    [
      'test/modules/oauth/token-request.test.ts',
      'treats a missing or empty grant_type as the password grant',
    ],
    ['test/modules/oauth/token-request.test.ts', 'ignores client_id, client_secret and unknown parameters'],
    [
      'test/modules/oauth/server-metadata.test.ts',
      'has the issuer exactly as in the tokens, and the endpoints below it',
    ],
  ],
  24: [['test/modules/oauth/token-route.test.ts', 'rejects the password grant where it is disabled']],
  // Reliability
  25: [
    [
      'test/platform/database/database.test.ts',
      'a backend that is terminated under an idle pool does not end the process',
    ],
    [
      'test/transports/http/edge.test.ts',
      'is live without the database, and ready only when the database answers',
    ],
    ['test/modules/oauth/token-route.test.ts', 'responds with 503 when the database is unavailable'],
  ],
  26: [
    [
      'test/e2e/shutdown.test.ts',
      'told to stop, it answers the requests in flight, takes no new ones and ends with 0',
    ],
    ['test/platform/database/database.test.ts', 'five instances can migrate an empty database at once'],
    [
      'test/modules/keys/key-lifecycle.test.ts',
      'a clock before the first activation time selects the first key',
    ],
  ],
};

/** The facts about what we stand on, which decided the design, and the tests that show that they do no harm here. */
export const facts: Readonly<Record<number, readonly TestReference[]>> = {
  1: [['test/security/hostile-requests.test.ts', 'fragments that double 60 times']],
  2: [['test/security/hostile-requests.test.ts', 'a gzip bomb is refused unopened']],
  3: [['test/transports/graphql/edge.test.ts', 'introspection, and suggestions for misspelt names']],
  4: [
    ['test/security/uniform-login-failures.test.ts', 'what was typed comes back in no answer'],
    ['test/security/hostile-requests.test.ts', '3,000 brackets'],
  ],
  5: [['test/transports/graphql/edge.test.ts', 'mutations by GET']],
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
