import type { Authenticator } from './modules/access/index.js';
import { type AuditRoom, createAuditRoom } from './modules/audit/index.js';
import { createInvitationsRoom, type FirstAdministrator, type Links } from './modules/invitations/index.js';
import { createKeysRoom, type KeyNotices } from './modules/keys/index.js';
import { createLoginRoom } from './modules/login/index.js';
import { createOauthRoom } from './modules/oauth/index.js';
import { createPasswordsRoom } from './modules/passwords/index.js';
import { createSessionsRoom } from './modules/sessions/index.js';
import { createTokensRoom } from './modules/tokens/index.js';
import { createUsersRoom } from './modules/users/index.js';
import { type Config, developmentMasterKey } from './platform/config/index.js';
import {
  advisoryLock,
  createDatabase,
  type Database,
  type DatabaseConfig,
  databaseRefusal,
} from './platform/database/index.js';
import { createLimitsRoom, type LimitsRoom } from './platform/rate-limit/index.js';
import {
  type ChangeNotices,
  type Command,
  createEventBus,
  createRequestOrigins,
  type RequestOrigins,
  type Room,
  systemClock,
  type Transactions,
} from './shared/index.js';
import { tables } from './tables.js';
import { migrationCommands } from './transports/cli/index.js';
import { version } from './version.js';

