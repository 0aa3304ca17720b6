import { openDatabase, sweepModules } from './app-lifecycle.js';
import {
  createLinks,
  createRelyingParty,
  databaseConfig,
  mailOptions,
  readMasterKeys,
  withoutDeleted,
} from './app-options.js';
import { type App, type AppObservers, noMailObservers } from './app-types.js';
import { createDataExport } from './data-export.js';
import { cordonRoles, type Roles } from './modules/access/index.js';
import { createAuditModule } from './modules/audit/index.js';
import { createEmailModule } from './modules/email/index.js';
import { createInvitationsModule } from './modules/invitations/index.js';
import { createKeysModule } from './modules/keys/index.js';
import { createLoginModule } from './modules/login/index.js';
import { createMailModule } from './modules/mail/index.js';
import { createMfaModule } from './modules/mfa/index.js';
import { createOauthModule } from './modules/oauth/index.js';
import { createPasskeySecondFactor, createPasskeysModule } from './modules/passkeys/index.js';
import { createPasswordsModule } from './modules/passwords/index.js';
import { createSessionsModule, withActors } from './modules/sessions/index.js';
import { createTokensModule } from './modules/tokens/index.js';
import { createUsersModule } from './modules/users/index.js';
import { connectOverview } from './overview-sources.js';
import type { Config } from './platform/config/index.js';
import {
  advisoryLock,
  createDatabase,
  createListReads,
  type DatabaseConfig,
  translateDatabaseError,
} from './platform/database/index.js';
import { createRateLimitModule } from './platform/rate-limit/index.js';
import { withUserDetails } from './request-scope.js';
import {
  createEventBus,
  createRequestDetailsCollector,
  createRequestOrigins,
  type Module,
  noMeasurements,
} from './shared/index.js';
import { tables } from './tables.js';
import { createMigrationCommands } from './transports/cli/index.js';
import { version } from './version.js';

/**
 * Builds every module in order and connects them, without any I/O. `address` returns the address of the
 * server for links.
 */
