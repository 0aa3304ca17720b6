import { describe, expect, test } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { examinePassword, type PasswordIdentity } from '../../../src/modules/passwords/password-policy.js';

const field = ['input', 'password'];

function reasons(password: string, identity: PasswordIdentity = {}, minLength = 15): readonly string[] {
  const policy = { minLength, maxLength: 256, rejectsCompromised: true, historySize: 5 };
  return examinePassword(policy, password, identity, field).map((refusal) => refusal.reason);
}

describe('length', () => {
  test('is refused below the minimum, with the minimum and the field named', () => {
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

  test('counts after NFKC: 15 letters with their accents apart are 15', () => {
    const apart = 'e\u0301'.repeat(14);

    expect(reasons(apart)).toEqual(['PASSWORD_TOO_SHORT']);
    expect(reasons(`${apart}u\u0308`)).toEqual([]);
  });

  test('is accepted up to 256 characters of any size, spelt apart or not, and refused beyond', () => {
    const smiles = [...Array(256).keys()].map((index) => String.fromCodePoint(0x1f300 + index)).join('');
    const greek = '\u1f82\u1fc2'.repeat(127);

    expect(reasons(smiles)).toEqual([]);
    expect(reasons(`${smiles}x`)).toEqual(['PASSWORD_TOO_LONG']);
    expect(reasons(`${greek.normalize('NFD')}xy`)).toEqual([]);
    expect(reasons('xy'.repeat(50_000))).toEqual(['PASSWORD_TOO_LONG']);
  });
});

test('a NUL and half a surrogate pair are refused, and told alone', () => {
  expect(reasons('correct horse\0 battery staple')).toEqual(['INVALID_INPUT']);
  expect(reasons('\ud83d')).toEqual(['INVALID_INPUT']);
  expect(reasons('correct \ude00 horse battery')).toEqual(['INVALID_INPUT']);
});

test('there are no composition rules: letters alone, digits alone, blanks and other scripts will do', () => {
  expect(reasons('correcthorsebatterystaple')).toEqual([]);
  expect(reasons('CORRECT HORSE BATTERY')).toEqual([]);
  expect(reasons('830174592046381')).toEqual([]);
  expect(reasons('  three  big  blanks  ')).toEqual([]);
  expect(
    reasons('\u6b63\u786e\u7684\u9a6c\u7535\u6c60\u8ba2\u4e66\u9488\u84dd\u5929\u767d\u4e91\u5c71\u6c34'),
  ).toEqual([]);
});

describe('common passwords', () => {
  test('the shipped list holds at least 3,000', () => {
    expect(dictionary['passwords-common'].length).toBeGreaterThanOrEqual(3000);
  });

  test.each([
    ['listed', 'qwertyuiop12345'],
    ['listed, in capitals', 'PasswordPassword'],
    ['full width', '\uff50asswordpassword'],
    ['repeated', 'dragondragondragon'],
    ['repeated, the last time not to its end', 'dragondragondra'],
    ['with digits after', 'password20251122'],
    ['with digits before', '20251122password'],
    ['with digits on both sides', '2025password2025'],
    ['repeated, with digits', '1monkeymonkeymonkey99'],
    ['with digits, repeated', 'monkey77monkey77'],
    ['with one digit at its end already, and more', 'password1234567890'],
    ['a number with digits after', '123456783019264'],
    ['a number with digits before', '301926412345678'],
    ['one character', '~~~~~~~~~~~~~~~~'],
    ['two characters over and over', 'abababababababab'],
  ])('%s: refused', (_how, password) => {
    expect(reasons(password)).toEqual(['PASSWORD_COMPROMISED']);
  });

  test.each(['password is not my secret', 'a dragon and a monkey', 'violet-password-lamp'])(
    'a listed word among others is no reason: %s',
    (password) => {
      expect(reasons(password)).toEqual([]);
    },
  );

  test('every word of the list is refused, padded to the minimum by repetition or digits', () => {
    const accepted = dictionary['passwords-common'].filter((word) => {
      const padding = '8305172946183057'.slice(0, Math.max(0, 15 - word.length));
      const variants = [
        word.repeat(Math.ceil(15 / word.length)),
        `${word}${padding}`,
        `${padding}${word.toUpperCase()}`,
      ];
      return variants.some((variant) => !reasons(variant).includes('PASSWORD_COMPROMISED'));
    });

    expect(accepted).toEqual([]);
  });

  // Trying every way to cut it would not end within the test's own time-out.
  test('the longest password of the worst kind is judged', () => {
    const worst = [`${'1'.repeat(127)}a${'1'.repeat(128)}`, '12'.repeat(128), `${'ab'.repeat(127)}c`];

    const judged = worst.map((password) => reasons(password).length);

    expect(judged).toHaveLength(worst.length);
  });
});

describe('the own names', () => {
  const ada: PasswordIdentity = {
    username: 'countess42',
    email: 'ada.byron@example.com',
    fullName: 'Augusta Ada King-Noel Kevin',
  };

  test.each([
    ['the username', 'my countess42 password'],
    ['the username in capitals', 'MY-COUNTESS42-KEY'],
    ['the username backwards', 'xx 24ssetnuoc xx'],
    ['the letters of the username', 'a countess in the attic'],
    ['the email', 'ada.byron@example.com'],
    ['a part of the email', 'byron wrote a poem'],
    ['the local part without its dot', 'xxadabyronxxxxx'],
    ['a part of the full name', 'augusta in the morning'],
    ['the full name without blanks', 'augustaadakingnoelkevin'],
    ['a short name as a word of its own', 'violet-ada-lamp-shade'],
    ['a short name with little beside it', 'adaadaadaadaadaxyz'],
    ['a name backwards', 'nivek: a lamp shade'],
  ])('refuses %s', (_what, password) => {
    expect(reasons(password, ada)).toContain('PASSWORD_SIMILAR_TO_IDENTITY');
  });

  test.each([
    ['a short name inside another word', 'canada geese in winter'],
    ['the domain of the email', 'for example, a violet lamp'],
  ])('does not mind %s', (_what, password) => {
    expect(reasons(password, ada)).toEqual([]);
  });

  test('does not mind names of one or two letters, or none at all', () => {
    expect(
      reasons('alpine lamp of violets', { username: 'al', email: 'a@b.example', fullName: 'A L' }),
    ).toEqual([]);
    expect(reasons('correct horse battery', { username: null, email: null, fullName: '' })).toEqual([]);
  });

  test('compares letters whatever their shape', () => {
    expect(reasons('jose\u0301 in the morning', { fullName: 'Jos\u00e9 Rizal' })).toEqual([
      'PASSWORD_SIMILAR_TO_IDENTITY',
    ]);
  });
});
