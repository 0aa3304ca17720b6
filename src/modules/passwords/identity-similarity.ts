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
const minLengthInsideWords = 4;
const minNameLength = 3;

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
  if (length < minNameLength || !text.includes(name)) return false;
  if (length >= minLengthInsideWords) return true;
  const words = text.split(/[^\p{L}\p{M}]+/u);
  return words.includes(name) || [...text.replaceAll(name, '')].length < minOtherCharacters;
}

/** Returns each complete name, each name without its separators, and the parts of each name. */
function namesOf(identity: PasswordIdentity): readonly string[] {
  const email = fold(identity.email ?? '');
  const completeNames = [
    fold(identity.username ?? ''),
    email,
    email.split('@')[0] ?? '',
    fold(identity.fullName ?? ''),
  ];
  const joined = completeNames.map((complete) => complete.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ''));
  const parts = completeNames.flatMap((complete) =>
    complete === email ? [] : complete.split(/[^\p{L}\p{M}]+/u),
  );
  return [...new Set([...completeNames, ...joined, ...parts])];
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
