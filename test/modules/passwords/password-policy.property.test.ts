import { expect, test } from '@jest/globals';
import { fc } from '../../helpers/fast-check.js';
import { createPasswordsUnderTest, planted } from './passwords-fixture.js';

const { passwords } = createPasswordsUnderTest({ cost: 4, minLength: 8 });

/** Hostile strings: unpaired surrogates, NULs, combining marks, long text. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 3000 })
    .map((units) => String.fromCharCode(...units)),
);

test('examine never throws, and an accepted password can be hashed and verified', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (password, name) => {
      const refusals = passwords.examine(password, { username: name, email: name, fullName: name }, [
        'input',
      ]);

      if (refusals.length > 0) return;
      expect((await passwords.verify(password, await passwords.hash(password))).matches).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('verify never throws, and no malformed stored hash matches', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (password, stored) => {
      expect(await passwords.verify(password, planted(stored))).toEqual({
        matches: false,
        replacement: null,
      });
    }),
    { numRuns: 200 },
  );
});

test('never accepts a listed password padded with digits', () => {
  const word = fc.constantFrom('password', 'dragon', 'letmein', 'iloveyou', 'monkey', 'football');
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });
  fc.assert(
    fc.property(digits, word, fc.integer({ min: 1, max: 6 }), digits, (before, each, times, after) => {
      const refusals = passwords.examine(`${before}${each.repeat(times)}${after}`, {}, ['input']);

      expect(refusals.map((refusal) => refusal.reason)).toContain(
        `${before}${each.repeat(times)}${after}`.length < 8 ? 'PASSWORD_TOO_SHORT' : 'PASSWORD_COMPROMISED',
      );
    }),
  );
});
