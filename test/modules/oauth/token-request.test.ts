import { describe, expect, test } from '@jest/globals';
import { OauthError } from '../../../src/modules/oauth/oauth-error.js';
import { readTokenRequest } from '../../../src/modules/oauth/token-request.js';
import { fc } from '../../helpers/fast-check.js';

type Form = readonly (readonly [string, string])[];

function codeOf(form: Form, passwordGrantEnabled = true): string {
  try {
    readTokenRequest(form, passwordGrantEnabled);
  } catch (error) {
    if (error instanceof OauthError) return error.code;
    throw error;
  }
  return 'valid';
}

const credentials: Form = [
  ['username', 'ada'],
  ['password', 'a rather long one'],
];

describe('readTokenRequest', () => {
  test('treats a missing or empty grant_type as the password grant', () => {
    const expected = { grantType: 'password', username: 'ada', password: 'a rather long one', scope: null };

    expect(readTokenRequest(credentials, true)).toEqual(expected);
    expect(readTokenRequest([['grant_type', ''], ...credentials], true)).toEqual(expected);
  });

  test.each([
    ['', null],
    ['   ', null],
    ['account:read', ['account:read']],
    ['account:read  users:read', ['account:read', 'users:read']],
  ])('parses the scope %p as %p', (scope, expected) => {
    expect(readTokenRequest([...credentials, ['scope', scope]], true)).toMatchObject({ scope: expected });
  });

  test('ignores client_id, client_secret and unknown parameters', () => {
    const form: Form = [
      ...credentials,
      ['client_id', 'x'],
      ['client_secret', 'y'],
      ['resource', 'https://example.com'],
    ];

    expect(codeOf(form)).toBe('valid');
  });

  test('does not change the username and the password', () => {
    const form: Form = [
      ['username', ' ada '],
      ['password', ' \u00e4 + %20 '],
    ];

    expect(readTokenRequest(form, true)).toMatchObject({ username: ' ada ', password: ' \u00e4 + %20 ' });
  });

  test.each<[string, Form]>([
    ['no parameter at all', []],
    ['no password', [['username', 'ada']]],
    [
      'an empty password',
      [
        ['username', 'ada'],
        ['password', ''],
      ],
    ],
    ['no username', [['password', 'x']]],
    ['the username twice', [...credentials, ['username', 'ada']]],
    ['the password twice', [...credentials, ['password', 'a rather long one']]],
    ['the grant_type twice', [['grant_type', 'password'], ['grant_type', 'password'], ...credentials]],
    ['an unknown parameter twice', [...credentials, ['x', '1'], ['x', '2']]],
    ['an empty parameter twice', [...credentials, ['scope', ''], ['scope', '']]],
    ['a refresh without a token', [['grant_type', 'refresh_token']]],
  ])('rejects %s with invalid_request', (_, form) => {
    expect(codeOf(form)).toBe('invalid_request');
  });

  test.each(['client_credentials', 'authorization_code', 'Password', 'password ', 'x'])(
    'rejects the grant %p with unsupported_grant_type',
    (grantType) => {
      expect(codeOf([['grant_type', grantType], ...credentials])).toBe('unsupported_grant_type');
    },
  );

  test('rejects the password grant where it is disabled, and still refreshes', () => {
    expect(codeOf([['grant_type', 'password'], ...credentials], false)).toBe('unsupported_grant_type');
    expect(codeOf(credentials, false)).toBe('unsupported_grant_type');
    expect(
      codeOf(
        [
          ['grant_type', 'refresh_token'],
          ['refresh_token', 'r'],
        ],
        false,
      ),
    ).toBe('valid');
  });

  test('returns a request or throws an OauthError for every form', () => {
    const name = fc.oneof(
      fc.constantFrom('grant_type', 'username', 'password', 'scope', 'refresh_token', '__proto__'),
      fc.string(),
    );

    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (form) => {
        expect(codeOf(form)).toMatch(/^(valid|invalid_request|unsupported_grant_type)$/);
      }),
    );
  });
});
