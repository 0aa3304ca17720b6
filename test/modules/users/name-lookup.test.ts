import { describe, expect, test } from '@jest/globals';
import { readEmail } from '../../../src/modules/users/email-addresses.js';
import { identifierKey } from '../../../src/modules/users/name-lookup.js';
import { readUsername } from '../../../src/modules/users/usernames.js';
import { fc } from '../../helpers/fast-check.js';

describe('identifierKey', () => {
  test.each([
    ['ada', ['ADA', ' ada', 'ada\t', '\u00a0Ada', '\uff41\uff44\uff41']],
    ['kim', ['\u212aim', 'KIM']],
    ['strasse', ['stra\u00dfe', 'STRA\u1e9eE']],
    ['ada@example.com', ['Ada@Example.COM', 'ada\uff20example.com', ' ada@example.com ']],
    ['ada@xn--fa-hia.de', ['ada@fa\u00df.de', 'ADA@FASS.de']],
  ])('is equal for all spellings of %s', (name, spellings) => {
    const keys = [name, ...spellings].map(identifierKey);

    expect(new Set(keys).size).toBe(1);
  });

  test('equals the comparison keys of usernames and email addresses', () => {
    fc.assert(
      fc.property(fc.constantFrom('Ada', 'b.o-b', 'stra\u00dfe', '\uff4aane', '\u0130pek'), (name) => {
        expect(identifierKey(name)).toBe(readUsername(name)?.usernameKey);
        const address = `${name}@Example.org`;
        expect(identifierKey(address)).toBe(readEmail(address)?.emailKey);
      }),
    );
  });

  test('returns a key for any text in bounded time, ignoring text beyond the maximum name length', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        (text) => typeof identifierKey(text) === 'string',
      ),
    );
    expect(identifierKey('\ud800')).toBeDefined();
    expect(identifierKey(`${'x'.repeat(100_000)}a`)).toBe(identifierKey(`${'x'.repeat(100_000)}b`));
  });
});
