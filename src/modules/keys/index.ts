/**
 * Keys: the key pairs that sign access tokens, the pepper of passwords, and the secret that other keys are
 * derived from. All of them are stored in the database, sealed with the master key. No table, route or log
 * shows a private key or a secret. Other modules sign and hash; this one only provides the keys.
 */

import type { EntitySchema } from 'typeorm';
import {
  type ChangeNotifications,
  type Clock,
  createKeyedHash,
  createSealing,
  type EventPublisher,
  type KeyedHash,
  type Module,
  type Sealing,
} from '../../shared/index.js';
import type { ActorTransactions } from '../access/index.js';
import type { SigningAlgorithm, SigningKeys } from '../tokens/index.js';
import { openAllKeys } from './initial-keys.js';
import type { KeyAdministration } from './key-administration.js';
import { typeormKeyRepository } from './key-repository.typeorm.js';
import { createKeysCommands } from './keys.commands.js';
import { createKeysResolvers } from './keys.resolvers.js';
import { keysRoutes } from './keys.routes.js';
import { createSealers, type MasterKeys, type OpenedKeys, openKeys } from './open-keys.js';
import { sealedSecretsTable } from './sealed-secrets.table.js';
import { createDeriveKey, type DeriveKey, type Peppers } from './secrets.js';
import { signingKeysTable } from './signing-keys.table.js';

export type { ListedKey } from './change-keys.js';
export type { KeyAdministration, RotationRequest } from './key-administration.js';
export type { SigningKeyStatus } from './key-lifecycle.js';
export type { MasterKeys } from './open-keys.js';
export type { PublishedKey } from './published-key.js';
export type { Pepper, Peppers } from './secrets.js';

/** What the module depends on. */
export interface KeysModuleDependencies {
  readonly transactions: ActorTransactions;
  /** The algorithm of new keys. With HS256 `sharedSecret` signs, and no key is generated. */
  readonly algorithm: SigningAlgorithm;
  readonly sharedSecret?: Buffer | null;
  /** The lifetime of the signed tokens. Decides how long a retiring key stays accepted. */
  readonly accessTokenTtlSeconds: number;
  readonly changeNotifications: ChangeNotifications;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

/**
 * The module and its services. Everything but `open`, `check`, `close`, `keyedHash` and `sealing` throws
 * before `open`.
 */
export interface KeysModule extends Module {
  /**
   * Opens the keys, and generates the missing ones at the first start. Must be awaited after the migrations
   * and before the first request. Throws StartupError MASTER_KEY_WRONG, with the database unchanged, when the
   * keys were sealed with another master key.
   */
  open(masterKeys: MasterKeys): Promise<void>;
  /** Checks that the master key opens every stored key. Throws as `open` does; generates nothing. */
  check(masterKeys: MasterKeys): Promise<void>;
  /** Stops following changes of other instances. */
  close(): void;
  readonly signingKeys: SigningKeys;
  readonly administration: KeyAdministration;
  readonly peppers: Peppers;
  /**
   * Returns the hash of a purpose, whose key is the same on every instance of this database. May be called
   * before `open`; the hash itself throws until the keys are open.
   */
  keyedHash(purpose: string): KeyedHash;
  /**
   * Returns the sealing of a purpose, whose key is the same on every instance of this database and does not
   * depend on the master key. May be called before `open`; the sealing itself throws until the keys are open.
   */
  sealing(purpose: string): Sealing;
}

/** The tables of this module. */
export const keysTables: readonly EntitySchema[] = [signingKeysTable, sealedSecretsTable];

/** Builds the module without any I/O. */
export function createKeysModule(dependencies: KeysModuleDependencies): KeysModule {
  const repository = typeormKeyRepository;
  let state: OpenedKeys | null = null;
  let deriveKey: DeriveKey | null = null;

  function required<T>(value: T | null): T {
    if (value === null) throw new Error('the keys are used before they were opened');
    return value;
  }

  const administration: KeyAdministration = {
    listKeys: () => required(state).administration.listKeys(),
    rotateKey: (request, actor) => required(state).administration.rotateKey(request, actor),
    importKey: (text, request, actor) => required(state).administration.importKey(text, request, actor),
    revokeKey: (request, actor) => required(state).administration.revokeKey(request, actor),
  };
  return {
    name: 'keys',
    open: async (masterKeys) => {
      state ??= await openKeys({
        ...dependencies,
        repository,
        masterKeys,
        onSecrets: (secrets) => {
          deriveKey = createDeriveKey(secrets);
        },
      });
    },
    check: async (masterKeys) => {
      const { either: sealer } = createSealers(masterKeys);
      await openAllKeys({ repository, sealer }, dependencies.transactions.reader);
    },
    close: () => state?.close(),
    signingKeys: {
      active: () => required(state).signingKeys.active(),
      find: (kid) => required(state).signingKeys.find(kid),
    },
    administration,
    peppers: {
      current: () => required(state).peppers.current(),
      find: (id) => required(state).peppers.find(id),
    },
    keyedHash:
      (purpose) =>
      (...parts) =>
        createKeyedHash(required(deriveKey)(purpose))(...parts),
    sealing: (purpose) => ({
      seal: (secret, context) => createSealing(required(deriveKey)(purpose)).seal(secret, context),
      open: (sealed, context) => createSealing(required(deriveKey)(purpose)).open(sealed, context),
    }),
    resolvers: { ...createKeysResolvers(administration) },
    routes: keysRoutes(() => required(state).published()),
    commands: createKeysCommands(administration, () => required(state).rewrap()),
  };
}
