import { describe, expect, test } from '@jest/globals';
import { audience, issuer, signJws } from '../../helpers/access-tokens.js';
import {
  expired,
  foreign,
  forge,
  goodClaims,
  goodHeader,
  key,
  now,
  type Row,
  tokens,
} from './token-attack-fixture.js';

const claims: readonly Row[] = [
  ...Object.keys(goodClaims).flatMap((name): Row[] => [
    [`no ${name}`, forge({}, { [name]: undefined }), 'TOKEN_INVALID'],
    [`${name} null`, forge({}, { [name]: null }), 'TOKEN_INVALID'],
    [`${name} as a list`, forge({}, { [name]: [goodClaims.iss] }), 'TOKEN_INVALID'],
    [`${name} as an object`, forge({}, { [name]: {} }), 'TOKEN_INVALID'],
    [`${name} true`, forge({}, { [name]: true }), 'TOKEN_INVALID'],
    [`${name} empty`, forge({}, { [name]: '' }), 'TOKEN_INVALID'],
  ]),
  ...['iat', 'exp', 'nbf', 'sev'].flatMap((name): Row[] =>
    [-1, 1.5, 1e300, Number.MAX_SAFE_INTEGER, `${now + 900}`].map(
      (value): Row => [
        `${name} ${value} (${typeof value})`,
        forge(
          {},
          { [name]: value, ...(name === 'sev' && value === Number.MAX_SAFE_INTEGER ? { sev: 2 ** 53 } : {}) },
        ),
        'TOKEN_INVALID',
      ],
    ),
  ),
  [
    'exp as a number that JSON.parse reads as Infinity',
    signJws(
      JSON.stringify(goodHeader),
      JSON.stringify(goodClaims).replace(`"exp":${now + 900}`, '"exp":1e400'),
      key.privateKey,
    ),
    'TOKEN_INVALID',
  ],
  ['exp beyond the longest lifetime', forge({}, { exp: now + 3601 }), 'TOKEN_INVALID'],
  ['exp before iat', forge({}, { iat: now, exp: now - 1 }), 'TOKEN_INVALID'],
  ['exp equal to iat', forge({}, { iat: now - 5, exp: now - 5 }), 'TOKEN_INVALID'],
  ['iat in the future', forge({}, { iat: now + 61, exp: now + 900 }), 'TOKEN_INVALID'],
  ['nbf in the future', forge({}, { nbf: now + 61 }), 'TOKEN_INVALID'],
  ['nbf null', forge({}, { nbf: null }), 'TOKEN_INVALID'],
  ['another issuer', forge({}, { iss: `${issuer}/` }), 'TOKEN_INVALID'],
  ['another audience', forge({}, { aud: 'https://other.example' }), 'TOKEN_INVALID'],
  [
    'the right audience among others',
    forge({}, { aud: [audience, 'https://other.example'] }),
    'TOKEN_INVALID',
  ],
  ['another client', forge({}, { client_id: 'other' }), 'TOKEN_INVALID'],
  ['sub that is not an id', forge({}, { sub: 'admin' }), 'TOKEN_INVALID'],
  ['sid that is not an id', forge({}, { sid: "' OR 1=1" }), 'TOKEN_INVALID'],
  ['a role that does not exist', forge({}, { role: 'ROOT' }), 'TOKEN_INVALID'],
  ['scope as a list', forge({}, { scope: ['account:read'] }), 'TOKEN_INVALID'],
  ['scope null', forge({}, { scope: null }), 'TOKEN_INVALID'],
  ['scope with two spaces', forge({}, { scope: 'a  b' }), 'TOKEN_INVALID'],
  ['expired', forge({}, expired), 'TOKEN_EXPIRED'],
  ['expired, with a wrong signature', forge({}, expired, foreign.privateKey), 'TOKEN_INVALID'],
  ['expired, from another issuer', forge({}, { ...expired, iss: 'https://evil.example' }), 'TOKEN_INVALID'],
  ['expired, without a session', forge({}, { ...expired, sid: undefined }), 'TOKEN_INVALID'],
];

describe.each([['claims', claims]])('%s (RFC 8725)', (_name, rows) => {
  test.each(rows)('rejects %s', async (_attack, token, failure) => {
    expect(await tokens.verifyToken(token)).toEqual({ claims: null, failure });
  });
});
