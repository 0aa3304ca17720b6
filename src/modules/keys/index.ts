/**
 * Keys: the pairs that sign access tokens, the pepper of passwords, and the secrets that other keys are derived from. All of them lie in
 * the database, sealed with the master key. This module never signs, never hashes, and never lets a private half or a secret be read
 * from a table, a route or a log.
 */

import type { EntitySchema } from 'typeorm';
import type { Clock, EventPublisher, Module, Transactions } from '../../shared/index.js';
import { openAllKeys } from './initial-keys.js';
import type { KeyAdministration } from './key-administration.js';
import { type KeyChangeNotifications, noKeyChangeNotifications } from './key-change-notifications.js';
import { createKeysCommands } from './keys.commands.js';
import { createKeysResolvers } from './keys.resolvers.js';
import { keysRoutes } from './keys.routes.js';
import { createKeysStore } from './keys-store.typeorm.js';
import { createSealers, type OpenedKeys, openKeys } from './open-keys.js';
import { sealedSecretsTable } from './sealed-secrets.table.js';
import { createDeriveKey, type DeriveKey, type StoredPeppers } from './secrets.js';
import type { SigningAlgorithm, SigningKeys } from './signing-keys.js';
import { signingKeysTable } from './signing-keys.table.js';

export type { KeyAdministration, ListedKey, RotationRequest } from './key-administration.js';
export { type KeyChangeNotifications, noKeyChangeNotifications } from './key-change-notifications.js';
export type { SigningKeyStatus } from './key-lifecycle.js';
export type { DeriveKey, StoredPeppers } from './secrets.js';
export type {
  PublishedKey,
  SigningAlgorithm,
  SigningKey,
  SigningKeys,
  VerificationKey,
} from './signing-keys.js';

/** What the module needs. */
export interface KeysModuleDependencies {
  readonly transactions: Transactions;
  /** 256 bits that are never stored beside what they seal; asked when the module is opened. */
  readonly masterKey: () => Buffer;
  /** While the master key is being changed: the one before, which still opens what it sealed. */
  readonly previousMasterKey?: Buffer | null;
  /** Of keys made from now on; HS256: `sharedSecret` signs, and no key is made. */
  readonly algorithm: SigningAlgorithm;
  readonly sharedSecret?: Buffer | null;
  /** How long the tokens live that are signed; decides how long a retiring key stays. Left out: an hour, the longest there is. */
  readonly accessTokenTtlSeconds?: number;
  /** Left out: `noKeyChangeNotifications`. */
  readonly changeNotifications?: KeyChangeNotifications;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/** The module and what it offers to others; everything but `open`, `check` and `close` throws until it was opened. */
export interface KeysModule extends Module {
  /**
   * Opens the keys, and makes them at the first start; to be awaited after the migrations and before anything is served.
   * Refuses with StartupError MASTER_KEY_WRONG and changes nothing when they were sealed with another master key.
   */
  open(): Promise<void>;
  /** Tells whether the master key opens every key there is: refuses as `open` does, and makes none. For `cordon doctor`. */
  check(): Promise<void>;
  /** Stops following what other instances change. */
  close(): void;
  readonly signingKeys: SigningKeys;
  readonly administration: KeyAdministration;
  readonly peppers: StoredPeppers;
  readonly deriveKey: DeriveKey;
}

/** The tables of this module. */
export const keysTables: readonly EntitySchema[] = [signingKeysTable, sealedSecretsTable];

const maxAccessTokenTtlSeconds = 3600;

/** Builds the module; touches nothing yet. */
export function createKeysModule(dependencies: KeysModuleDependencies): KeysModule {
  const { changeNotifications = noKeyChangeNotifications, accessTokenTtlSeconds = maxAccessTokenTtlSeconds } =
    dependencies;
  const store = createKeysStore();
  let state: OpenedKeys | null = null;
  let beforeOpen: DeriveKey | null = null;
  const openKeysDependencies = {
    ...dependencies,
    changeNotifications,
    accessTokenTtlSeconds,
    store,
    onSecrets: (secrets: Parameters<typeof createDeriveKey>[0]): void => {
      beforeOpen = createDeriveKey(secrets);
    },
  };

  function opened(): OpenedKeys {
    if (state === null) throw new Error('the keys were asked for before they were opened');
    return state;
  }

  const administration: KeyAdministration = {
    list: () => opened().administration.list(),
    rotate: (request, actor) => opened().administration.rotate(request, actor),
    importKey: (text, request, actor) => opened().administration.importKey(text, request, actor),
    revoke: (request, actor) => opened().administration.revoke(request, actor),
  };
  return {
    name: 'keys',
    open: async () => {
      state ??= await openKeys(openKeysDependencies);
    },
    check: async () => {
      await openAllKeys(
        { store, sealer: createSealers(dependencies).either },
        dependencies.transactions.reader,
      );
    },
    close: () => state?.close(),
    signingKeys: {
      active: () => opened().signingKeys.active(),
      find: (kid) => opened().signingKeys.find(kid),
    },
    administration,
    peppers: { current: () => opened().peppers.current(), find: (id) => opened().peppers.find(id) },
    // The first keys' own events are written down in the transaction that makes them.
    deriveKey: (purpose) =>
      (state === null && beforeOpen !== null ? beforeOpen : opened().deriveKey)(purpose),
    resolvers: { ...createKeysResolvers(administration) },
    routes: keysRoutes(() => opened().published()),
    commands: createKeysCommands(administration, () => opened().rewrap()),
  };
}
