/** The names that a password must not be made of, as far as they are known. */
export interface PasswordIdentity {
  readonly username?: string | null;
  readonly email?: string | null;
  readonly fullName?: string | null;
}

/** From this length on, a name counts wherever it stands; the three-letter ones stand in too many words ("ada" in "Canada"). */
const longName = 4;
const shortName = 3;

/** A short name counts when so little else is left that the name is what the password is made of. */
const enoughElse = 8;

/**
 * True when the prepared password holds the username, the email or its local part, the full name, or a part of one, in any case,
 * forwards or backwards. Names of three letters count only as a word of their own or with little beside them; shorter never.
 */
export function isSimilarToIdentity(prepared: string, identity: PasswordIdentity): boolean {
  const text = fold(prepared);
  return namesOf(identity).some((name) => holds(text, name) || holds(text, [...name].reverse().join('')));
}

function holds(text: string, name: string): boolean {
  const length = [...name].length;
  if (length < shortName || !text.includes(name)) return false;
  if (length >= longName) return true;
  const words = text.split(/[^\p{L}\p{M}]+/u);
  return words.includes(name) || [...text.replaceAll(name, '')].length < enoughElse;
}

/** Each name whole, without its separators, and in its parts. */
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
