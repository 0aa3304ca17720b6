import { describe, expect, test } from '@jest/globals';
import { base64url, signJws, subject } from '../../helpers/access-tokens.js';
import {
  derSignature,
  good,
  goodBody,
  goodClaims,
  goodHead,
  goodHeader,
  goodSignature,
  key,
  type Row,
  tokens,
  withUnusedBitSet,
} from './token-attack-fixture.js';

const flipped = goodBody.replace(/^./, 'f');
const signatures: readonly Row[] = [
  ['no signature', `${goodHead}.${goodBody}.`, 'TOKEN_INVALID'],
  [
    'a signature without its last three bytes',
    good.slice(0, -5) + base64url(Buffer.from(goodSignature, 'base64url').subarray(60, 61)),
    'TOKEN_INVALID',
  ],
  [
    'half a signature',
    `${goodHead}.${goodBody}.${base64url(Buffer.from(goodSignature, 'base64url').subarray(0, 32))}`,
    'TOKEN_INVALID',
  ],
  [
    'a signature with bytes added',
    `${goodHead}.${goodBody}.${base64url(Buffer.concat([Buffer.from(goodSignature, 'base64url'), Buffer.alloc(2)]))}`,
    'TOKEN_INVALID',
  ],
  ['a signature of zeros', `${goodHead}.${goodBody}.${base64url(Buffer.alloc(64))}`, 'TOKEN_INVALID'],
  ['a signature in DER', `${goodHead}.${goodBody}.${derSignature}`, 'TOKEN_INVALID'],
  [
    'the signature of another token',
    `${goodHead}.${base64url(JSON.stringify({ ...goodClaims, sev: 4 }))}.${goodSignature}`,
    'TOKEN_INVALID',
  ],
  ['a padded signature', `${good}==`, 'TOKEN_MALFORMED'],
  ['a signature with changed unused bits', withUnusedBitSet, 'TOKEN_MALFORMED'],
  ['a signature cut to an impossible length', good.slice(0, -1), 'TOKEN_MALFORMED'],
  ['a signature in plain base64', `${goodHead}.${goodBody}.${'+/'.repeat(43)}`, 'TOKEN_MALFORMED'],
  [
    'a payload whose first character was changed',
    `${goodHead}.${flipped}.${goodSignature}`,
    'TOKEN_MALFORMED',
  ],
];

const twice = (text: string, name: string, value: unknown) =>
  text.replace('{', `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
const goodHeaderText = JSON.stringify(goodHeader);
const goodClaimsText = JSON.stringify(goodClaims);
const signAll = (header: string, payload: string) => signJws(header, payload, key.privateKey);

const forms: readonly Row[] = [
  ['alg twice', signAll(twice(goodHeaderText, 'alg', 'none'), goodClaimsText), 'TOKEN_MALFORMED'],
  ['sub twice', signAll(goodHeaderText, twice(goodClaimsText, 'sub', subject.userId)), 'TOKEN_MALFORMED'],
  [
    'role twice, once in escapes',
    signAll(goodHeaderText, goodClaimsText.replace('{', '{"\\u0072ole":"USER",')),
    'TOKEN_MALFORMED',
  ],
  [
    'a nested name twice',
    signAll(goodHeaderText, goodClaimsText.replace('{', '{"x":[{"y":{"a":1,"a":2}}],')),
    'TOKEN_MALFORMED',
  ],
  [
    'a huge token',
    signAll(goodHeaderText, goodClaimsText.replace('{', `{"x":"${'x'.repeat(8192)}",`)),
    'TOKEN_MALFORMED',
  ],
  ['a token of ten million dots', '.'.repeat(10_000_000), 'TOKEN_MALFORMED'],
  ['deep nesting', signAll(goodHeaderText, '['.repeat(2500) + ']'.repeat(2500)), 'TOKEN_MALFORMED'],
  [
    'deep nesting in a claim',
    signAll(
      goodHeaderText,
      goodClaimsText.replace('{', `{"sub":${'['.repeat(2000)}${']'.repeat(2000)},"x":{`).replace(/}$/, '}}'),
    ),
    'TOKEN_INVALID',
  ],
  ['an empty text', '', 'TOKEN_MALFORMED'],
  ['two dots', '..', 'TOKEN_MALFORMED'],
  ['a word', 'null', 'TOKEN_MALFORMED'],
  ['an opaque token', `cordon_refresh_${'A'.repeat(43)}`, 'TOKEN_MALFORMED'],
  ['two segments', `${goodHead}.${goodBody}`, 'TOKEN_MALFORMED'],
  ['four segments', `${good}.AA`, 'TOKEN_MALFORMED'],
  [
    'a JWE of five segments',
    `${base64url('{"alg":"dir","enc":"A256GCM"}')}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`,
    'TOKEN_MALFORMED',
  ],
  [
    'JSON serialization',
    JSON.stringify({ protected: goodHead, payload: goodBody, signature: goodSignature }),
    'TOKEN_MALFORMED',
  ],
  ['a header that is a list', signAll('[]', goodClaimsText), 'TOKEN_MALFORMED'],
  ['a header that is null', signAll('null', goodClaimsText), 'TOKEN_MALFORMED'],
  ['a payload that is a text', signAll(goodHeaderText, '"admin"'), 'TOKEN_MALFORMED'],
  ['a payload that is not JSON', signAll(goodHeaderText, 'admin'), 'TOKEN_MALFORMED'],
  [
    'a payload that is not UTF-8',
    `${goodHead}.${base64url(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))}.${goodSignature}`,
    'TOKEN_MALFORMED',
  ],
  [
    'a payload after a byte order mark',
    signAll(goodHeaderText, `\ufeff${goodClaimsText}`),
    'TOKEN_MALFORMED',
  ],
  ['a space before', ` ${good}`, 'TOKEN_MALFORMED'],
  ['a line break after', `${good}\n`, 'TOKEN_MALFORMED'],
  ['a space inside', `${goodHead} .${goodBody}.${goodSignature}`, 'TOKEN_MALFORMED'],
  ['padding inside', `${goodHead}=.${goodBody}.${goodSignature}`, 'TOKEN_MALFORMED'],
];

describe.each([
  ['signatures', signatures],
  ['forms', forms],
])('%s (RFC 8725)', (_name, rows) => {
  test.each(rows)('rejects %s', async (_attack, token, failure) => {
    expect(await tokens.verifyToken(token)).toEqual({ claims: null, failure });
  });
});
