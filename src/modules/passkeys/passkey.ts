import { readPrintableLine, type UserId } from '../../shared/index.js';
import { nameInvalid } from './passkeys-errors.js';

/** A passkey of a user (WebAuthn Level 3, "client-side discoverable credential"). Contains no secret. */
export interface Passkey {
  readonly id: string;
  readonly userId: UserId;
  /** Chosen by the authenticator, in base64url without padding. */
  readonly credentialId: string;
  /** A COSE key (RFC 9052). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** The number of signatures that the authenticator reported last; 0 when it does not count. */
  readonly signCount: number;
  /** How browsers reach the authenticator, as they reported it; a hint for the next sign-in. */
  readonly transports: readonly string[];
  /** True when the authenticator may copy the passkey to other devices. It never changes. */
  readonly backupEligible: boolean;
  /** True when it has been copied. */
  readonly backedUp: boolean;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Enough for all devices of a person; few enough for the options of a registration, which name them all. */
export const maxPasskeysPerUser = 20;

const maxNameLength = 100;
const defaultName = 'Passkey';

/** Returns the trimmed name. Throws INVALID_INPUT for a blank or long one, or one that is not printable. */
export function parsePasskeyName(text: string, field: readonly string[]): string {
  const name = readPrintableLine(text, maxNameLength);
  if (name === null) throw nameInvalid(maxNameLength, field);
  return name;
}

/** Like parsePasskeyName, with a default for a name that was not given or is blank. */
export function parseNewPasskeyName(text: string | null, field: readonly string[]): string {
  return text === null || text.trim() === '' ? defaultName : parsePasskeyName(text, field);
}

/** Returns the id by which authenticators know the user: the bytes of the UUID, which names nobody. */
export function userHandleOf(userId: UserId): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll('-', ''), 'hex'));
}

/**
 * Returns what a signature by the passkey has proven, by the names of RFC 8176: a key that cannot leave its
 * hardware (hwk) or can be copied (swk), a present user, and several factors when that user was verified.
 */
export function authMethodsOf(
  { backupEligible }: Pick<Passkey, 'backupEligible'>,
  userVerified: boolean,
): readonly string[] {
  return [backupEligible ? 'swk' : 'hwk', 'user', ...(userVerified ? ['mfa'] : [])];
}
