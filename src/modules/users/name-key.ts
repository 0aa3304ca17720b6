/**
 * The key under which two spellings of a name are one: NFKC and full case folding (Unicode 3.13, D145), repeated until
 * nothing changes, as folding can undo a normal form. Made here and not in the database, whose folding depends on its locale.
 */
export function nameKey(text: string): string {
  let key = text;
  // Two rounds settle every character there is; the bound is for those that are yet to come.
  for (let round = 0; round < 4; round += 1) {
    const next = foldCase(key.normalize('NFKC')).normalize('NFKC');
    if (next === key) return key;
    key = next;
  }
  return key;
}

/**
 * Full case folding, character by character, so that no context (a final sigma) can tell two spellings apart.
 * Lower, upper, lower again reaches what lower case alone misses: the sharp s (also its capital) is `ss`, the Kelvin sign is `k`.
 */
function foldCase(text: string): string {
  let folded = '';
  for (const character of text) {
    folded += character === dotlessI ? character : character.toLowerCase().toUpperCase().toLowerCase();
  }
  return folded;
}

/** Its capital is the plain I, but outside the Turkic languages it is not a way to write i (CaseFolding.txt, status T). */
const dotlessI = '\u0131';

/** True for text that no database and no JSON would carry unharmed: a NUL or half of a surrogate pair. */
export function isBrokenText(text: string): boolean {
  return broken.test(text);
}

// With the u flag a whole pair is one character, so only a lone half is a surrogate.
const broken = /[\0\p{Surrogate}]/u;
