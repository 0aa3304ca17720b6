import type { Clock } from '../../shared/index.js';
import type { KeyNotices } from './key-change-notifications.js';
import { type KeyLife, livesOf } from './key-lifecycle.js';
import type { OpenSigningKey } from './key-sealer.js';
import {
  type PublicVerificationKey,
  type PublishedKey,
  publishKey,
  type SigningKey,
  type SigningKeys,
} from './signing-keys.js';
import { createFreshLooks } from './single-flight.js';

/** The signing keys in memory, kept equal to the database. */
export interface KeyRing extends SigningKeys {
  /** What clients may check signatures with: pending, active and retiring keys, public members only. */
  published(): Promise<readonly PublishedKey[]>;
  /** Resolves when whatever was committed before this call is in the ring. */
  refresh(): Promise<void>;
  /** False while a change may have been missed. */
  isCurrent(): boolean;
}

/** The keys as they were read in one statement. */
export interface KeysRead {
  /** Rises with every change of any key. */
  readonly revision: number;
  readonly keys: readonly OpenSigningKey[];
}

/** What the ring is made from. */
export interface KeyRingCollaborators {
  /** The keys as they were opened at the start. */
  readonly atStart: KeysRead;
  /** Asks the database for the revision alone. */
  readonly readRevision: () => Promise<number>;
  /** Reads all keys again; those known already need not be opened again. */
  readonly readKeys: (known: readonly OpenSigningKey[]) => Promise<KeysRead>;
  readonly notices: KeyNotices;
  /** Lets the least time pass between two looks that unknown key ids may cause. */
  readonly pause: () => Promise<void>;
  readonly clock: Clock;
}

/** A SHA-256 thumbprint in base64url (RFC 7638): nothing else is ever the id of a key. */
const thumbprint = /^[A-Za-z0-9_-]{43}$/;

/**
 * Makes the ring. While notices reach it, it answers from memory; while one may have been missed, it asks the database first, at each question,
 * so that a revoked key is refused at the next request on every instance.
 */
export function createKeyRing(collaborators: KeyRingCollaborators): KeyRing {
  const { readRevision, readKeys, notices, pause, clock } = collaborators;
  let ring = collaborators.atStart;
  let noticed = 0;
  let answered = 0;
  const looks = createFreshLooks(async () => {
    const upTo = noticed;
    if ((await readRevision()) !== ring.revision) ring = await readKeys(ring.keys);
    answered = upTo;
  }, pause);
  const isCurrent = (): boolean => notices.isLive() && answered === noticed;
  const lives = (): ReadonlyMap<OpenSigningKey, KeyLife> => livesOf(ring.keys, clock.now());
  notices.onChanged(() => {
    noticed += 1;
    // When it fails the ring stays behind, and every question asks the database until one is answered.
    looks.fresh().catch(() => {});
  });

  return {
    active: () => signerOf(lives()),
    find: (kid) => {
      if (!thumbprint.test(kid)) return null;
      if (!isCurrent()) return looks.fresh().then(() => accepted(lives(), kid));
      if (ring.keys.some((key) => key.kid === kid)) return accepted(lives(), kid);
      return looks.paced().then(() => accepted(lives(), kid));
    },
    published: async () => {
      if (!isCurrent()) await looks.fresh();
      return [...lives()].flatMap((entry) => verificationKeys(entry)).map(publishKey);
    },
    refresh: looks.fresh,
    isCurrent,
  };
}

function signerOf(lives: ReadonlyMap<OpenSigningKey, KeyLife>): SigningKey {
  for (const [{ kid, algorithm, pair }, { status }] of lives) {
    if (status === 'ACTIVE' && pair !== null) return { kid, algorithm, privateKey: pair.privateKey };
  }
  throw new Error('no signing key is active');
}

function accepted(lives: ReadonlyMap<OpenSigningKey, KeyLife>, kid: string): PublicVerificationKey | null {
  return [...lives].flatMap(verificationKeys).find((key) => key.kid === kid) ?? null;
}

/** The key as signatures are checked with it, or nothing for one that is refused. */
function verificationKeys([{ kid, algorithm, pair }, { status }]: readonly [
  OpenSigningKey,
  KeyLife,
]): readonly PublicVerificationKey[] {
  return status === 'REVOKED' || pair === null ? [] : [{ kid, algorithm, publicKey: pair.publicKey }];
}
