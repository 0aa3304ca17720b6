/**
 * Parses one line of text that people read: a full name, a reason, the name of a device. Returns it trimmed
 * and in NFC; null when it is blank, has more than `maxCharacters`, or contains a character that is not
 * printed: control characters, line separators, unassigned and private characters, and invisible ones,
 * including those that change the writing direction. The two joiners, variation selectors after a visible
 * character, and the tags in the flags of England, Scotland and Wales are allowed: several languages use them
 * in names, and emoji consist of them.
 */
export function readPrintableLine(text: string, maxCharacters: number): string | null {
  // Normalization is linear but not free, so overlong text is rejected first.
  if (text.length > 4 * maxCharacters) return null;
  const line = text.normalize('NFC').trim();
  if (line === '' || [...line].length > maxCharacters) return null;
  const tested = line.replace(flagWithTags, '\u{1F3F4}');
  return unprintable.test(tested) || misplacedSelector.test(tested) ? null : line;
}

/** A black flag with the tags gbeng, gbsct or gbwls (Unicode Technical Standard 51, section 1.4.6). */
const flagWithTags =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/gu;

const unprintable =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?![\p{Join_Control}\p{Variation_Selector}])[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const misplacedSelector = /(?:^|[\s\p{Join_Control}\p{Variation_Selector}])\p{Variation_Selector}/u;
