import { openDatabase, sweepModules } from './app-lifecycle.js';
import { createLinks, databaseConfig, readMasterKeys } from './app-options.js';
import { type Authenticator, cordonRoles, type Roles } from './modules/access/index.js';
import { type AuditModule, createAuditModule } from './modules/audit/index.js';
import { createInvitationsModule, type FirstAdministrator } from './modules/invitations/index.js';
import { createKeysModule } from './modules/keys/index.js';
import { createLoginModule, type IssueTokens } from './modules/login/index.js';
import { createOauthModule } from './modules/oauth/index.js';
import { createOverviewModule } from './modules/overview/index.js';
import { createPasswordsModule } from './modules/passwords/index.js';
import { createSessionsModule, withActors } from './modules/sessions/index.js';
import { createTokensModule } from './modules/tokens/index.js';
import { createUsersModule, type UsersModule } from './modules/users/index.js';
import type { Config } from './platform/config/index.js';
import {
  advisoryLock,
  createDatabase,
  type Database,
  type DatabaseConfig,
  translateDatabaseError,
} from './platform/database/index.js';
import { createRateLimitModule, type RateLimitModule } from './platform/rate-limit/index.js';
import { withUserDetails } from './request-scope.js';
import {
  type Command,
  createEventBus,
  createRequestDetailsCollector,
  createRequestOrigins,
  type EventBus,
  type Measurements,
  type Module,
  noMeasurements,
  type RequestDetailsCollector,
  type RequestOrigins,
} from './shared/index.js';
import { tables } from './tables.js';
import { createMigrationCommands } from './transports/cli/index.js';
import { version } from './version.js';

