/**
 * The browser's own keeper of a refresh token: no script can read it. The edge makes one for each request; a resolver reads it, and says what
 * the answer should leave in it. What was said last is what the browser is told, in one header.
 */
export interface RefreshCookie {
  /** The token in it now: what this request has put there, else what the browser sent; null when it is empty. */
  read(): string | null;
  /** Keeps the token until that moment. */
  store(token: string, expiresAt: Date): void;
  /** Empties it. */
  clear(): void;
}
