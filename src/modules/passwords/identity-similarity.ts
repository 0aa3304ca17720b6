/** The names of a user that a password must not contain, as far as they are known. */
export interface PasswordIdentity {
  readonly username?: string | null;
  readonly email?: string | null;
  readonly fullName?: string | null;
}

/**
 * Names of at least this length count anywhere in the password. Three-letter names are part of too many words
 * ("ada" in "Canada").
 */
const longName = 4;
const shortName = 3;

/** A short name counts when fewer other characters than this remain. */
const minOtherCharacters = 8;

/**
 * Returns true when the prepared password contains the username, the email address or its local part, the
 * full name, or a part of one, in any case, forwards or backwards.
 * Names of three letters count only as a separate word or with few other characters; shorter names never
 * count.
 */
export function isSimilarToIdentity(prepared: string, identity: PasswordIdentity): boolean {
  const text = fold(prepared);
  return namesOf(identity).some(
    (name) => containsName(text, name) || containsName(text, [...name].reverse().join('')),
  );
}

function containsName(text: string, name: string): boolean {
  const length = [...name].length;
  if (length < shortName || !text.includes(name)) return false;
  if (length >= longName) return true;
  const words = text.split(/[^\p{L}\p{M}]+/u);
  return words.includes(name) || [...text.replaceAll(name, '')].length < minOtherCharacters;
}

/** Returns each name as a whole, without its separators, and in its parts. */
function namesOf(identity: PasswordIdentity): readonly string[] {
  const email = fold(identity.email ?? '');
  const wholes = [
    fold(identity.username ?? ''),
    email,
    email.split('@')[0] ?? '',
    fold(identity.fullName ?? ''),
  ];
  const joined = wholes.map((whole) => whole.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ''));
  const parts = wholes.flatMap((whole) => (whole === email ? [] : whole.split(/[^\p{L}\p{M}]+/u)));
  return [...new Set([...wholes, ...joined, ...parts])];
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
