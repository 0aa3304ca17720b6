import { createHmac, timingSafeEqual } from 'node:crypto';
import type { UserId } from '../../shared/index.js';

/** Whose password a device proved, and which one: another password makes the device a stranger again. */
export interface DeviceOwner {
  readonly userId: UserId;
  readonly passwordChangedAt: Date;
}

/**
 * Devices that have signed somebody in before, told by a cookie (OWASP: Slow Down Online Guessing Attacks with Device Cookies). The cookie says
 * nothing about who may come in: it only has a device's failures counted apart from those of strangers.
 */
export interface KnownDevices {
  /** The device's id, when the text proves that it signed this user in with the present password; null for anything else, in the same work. */
  identifyDevice(text: string | null, owner: DeviceOwner): string | null;
  /** The text for a device that has just signed this user in; what it proves of other users is kept, four of them at most. */
  issueDeviceCookie(text: string | null, owner: DeviceOwner): string;
}

/** What devices are made with. */
export interface KnownDevicesDependencies {
  /** Secret, and the same on all instances; asked when it is used, because keys are opened after the modules are built. */
  readonly deviceKey: () => Buffer;
  /** Sixteen bytes that nobody can guess. */
  readonly randomId: () => Buffer;
}

const maxOtherUsers = 5;
/** An id and up to five proofs: 16 bytes each, in base64url. */
const cookiePattern = /^[\w-]{22}(?:\.[\w-]{22}){1,5}$/;
const nothing = 'A'.repeat(22);

/** Makes the devices. */
export function createKnownDevices({ deviceKey, randomId }: KnownDevicesDependencies): KnownDevices {
  const deviceProof = (id: string, { userId, passwordChangedAt }: DeviceOwner): string =>
    createHmac('sha256', deviceKey())
      .update(JSON.stringify([id, userId, passwordChangedAt.getTime()]))
      .digest()
      .subarray(0, 16)
      .toString('base64url');
  return {
    identifyDevice: (text, owner) => {
      const { id, proofs } = parseDeviceCookie(text);
      const expected = Buffer.from(deviceProof(id ?? nothing, owner));
      const isProven = proofs.map((proof) => timingSafeEqual(Buffer.from(proof), expected)).includes(true);
      return isProven ? id : null;
    },
    issueDeviceCookie: (text, owner) => {
      const { id: sent, proofs } = parseDeviceCookie(text);
      const id = sent ?? randomId().toString('base64url');
      const own = deviceProof(id, owner);
      const others = proofs.filter((proof) => proof !== own);
      return [id, own, ...others].slice(0, 1 + maxOtherUsers).join('.');
    },
  };
}

/** An id without one good proof may be anybody's invention; it buys nothing, since every proof is bound to it. */
function parseDeviceCookie(text: string | null): {
  readonly id: string | null;
  readonly proofs: readonly string[];
} {
  if (text === null || !cookiePattern.test(text)) return { id: null, proofs: [] };
  const [id = null, ...proofs] = text.split('.');
  return { id, proofs };
}
