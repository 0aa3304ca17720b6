import { describe, expect, test } from '@jest/globals';
import library from 'bcrypt';
import { rounds } from './counting-bcrypt.js';
import { createPasswordsUnderTest, planted } from './passwords-fixture.js';

const password = 'correct horse battery staple';
const attempt = 'incorrect horse battery staple';
const cost = 10;

/** All kinds of failed checks, by stored hash. */
const kinds: readonly [kind: string, stored: () => Promise<string | null>, typed?: string][] = [
  ['an unknown name or no password', async () => null],
  ['a wrong password', async () => createPasswordsUnderTest({ cost }).passwords.hash(password)],
  ['a hash of lower cost', async () => createPasswordsUnderTest({ cost: 8 }).passwords.hash(password)],
  ['a hash of the lowest cost', async () => createPasswordsUnderTest({ cost: 4 }).passwords.hash(password)],
  ['a plain $2b$ hash', async () => library.hash(password, cost)],
  ['a plain $2y$ hash', async () => (await library.hash(password, cost)).replace('$2b$', '$2y$')],
  ['a plain $2a$ hash of lower cost', async () => (await library.hash(password, 7)).replace('$2b$', '$2a$')],
  ['an unknown pepper', async () => `hs384:lost:${await library.hash(password, cost)}`],
  ['an unknown scheme', async () => `md5:${'0'.repeat(32)}`],
  ['an empty column', async () => ''],
  ['a cost below the minimum of bcrypt', async () => `$2b$03$${'.'.repeat(53)}`],
  ['a cost that would take days', async () => `$2b$31$${'.'.repeat(53)}`],
  ['a password with a NUL', async () => library.hash(password, cost), `${password}\0`],
  ['an unpaired surrogate', async () => library.hash(password, cost), `${password}\udc00`],
  ['a password that is too long', async () => library.hash(password, cost), 'x'.repeat(100_000)],
  ['an empty password', async () => library.hash(password, cost), ''],
];

describe('every failed check takes exactly the rounds of the configured cost', () => {
  test.each(kinds)('for %s', async (_kind, stored, typed = attempt) => {
    const { passwords, bcrypt } = createPasswordsUnderTest({ cost });
    const hash = await stored();

    const { matches } = await passwords.verify(typed, hash === null ? null : planted(hash));

    expect(matches).toBe(false);
    expect(rounds(bcrypt.take())).toBe(2 ** cost);
  });
});

test('a hash of lower cost is topped up step by step: 2^8 + 2^8 + 2^9 = 2^10', async () => {
  const { passwords, bcrypt } = createPasswordsUnderTest({ cost: 10 });

  await passwords.verify(attempt, planted(await library.hash(password, 8)));

  expect(bcrypt.take()).toEqual([8, 8, 9]);
});

test('stored hashes of higher cost raise the work of every failure', async () => {
  const { passwords, bcrypt } = createPasswordsUnderTest({ cost: 6, storedCosts: [6, 8, 31] });

  await passwords.verify(attempt, null);
  const unknownName = rounds(bcrypt.take());
  await passwords.verify(attempt, planted(await library.hash(password, 8)));
  const higherCost = rounds(bcrypt.take());

  expect(unknownName).toBe(2 ** 8);
  expect(higherCost).toBe(2 ** 8);
});

test('a hash of higher cost stored later raises the work from its first verification on', async () => {
  const { passwords, bcrypt } = createPasswordsUnderTest({ cost: 6 });

  await passwords.verify(attempt, planted(await library.hash(password, 8)));
  bcrypt.take();
  await passwords.verify(attempt, null);

  expect(rounds(bcrypt.take())).toBe(2 ** 8);
});
