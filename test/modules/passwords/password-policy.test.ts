import { describe, expect, test } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { examinePassword, type PasswordIdentity } from '../../../src/modules/passwords/password-policy.js';
import { isPaddedVariantAccepted } from './padded-passwords.js';

const field = ['input', 'password'];

function reasons(password: string, identity: PasswordIdentity = {}, minLength = 15): readonly string[] {
  const policy = { minLength, maxLength: 256, rejectsCompromised: true, historySize: 5 };
  return examinePassword(policy, password, identity, field).map((refusal) => refusal.reason);
}

describe('password length', () => {
  test('is rejected below the minimum, with the limit and the field', () => {
    const policy = { minLength: 15, maxLength: 256, rejectsCompromised: true, historySize: 5 };

    expect(examinePassword(policy, 'fourteen chars', {}, field)).toEqual([
      {
        reason: 'PASSWORD_TOO_SHORT',
        message: 'The password must have at least 15 characters.',
        field,
        params: { minLength: 15 },
      },
    ]);
  });

  test('counts characters, not bytes or UTF-16 units', () => {
    expect(reasons('\u{1f600}\u{1f601}\u{1f602}\u{1f603}\u{1f604}\u{1f605}\u{1f606}')).toEqual([
      'PASSWORD_TOO_SHORT',
    ]);
    expect(
      reasons('\u{1f600}\u{1f601}\u{1f602}\u{1f603}\u{1f604}\u{1f605}\u{1f606}\u{1f607}', {}, 8),
    ).toEqual([]);
  });

  test('counts after NFKC: 15 letters with separate accents are 15', () => {
    const decomposed = 'e\u0301'.repeat(14);

    expect(reasons(decomposed)).toEqual(['PASSWORD_TOO_SHORT']);
    expect(reasons(`${decomposed}u\u0308`)).toEqual([]);
  });

  test('is accepted up to 256 characters in any normal form, and rejected beyond', () => {
    const symbols = [...Array(256).keys()].map((index) => String.fromCodePoint(0x1f300 + index)).join('');
    const greek = '\u1f82\u1fc2'.repeat(127);

    expect(reasons(symbols)).toEqual([]);
    expect(reasons(`${symbols}x`)).toEqual(['PASSWORD_TOO_LONG']);
    expect(reasons(`${greek.normalize('NFD')}xy`)).toEqual([]);
    expect(reasons('xy'.repeat(50_000))).toEqual(['PASSWORD_TOO_LONG']);
  });
});

test('a NUL and an unpaired surrogate are reported alone', () => {
  expect(reasons('correct horse\0 battery staple')).toEqual(['INVALID_INPUT']);
  expect(reasons('\ud83d')).toEqual(['INVALID_INPUT']);
  expect(reasons('correct \ude00 horse battery')).toEqual(['INVALID_INPUT']);
});

test('there are no composition rules: letters only, digits only, blanks and other scripts are accepted', () => {
  expect(reasons('correcthorsebatterystaple')).toEqual([]);
  expect(reasons('CORRECT HORSE BATTERY')).toEqual([]);
  expect(reasons('830174592046381')).toEqual([]);
  expect(reasons('  three  big  blanks  ')).toEqual([]);
  expect(
    reasons('\u6b63\u786e\u7684\u9a6c\u7535\u6c60\u8ba2\u4e66\u9488\u84dd\u5929\u767d\u4e91\u5c71\u6c34'),
  ).toEqual([]);
});

describe('common passwords', () => {
  test('the list contains at least 3,000 entries', () => {
    expect(dictionary['passwords-common'].length).toBeGreaterThanOrEqual(3000);
  });

  test.each([
    ['listed', 'qwertyuiop12345'],
    ['listed, in upper case', 'PasswordPassword'],
    ['full width', '\uff50asswordpassword'],
    ['repeated', 'dragondragondragon'],
    ['repeated, with the last repetition cut off', 'dragondragondra'],
    ['with trailing digits', 'password20251122'],
    ['with leading digits', '20251122password'],
    ['with leading and trailing digits', '2025password2025'],
    ['repeated, with digits', '1monkeymonkeymonkey99'],
    ['with digits, repeated', 'monkey77monkey77'],
    ['with a trailing digit in the list, and more digits', 'password1234567890'],
    ['a number with trailing digits', '123456783019264'],
    ['a number with leading digits', '301926412345678'],
    ['one repeated character', '~~~~~~~~~~~~~~~~'],
    ['two repeated characters', 'abababababababab'],
  ])('rejects a password that is %s', (_how, password) => {
    expect(reasons(password)).toEqual(['PASSWORD_COMPROMISED']);
  });

  test.each(['password is not my secret', 'a dragon and a monkey', 'violet-password-lamp'])(
    'accepts a listed word among other words: %s',
    (password) => {
      expect(reasons(password)).toEqual([]);
    },
  );

  test('rejects listed passwords that are padded to the minimum by repetition or digits', () => {
    // Every hundredth entry; password-policy.full.test.ts checks the whole list.
    const sample = dictionary['passwords-common'].filter((_, index) => index % 100 === 0);

    expect(sample.filter((word) => isPaddedVariantAccepted(word))).toEqual([]);
  });

  // Trying every possible split would exceed the test timeout.
  test('examines the worst-case passwords of maximum length in time', () => {
    const worst = [`${'1'.repeat(127)}a${'1'.repeat(128)}`, '12'.repeat(128), `${'ab'.repeat(127)}c`];

    const violations = worst.map((password) => reasons(password).length);

    expect(violations).toHaveLength(worst.length);
  });
});

describe('isSimilarToIdentity', () => {
  const ada: PasswordIdentity = {
    username: 'countess42',
    email: 'ada.byron@example.com',
    fullName: 'Augusta Ada King-Noel Kevin',
  };

  test.each([
    ['the username', 'my countess42 password'],
    ['the username in upper case', 'MY-COUNTESS42-KEY'],
    ['the username backwards', 'xx 24ssetnuoc xx'],
    ['the letters of the username', 'a countess in the attic'],
    ['the email', 'ada.byron@example.com'],
    ['a part of the email', 'byron wrote a poem'],
    ['the local part without its dot', 'xxadabyronxxxxx'],
    ['a part of the full name', 'augusta in the morning'],
    ['the full name without blanks', 'augustaadakingnoelkevin'],
    ['a short name as a separate word', 'violet-ada-lamp-shade'],
    ['a short name with few other characters', 'adaadaadaadaadaxyz'],
    ['a name backwards', 'nivek: a lamp shade'],
  ])('rejects %s', (_what, password) => {
    expect(reasons(password, ada)).toContain('PASSWORD_SIMILAR_TO_IDENTITY');
  });

  test.each([
    ['a short name inside another word', 'canada geese in winter'],
    ['the domain of the email', 'for example, a violet lamp'],
  ])('accepts %s', (_what, password) => {
    expect(reasons(password, ada)).toEqual([]);
  });

  test('accepts names of one or two letters, and missing names', () => {
    expect(
      reasons('alpine lamp of violets', { username: 'al', email: 'a@b.example', fullName: 'A L' }),
    ).toEqual([]);
    expect(reasons('correct horse battery', { username: null, email: null, fullName: '' })).toEqual([]);
  });

  test('compares letters regardless of composition', () => {
    expect(reasons('jose\u0301 in the morning', { fullName: 'Jos\u00e9 Rizal' })).toEqual([
      'PASSWORD_SIMILAR_TO_IDENTITY',
    ]);
  });
});
