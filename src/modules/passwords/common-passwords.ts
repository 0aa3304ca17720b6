import { createRequire } from 'node:module';

interface CommonPasswords {
  /** The 49,000 most common passwords, in lower case. */
  readonly words: ReadonlySet<string>;
  readonly maxLength: number;
}

const require = createRequire(import.meta.url);

let loaded: CommonPasswords | null = null;

/** Loads the list when the first password is examined: many servers examine none for days. */
function commonPasswords(): CommonPasswords {
  loaded ??= loadCommonPasswords();
  return loaded;
}

function loadCommonPasswords(): CommonPasswords {
  const { dictionary }: typeof import('@zxcvbn-ts/language-common') = require('@zxcvbn-ts/language-common');
  const words = dictionary['passwords-common'];
  return { words: new Set(words), maxLength: Math.max(...words.map((word) => word.length)) };
}

/**
 * Returns true for a listed password in any case, for one that is repeated (the last repetition may be cut
 * off), for either with digits at the start or the end, for that repeated, and for one or two characters
 * repeated (NIST 800-63B-4, 3.1.1.2). Expects a prepared password.
 * A password of digits alone counts only when it starts or ends with a listed number, because every longer
 * number contains a listed one.
 */
export function isCommonPassword(prepared: string): boolean {
  const text = prepared.toLowerCase();
  const unit = text.slice(0, smallestPeriod(text));
  return unit.length <= 2 || isBuiltOnCommonPassword(text) || isBuiltOnCommonPassword(unit);
}

/** Matches optional digits, a listed password (possibly repeated) and optional digits. */
function isBuiltOnCommonPassword(text: string): boolean {
  const { words, maxLength } = commonPasswords();
  const leadingDigits = /^[0-9]*/.exec(text)?.[0].length ?? 0;
  const restOfDigits = text.length - (/[0-9]*$/.exec(text)?.[0].length ?? 0);
  const onlyDigits = leadingDigits === text.length;
  for (let start = 0; start <= leadingDigits; start += 1) {
    const longest = Math.min(maxLength, text.length - start);
    for (let length = 1; length <= longest; length += 1) {
      if (!words.has(text.slice(start, start + length))) continue;
      const end = endOfRepetition(text, start, length);
      if (onlyDigits ? start === 0 || end === text.length : end >= restOfDigits) return true;
    }
  }
  return false;
}

/** Returns the index at which the text stops repeating its `length` characters from `start`. */
function endOfRepetition(text: string, start: number, length: number): number {
  let end = start + length;
  while (end < text.length && text[end] === text[end - length]) end += 1;
  return end;
}

/**
 * Returns the length of the shortest prefix that the whole text repeats at least twice, or the text's length
 * when there is none.
 */
function smallestPeriod(text: string): number {
  for (let length = 1; length * 2 <= text.length; length += 1) {
    if (endOfRepetition(text, 0, length) === text.length) return length;
  }
  return text.length;
}
