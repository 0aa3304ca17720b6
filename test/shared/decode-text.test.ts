import { expect, test } from '@jest/globals';
import { decodeText, TextEncodingError, withoutFinalLineEnds } from '../../src/shared/index.js';

test('removes a byte order mark', () => {
  expect(decodeText(Buffer.from('\ufeffPORT=1\n'))).toBe('PORT=1\n');
});

test.each([
  ['UTF-16 with a mark', Buffer.from('\ufeffPORT=1', 'utf16le')],
  ['UTF-16 with a mark, high byte first', Buffer.from('\ufeffPORT=1', 'utf16le').swap16()],
  ['UTF-16 without a mark', Buffer.from('PORT=1', 'utf16le')],
  ['Latin-1', Buffer.from('caf\u00e9', 'latin1')],
])('refuses %s', (_what, bytes) => {
  expect(() => decodeText(bytes)).toThrow(TextEncodingError);
});

test.each(['\n', '\r\n', '\n\n', '\r\n\r\n', '\r', ''])('removes the line ends %j after a value', (end) => {
  expect(withoutFinalLineEnds(` a\nb ${end}`)).toBe(' a\nb ');
});
