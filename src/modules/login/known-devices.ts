import { timingSafeEqual } from 'node:crypto';
import type { KeyedHash, UserId } from '../../shared/index.js';

/**
 * The user of a device, and the password that the device was used with: after a change the device is unknown.
 */
export interface DeviceOwner {
  readonly userId: UserId;
  readonly passwordChangedAt: Date;
}

/**
 * Devices that signed a user in before, identified by a cookie (OWASP: Slow Down Online Guessing Attacks with
 * Device Cookies). The cookie grants no access: failures of a known device are only counted separately.
 */
export interface KnownDevices {
  /**
   * Returns the id of the device when the cookie proves that it signed this user in with the current
   * password, otherwise null. The work is the same in both cases.
   */
  identifyDevice(text: string | null, owner: DeviceOwner): string | null;
  /**
   * Returns the cookie for a device that has just signed this user in. Proofs of up to four other users are
   * kept.
   */
  issueDeviceCookie(text: string | null, owner: DeviceOwner): string;
}

export interface KnownDevicesDependencies {
  /** Its key is secret, and the same on all instances. */
  readonly keyedHash: KeyedHash;
  /** Returns 16 random bytes. */
  readonly randomId: () => Buffer;
}

const maxProofs = 5;
/** An id and up to five proofs, each 16 bytes in base64url. */
const cookiePattern = /^[\w-]{22}(?:\.[\w-]{22}){1,5}$/;
const placeholderId = 'A'.repeat(22);

export function createKnownDevices({ keyedHash, randomId }: KnownDevicesDependencies): KnownDevices {
  const deviceProof = (id: string, { userId, passwordChangedAt }: DeviceOwner): string =>
    keyedHash(JSON.stringify([id, userId, passwordChangedAt.getTime()]))
      .subarray(0, 16)
      .toString('base64url');
  return {
    identifyDevice: (text, owner) => {
      const { id, proofs } = parseDeviceCookie(text);
      const expected = Buffer.from(deviceProof(id ?? placeholderId, owner));
      const isProven = proofs.map((proof) => timingSafeEqual(Buffer.from(proof), expected)).includes(true);
      return isProven ? id : null;
    },
    issueDeviceCookie: (text, owner) => {
      const { id: existingId, proofs } = parseDeviceCookie(text);
      const id = existingId ?? randomId().toString('base64url');
      const ownProof = deviceProof(id, owner);
      const otherProofs = proofs.filter((proof) => proof !== ownProof);
      return [id, ownProof, ...otherProofs].slice(0, 1 + maxProofs).join('.');
    },
  };
}

/** The id may be forged. That is harmless: every proof is bound to its id. */
function parseDeviceCookie(text: string | null): {
  readonly id: string | null;
  readonly proofs: readonly string[];
} {
  if (text === null || !cookiePattern.test(text)) return { id: null, proofs: [] };
  const [id = null, ...proofs] = text.split('.');
  return { id, proofs };
}
