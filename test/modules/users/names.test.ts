import { describe, expect, test } from '@jest/globals';
import { readEmail } from '../../../src/modules/users/email-addresses.js';
import { nameKey } from '../../../src/modules/users/name-key.js';
import { isMetadata, readFullName, readLocale, readReason } from '../../../src/modules/users/text-fields.js';
import { readUsername } from '../../../src/modules/users/usernames.js';

describe('nameKey', () => {
  test.each([
    ['Alice', 'alice'],
    ['\u212Aelvin', 'kelvin'],
    ['STRASSE', 'straße'],
    ['STRA\u1E9EE', 'strasse'],
    ['ﬁnn', 'finn'],
    ['ＡＢＣ', 'abc'],
    ['Σίσυφος', 'ΣΊΣΥΦΟΣ'],
    ['ὈΔΥΣΣΕΎΣ', 'ὀδυσσεύς'],
    ['é', 'e\u0301'],
    ['ǆ', 'Ǆ'],
    ['İ', 'i\u0307'],
    ['ꭰ', 'Ꭰ'],
    ['\u0345', 'ι'],
  ])('is equal for %s and %s', (one, other) => {
    expect(nameKey(one)).toBe(nameKey(other));
  });

  test.each([
    ['ı', 'i'],
    ['ı', 'I'],
    ['а', 'a'],
    ['o', '0'],
    ['é', 'e'],
  ])('differs for %s and %s', (one, other) => {
    expect(nameKey(one)).not.toBe(nameKey(other));
  });

  test('is consistent with the simple case folding of regular expressions for all of Unicode', () => {
    const disagreeing: string[] = [];
    for (let point = 0; point < 0x110000; point += 1) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const character = String.fromCodePoint(point);
      for (const other of [character.toLowerCase(), character.toUpperCase()]) {
        if (other === character || [...other].length !== 1) continue;
        const literal = `\\u{${other.codePointAt(0)?.toString(16)}}`;
        const same = new RegExp(`^${literal}$`, 'iu').test(character);
        if (same && nameKey(character) !== nameKey(other)) disagreeing.push(character);
      }
    }

    expect(disagreeing).toEqual([]);
  });
});

describe('readUsername', () => {
  test.each([
    'al',
    'ada',
    'Ada_Lovelace',
    'a.b-c_d',
    '007',
    'Grüße',
    'Ωμέγα',
    'иван',
    '李小龍',
    'हिन्दी',
    'ملك',
    'x'.repeat(64),
  ])('accepts %s', (text) => {
    expect(readUsername(text)).toEqual({ username: text.normalize('NFKC'), usernameKey: nameKey(text) });
  });

  test.each([
    ['an empty string', ''],
    ['one letter', 'a'],
    ['too long', 'x'.repeat(65)],
    ['much too long', 'x'.repeat(100_000)],
    ['an at sign', 'ada@home'],
    ['a full-width at sign', 'ada＠home'],
    ['a blank', 'ada l'],
    ['a blank at the end', 'ada '],
    ['a dot at the end', 'ada.'],
    ['a hyphen at the beginning', '-rf'],
    ['a slash', 'a/b'],
    ['markup', '<b>ada</b>'],
    ['a NUL', 'a\0da'],
    ['half a surrogate pair', 'ada\uD800'],
    ['a zero-width joiner', 'a\u200Dda'],
    ['a soft hyphen', 'a\u00ADda'],
    ['a direction override', 'a\u202Eda'],
    ['an invisible letter', 'a\u3164a'],
    ['a combining grapheme joiner', 'a\u034Fda'],
    ['a variation selector', 'ada\uFE0Fa'],
    ['an emoji', 'ada😀'],
    ['stacked marks', `a${'\u0335'.repeat(5)}b`],
    ['two look-alike alphabets', '\u0430dmin'],
    ['Greek in Latin', 'p\u03BFp'],
    ['the form of an id', '0199a0c4-0000-7000-8000-000000000000'],
  ])('rejects %s', (_, text) => {
    expect(readUsername(text)).toBeNull();
  });

  test('returns the display form in NFKC', () => {
    expect(readUsername('ａｄａ')?.username).toBe('ada');
    expect(readUsername('e\u0301va')?.username).toBe('éva');
  });
});

