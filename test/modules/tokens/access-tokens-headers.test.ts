import { describe, expect, test } from '@jest/globals';
import { base64url, signJws } from '../../helpers/access-tokens.js';
import {
  foreign,
  foreignJwk,
  forge,
  good,
  goodClaims,
  goodHeader,
  goodSignature,
  hmacToken,
  hs256,
  key,
  lookups,
  now,
  other,
  publicDer,
  publicJwk,
  publicPem,
  type Row,
  tokens,
  unsigned,
} from './token-attack-fixture.js';

/** Returns every combination of upper and lower case letters. */
function casingsOf(word: string): readonly string[] {
  const letters = [...word].map((letter) => [letter.toLowerCase(), letter.toUpperCase()]);
  return letters.reduce<string[]>(
    (all, pair) => all.flatMap((one) => pair.map((letter) => one + letter)),
    [''],
  );
}

const algorithms: readonly Row[] = [
  ...[...casingsOf('none'), 'none ', ''].flatMap((alg): Row[] => [
    [`alg "${alg}" without a signature`, unsigned({ ...goodHeader, alg }), 'TOKEN_INVALID'],
    [
      `alg "${alg}" with a good token's signature`,
      unsigned({ ...goodHeader, alg }, goodSignature),
      'TOKEN_INVALID',
    ],
    [`alg "${alg}", signed`, forge({ alg }), 'TOKEN_INVALID'],
  ]),
  ['alg none without a kid', unsigned({ alg: 'none', typ: 'at+jwt' }), 'TOKEN_INVALID'],
  ['HS256 with the public key as PEM', hmacToken(hs256, publicPem), 'TOKEN_INVALID'],
  ['HS256 with the public key as trimmed PEM', hmacToken(hs256, publicPem.trim()), 'TOKEN_INVALID'],
  ['HS256 with the public key as DER', hmacToken(hs256, publicDer), 'TOKEN_INVALID'],
  ['HS256 with the public key as JWK', hmacToken(hs256, JSON.stringify(publicJwk)), 'TOKEN_INVALID'],
  ['HS256 with an empty key', hmacToken(hs256, ''), 'TOKEN_INVALID'],
  [
    'HS512 with the public key',
    hmacToken({ ...goodHeader, alg: 'HS512' }, publicPem, 'sha512'),
    'TOKEN_INVALID',
  ],
  ['an HMAC with alg ES256', hmacToken(goodHeader, publicPem), 'TOKEN_INVALID'],
  ...['es256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'ES256K'].map(
    (alg): Row => [`alg ${alg}`, forge({ alg }), 'TOKEN_INVALID'],
  ),
  ['alg as a list', forge({ alg: ['ES256'] }), 'TOKEN_INVALID'],
  ['no alg', forge({ alg: undefined }), 'TOKEN_INVALID'],
];

const keys: readonly Row[] = [
  ['the kid of another key of this server', forge({ kid: other.kid }), 'TOKEN_INVALID'],
  ['a foreign key with the kid of this server', forge({}, {}, foreign.privateKey), 'TOKEN_INVALID'],
  ["a foreign's key under its own kid", forge({ kid: foreign.kid }, {}, foreign.privateKey), 'TOKEN_INVALID'],
  ['kid as a path', forge({ kid: '../../../../dev/null' }), 'TOKEN_INVALID'],
  ['kid as SQL', forge({ kid: `' UNION SELECT '${key.kid}' -- ` }), 'TOKEN_INVALID'],
  ['kid as a command', forge({ kid: '; sleep 10' }), 'TOKEN_INVALID'],
  ['kid as an address', forge({ kid: 'http://127.0.0.1:1/jwks' }), 'TOKEN_INVALID'],
  ['kid as a property of every object', forge({ kid: '__proto__' }), 'TOKEN_INVALID'],
  ['kid as a method of every object', forge({ kid: 'constructor' }), 'TOKEN_INVALID'],
  ['kid with NUL', forge({ kid: `${key.kid}\u0000` }), 'TOKEN_INVALID'],
  ['kid as a list', forge({ kid: [key.kid] }), 'TOKEN_INVALID'],
  ['kid as a number', forge({ kid: 7 }), 'TOKEN_INVALID'],
  ['an empty kid', forge({ kid: '' }), 'TOKEN_INVALID'],
  ['no kid', forge({ kid: undefined }), 'TOKEN_INVALID'],
  ['jwk with the key that signed', forge({ jwk: foreignJwk }, {}, foreign.privateKey), 'TOKEN_INVALID'],
  ['jwk with a valid signature', forge({ jwk: publicJwk }), 'TOKEN_INVALID'],
  ...['jku', 'x5u'].map((name): Row => [name, forge({ [name]: 'http://127.0.0.1:1/keys' }), 'TOKEN_INVALID']),
  ['x5c', forge({ x5c: [base64url(publicDer)] }), 'TOKEN_INVALID'],
  ['x5t', forge({ x5t: 'AA' }), 'TOKEN_INVALID'],
  ['x5t#S256', forge({ 'x5t#S256': 'AA' }), 'TOKEN_INVALID'],
  ['crit with an extension', forge({ crit: ['exp'], exp: now }), 'TOKEN_INVALID'],
  ['an empty crit', forge({ crit: [] }), 'TOKEN_INVALID'],
  ['b64 false under crit', forge({ crit: ['b64'], b64: false }), 'TOKEN_INVALID'],
  ['b64 true', forge({ b64: true }), 'TOKEN_INVALID'],
  ['a nested token', forge({ cty: 'JWT' }), 'TOKEN_INVALID'],
  ['compression', forge({ zip: 'DEF' }), 'TOKEN_INVALID'],
  ['an unknown header parameter', forge({ surprise: 1 }), 'TOKEN_INVALID'],
  [
    '__proto__ in the header',
    signJws(
      `{"alg":"ES256","typ":"at+jwt","kid":"${key.kid}","__proto__":{}}`,
      JSON.stringify(goodClaims),
      key.privateKey,
    ),
    'TOKEN_INVALID',
  ],
];

const types: readonly Row[] = [
  ...[
    'JWT',
    'jwt',
    'at+jwt ',
    'at jwt',
    'id+jwt',
    'secevent+jwt',
    'refresh+jwt',
    'x/at+jwt',
    'application/jwt',
    '',
    'at+jwt\n',
  ].map((typ): Row => [`typ ${JSON.stringify(typ)}`, forge({ typ }), 'TOKEN_INVALID']),
  ['typ as a list', forge({ typ: ['at+jwt'] }), 'TOKEN_INVALID'],
  ['no typ', forge({ typ: undefined }), 'TOKEN_INVALID'],
];

test('the token that all attacks modify is valid', async () => {
  expect((await tokens.verifyToken(good)).failure).toBeNull();
});

describe.each([
  ['algorithms', algorithms],
  ['keys and header', keys],
  ['types', types],
])('%s (RFC 8725)', (_name, rows) => {
  test.each(rows)('rejects %s', async (_attack, token, failure) => {
    expect(await tokens.verifyToken(token)).toEqual({ claims: null, failure });
  });
});

test('a token with an address in its header causes no key lookup and no request', async () => {
  lookups.length = 0;

  await tokens.verifyToken(forge({ jku: 'http://127.0.0.1:1/keys', kid: 'file:///etc/passwd' }));

  expect(lookups).toEqual([]);
});
