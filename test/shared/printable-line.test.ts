import { describe, expect, test } from '@jest/globals';
import { readPrintableLine } from '../../src/shared/index.js';

describe('readPrintableLine', () => {
  test.each([
    ['a red heart', 'Ada \u2764\ufe0f'],
    ['an emoji of several', '\u{1f469}\u200d\u2764\ufe0f\u200d\u{1f469}'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['a Japanese name with an ideographic variation', '\u845b\u{e0100}\u57ce'],
    ['the flag of Scotland', 'Ada \u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['a joiner', '\u0639\u0644\u06cc\u200c\u0631\u0636\u0627'],
  ])('accepts %s', (_, text) => {
    expect(readPrintableLine(text, 100)).toBe(text.normalize('NFC'));
  });

  test.each([
    ['a direction override', 'Lobby\u202egnp.exe'],
    ['a direction isolate', 'a\u2066b'],
    ['a zero width space', 'a\u200bb'],
    ['a control character', 'a\u009bb'],
    ['a line separator', 'a\u2028b'],
    ['a private character', 'a\ue000'],
    ['half a surrogate pair', 'a\ud800'],
    ['variation selectors alone', '\ufe0f'],
    ['a variation selector after a blank', 'a \ufe0fb'],
    ['several variation selectors in a row', 'a\ufe0f\ufe0f'],
    ['tags without a flag', 'a\u{e0067}\u{e007f}'],
    ['a flag with the tags of no region', '\u{1f3f4}\u{e0068}\u{e0069}\u{e007f}'],
    ['nothing but blanks', ' \t '],
    ['too many characters', 'x'.repeat(101)],
  ])('rejects %s', (_, text) => {
    expect(readPrintableLine(text, 100)).toBeNull();
  });
});
