import { describe, expect, test } from '@jest/globals';
import { readReturnAddress } from '../../console/src/people/return-address.js';

const page = new URL('https://id.example/sign-in');
const allowed = ['https://app.example'];

function read(address: string): string | null {
  return readReturnAddress(`?return=${encodeURIComponent(address)}`, page, allowed)?.href ?? null;
}

describe('the return address of the sign-in page', () => {
  test.each([
    ['/console/users?search=ada', 'https://id.example/console/users?search=ada'],
    ['https://id.example/account', 'https://id.example/account'],
    ['https://app.example/inbox#1', 'https://app.example/inbox#1'],
  ])('may be %p', (address, expected) => {
    expect(read(address)).toBe(expected);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    '\t//evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'blob:https://id.example/1',
    'http://id.example/',
    'https://id.example@evil.example/',
    'https://evil@id.example/',
    'https://app.example.evil.example/',
    'https://app.example:444/',
  ])('never leads to another place, such as %p', (address) => {
    const result = read(address);

    // Some of these are paths of this server in the eyes of a browser; none may leave it.
    expect(result === null || result.startsWith('https://id.example/')).toBe(true);
  });

  test.each(['', '?return=', '#1', '/sign-in', '?return=%2Fconsole'])(
    'never leads to the page itself, which would be loaded without end: %p',
    (address) => {
      expect(read(address)).toBeNull();
    },
  );
});
