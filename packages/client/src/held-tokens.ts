import type { TokenPair } from './documents.js';

/**
 * Tokens with their times in milliseconds since 1970, by the clock of this machine, which may differ from the
 * server's.
 */
export interface HeldTokens {
  readonly accessToken: string;
  /** Null when it is in a cookie. */
  readonly refreshToken: string | null;
  readonly sessionId: string;
  readonly obtainedAt: number;
  readonly expiresAt: number;
}

/** A storage that outlives the page: `localStorage`, `sessionStorage` or a compatible object. */
export interface TokenStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** A message from one tab to the others. */
export type TabMessage =
  | { readonly kind: 'tokens'; readonly tokens: HeldTokens }
  | { readonly kind: 'signed-out'; readonly sessionId: string }
  | { readonly kind: 'who-is-signed-in' };

/** Converts a token pair that has just been received. */
export function toHeldTokens(pair: TokenPair, now: number): HeldTokens {
  const { accessToken, refreshToken, sessionId } = pair;
  return { accessToken, refreshToken, sessionId, obtainedAt: now, expiresAt: now + pair.expiresIn * 1000 };
}

/**
 * Reads a value from storage or another tab; returns null for anything but tokens, such as those of an older
 * release.
 */
export function readHeldTokens(value: unknown): HeldTokens | null {
  if (typeof value !== 'object' || value === null) return null;
  const member = (name: string): unknown => Reflect.get(value, name);
  const [accessToken, refreshToken, sessionId] = ['accessToken', 'refreshToken', 'sessionId'].map(member);
  const [obtainedAt, expiresAt] = ['obtainedAt', 'expiresAt'].map(member);
  if (typeof accessToken !== 'string' || typeof sessionId !== 'string') return null;
  if (typeof obtainedAt !== 'number' || typeof expiresAt !== 'number') return null;
  if (typeof refreshToken !== 'string' && refreshToken !== null) return null;
  return { accessToken, refreshToken, sessionId, obtainedAt, expiresAt };
}

/** Reads a message of another tab; returns null for an unknown one. */
export function readTabMessage(value: unknown): TabMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const kind: unknown = Reflect.get(value, 'kind');
  const sessionId: unknown = Reflect.get(value, 'sessionId');
  if (kind === 'who-is-signed-in') return { kind };
  if (kind === 'signed-out') return typeof sessionId === 'string' ? { kind, sessionId } : null;
  const tokens = kind === 'tokens' ? readHeldTokens(Reflect.get(value, 'tokens')) : null;
  return tokens === null ? null : { kind: 'tokens', tokens };
}

/**
 * Reads the tokens from storage; returns null when there are none. Never throws, although a browser may
 * forbid storage.
 */
export function readStorage(storage: TokenStorage, key: string): HeldTokens | null {
  try {
    return readHeldTokens(JSON.parse(storage.getItem(key) ?? 'null'));
  } catch {
    return null;
  }
}

/**
 * Writes the tokens to storage, or removes them. Never throws: when storage is full or forbidden, the tokens
 * are kept in memory.
 */
export function writeStorage(storage: TokenStorage, key: string, tokens: HeldTokens | null): void {
  try {
    if (tokens === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(tokens));
  } catch {}
}
