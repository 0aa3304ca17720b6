/** Where a requirement is held: a file and the words of a test's name (or of the group or the row of a table that it stands in). */
export type Proof = readonly [file: string, words: string];

/**
 * The requirements of the security page by their numbers, and the tests that would fail if one were broken. `coverage.test.ts` holds every
 * number to a test that exists.
 */
export const requirements: Readonly<Record<number, readonly Proof[]>> = {
  // Tokens
  1: [
    ['unit/tokens/rfc8725-headers.test.ts', "['algorithms', algorithms]"],
    ['unit/config/keys.test.ts', 'HS256'],
  ],
  2: [
    [
      'unit/tokens/rfc8725-headers.test.ts',
      'looks up no key for a token whose header holds an address, and goes nowhere for one',
    ],
  ],
  3: [
    ['unit/tokens/rfc8725-claims.test.ts', 'refuses %s'],
    ['security/advisories-tokens.test.ts', 'works for no other purpose, and afterwards still for its own'],
  ],
  4: [
    ['unit/tokens/rfc8725-forms.test.ts', 'refuses %s'],
    [
      'properties/tokens-strict-reading.test.ts',
      'accepts no token in which one character was changed, added or left out',
    ],
    ['properties/tokens-strict-reading.test.ts', 'never throws and accepts nothing, whatever the text'],
  ],
  5: [
    [
      'integration/oauth/introspection.test.ts',
      'has the role that the database gives, not the one that it was issued with',
    ],
    ['security/advisories-tokens.test.ts', 'a disable: none'],
  ],
  6: [
    ['properties/sessions-interleavings.test.ts', 'honest clients, a thief, and servers that crash'],
    ['e2e/two-instances.test.ts', 'one refresh token sent to both instances at once gives one successor'],
    ['integration/oauth/clients.test.ts', 'refreshes, and the spent token is no use to anybody'],
  ],
  7: [
    ['security/advisories-tokens.test.ts', 'a password change: none but the one that changed it'],
    ['security/advisories-tokens.test.ts', 'a reset: none at all, from the moment the link was asked for'],
    ['integration/login/own-password.test.ts', 'keeps the other sessions when asked to'],
    [
      'unit/keys/key-ring.test.ts',
      'publishes accepted keys only, public members only, with kid, alg and use',
    ],
  ],
  8: [
    ['unit/tokens/access-tokens.test.ts', 'carries the header and claims of RFC 9068 and nothing else'],
    ['unit/tokens/access-tokens.test.ts', 'refuses to issue tokens that live %p seconds'],
  ],
  // Bearer
  9: [
    ['unit/access/bearer.test.ts', 'refuses two Authorization headers even when the first one is good'],
    ['unit/oauth/user-info-route.test.ts', 'challenges a request without a token by the scheme alone'],
  ],
  // Login and passwords
  10: [
    ['security/same-answer.test.ts', 'is answered with the same bytes for every kind of failure'],
    [
      'integration/login/constant-work.test.ts',
      'is the same rounds and the same statements for every kind of failure',
    ],
    ['security/constant-work.test.ts', 'the time of a failed login tells nothing'],
    ['unit/passwords/constant-work.test.ts', 'every failed check costs exactly the rounds'],
  ],
  11: [
    ['security/limits.test.ts', 'are ten at most when fifty come at once'],
    ['security/advisories-claims.test.ts', 'a limit is not dodged by a spare parameter'],
    ['security/limits.test.ts', 'is the one that a configured proxy saw, not what stood before it'],
  ],
  12: [
    ['security/login-storm.test.ts', 'those that the queue has room for are answered'],
    ['security/advisories-claims.test.ts', 'aliases and batches carry one guess at most'],
  ],
  13: [
    ['properties/passwords-length.test.ts', 'at every length from 15 to 256 every character counts'],
    ['unit/passwords/password-policy.test.ts', 'the shipped list holds at least 3,000'],
    ['unit/passwords/password-policy.test.ts', 'there are no composition rules'],
    ['integration/login/password-history.test.ts', 'refuses each of the last five passwords'],
  ],
  14: [
    ['security/advisories-claims.test.ts', 'a user taken over by another spelling of the name'],
    [
      'properties/users-names.test.ts',
      'a key is its own key, and no normal form or case of a name has another',
    ],
  ],
  15: [
    ['security/advisories-claims.test.ts', 'a role in a sign-up'],
    ['integration/login/reset-password.test.ts', 'takes the newest token only'],
    ['integration/tokens/one-time-tokens.test.ts', 'is stored as a hash alone'],
  ],
  16: [
    [
      'unit/oauth/token-route.test.ts',
      'answers the tokens in the words of RFC 6749 5.1 and keeps them out of every cache',
    ],
    ['integration/http/http-edge.test.ts', 'every answer'],
    ['security/advisories-tokens.test.ts', 'two first administrators'],
  ],
  // Authorization
  17: [
    ['contract/policy.test.ts', 'who may reach what in our schema changes only together with this file'],
    ['e2e/two-instances.test.ts', 'two administrators who demote each other at once'],
  ],
  18: [
    ['integration/graphql/limits.test.ts', 'mutations and changes by GET'],
    ['integration/graphql/limits.test.ts', 'persisted queries'],
    ['security/advisories-claims.test.ts', 'beside the body, in the query string: it is not read'],
  ],
  19: [
    ['e2e/production.test.ts', 'the schema is not told, strangers do not sign up'],
    ['integration/http/http-edge.test.ts', 'that is on the list may call and read what it needs'],
  ],
  // Denial of service
  20: [
    [
      'security/hostile-requests.test.ts',
      'an operation that would cost more than it may is refused before anything is looked up',
    ],
    ['integration/graphql/refusals.test.ts', 'is answered with five of them, each of at most 300 characters'],
    ['e2e/bad-input.test.ts', 'a value is never repeated in what is said about it'],
  ],
  21: [
    ['security/hostile-requests.test.ts', 'a body is read to the limit and no further'],
    ['security/hostile-requests.test.ts', 'a gzip bomb is refused unopened'],
    ['integration/http/listening.test.ts', 'of headers that never end is cut after ten seconds'],
  ],
  // Errors
  22: [
    ['integration/graphql/refusals.test.ts', 'tells a stranger the request id and nothing else'],
    [
      'integration/database/database.test.ts',
      "a value that Postgres cannot read is the asker's fault, not an outage",
    ],
  ],
  // Token endpoint
  23: [
    ['unit/oauth/token-request.test.ts', 'takes a missing or empty grant_type for the password grant'],
    [
      'unit/oauth/token-request.test.ts',
      'tolerates client_id, client_secret and parameters it does not know',
    ],
    [
      'unit/oauth/server-metadata.test.ts',
      'names the issuer exactly as the tokens do and everything below it',
    ],
  ],
  24: [['unit/oauth/token-route.test.ts', 'refuses the password grant where it is switched off']],
  // Reliability
  25: [
    [
      'integration/database/database.test.ts',
      'a backend killed under an idle pool does not end the process, and statements answer again',
    ],
    [
      'integration/http/http-edge.test.ts',
      'is live whatever the database does, and ready only when it answers',
    ],
    ['unit/oauth/token-route.test.ts', 'answers a database out of reach as 503'],
  ],
  26: [
    [
      'e2e/stop.test.ts',
      'told to stop, it answers the requests in flight, takes no new ones and ends with 0',
    ],
    [
      'integration/database/database.test.ts',
      'five instances that migrate an empty database at once all succeed',
    ],
    ['unit/keys/key-life.test.ts', 'a clock that was set back before the first key leaves it signing'],
  ],
};

/** The facts about what we stand on, which decided the design, and the tests that show that they do no harm here. */
export const facts: Readonly<Record<number, readonly Proof[]>> = {
  1: [['security/hostile-requests.test.ts', 'fragments that double 60 times']],
  2: [['security/hostile-requests.test.ts', 'a gzip bomb is refused unopened']],
  3: [['integration/graphql/limits.test.ts', 'introspection, and guesses at misspelt names']],
  4: [
    ['security/same-answer.test.ts', 'what was typed comes back in no answer'],
    ['security/hostile-requests.test.ts', '3,000 brackets'],
  ],
  5: [['integration/graphql/limits.test.ts', 'mutations and changes by GET']],
  6: [['unit/tokens/rfc8725-claims.test.ts', 'refuses %s']],
  7: [['unit/passwords/password-policy.test.ts', 'a NUL and half a surrogate pair are refused']],
  8: [
    ['integration/database/database.test.ts', 'a backend killed under an idle pool does not end the process'],
  ],
};
