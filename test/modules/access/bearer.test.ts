import { describe, expect, test } from '@jest/globals';
import {
  type Authentication,
  type Authenticator,
  authenticateBearer,
} from '../../../src/modules/access/index.js';

const authentication: Authentication = { user: null, failure: 'TOKEN_EXPIRED' };

/** An authenticator that knows credentials beginning with the given letter and remembers what it was asked. */
function fakeAuthenticator(letter: string): Authenticator & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    authenticate: async (credential) => {
      asked.push(credential);
      return credential.startsWith(letter) ? authentication : null;
    },
  };
}

describe('authenticateBearer', () => {
  test('says TOKEN_MISSING when no Authorization header was sent', async () => {
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
      expect(authenticator.asked).toEqual([authorization.slice(7)]);
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
  ])('asks nobody about %p and says TOKEN_MALFORMED', async (authorization) => {
    const authenticator = fakeAuthenticator('a');

    const answer = await authenticateBearer([authenticator], { authorization, authorizationHeaderCount: 1 });

    expect(answer).toEqual({ user: null, failure: 'TOKEN_MALFORMED' });
    expect(authenticator.asked).toEqual([]);
  });

  test('refuses two Authorization headers even when the first one is good', async () => {
    const answer = await authenticateBearer([fakeAuthenticator('a')], {
      authorization: 'Bearer abc',
      authorizationHeaderCount: 2,
    });

    expect(answer).toEqual({ user: null, failure: 'TOKEN_MALFORMED' });
  });

  test('asks the authenticators in turn until one knows the kind', async () => {
    const second = fakeAuthenticator('b');

    const answer = await authenticateBearer([fakeAuthenticator('a'), second], {
      authorization: 'Bearer bcd',
      authorizationHeaderCount: 1,
    });

    expect(answer).toBe(authentication);
  });

  test('refuses a credential that no authenticator knows the kind of', async () => {
    const answer = await authenticateBearer([fakeAuthenticator('a')], {
      authorization: 'Bearer xyz',
      authorizationHeaderCount: 1,
    });

    expect(answer).toEqual({ user: null, failure: 'TOKEN_MALFORMED' });
  });

  test('lets a failing authenticator speak for itself: nobody is let in unasked', async () => {
    const down: Authenticator = { authenticate: () => Promise.reject(new Error('down')) };

    const answer = authenticateBearer([down, fakeAuthenticator('a')], {
      authorization: 'Bearer abc',
      authorizationHeaderCount: 1,
    });

    await expect(answer).rejects.toThrow('down');
  });
});
