import { describe, expect, test } from '@jest/globals';
import {
  type Authentication,
  type Authenticator,
  authenticateBearer,
} from '../../../src/modules/access/index.js';

const authentication: Authentication = { user: null, failure: 'TOKEN_EXPIRED' };

/** An authenticator of credentials that start with the letter. It records the credentials it receives. */
function fakeAuthenticator(letter: string): Authenticator & { readonly received: string[] } {
  const received: string[] = [];
  return {
    received,
    authenticate: async (credential) => {
      received.push(credential);
      return credential.startsWith(letter) ? authentication : null;
    },
  };
}

describe('authenticateBearer', () => {
  test('returns TOKEN_MISSING without an Authorization header', async () => {
    const answer = await authenticateBearer([fakeAuthenticator('a')], {
      authorization: undefined,
      authorizationHeaderCount: 0,
    });

    expect(answer).toEqual({ user: null, failure: 'TOKEN_MISSING' });
  });

  test.each(['Bearer abc', 'bearer abc', 'BEARER abc', 'Bearer a-._~+/9=='])(
    'reads %p',
    async (authorization) => {
      const authenticator = fakeAuthenticator('a');

      const answer = await authenticateBearer([authenticator], {
        authorization,
        authorizationHeaderCount: 1,
      });

      expect(answer).toBe(authentication);
      expect(authenticator.received).toEqual([authorization.slice(7)]);
    },
  );

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer  abc',
    'Bearer\tabc',
    'Bearer abc def',
    'Bearer abc,def',
    'Bearer a=b',
    'Bearer abc\n',
    'Basic abc',
    'abc',
    'Bearer abc, Bearer def',
    'Bearer \u00e4',
  ])('returns TOKEN_MALFORMED for %p and calls no authenticator', async (authorization) => {
    const authenticator = fakeAuthenticator('a');

    const answer = await authenticateBearer([authenticator], { authorization, authorizationHeaderCount: 1 });

    expect(answer).toEqual({ user: null, failure: 'TOKEN_MALFORMED' });
    expect(authenticator.received).toEqual([]);
  });

  test('returns TOKEN_MALFORMED for two Authorization headers even when the first one is valid', async () => {
    const answer = await authenticateBearer([fakeAuthenticator('a')], {
      authorization: 'Bearer abc',
      authorizationHeaderCount: 2,
    });

    expect(answer).toEqual({ user: null, failure: 'TOKEN_MALFORMED' });
  });

  test('tries the authenticators in order until one recognizes the credential', async () => {
    const second = fakeAuthenticator('b');

    const answer = await authenticateBearer([fakeAuthenticator('a'), second], {
      authorization: 'Bearer bcd',
      authorizationHeaderCount: 1,
    });

    expect(answer).toBe(authentication);
  });

  test('returns TOKEN_MALFORMED for a credential that no authenticator recognizes', async () => {
    const answer = await authenticateBearer([fakeAuthenticator('a')], {
      authorization: 'Bearer xyz',
      authorizationHeaderCount: 1,
    });

    expect(answer).toEqual({ user: null, failure: 'TOKEN_MALFORMED' });
  });

  test('rejects with the error of an authenticator that fails', async () => {
    const failing: Authenticator = { authenticate: () => Promise.reject(new Error('down')) };

    const answer = authenticateBearer([failing, fakeAuthenticator('a')], {
      authorization: 'Bearer abc',
      authorizationHeaderCount: 1,
    });

    await expect(answer).rejects.toThrow('down');
  });
});
