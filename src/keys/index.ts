/**
 * Keys: the pairs that sign access tokens, the pepper of passwords, and the secrets that other keys are derived from. All of them lie in
 * the database, sealed with the master key. This room never signs, never hashes, and never lets a private half or a secret be read
 * from a table, a route or a log.
 */

import type { EntitySchema } from 'typeorm';
import type { Clock, Room, Transactions } from '../kernel/index.js';
import { openAll, openOrMakeKeys } from './first-keys.js';
import { createKeyRing, type KeyRing } from './key-ring.js';
import { createKeySealer } from './key-sealer.js';
import { keysRoutes } from './keys.routes.js';
import { createKeysStore } from './keys-store.typeorm.js';
import { sealedSecretsTable } from './sealed-secrets.table.js';
import { createDeriveKey, createPeppers, type DeriveKey, type KeptPeppers } from './secrets.js';
import type { SigningKeys } from './signing-keys.js';
import { signingKeysTable } from './signing-keys.table.js';

export type { DeriveKey, KeptPeppers } from './secrets.js';
export type {
  PublishedKey,
  SigningAlgorithm,
  SigningKey,
  SigningKeys,
  VerificationKey,
} from './signing-keys.js';

/** What the room needs. */
export interface KeysRoomDependencies {
  readonly transactions: Transactions;
  /** 256 bits that are never stored beside what they seal; asked when the room is opened. */
  readonly masterKey: () => Buffer;
  readonly algorithm: 'ES256';
  readonly clock: Clock;
}

/** The room and what it offers to others; everything but `open` and `check` throws until it was opened. */
export interface KeysRoom extends Room {
  /**
   * Opens the keys, and makes them at the first start; to be awaited after the migrations and before anything is served.
   * Refuses with StartupError MASTER_KEY_WRONG and changes nothing when they were sealed with another master key.
   */
  open(): Promise<void>;
  /** Tells whether the master key opens every key there is: refuses as `open` does, and makes none. For `cordon doctor`. */
  check(): Promise<void>;
  readonly signingKeys: SigningKeys;
  readonly peppers: KeptPeppers;
  readonly deriveKey: DeriveKey;
}

/** The tables of this room. */
export const keysTables: readonly EntitySchema[] = [signingKeysTable, sealedSecretsTable];

const masterKeyBytes = 32;

interface OpenedRoom {
  readonly ring: KeyRing;
  readonly peppers: KeptPeppers;
  readonly deriveKey: DeriveKey;
}

/** Builds the room; touches nothing yet. */
export function createKeysRoom(dependencies: KeysRoomDependencies): KeysRoom {
  let state: OpenedRoom | null = null;

  function opened(): OpenedRoom {
    if (state === null) throw new Error('the keys were asked for before they were opened');
    return state;
  }

  return {
    name: 'keys',
    open: async () => {
      state ??= await openRoom(dependencies);
    },
    check: async () => {
      const { masterKey, transactions } = dependencies;
      await openAll({ store: createKeysStore(), sealer: createKeySealer(masterKey()) }, transactions.reader);
    },
    signingKeys: { active: () => opened().ring.active(), find: (kid) => opened().ring.find(kid) },
    peppers: { current: () => opened().peppers.current(), find: (id) => opened().peppers.find(id) },
    deriveKey: (purpose) => opened().deriveKey(purpose),
    routes: keysRoutes(() => opened().ring.published()),
  };
}

async function openRoom({
  transactions,
  masterKey: askMasterKey,
  algorithm,
  clock,
}: KeysRoomDependencies): Promise<OpenedRoom> {
  const masterKey = askMasterKey();
  if (masterKey.length !== masterKeyBytes) throw new Error('the master key must be 32 bytes long');
  const store = createKeysStore();
  const sealer = createKeySealer(masterKey);
  const { signingKeys, secrets } = await openOrMakeKeys({ transactions, store, sealer, algorithm, clock });
  return {
    ring: createKeyRing({
      signingKeys,
      // A row that cannot be opened is no key of ours; while the server runs it must not take the others with it.
      reload: async () =>
        (await store.findSigningKeys(transactions.reader))
          .map(sealer.openSigningKey)
          .filter((key) => key !== null),
      clock,
    }),
    peppers: createPeppers(secrets),
    deriveKey: createDeriveKey(secrets),
  };
}
