import type { TokenPair } from './documents.js';

/** Tokens as they are kept: with instants of this machine's clock, which need not agree with the server's. */
export interface HeldTokens {
  readonly accessToken: string;
  /** Null when a cookie carries it. */
  readonly refreshToken: string | null;
  readonly sessionId: string;
  readonly obtainedAt: number;
  readonly expiresAt: number;
}

/** Where tokens outlive the page: `localStorage`, `sessionStorage`, or what keeps their promises. */
export interface TokenStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What one tab tells the others. */
export type TabMessage =
  | { readonly kind: 'tokens'; readonly tokens: HeldTokens }
  | { readonly kind: 'signed-out'; readonly sessionId: string }
  | { readonly kind: 'who-is-signed-in' };

/** Dates a token pair that has just been answered. */
export function toHeldTokens(pair: TokenPair, now: number): HeldTokens {
  const { accessToken, refreshToken, sessionId } = pair;
  return { accessToken, refreshToken, sessionId, obtainedAt: now, expiresAt: now + pair.expiresIn * 1000 };
}

/** Reads what storage or another tab holds; null for anything that is not tokens, such as those of an older release. */
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

/** Reads what another tab told; null for what is not understood. */
export function readTabMessage(value: unknown): TabMessage | null {
  if (typeof value !== 'object' || value === null) return null;
  const kind: unknown = Reflect.get(value, 'kind');
  const sessionId: unknown = Reflect.get(value, 'sessionId');
  if (kind === 'who-is-signed-in') return { kind };
  if (kind === 'signed-out') return typeof sessionId === 'string' ? { kind, sessionId } : null;
  const tokens = kind === 'tokens' ? readHeldTokens(Reflect.get(value, 'tokens')) : null;
  return tokens === null ? null : { kind: 'tokens', tokens };
}

/** Reads storage; null when it holds nothing that can be read. Never throws: a browser may forbid storage altogether. */
export function readStorage(storage: TokenStorage, key: string): HeldTokens | null {
  try {
    return readHeldTokens(JSON.parse(storage.getItem(key) ?? 'null'));
  } catch {
    return null;
  }
}

/** Writes to storage, or empties it. Never throws: where it is full or forbidden the tokens live in memory. */
export function writeStorage(storage: TokenStorage, key: string, tokens: HeldTokens | null): void {
  try {
    if (tokens === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(tokens));
  } catch {}
}