/** The modules with their database, without any transport: all that a command needs. */
export interface App {
  readonly modules: readonly Module[];
  readonly database: Database;
  readonly authenticators: readonly Authenticator[];
  /** Charges fields with `@limit`, and collects the rate limit headers of responses. */
  readonly rateLimits: Pick<RateLimitModule, 'fields' | 'headerCollector'>;
  readonly firstAdministrator: FirstAdministrator;
  /** Calls further subscribers inside the transactions, after those of the modules. */
  readonly subscribeToEvents: EventBus['subscribe'];
  /** Receives the origin of each request from the transports, for the audit log. */
  readonly origins: RequestOrigins;
  /** What is known about a request in progress, for its log line. */
  readonly requestDetails: RequestDetailsCollector;
  /** Receives the denials of `@auth` from the GraphQL transport. */
  readonly denialRecorder: AuditModule['denialRecorder'];
  /** The services behind the library's API: reading, administration, and sessions without a password. */
  readonly roles: Roles;
  readonly users: Pick<UsersModule, 'users' | 'administration'>;
  readonly issueTokens: IssueTokens;
  /** The commands that need the database: those about migrations and those of every module. */
  readonly commands: readonly Command[];
  /**
   * Opens the database, migrates it and opens the keys. Throws a StartupError with everything closed again.
   */
  open(): Promise<void>;
  /**
   * Checks the master key on an open and migrated database without creating anything. Throws a StartupError.
   */
  checkKeys(): Promise<void>;
  /** Removes expired data of every module. Must be called regularly. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Receivers of reports about the work of the modules; each is optional. */
export interface AppObservers {
  /** Receives the number of denials that could not be written to the audit log. */
  readonly onDenialsLost?: (count: number, error: unknown) => void;
  readonly measurements?: Measurements;
}

/**
 * Builds every module in order and connects them, without any I/O. `address` returns the address of the
 * server for links.
 */
export function createApp(
  config: Config,
  address: () => string,
  { onDenialsLost = () => {}, measurements = noMeasurements }: AppObservers = {},
  databaseOptions: DatabaseConfig = databaseConfig(config),
  roles: Roles = cordonRoles,
): App {
  const events = createEventBus();
  const origins = createRequestOrigins();
  const database = createDatabase(databaseOptions, tables);
  const { notifications, clock } = database;
  const transactions = withActors(database.transactions, clock, roles);
  const links = createLinks(address);

  const keys = createKeysModule({
    transactions,
    algorithm: config.keys.algorithm,
    sharedSecret: config.keys.sharedSecret,
    accessTokenTtlSeconds: config.tokens.accessTokenTtlSeconds,
    changeNotifications: notifications,
    events,
    clock,
  });
  const rateLimits = createRateLimitModule({
    transactions,
    keyedHash: keys.keyedHash('rate-limits'),
    measurements,
    clock,
  });
  const passwordsModule = createPasswordsModule({ transactions, peppers: keys.peppers, ...config.passwords });
  const { passwords, credentials, history } = passwordsModule;
  const tokens = createTokensModule({
    ...config.tokens,
    roles,
    signingKeys: keys.signingKeys,
    events,
    clock,
  });
  const { oneTimeTokens, accessTokens } = tokens;
  const usersModule = createUsersModule({
    roles,
    transactions,
    passwords,
    credentials,
    oneTimeTokens,
    links,
    loginUnlocker: rateLimits.loginUnlocker,
    events,
    keyedHash: keys.keyedHash('users'),
    changeNotifications: notifications,
    clock,
  });
  const { users } = usersModule;
  const sessionsModule = createSessionsModule({
    ...config.sessions,
    roles,
    transactions,
    accessTokens,
    owners: usersModule.sessionOwners,
    refreshLimit: rateLimits.refreshLimit,
    events,
    changeNotifications: notifications,
    measurements,
    clock,
  });
  const { sessions } = sessionsModule;
  const requestDetails = createRequestDetailsCollector();
  const authenticators = [withUserDetails(sessionsModule.authenticator, origins, requestDetails)];
  const sharedDependencies = {
    roles,
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
  const invitations = createInvitationsModule({
    ...sharedDependencies,
    lockFirstAdministrator: (transaction) => advisoryLock(transaction, 'first-administrator'),
  });
  const { firstAdministrator } = invitations;
  const login = createLoginModule({
    ...sharedDependencies,
    loginThrottle: rateLimits.loginThrottle,
    addressFailures: rateLimits.addressFailures,
    keyedHash: keys.keyedHash('devices'),
    measurements,
    setupRequired: firstAdministrator.setupRequired,
    server: {
      version,
      issuer: config.tokens.issuer,
      signUpEnabled: config.login.signUpEnabled,
      accessTokenTtlSeconds: config.tokens.accessTokenTtlSeconds,
      refreshTokenTtlSeconds: config.sessions.idleTtlSeconds,
    },
  });
  const oauth = createOauthModule({
    ...config.oauth,
    ...sharedDependencies,
    login: login.passwordLogin,
    authenticators,
    translateDatabaseError,
    issuer: config.tokens.issuer,
  });

  const audit = createAuditModule({
    transactions,
    events,
    origins,
    chainHash: keys.keyedHash('audit'),
    cursorHash: keys.keyedHash('audit-cursors'),
    findUsers: (ids) => users.findAll(transactions.reader, ids),
    onDenialsLost,
    clock,
  });

  const modules: readonly Module[] = [
    keys,
    rateLimits,
    passwordsModule,
    tokens,
    usersModule,
    sessionsModule,
    invitations,
    login,
    oauth,
    audit,
    createOverviewModule({ configuration: config.effectiveValues }),
  ];
  for (const module of modules)
    for (const subscriber of module.subscribers ?? []) events.subscribe(subscriber);
  return {
    modules,
    database,
    authenticators,
    rateLimits,
    firstAdministrator,
    origins,
    requestDetails,
    denialRecorder: audit.denialRecorder,
    roles,
    users: usersModule,
    issueTokens: login.issueTokens,
    subscribeToEvents: events.subscribe,
    commands: [...createMigrationCommands(database), ...modules.flatMap((module) => module.commands ?? [])],
    open: () =>
      openDatabase(database, async () => {
        await keys.open(readMasterKeys(config));
        await audit.open();
      }),
    checkKeys: () => keys.check(readMasterKeys(config)),
    sweep: () => sweepModules(modules, transactions),
    close: async () => {
      await audit.denialRecorder.flush();
      keys.close();
      await database.close();
    },
  };
}
