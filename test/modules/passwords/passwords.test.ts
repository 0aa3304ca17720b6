import { describe, expect, test } from '@jest/globals';
import library from 'bcrypt';
import { createPasswordsUnderTest, planted } from './passwords-fixture.js';

const correctPassword = 'correct horse battery staple';
const wrongPassword = 'correct horse battery stable';

describe('a password hashed with the current scheme', () => {
  test('matches only itself and needs no replacement', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(correctPassword);

    expect(hash).toMatch(/^hs384:first:\$2b\$06\$[./0-9A-Za-z]{53}$/);
    expect(await passwords.verify(correctPassword, hash)).toEqual({ matches: true, replacement: null });
    expect(await passwords.verify(wrongPassword, hash)).toEqual({ matches: false, replacement: null });
  });

  test('gets a new salt each time', async () => {
    const { passwords } = createPasswordsUnderTest();

    expect(await passwords.hash(correctPassword)).not.toBe(await passwords.hash(correctPassword));
  });

  test("counts beyond bcrypt's limit of 72 bytes", async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(`${'x'.repeat(200)}y`);

    expect((await passwords.verify(`${'x'.repeat(200)}z`, hash)).matches).toBe(false);
    expect((await passwords.verify('x'.repeat(200), hash)).matches).toBe(false);
  });

  test.each([15, 71, 72, 73, 256])(
    'counts the first, the middle and the last of %i characters',
    async (length) => {
      const { passwords } = createPasswordsUnderTest({ cost: 4 });
      const characters = Array.from({ length }, (_, index) => String.fromCodePoint(97 + (index % 26)));

      const hash = await passwords.hash(characters.join(''));

      expect((await passwords.verify(characters.join(''), hash)).matches).toBe(true);
      for (const position of [0, Math.floor(length / 2), length - 1]) {
        const other = characters.with(position, '!').join('');
        expect((await passwords.verify(other, hash)).matches).toBe(false);
      }
    },
  );

  test('matches in any normal form', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash('\u00e9tude ABC in the morning');

    expect((await passwords.verify('e\u0301tude \uff21BC in the morning', hash)).matches).toBe(true);
  });

  test('is never trimmed or changed in case', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(correctPassword);

    expect((await passwords.verify(` ${correctPassword}`, hash)).matches).toBe(false);
    expect((await passwords.verify(correctPassword.toUpperCase(), hash)).matches).toBe(false);
  });

  test('is rejected when it cannot be hashed completely', async () => {
    const { passwords, bcrypt } = createPasswordsUnderTest();

    await expect(passwords.hash('with\0nul and some more')).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
    });
    await expect(passwords.hash('half \ud83d of a smile')).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
    await expect(passwords.hash('x'.repeat(257))).rejects.toMatchObject({ reason: 'PASSWORD_TOO_LONG' });
    expect(bcrypt.take()).toEqual([]);
  });

  test('never matches with a NUL or an unpaired surrogate added', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(correctPassword);

    expect((await passwords.verify(`${correctPassword}\0`, hash)).matches).toBe(false);
    expect((await passwords.verify(`${correctPassword}\ud800`, hash)).matches).toBe(false);
  });
});

describe('verify returns a replacement hash', () => {
  test.each([
    ['the cost was raised', 7],
    ['the cost was lowered', 5],
  ])('when %s', async (_when, cost) => {
    const { passwords: before, peppers } = createPasswordsUnderTest({ cost: 6 });
    const { passwords: after } = createPasswordsUnderTest({ cost, peppers });

    const { matches, replacement } = await after.verify(correctPassword, await before.hash(correctPassword));

    expect(matches).toBe(true);
    expect(replacement).toMatch(new RegExp(`^hs384:first:\\$2b\\$0${cost}\\$`));
    expect(await after.verify(correctPassword, replacement)).toEqual({ matches: true, replacement: null });
  });

  test('when the pepper changed', async () => {
    const { passwords, peppers } = createPasswordsUnderTest();
    const old = await passwords.hash(correctPassword);
    peppers.add('second');

    const { matches, replacement } = await passwords.verify(correctPassword, old);

    expect(matches).toBe(true);
    expect(replacement).toMatch(/^hs384:second:/);
    expect(await passwords.verify(correctPassword, replacement)).toEqual({
      matches: true,
      replacement: null,
    });
  });

  test.each(['a', 'b', 'y'])('when a plain $2%s$ hash was imported', async (minor) => {
    const { passwords } = createPasswordsUnderTest();
    const bare = (await library.hash(correctPassword, 5)).replace('$2b$', `$2${minor}$`);

    const { matches, replacement } = await passwords.verify(correctPassword, planted(bare));

    expect(matches).toBe(true);
    expect(replacement).toMatch(/^hs384:first:\$2b\$06\$/);
    expect((await passwords.verify(correctPassword, replacement)).matches).toBe(true);
    expect(await passwords.verify(wrongPassword, planted(bare))).toEqual({
      matches: false,
      replacement: null,
    });
  });

  test('compares an imported hash with the NFC form, not with the NFKC form', async () => {
    const { passwords } = createPasswordsUnderTest();
    const fullWidth = '\uff30\uff41\uff53\uff53 \u00e9tude';
    const bare = planted(await library.hash(fullWidth, 4));

    expect((await passwords.verify(fullWidth, bare)).matches).toBe(true);
    expect((await passwords.verify(fullWidth.normalize('NFD'), bare)).matches).toBe(true);
    expect((await passwords.verify(fullWidth.normalize('NFKC'), bare)).matches).toBe(false);
  });

  test('matches an imported $2a$ hash of a 255-byte password despite a bug of old libraries', async () => {
    const { passwords } = createPasswordsUnderTest();
    const long = 'x'.repeat(255);
    const bare = planted((await library.hash(long, 4)).replace('$2b$', '$2a$'));

    expect((await passwords.verify(long, bare)).matches).toBe(true);
  });
});

test('an imported hash of an empty password never matches', async () => {
  const { passwords } = createPasswordsUnderTest();

  expect((await passwords.verify('', planted(await library.hash('', 4)))).matches).toBe(false);
});
