/**
 * Returns the comparison key of a name, equal for all its spellings: NFKC and full case folding (Unicode
 * 3.13, D145), repeated until the text is stable, because folding can undo a normal form. Computed here
 * because case folding in the database depends on its locale.
 */
export function nameKey(text: string): string {
  let key = text;
  // Two rounds are enough for every existing character. The limit guards against future ones.
  for (let round = 0; round < 4; round += 1) {
    const next = foldCase(key.normalize('NFKC')).normalize('NFKC');
    if (next === key) return key;
    key = next;
  }
  return key;
}

/**
 * Performs full case folding, character by character, so that context (such as a final sigma) has no
 * influence. Lower, upper, lower covers what lower case alone misses: the sharp s and its capital become
 * `ss`, the Kelvin sign becomes `k`.
 */
function foldCase(text: string): string {
  let folded = '';
  for (const character of text) {
    folded += character === dotlessI ? character : character.toLowerCase().toUpperCase().toLowerCase();
  }
  return folded;
}

/**
 * Its capital is the plain I, but outside the Turkic languages it is not a spelling of i (CaseFolding.txt,
 * status T).
 */
const dotlessI = '\u0131';

/** Returns true for text that databases and JSON cannot represent: a NUL or an unpaired surrogate. */
export function isBrokenText(text: string): boolean {
  return broken.test(text);
}

// With the u flag a surrogate pair is one character, so only an unpaired half matches.
const broken = /[\0\p{Surrogate}]/u;
