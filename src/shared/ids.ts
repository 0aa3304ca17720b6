declare const brand: unique symbol;

/** A string that only its own maker may call a `Name`; the brand exists for the compiler alone. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A user's id: a UUID in lower case (RFC 9562; version 7 when made here). */
export type UserId = Branded<'UserId'>;

/** A session's id: a UUID in lower case; it is the `sid` of the session's access tokens and carries no secret. */
export type SessionId = Branded<'SessionId'>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Parses text from outside; answers null, never throws, for anything that cannot be a user's id. */
export function parseUserId(text: string): UserId | null {
  // The one place where plain text becomes a UserId: its form has just been proven.
  return uuid.test(text) ? (text.toLowerCase() as UserId) : null;
}

/** Parses text from outside; answers null, never throws, for anything that cannot be a session's id. */
export function parseSessionId(text: string): SessionId | null {
  // As above: proven one line earlier.
  return uuid.test(text) ? (text.toLowerCase() as SessionId) : null;
}