/** The rooms with their database, and nothing that faces the world: all that a command needs. */
export interface App {
  readonly rooms: readonly Room[];
  readonly database: Database;
  readonly authenticators: readonly Authenticator[];
  /** What fields with `@limit` charge, and what answers tell of it. */
  readonly limits: Pick<LimitsRoom, 'fields' | 'notes'>;
  readonly firstAdministrator: FirstAdministrator;
  /** The edges tell it where each request comes from; the audit log writes it down. */
  readonly origins: RequestOrigins;
  /** The edge tells it of refusals by `@auth`. */
  readonly denials: AuditRoom['denials'];
  /** Every command that needs the database: those about its tables, and those of every room. */
  readonly commands: readonly Command[];
  /** Reaches the database, brings its tables to this release and opens the keys. Refuses with a StartupError; then nothing is left open. */
  open(): Promise<void>;
  /** Tells, on an open and migrated database, whether the master key is its own; makes nothing. Refuses with a StartupError. */
  checkKeys(): Promise<void>;
  /** Removes what no longer counts; to be called now and then. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Builds every room in order and wires their ports; touches neither network nor disk. `address` is where people reach the server; `onLostDenials`
 * hears of refusals that the audit log could not take.
 */
export function createApp(
  config: Config,
  address: () => string,
  onLostDenials: (count: number, error: unknown) => void = () => {},
): App {
  const clock = systemClock;
  const events = createEventBus();
  const origins = createRequestOrigins();
  const database = createDatabase(databaseConfig(config), tables);
  const { transactions, notifications } = database;
  const links = createLinks(address);

  const keys = createKeysRoom({
    transactions,
    masterKey: () => config.keys.masterKey ?? developmentMasterKey(config.dataDirectory),
    previousMasterKey: config.keys.previousMasterKey,
    algorithm: config.keys.algorithm,
    sharedSecret: config.keys.sharedSecret,
    accessTokenTtlSeconds: config.tokens.accessTokenTtlSeconds,
    notices: keyNotices(notifications),
    events,
    clock,
  });
  const limits = createLimitsRoom({
    transactions,
    hmacKey: () => keys.deriveKey('rate-limits'),
    clock,
  });
  const passwordsRoom = createPasswordsRoom({ transactions, peppers: keys.peppers, ...config.passwords });
  const { passwords, credentials, history } = passwordsRoom;
  const tokens = createTokensRoom({ ...config.tokens, signingKeys: keys.signingKeys, events, clock });
  const { oneTimeTokens, accessTokens } = tokens;
  const usersRoom = createUsersRoom({
    transactions,
    passwords,
    credentials,
    oneTimeTokens,
    links,
    unlocking: limits.unlocking,
    events,
    fingerprintKey: () => keys.deriveKey('users'),
    notices: notifications,
    clock,
  });
  const { users } = usersRoom;
  const sessionsRoom = createSessionsRoom({
    ...config.sessions,
    transactions,
    accessTokens,
    owners: usersRoom.sessionOwners,
    refreshLimit: limits.refreshes,
    events,
    notices: notifications,
    clock,
  });
  const { sessions } = sessionsRoom;
  const authenticators = [sessionsRoom.authenticator];
  const shared = {
    transactions,
    users,
    passwords,
    credentials,
    history,
    sessions,
    oneTimeTokens,
    events,
    links,
    clock,
  };
  const invitations = createInvitationsRoom({
    ...shared,
    lockFirstAdministrator: (transaction) => advisoryLock(transaction, 'first-administrator'),
  });
  const { firstAdministrator } = invitations;
  const login = createLoginRoom({
    ...shared,
    guesses: limits.guesses,
    addressFailures: limits.addressFailures,
    deviceKey: () => keys.deriveKey('devices'),
    setupRequired: firstAdministrator.setupRequired,
    server: {
      version,
      issuer: config.tokens.issuer,
      signUpEnabled: config.login.signUpEnabled,
      accessTokenTtlSeconds: config.tokens.accessTokenTtlSeconds,
      refreshTokenTtlSeconds: config.sessions.idleTtlSeconds,
    },
  });
  const oauth = createOauthRoom({
    ...config.oauth,
    ...shared,
    login: login.passwordLogin,
    authenticators,
    explain: databaseRefusal,
    issuer: config.tokens.issuer,
  });

  const audit = createAuditRoom({
    transactions,
    events,
    origins,
    deriveKey: keys.deriveKey,
    findPeople: (ids) => users.findAll(transactions.reader, ids),
    onLostDenials,
    clock,
  });

  const rooms: readonly Room[] = [
    keys,
    limits,
    passwordsRoom,
    tokens,
    usersRoom,
    sessionsRoom,
    invitations,
    login,
    oauth,
    audit,
  ];
  for (const room of rooms) for (const subscriber of room.subscribers ?? []) events.subscribe(subscriber);
  return {
    rooms,
    database,
    authenticators,
    limits,
    firstAdministrator,
    origins,
    denials: audit.denials,
    commands: [...migrationCommands(database), ...rooms.flatMap((room) => room.commands ?? [])],
    open: () =>
      open(database, async () => {
        await keys.open();
        await audit.open();
      }),
    checkKeys: keys.check,
    sweep: () => sweep(rooms, transactions),
    close: async () => {
      await audit.denials.drain();
      keys.close();
      await database.close();
    },
  };
}

/** Any key that changed, on any instance, and any that may have. */
function keyNotices(notices: ChangeNotices): KeyNotices {
  return {
    onChanged: (handler) => {
      notices.subscribe('signing-keys', handler);
      notices.onResync(handler);
    },
    isLive: notices.isLive,
  };
}

/** One room's trouble keeps no other from its work; it is told at the end. */
async function sweep(rooms: readonly Room[], transactions: Transactions): Promise<void> {
  const failures: unknown[] = [];
  for (const room of rooms) {
    await room.sweep?.(transactions).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be swept');
}

async function open(database: Database, openRooms: () => Promise<void>): Promise<void> {
  await database.open();
  try {
    await database.migrate();
    await openRooms();
  } catch (error) {
    await database.close();
    throw error;
  }
}

function databaseConfig({ database: { url }, dataDirectory }: Config): DatabaseConfig {
  if (url === null) return { kind: 'embedded', dataFolder: dataDirectory };
  return { kind: 'postgres', url, poolSize: 10 };
}

/** The token stands in the fragment, which browsers never send: it reaches no log on the way. */
function createLinks(address: () => string): Links {
  const link = (token: string): string => `${address()}/setup#token=${token}`;
  return { setup: link, invitation: link, passwordReset: link };
}
