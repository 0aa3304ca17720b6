import type { Clock } from '../kernel/index.js';
import type { OpenSigningKey } from './key-sealer.js';
import {
  type PublishedKey,
  publishKey,
  type SigningKey,
  type SigningKeys,
  type VerificationKey,
} from './signing-keys.js';

/** The signing keys in memory. */
export interface KeyRing extends SigningKeys {
  /** What clients may check signatures with: pending, active and retiring keys, public members only. */
  published(): readonly PublishedKey[];
}

/** What the ring is made from. */
export interface KeyRingCollaborators {
  /** The keys as they were opened at the start; exactly one is active. */
  readonly signingKeys: readonly OpenSigningKey[];
  /** Reads them again from the database. */
  readonly reload: () => Promise<readonly OpenSigningKey[]>;
  readonly clock: Clock;
}

/** Tokens with invented key ids cost no more than one look into the database in this time. */
const pauseMillis = 5_000;

/** A SHA-256 thumbprint in base64url (RFC 7638): nothing else is ever the id of a key. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/;

/** Makes the ring. Throws a plain Error when no key is active: the room makes one before. */
export function createKeyRing(collaborators: KeyRingCollaborators): KeyRing {
  const { reload, clock } = collaborators;
  let keys = new Map(collaborators.signingKeys.map((key) => [key.kid, key]));
  let lastLook: { readonly at: number; readonly done: Promise<void> } | null = null;

  function look(): Promise<void> {
    const now = clock.now().getTime();
    // The distance, not the order: a clock that was set back must not close the door for hours.
    if (lastLook !== null && Math.abs(now - lastLook.at) < pauseMillis) return lastLook.done;
    const done = reload().then((found) => {
      keys = new Map(found.map((key) => [key.kid, key]));
    });
    lastLook = { at: now, done };
    return done;
  }

  return {
    active: () => activeKey([...keys.values()]),
    find: (kid) => {
      const key = keys.get(kid);
      if (key !== undefined) return verificationKey(key);
      if (!thumbprint.test(kid)) return null;
      return look().then(() => {
        const found = keys.get(kid);
        return found === undefined ? null : verificationKey(found);
      });
    },
    published: () => [...keys.values()].map(publishKey),
  };
}

function activeKey(keys: readonly OpenSigningKey[]): SigningKey {
  const active = keys.find((key) => key.status === 'ACTIVE');
  if (active === undefined) throw new Error('no signing key is active');
  return { kid: active.kid, algorithm: active.algorithm, privateKey: active.privateKey };
}

function verificationKey({ kid, algorithm, publicKey }: OpenSigningKey): VerificationKey {
  return { kid, algorithm, publicKey };
}
