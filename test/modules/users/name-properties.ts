import { expect, test } from '@jest/globals';
import { readEmail } from '../../../src/modules/users/email-addresses.js';
import { nameKey } from '../../../src/modules/users/name-key.js';
import { readFullName, readLocale } from '../../../src/modules/users/text-fields.js';
import { readUsername } from '../../../src/modules/users/usernames.js';
import { fc } from '../../helpers/fast-check.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  // Includes unpaired surrogates.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
);
const likelyEmail = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.domain())
  .map(([local, domain]) => `${local}@${domain}`);

/** Declares the property tests of names with the given number of runs each. */
export function testNameProperties(numRuns: number): void {
  const runs = { numRuns };

  test('nameKey is idempotent and equal for all normal forms of a name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const key = nameKey(text);

        expect(nameKey(key)).toBe(key);
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) expect(nameKey(text.normalize(form))).toBe(key);
      }),
      runs,
    );
  });

  test('nameKey is equal for upper and lower case, except where a dotless i is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        fc.pre(!text.normalize('NFKC').includes('\u0131'));

        expect(nameKey(text.toUpperCase())).toBe(nameKey(text));
        expect(nameKey(text.toLowerCase())).toBe(nameKey(text));
      }),
      runs,
    );
  });

  test('readUsername accepts its own result, contains no @ and respects the length limits', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readUsername(text);
        if (read === null) return;

        expect(readUsername(read.username)).toEqual(read);
        expect(read.username).not.toMatch(/[@\s\p{Cc}\p{Cf}]/u);
        expect(read.usernameKey).not.toContain('@');
        expect([...read.username].length).toBeLessThanOrEqual(64);
      }),
      runs,
    );
  });

  test('readEmail accepts its own result, contains one @ and fits an SMTP envelope', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, likelyEmail, fc.emailAddress()), (text) => {
        const read = readEmail(text);
        if (read === null) return;

        expect(readEmail(read.email)).toEqual(read);
        expect(read.email.split('@')).toHaveLength(2);
        expect(read.email).not.toMatch(/[\s\p{Cc}\p{Cf}",;:<>()[\]\\]/u);
        expect(Buffer.byteLength(read.email)).toBeLessThanOrEqual(254);
      }),
      runs,
    );
  });

  test('no text is both a valid username and a valid email address', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, likelyEmail), (text) => {
        expect(readUsername(text) === null || readEmail(text) === null).toBe(true);
      }),
      runs,
    );
  });

  test('readFullName and readLocale never throw and accept their own result', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = readFullName(text);
        if (name !== null) expect(readFullName(name)).toBe(name);
        const locale = readLocale(text);
        if (locale !== null) expect(readLocale(locale)).toBe(locale);
      }),
      runs,
    );
  });
}
