import { addSeconds, clockLeewaySeconds } from '../../shared/index.js';

/** The status of a signing key: published, signing, still accepted, rejected. */
export type SigningKeyStatus = 'PENDING' | 'ACTIVE' | 'RETIRING' | 'REVOKED';

/** The stored facts that decide the status of a key. */
export interface KeyTimes {
  /** A UUIDv7. Orders keys that become active at the same instant. */
  readonly id: string;
  /** When it starts to sign. */
  readonly activeFrom: Date;
  /** When it was revoked by an administrator or operator. */
  readonly revokedAt: Date | null;
  /** The longest lifetime of the tokens that it signs. */
  readonly tokenTtlSeconds: number;
}

/** The status of a key at an instant. */
export interface KeyLifecycle {
  readonly status: SigningKeyStatus;
  /** When it leaves the published keys and is rejected; null while no key follows it. */
  readonly retireAt: Date | null;
  /** When it was rejected for the first time; null while it is accepted. */
  readonly revokedAt: Date | null;
}

/**
 * Returns the lifecycles of all keys at an instant. A key signs from its `activeFrom` until that of the next
 * key. Then it is accepted until the last token that it can have signed has expired, plus the clock leeway.
 * Every instance computes the status with its own clock; no process changes it. A key that was followed by
 * another never signs again, even when the follower is revoked, because its tokens would outlive it.
 */
export function keyLifecycles<Key extends KeyTimes>(
  keys: readonly Key[],
  now: Date,
): ReadonlyMap<Key, KeyLifecycle> {
  const rotation = [...keys].filter(isInRotation).sort(byActivation);
  const activeIndex = findActiveIndex(rotation, now);
  const lifecycles = keys.map((key) => [key, lifecycleOf(key, rotation, activeIndex, now)] as const);
  return new Map(lifecycles);
}

/** Returns false for a key that was revoked before it signed; it retires no other key. */
function isInRotation({ activeFrom, revokedAt }: KeyTimes): boolean {
  return revokedAt === null || revokedAt >= activeFrom;
}

function byActivation(one: KeyTimes, other: KeyTimes): number {
  const distance = one.activeFrom.getTime() - other.activeFrom.getTime();
  if (distance !== 0) return distance;
  return one.id < other.id ? -1 : 1;
}

/**
 * Returns the index of the key that signs: the last one whose `activeFrom` has passed or, when it is revoked,
 * the next one that is not. A clock before all of them (set back, or behind the instance that created them)
 * selects the first, because a server without a key cannot sign users in. Returns the length of the rotation
 * when no key is left.
 */
function findActiveIndex(rotation: readonly KeyTimes[], now: Date): number {
  const latest = rotation.findLastIndex(({ activeFrom }) => activeFrom <= now);
  const activeIndex = rotation.findIndex(({ revokedAt }, index) => index >= latest && revokedAt === null);
  return activeIndex < 0 ? rotation.length : activeIndex;
}

function lifecycleOf(
  key: KeyTimes,
  rotation: readonly KeyTimes[],
  activeIndex: number,
  now: Date,
): KeyLifecycle {
  const index = rotation.indexOf(key);
  const next = index < 0 ? undefined : rotation[index + 1];
  const retireAt =
    next === undefined ? null : addSeconds(next.activeFrom, key.tokenTtlSeconds + clockLeewaySeconds);
  const { revokedAt } = key;
  if (revokedAt !== null) {
    return {
      status: 'REVOKED',
      retireAt: retireAt !== null && retireAt <= revokedAt ? retireAt : null,
      revokedAt,
    };
  }
  if (index === activeIndex) return { status: 'ACTIVE', retireAt, revokedAt: null };
  if (index > activeIndex) return { status: 'PENDING', retireAt, revokedAt: null };
  return retireAt !== null && retireAt <= now
    ? { status: 'REVOKED', retireAt, revokedAt: retireAt }
    : { status: 'RETIRING', retireAt, revokedAt: null };
}