export function createApp(
  config: Config,
  address: () => string,
  {
    onDenialsLost = () => {},
    measurements = noMeasurements,
    mail: mailObservers = noMailObservers,
    onListRead = () => {},
    database: databaseObservers,
  }: AppObservers = {},
  databaseOptions: DatabaseConfig = databaseConfig(config),
  roles: Roles = cordonRoles,
): App {
  const events = createEventBus();
  const origins = createRequestOrigins();
  const database = createDatabase(databaseOptions, tables, databaseObservers);
  const { notifications, clock } = database;
  const transactions = withActors(database.transactions, clock, roles);
  const lists = createListReads(databaseOptions, database.transactions.reader, tables, onListRead);
  const readList = lists.read;
  const links = createLinks(address);
  const base = { roles, transactions, events, clock };

  const keys = createKeysModule({
    ...base,
    algorithm: config.keys.algorithm,
    sharedSecret: config.keys.sharedSecret,
    accessTokenTtlSeconds: config.tokens.accessTokenTtlSeconds,
    changeNotifications: notifications,
  });
  const rateLimits = createRateLimitModule({
    ...config.rateLimits,
    transactions,
    keyedHash: keys.keyedHash('rate-limits'),
    measurements,
    clock,
  });
  const mail = createMailModule({
    ...base,
    ...mailOptions(config, address),
    ...mailObservers,
    sealing: keys.sealing('mail'),
    accounts: {
      findRecipient: async (reader, id) => withoutDeleted(await usersModule.users.find(reader, id)),
      findSignIn: (reader, id) => sessionsModule.sessions.findSignIn(reader, id),
    },
    changeNotifications: notifications,
    measurements,
  });
  const { mailer, pages } = mail;
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
    ...base,
    readList,
    ...config.users,
    passwords,
    credentials,
    oneTimeTokens,
    links,
    mailer,
    pages,
    loginUnlocker: rateLimits.loginUnlocker,
    keyedHash: keys.keyedHash('users'),
    changeNotifications: notifications,
  });
  const { users, emailChanges } = usersModule;
  const sessionsModule = createSessionsModule({
    ...base,
    readList,
    ...config.sessions,
    accessTokens,
    owners: usersModule.sessionOwners,
    refreshLimit: rateLimits.refreshLimit,
    changeNotifications: notifications,
    cursorHash: keys.keyedHash('sessions'),
    measurements,
  });
  const { sessions } = sessionsModule;
  const passkeyVerification = {
    ...base,
    relyingParty: createRelyingParty(config, address),
    keyedHash: keys.keyedHash('passkeys'),
    measurements,
  };
  const mfa = createMfaModule({
    ...base,
    users,
    sessions,
    loginThrottle: rateLimits.loginThrottle,
    keyedHash: keys.keyedHash,
    sealing: keys.sealing('mfa'),
    factors: [createPasskeySecondFactor(passkeyVerification)],
    issuer: config.tokens.issuer,
  });
  const passkeys = createPasskeysModule({
    ...passkeyVerification,
    users,
    sessions,
    credentials,
    secondFactors: mfa.secondFactors,
  });
  const requestDetails = createRequestDetailsCollector();
  const authenticators = [withUserDetails(sessionsModule.authenticator, origins, requestDetails)];
  const { mailLimits } = rateLimits;
  const mailing = {
    ...base,
    users,
    emailChanges,
    credentials,
    oneTimeTokens,
    mailer,
    pages,
    mailLimits,
  };
  const email = createEmailModule({ ...mailing, mode: config.login.emailVerification });
  const sharedDependencies = {
    ...mailing,
    verification: email.verification,
    passwords,
    history,
    sessions,
    mfa,
    passkeys: passkeys.proofs,
    links,
  };
  const invitations = createInvitationsModule({
    ...sharedDependencies,
    lockFirstAdministrator: (transaction) => advisoryLock(transaction, 'first-administrator'),
  });
  const { firstAdministrator } = invitations;
  const login = createLoginModule({
    ...sharedDependencies,
    deleteOwnAccount: usersModule.administration.deleteOwnAccount,
    loginThrottle: rateLimits.loginThrottle,
    addressFailures: rateLimits.addressFailures,
    keyedHash: keys.keyedHash('devices'),
    measurements,
    setupRequired: firstAdministrator.setupRequired,
    server: {
      version,
      issuer: config.tokens.issuer,
      signUpEnabled: config.login.signUpEnabled,
      mailEnabled: mailer.enabled,
      emailVerificationRequired: email.verification.mode === 'required',
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
    ...base,
    ...config.audit,
    readList,
    origins,
    chainHash: keys.keyedHash('audit'),
    cursorHash: keys.keyedHash('audit-cursors'),
    changeNotifications: notifications,
    findUsers: (ids) => users.findAll(transactions.reader, ids),
    onDenialsLost,
  });

  const capabilities: readonly Module[] = [
    keys,
    rateLimits,
    passwordsModule,
    tokens,
    usersModule,
    sessionsModule,
    mfa,
    email,
    invitations,
    login,
    oauth,
    passkeys,
    audit,
    mail,
    connectOverview(config, database, { keys, users: usersModule, sessions: sessionsModule, audit }),
  ];
  const modules = [...capabilities, createDataExport(capabilities, clock)];
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
    mail,
    issueTokens: login.issueTokens,
    subscribeToEvents: events.subscribe,
    commands: [...createMigrationCommands(database), ...modules.flatMap((module) => module.commands ?? [])],
    open: () =>
      openDatabase(database, async () => {
        mail.open();
        await keys.open(readMasterKeys(config));
        await audit.open();
      }),
    checkKeys: () => keys.check(readMasterKeys(config)),
    sweep: () => sweepModules(modules, transactions).finally(database.updateStatistics),
    close: async () => {
      await audit.denialRecorder.flush();
      keys.close();
      await lists.close();
      await database.close();
    },
  };
}
