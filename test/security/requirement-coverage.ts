/**
 * A test that verifies a requirement: a file and words of the title of a test, of its group or of a row of
 * its table.
 */
export type TestReference = readonly [file: string, words: string];

/**
 * The requirements of docs/security.md by number, with tests that fail when one is broken.
 * `requirement-coverage.test.ts` checks that the tests exist and that the page names exactly these files.
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
      'is rejected for every other purpose, and then still accepted for its own',
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
      'one refresh token sent to both instances concurrently has one successor',
    ],
    ['test/modules/oauth/client-compatibility.test.ts', 'refreshes, and a spent refresh token is rejected'],
  ],
  7: [
    ['test/security/advisories-tokens.test.ts', 'a password change: only the session that made it'],
    ['test/security/advisories-tokens.test.ts', 'a reset: none, from the request of the link on'],
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
    ['test/modules/login/complete-mfa.test.ts', 'answers a wrong password as it does for a user without'],
    ['test/security/uniform-login-failures.test.ts', 'has the same bytes for every kind of failure'],
    [
      'test/modules/login/constant-work.test.ts',
      'is the same rounds and the same statements for every kind of failure',
    ],
    ['test/security/login-timing.full.test.ts', 'the time of a failed login does not depend on the reason'],
    [
      'test/modules/passwords/work-cost.test.ts',
      'every failed check takes exactly the rounds of the configured cost',
    ],
    [
      'test/modules/login/passkey-login.test.ts',
      'refuses everything that is wrong with the same bytes, and records why',
    ],
  ],
  11: [
    ['test/modules/login/complete-mfa.test.ts', 'counts wrong answers on the account across challenges'],
    ['test/security/rate-limits.test.ts', 'are limited to ten of fifty at once'],
    ['test/security/advisories-claims.test.ts', 'a limit is not evaded by an extra parameter'],
    [
      'test/security/address-rate-limits.test.ts',
      'is the one that a trusted proxy reports, not an earlier one of the header',
    ],
    ['test/transports/http/client-address.test.ts', 'of a trusted proxy names the client: %p'],
  ],
  12: [
    ['test/security/login-storm-suite.ts', 'logins that cannot be served are rejected with Retry-After'],
    ['test/security/advisories-claims.test.ts', 'aliases and batches carry one login attempt at most'],
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
    [
      'test/security/advisories-claims.test.ts',
      'a user cannot be taken over by another spelling of the name',
    ],
    [
      'test/modules/users/name-properties.ts',
      'nameKey is idempotent and equal for all normal forms of a name',
    ],
  ],
  15: [
    ['test/security/advisories-claims.test.ts', 'a role in the input of a sign-up is ignored'],
    ['test/modules/login/password-reset.test.ts', 'accepts the newest token only'],
    ['test/modules/tokens/one-time-tokens.test.ts', 'is stored only as a hash'],
    [
      'test/modules/email/requested-links.test.ts',
      'is the same answer and the same statements for every address, known or not',
    ],
    [
      'test/modules/email/sign-up-verification.test.ts',
      'is the same answer, the same statements and the same later answers for every address',
    ],
    [
      'test/modules/email/email-links.property.test.ts',
      'no link works twice, or after what it is bound to has changed',
    ],
    ['test/modules/email/mail-limits.test.ts', 'a mailbox gets five mails an hour, whatever asks for them'],
  ],
  16: [
    [
      'test/modules/oauth/token-route.test.ts',
      'returns tokens as in RFC 6749 5.1, with headers that forbid caching',
    ],
    ['test/transports/http/http-server.test.ts', 'every response'],
    ['test/security/advisories-tokens.test.ts', 'a second first administrator'],
  ],
  // Authorization
  17: [
    ['test/contract/policy.test.ts', 'the authorization matrix of the schema changes only with its snapshot'],
    ['test/e2e/two-instances.test.ts', 'two administrators who demote each other concurrently'],
  ],
  18: [
    ['test/transports/graphql/graphql-server.test.ts', 'mutations by GET'],
    ['test/transports/graphql/graphql-server.test.ts', 'persisted queries'],
    ['test/security/advisories-claims.test.ts', 'in the query string'],
    ['test/transports/http/request-bodies.test.ts', 'a duplicate member of a variable'],
    ['test/transports/http/request-bodies.test.ts', 'bytes that are not UTF-8'],
  ],
  19: [
    ['test/transports/graphql/schema-names.test.ts', 'the errors of %p name nothing of the schema'],
    [
      'test/e2e/production-configuration.test.ts',
      'introspection, sign-up and the pages for developers are disabled',
    ],
    [
      'test/transports/http/cors.test.ts',
      'lets an allowed origin call the API and read the response headers',
    ],
  ],
  // Denial of service
  20: [
    [
      'test/security/hostile-requests.test.ts',
      'an operation over a limit is rejected before any database statement',
    ],
    [
      'test/transports/graphql/error-responses.test.ts',
      'gets five of them, each with at most 300 characters',
    ],
    ['test/e2e/invalid-input.test.ts', 'does not repeat the value of a variable in the error message'],
  ],
  21: [
    ['test/security/hostile-requests.test.ts', 'a body is read up to the limit only'],
    ['test/security/hostile-requests.test.ts', 'a gzip bomb is rejected without decompression'],
    [
      'test/transports/http/listener.test.ts',
      'may take 10 seconds for its headers and 30 seconds in all by default',
    ],
    [
      'test/transports/http/connections.test.ts',
      'a connection is released as soon as the response was sent, although the client keeps its half open',
    ],
    [
      'test/transports/http/connections.test.ts',
      'beyond which the one that has waited longest is closed, so that a new client is served',
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
      'test/transports/http/http-server.test.ts',
      'is live without the database, and ready only when the database answers',
    ],
    ['test/modules/oauth/token-route.test.ts', 'responds with 503 when the database is unavailable'],
  ],
  26: [
    [
      'test/e2e/shutdown.test.ts',
      'SIGTERM finishes the requests in flight, accepts no new ones and exits with 0',
    ],
    ['test/platform/database/database.test.ts', 'five instances can migrate an empty database concurrently'],
    [
      'test/modules/keys/key-lifecycle.test.ts',
      'a clock before the first activation time selects the first key',
    ],
  ],
  // Mail
  27: [
    [
      'test/modules/mail/mailer.test.ts',
      'a mail is stored with the change, sealed, and with nothing of it in the clear',
    ],
    [
      'test/modules/mail/mail-sender.test.ts',
      'sends each mail once and leaves nothing of it in the database',
    ],
    [
      'test/modules/mail/smtp-transport.test.ts',
      'when the server offers no TLS although it is required, before the password is sent',
    ],
    [
      'test/modules/mail/mail-template.test.ts',
      'escapes values in the HTML and leaves them as they are in the text',
    ],
    ['test/e2e/mail.full.test.ts', 'a server ends in time while an SMTP server does not answer'],
  ],
  // Pages
  28: [
    [
      'test/transports/http/console-files.test.ts',
      '%p runs no inline script or style, and is neither framed nor stored',
    ],
    ['test/console/return-address.test.ts', 'never leads to another place, such as %p'],
    [
      'test/e2e/console-people.test.ts',
      'show nothing of the old session after signing out, not even with the back button',
    ],
    ['test/e2e/browser-setup.test.ts', 'removes the token from the address bar and the history first'],
    [
      'test/e2e/browser-explorers.test.ts',
      'GraphiQL signs in by itself, and keeps neither the password nor what is typed',
    ],
  ],
};
