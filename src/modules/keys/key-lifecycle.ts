import { addSeconds, clockLeewaySeconds } from '../../shared/index.js';

/** Where a signing key stands in its lifecycle: published, signing, still accepted, refused. */
export type SigningKeyStatus = 'PENDING' | 'ACTIVE' | 'RETIRING' | 'REVOKED';

/** What decides about a key's lifecycle, as it is kept. */
export interface KeyTimes {
  /** A UUIDv7: decides between two keys that begin at the same instant. */
  readonly id: string;
  /** From when it signs. */
  readonly activeFrom: Date;
  /** Since when it is refused because somebody said so. */
  readonly revokedAt: Date | null;
  /** The longest that a token signed by it lifecycles. */
  readonly tokenTtlSeconds: number;
}

/** Where a key stands at an instant. */
export interface KeyLifecycle {
  readonly status: SigningKeyStatus;
  /** When it leaves the published keys and is refused; null while no other key is to follow it. */
  readonly retireAt: Date | null;
  /** Since when it is refused; null while it is not. */
  readonly revokedAt: Date | null;
}

/**
 * The lifecycles of all keys at an instant. A key signs from its `activeFrom` until the next one's; then it is accepted until the last token it can
 * have signed has expired, and a leeway longer. Nothing has to happen for a key to pass from one state to the next: every instance finds it by
 * its own clock. A key that another one followed never signs again, even when the follower is revoked: tokens would outlive it.
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

/** False for a key that was revoked before it ever signed: nothing makes way for it. */
function isInRotation({ activeFrom, revokedAt }: KeyTimes): boolean {
  return revokedAt === null || revokedAt >= activeFrom;
}

function byActivation(one: KeyTimes, other: KeyTimes): number {
  const distance = one.activeFrom.getTime() - other.activeFrom.getTime();
  if (distance !== 0) return distance;
  return one.id < other.id ? -1 : 1;
}

/**
 * The index of the one that signs: the last that has begun; when that one is revoked, the next that is not. A clock before all of them (set
 * back, or behind the instance that made them) takes the first: a server without a key would sign nobody in. Behind all of them: nobody signs.
 */
function findActiveIndex(rotation: readonly KeyTimes[], now: Date): number {
  const begun = rotation.findLastIndex(({ activeFrom }) => activeFrom <= now);
  const activeIndex = rotation.findIndex(({ revokedAt }, index) => index >= begun && revokedAt === null);
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