describe('readEmail', () => {
  const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(60)}`;

  test.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace+x@Sub.EXAMPLE.com', 'ada.lovelace+x@sub.example.com'],
    ["o'brien!#$%&*/=?^_`{|}~-@example.co", "o'brien!#$%&*/=?^_`{|}~-@example.co"],
    ['GRÜSSE@EXÄMPLE.de', 'grüsse@exämple.de'],
    ['x@xn--exmple-cua.de', 'x@exämple.de'],
    ['x@fa\u00DF.de', 'x@fass.de'],
    ['x@xn--fa-hia.de', 'x@fass.de'],
    ['\u212Aelvin@example.com', 'kelvin@example.com'],
    [`${'l'.repeat(64)}@${long.slice(0, 189)}`, `${'l'.repeat(64)}@${long.slice(0, 189)}`],
  ])('compares %s as %s', (text, key) => {
    expect(readEmail(text)?.emailKey).toBe(key);
  });

  test('returns the domain in lower case and the Kelvin sign as the letter K', () => {
    expect(readEmail('\u212Aelvin@EXAMPLE.com')?.email).toBe('Kelvin@example.com');
  });

  test('distinguishes a dotless i from an i', () => {
    expect(readEmail('m\u0131ke@example.com')?.emailKey).not.toBe('mike@example.com');
  });

  test.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.com',
    'ada@@example.com',
    'a@b@example.com',
    'ada@localhost',
    'ada@example.com.',
    'ada@.example.com',
    'ada@example..com',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada @example.com',
    ' ada@example.com',
    'ada@example.com ',
    'ada@exam ple.com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'ada@example.123',
    '"ada"@example.com',
    'ada(comment)@example.com',
    'Ada <ada@example.com>',
    'ada@example.com,b@example.com',
    'ada@example.com\nBcc: x@example.com',
    'ada\0@example.com',
    'ada\u200B@example.com',
    'ada@exam\u00ADple.com',
    'ada@\uD800.com',
    'ada@xn--a.com',
    `${'l'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `${'l'.repeat(64)}@${'a.'.repeat(100)}com`,
  ])('rejects %p', (text) => {
    expect(readEmail(text)).toBeNull();
  });

  // Exponential matching would exceed the test timeout.
  test('rejects very long text in linear time', () => {
    for (const text of [
      'a'.repeat(1_000_000),
      `${'a.'.repeat(120)}@`,
      `a@${'a-'.repeat(125)}`,
      'ä'.repeat(254),
    ]) {
      for (let round = 0; round < 100; round += 1) expect(readEmail(text)).toBeNull();
    }
  });
});

describe('readFullName, readReason, readLocale and isMetadata', () => {
  test('a full name is one trimmed line of printable text and may contain joiners', () => {
    expect(readFullName('  Ada  Lovelace ')).toBe('Ada  Lovelace');
    expect(readFullName('علی\u200Cرضا')).toBe('علی\u200Cرضا');
    expect(readFullName('x'.repeat(200))).toHaveLength(200);
    for (const text of [
      '',
      '  ',
      'x'.repeat(201),
      'a\nb',
      'a\0b',
      'a\u202Eb',
      'a\u200Bb',
      'a\uD800',
      '\u0007',
    ]) {
      expect(readFullName(text)).toBeNull();
    }
    expect(readReason('x'.repeat(500))).toHaveLength(500);
    expect(readReason('x'.repeat(501))).toBeNull();
  });

  test('a locale is returned as a canonical language tag', () => {
    expect(readLocale('PT-br')).toBe('pt-BR');
    for (const text of ['', 'english please', 'en_US', 'x'.repeat(36), 'a\0'])
      expect(readLocale(text)).toBeNull();
  });

  test('metadata is an object that jsonb can store', () => {
    expect(isMetadata({ a: [1, { b: null }], text: '\\u0000', wide: '😀' })).toBe(true);
    expect(isMetadata({ a: 'x'.repeat(16_376) })).toBe(true);
    expect(isMetadata({ a: 'x'.repeat(16_377) })).toBe(false);
    for (const bad of [{ a: '\0' }, { 'a\0': 1 }, { a: '\\\0' }, { a: '\uD800' }])
      expect(isMetadata(bad)).toBe(false);
  });
});
