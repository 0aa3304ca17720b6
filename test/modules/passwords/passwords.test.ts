import { describe, expect, test } from '@jest/globals';
import library from 'bcrypt';
import { createPasswordsUnderTest, planted } from './passwords-fixture.js';

const right = 'correct horse battery staple';
const wrong = 'correct horse battery stable';

describe('a password that was hashed here', () => {
  test('matches itself and nothing else, without a replacement', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(right);

    expect(hash).toMatch(/^hs384:first:\$2b\$06\$[./0-9A-Za-z]{53}$/);
    expect(await passwords.verify(right, hash)).toEqual({ matches: true, replacement: null });
    expect(await passwords.verify(wrong, hash)).toEqual({ matches: false, replacement: null });
  });

  test('gets another salt each time', async () => {
    const { passwords } = createPasswordsUnderTest();

    expect(await passwords.hash(right)).not.toBe(await passwords.hash(right));
  });

  test('counts beyond the 72 bytes that bcrypt looks at', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(`${'x'.repeat(200)}y`);

    expect((await passwords.verify(`${'x'.repeat(200)}z`, hash)).matches).toBe(false);
    expect((await passwords.verify('x'.repeat(200), hash)).matches).toBe(false);
  });

  test('matches however its letters were composed or shaped', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash('\u00e9tude ABC in the morning');

    expect((await passwords.verify('e\u0301tude \uff21BC in the morning', hash)).matches).toBe(true);
  });

  test('is never trimmed or changed in case', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(right);

    expect((await passwords.verify(` ${right}`, hash)).matches).toBe(false);
    expect((await passwords.verify(right.toUpperCase(), hash)).matches).toBe(false);
  });

  test('is refused when it cannot be hashed whole', async () => {
    const { passwords, bcrypt } = createPasswordsUnderTest();

    await expect(passwords.hash('with\0nul and some more')).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
    });
    await expect(passwords.hash('half \ud83d of a smile')).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
    await expect(passwords.hash('x'.repeat(257))).rejects.toMatchObject({ reason: 'PASSWORD_TOO_LONG' });
    expect(bcrypt.take()).toEqual([]);
  });

  test('never matches with a NUL or anything else added that is refused', async () => {
    const { passwords } = createPasswordsUnderTest();

    const hash = await passwords.hash(right);

    expect((await passwords.verify(`${right}\0`, hash)).matches).toBe(false);
    expect((await passwords.verify(`${right}\ud800`, hash)).matches).toBe(false);
  });
});

describe('a replacement is made at the next right password', () => {
  test.each([
    ['the cost rose', 7],
    ['the cost was lowered', 5],
  ])('when %s', async (_when, cost) => {
    const { passwords: before, peppers } = createPasswordsUnderTest({ cost: 6 });
    const { passwords: after } = createPasswordsUnderTest({ cost, peppers });

    const { matches, replacement } = await after.verify(right, await before.hash(right));

    expect(matches).toBe(true);
    expect(replacement).toMatch(new RegExp(`^hs384:first:\\$2b\\$0${cost}\\$`));
    expect(await after.verify(right, replacement)).toEqual({ matches: true, replacement: null });
  });

  test('when the pepper changed', async () => {
    const { passwords, peppers } = createPasswordsUnderTest();
    const old = await passwords.hash(right);
    peppers.add('second');

    const { matches, replacement } = await passwords.verify(right, old);

    expect(matches).toBe(true);
    expect(replacement).toMatch(/^hs384:second:/);
    expect(await passwords.verify(right, replacement)).toEqual({ matches: true, replacement: null });
  });

  test.each(['a', 'b', 'y'])('when a bare $2%s$ hash was planted', async (minor) => {
    const { passwords } = createPasswordsUnderTest();
    const bare = (await library.hash(right, 5)).replace('$2b$', `$2${minor}$`);

    const { matches, replacement } = await passwords.verify(right, planted(bare));

    expect(matches).toBe(true);
    expect(replacement).toMatch(/^hs384:first:\$2b\$06\$/);
    expect((await passwords.verify(right, replacement)).matches).toBe(true);
    expect(await passwords.verify(wrong, planted(bare))).toEqual({ matches: false, replacement: null });
  });

  test('and a bare hash is compared with what the browser sent, not with its NFKC form', async () => {
    const { passwords } = createPasswordsUnderTest();
    const fullWidth = '\uff30\uff41\uff53\uff53 \u00e9tude';
    const bare = planted(await library.hash(fullWidth, 4));

    expect((await passwords.verify(fullWidth, bare)).matches).toBe(true);
    expect((await passwords.verify(fullWidth.normalize('NFD'), bare)).matches).toBe(true);
    expect((await passwords.verify(fullWidth.normalize('NFKC'), bare)).matches).toBe(false);
  });

  test('and a bare $2a$ hash of 255 bytes and more matches, though an old fault of the library calls it wrong', async () => {
    const { passwords } = createPasswordsUnderTest();
    const long = 'x'.repeat(255);
    const bare = planted((await library.hash(long, 4)).replace('$2b$', '$2a$'));

    expect((await passwords.verify(long, bare)).matches).toBe(true);
  });
});

test('a hash of nothing, planted, lets nobody in', async () => {
  const { passwords } = createPasswordsUnderTest();

  expect((await passwords.verify('', planted(await library.hash('', 4)))).matches).toBe(false);
});
