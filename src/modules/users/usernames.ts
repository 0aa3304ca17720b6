import { isBrokenText, nameKey } from './name-key.js';

/** The length limits of a username, for messages and `params`. */
export const usernameLimits = { minLength: 2, maxLength: 64 } as const;

/** A username in display form and in comparison form. */
export interface Username {
  readonly username: string;
  readonly usernameKey: string;
}

/**
 * Parses a username; returns null when it is not valid.
 * A username has 2 to 64 characters: letters, digits and combining marks of any language, and inside also
 * `.`, `_` and `-`. It therefore contains no `@` and nothing invisible. The display form is NFKC and never
 * trimmed.
 */
export function readUsername(text: string): Username | null {
  // Normalization is linear but not free, so overlong text is rejected first.
  if (text.length > 4 * usernameLimits.maxLength || isBrokenText(text)) return null;
  const username = text.normalize('NFKC');
  const length = [...username].length;
  if (length < usernameLimits.minLength || length > usernameLimits.maxLength) return null;
  if (!alphabet.test(username) || invisible.test(username) || stacked.test(username)) return null;
  if (uuid.test(username) || mixesLookalikes(username)) return null;
  return { username, usernameKey: nameKey(username) };
}

const alphabet = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}._-]*[\p{L}\p{M}\p{Nd}])?$/u;
// Some letters (Hangul fillers) and marks (variation selectors) are invisible.
const invisible = /\p{Default_Ignorable_Code_Point}/u;
// No language stacks more than a few marks; text that overlaps its neighbouring lines does.
const stacked = /\p{M}{5}/u;
// The command line accepts an id in place of a username.
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const lookalikes = [/\p{Script=Latin}/u, /\p{Script=Greek}/u, /\p{Script=Cyrillic}/u];

/** Rejects mixtures of Latin, Greek and Cyrillic, whose letters look alike (UTS 39, 5.2). */
function mixesLookalikes(username: string): boolean {
  return lookalikes.filter((script) => script.test(username)).length > 1;
}
