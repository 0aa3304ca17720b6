import { describe, expect, test } from '@jest/globals';
import { rounds } from './counting-bcrypt.js';
import { createPasswordsUnderTest, planted } from './passwords-fixture.js';

/** Hashes with their passwords, made by other programs. */
const imported: readonly [system: string, text: string, password: string][] = [
  [
    'the reference implementation of argon2',
    '$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG',
    'password',
  ],
  [
    'Django with argon2',
    'argon2$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG',
    'password',
  ],
  [
    'Passlib with scrypt',
    '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    'password',
  ],
  [
    'Passlib with PBKDF2',
    '$pbkdf2-sha256$6400$....................AQ$taKzgu.ggcY4WWjRCKlT5JA7z5uHT4qMx2VU3LrUWB0',
    'correct horse',
  ],
  [
    'Django with PBKDF2',
    'pbkdf2_sha256$1000$c2FsdHNhbHQ$4Ept4RGRSafu4IAn0tDetUCHPdg7cRTtNmXt7epqSu8=',
    'pässword',
  ],
  [
    'Django with scrypt',
    'scrypt$c2FsdHNhbHQ$1024$8$1$F+EWYPgrbRYUDpBwOpa7aXNJU4weh1tQFCw+m5iAljFw+PtjSPlJYsdCavBO6tG2ZhXBtdg1iJif7c2OdacDkQ==',
    'pässword',
  ],
  ['PHP', '$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
];

describe('a hash of another system', () => {
  test.each(imported)(
    'of %s matches its password only, and is replaced by a hash of our own',
    async (...row) => {
      const [, text, password] = row;
      const { passwords } = createPasswordsUnderTest();
      const importHash = await passwords.createHashImporter({ isDryRun: false });
      const stored = importHash(text);
      if (stored === null) throw new Error('not imported');

      const right = await passwords.verify(password, stored);

      expect(right.matches).toBe(true);
      expect(await passwords.verify(`${password}x`, stored)).toEqual({ matches: false, replacement: null });
      expect(right.replacement).toMatch(/^hs384:first:\$2b\$06\$/);
      expect((await passwords.verify(password, right.replacement)).matches).toBe(true);
      // The stored form is the same when it is exported and imported again.
      expect(importHash(stored)).toBe(stored);
    },
  );

  test.each([
    ['plain text', 'correct horse battery staple'],
    ['an MD5 hash', '5f4dcc3b5aa765d61d8327deb882cf99'],
    ['a hash of Cordon with a pepper', `hs384:first:$2b$06$${'a'.repeat(53)}`],
    ['a bcrypt cost that would take days', `$2b$31$${'.'.repeat(53)}`],
    ['too much memory', '$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG'],
    ['too many passes', '$argon2id$v=19$m=65536,t=100,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG'],
    ['too much work for scrypt', `$scrypt$ln=20,r=8,p=1$c29tZXNhbHQ$${'A'.repeat(43)}`],
    ['an N of scrypt that is no power of two', `scrypt$c29tZXNhbHQ$1000$8$1$${'A'.repeat(43)}`],
    // RFC 7914 section 2. OpenSSL throws, and with this hash every failed login would.
    ['an N of scrypt that is too large for r', `$scrypt$ln=16,r=1,p=1$c29tZXNhbHQ$${'A'.repeat(43)}`],
    ['too many iterations', `pbkdf2_sha256$9000000$c29tZXNhbHQ$${'A'.repeat(43)}=`],
    ['two blocks of PBKDF2', `pbkdf2_sha256$1000$c29tZXNhbHQ$${'A'.repeat(86)}`],
    ['a short salt', `$pbkdf2-sha256$1000$c2Fs$${'A'.repeat(43)}`],
    ['a short key', '$pbkdf2-sha256$1000$c29tZXNhbHQ$AAAA'],
  ])('is not imported with %s', async (_what, text) => {
    const importHash = await createPasswordsUnderTest().passwords.createHashImporter({ isDryRun: false });

    expect(importHash(text)).toBeNull();
  });
});

describe('while hashes of other systems are stored, every failed check derives each kind of them once', () => {
  const parameters = ['$pbkdf2-sha256$i=1000', '$scrypt$ln=4,r=8,p=1'] as const;
  const key = 'A'.repeat(43);
  const stored = [
    ['an unknown name', null],
    ['a wrong password', `hs384:first:$2b$06$${'a'.repeat(53)}`],
    ['a bcrypt hash of lower cost', `$2b$04$${'a'.repeat(53)}`],
    ['one kind', `${parameters[0]}$c29tZXNhbHQ$${key}`],
    ['the other kind', `${parameters[1]}$c29tZXNhbHQ$${key}`],
    ['a hash that cannot be checked', 'unknown'],
  ] as const;

  test.each(stored)('for %s', async (_kind, hash) => {
    const { passwords, bcrypt, derivations } = createPasswordsUnderTest({ storedParameters: parameters });

    const { matches } = await passwords.verify('wrong', hash === null ? null : planted(hash));

    expect(matches).toBe(false);
    expect(rounds(bcrypt.take())).toBe(2 ** 6);
    expect(derivations).toHaveLength(parameters.length);
    expect(new Set(derivations)).toEqual(new Set(parameters));
  });

  const hashOf = (iterations: number): string => `$pbkdf2-sha256$i=${iterations}$c29tZXNhbHQ$${key}`;

  test('and the fourth kind is neither imported nor checked', async () => {
    const { passwords, derivations } = createPasswordsUnderTest();
    const importHash = await passwords.createHashImporter({ isDryRun: false });

    for (const iterations of [1, 2, 3]) expect(importHash(hashOf(iterations))).not.toBeNull();
    expect(importHash(hashOf(4))).toBeNull();
    await passwords.verify('wrong', planted(hashOf(4)));

    expect(derivations).toHaveLength(3);
  });

  test('and kinds that were stored before the process started count, before any check', async () => {
    const storedParameters = [1, 2, 3].map((iterations) => `$pbkdf2-sha256$i=${iterations}`);
    for (const isDryRun of [true, false]) {
      const { passwords } = createPasswordsUnderTest({ storedParameters });

      const importHash = await passwords.createHashImporter({ isDryRun });

      expect(importHash(hashOf(3))).toBe(hashOf(3));
      expect(importHash(hashOf(4))).toBeNull();
    }
  });

  test('but those of a dry run are not: failed checks take no more work after it', async () => {
    const { passwords, bcrypt, derivations } = createPasswordsUnderTest();
    const rehearse = await passwords.createHashImporter({ isDryRun: true });

    for (const iterations of [1, 2, 3]) expect(rehearse(hashOf(iterations))).not.toBeNull();
    expect(rehearse(hashOf(4))).toBeNull();
    expect(rehearse(`$2b$10$${'.'.repeat(53)}`)).not.toBeNull();
    await passwords.verify('wrong', null);
    const importHash = await passwords.createHashImporter({ isDryRun: false });

    expect(derivations).toEqual([]);
    expect(rounds(bcrypt.take())).toBe(2 ** 6);
    expect(importHash(hashOf(4))).not.toBeNull();
  });

  // OpenSSL and the library of argon2 refuse some parameters; every failed login would be refused with them.
  test.each([
    '$scrypt$ln=1,r=1,p=1',
    '$scrypt$ln=15,r=1,p=8',
    '$scrypt$ln=17,r=8,p=1',
    '$scrypt$ln=1,r=99,p=99',
    '$argon2id$v=19$m=8,t=1,p=1',
    '$argon2d$v=16$m=128,t=999,p=16',
    '$pbkdf2-sha256$i=1',
  ])('with parameters at the bounds, such as %s', async (parameters) => {
    const { passwords, derivations } = createPasswordsUnderTest();
    const importHash = await passwords.createHashImporter({ isDryRun: false });
    const smallest = importHash(`${parameters}$c29tZXNhbHQ$${'A'.repeat(22)}`);

    expect(await passwords.verify('wrong', smallest)).toMatchObject({ matches: false });
    expect(await passwords.verify('wrong', null)).toMatchObject({ matches: false });

    expect(derivations).toEqual([parameters, parameters]);
  });
});
