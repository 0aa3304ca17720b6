import { passkeysUnavailable } from './passkeys-errors.js';

/** For whom passkeys are made, and on which pages they are accepted: configuration, never from a request. */
export interface RelyingParty {
  /** The domain that passkeys belong to; null when the server has no domain name. */
  readonly id: string | null;
  /** Returns the origins whose pages may use passkeys. In development they depend on the port. */
  readonly origins: () => readonly string[];
}

/** Returns the domain. Throws ILLEGAL_STATE when the server has none. */
export function requireDomain({ id }: RelyingParty): string {
  if (id === null) throw passkeysUnavailable();
  return id;
}
