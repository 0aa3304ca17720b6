import { isBrokenText, nameKey } from './name-key.js';

/** What a username must keep, for messages and `params`. */
export const usernameLimits = { minLength: 2, maxLength: 64 } as const;

/** A name as it is shown and as it is compared. */
export interface Username {
  readonly username: string;
  readonly usernameKey: string;
}

/**
 * Reads a username; null when it cannot be one. Shown in NFKC, never trimmed. It has 2 to 64 characters: letters, digits and
 * their marks of any language, and inside also `.`, `_` and `-`. So it holds no `@` and nothing invisible.
 */
export function readUsername(text: string): Username | null {
  // Long before anything looks at single characters: normalising is linear, but not free.
  if (text.length > 4 * usernameLimits.maxLength || isBrokenText(text)) return null;
  const username = text.normalize('NFKC');
  const length = [...username].length;
  if (length < usernameLimits.minLength || length > usernameLimits.maxLength) return null;
  if (!alphabet.test(username) || invisible.test(username) || stacked.test(username)) return null;
  if (uuid.test(username) || mixesLookalikes(username)) return null;
  return { username, usernameKey: nameKey(username) };
}

const alphabet = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}._-]*[\p{L}\p{M}\p{Nd}])?$/u;
// Letters that print as nothing exist (the Hangul fillers), and marks too (variation selectors).
const invisible = /\p{Default_Ignorable_Code_Point}/u;
// No language piles up more than a few marks; text that climbs over its neighbours does.
const stacked = /\p{M}{5}/u;
// The command line takes an id where it takes a name.
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const lookalikes = [/\p{Script=Latin}/u, /\p{Script=Greek}/u, /\p{Script=Cyrillic}/u];

/** Latin, Greek and Cyrillic share shapes: in one name only one of them, or "admin" has a dozen twins (UTS 39, 5.2). */
function mixesLookalikes(username: string): boolean {
  return lookalikes.filter((script) => script.test(username)).length > 1;
}
