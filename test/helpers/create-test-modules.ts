import { cordonRoles, type Roles } from '../../src/modules/access/index.js';
import { createEmailModule, type EmailVerificationMode } from '../../src/modules/email/index.js';
import { createInvitationsModule } from '../../src/modules/invitations/index.js';
import { createKeysModule } from '../../src/modules/keys/index.js';
import { createLoginModule } from '../../src/modules/login/index.js';
import { createMfaModule } from '../../src/modules/mfa/index.js';
import { createOauthModule } from '../../src/modules/oauth/index.js';
import { createPasskeySecondFactor, createPasskeysModule } from '../../src/modules/passkeys/index.js';
import { type Bcrypt, createPasswordsModule } from '../../src/modules/passwords/index.js';
import { createSessionsModule, withActors } from '../../src/modules/sessions/index.js';
import { createTokensModule } from '../../src/modules/tokens/index.js';
import { createUsersModule } from '../../src/modules/users/index.js';
import { advisoryLock, translateDatabaseError } from '../../src/platform/database/index.js';
import {
  createRateLimitModule,
  type LoginThrottlePolicy,
  type RateLimitDependencies,
} from '../../src/platform/rate-limit/index.js';
import { addSeconds, type Clock, createEventBus, type DomainEvent } from '../../src/shared/index.js';
import { createCapturedMail } from './captured-mail.js';
import type { TestDatabase } from './test-database.js';

export interface TestAppOptions {
  /** Default: the roles of Cordon. */
  readonly roles?: Roles;
  readonly signUpEnabled?: boolean;
  readonly emailVerification?: EmailVerificationMode;
  /** Default: false. */
  readonly mailEnabled?: boolean;
  readonly passwordGrantEnabled?: boolean;
  readonly quotas?: RateLimitDependencies['quotas'];
  readonly loginThrottlePolicy?: LoginThrottlePolicy;
  readonly bcrypt?: Bcrypt;
  readonly bcryptCost?: number;
  readonly issuer?: string;
  /** The start of the clock. Default: a fixed day. */
  readonly startAt?: Date;
}

const links = {
  setup: (token: string) => `setup:${token}`,
  invitation: (token: string) => `invitation:${token}`,
  passwordReset: (token: string) => `reset:${token}`,
};

/** Builds the modules on an open database as `app.ts` does, with a fake clock, and records every event. */
export async function createTestModules(opened: TestDatabase, options: TestAppOptions) {
  let now = options.startAt ?? new Date('2026-03-01T09:30:00.000Z');
  const clock: Clock = { now: () => now };
  const transactions = withActors(opened.database.transactions, clock, options.roles);
  const bus = createEventBus();
  const events: DomainEvent[] = [];
  const issuer = options.issuer ?? 'http://localhost:4000';
  const keys = createKeysModule({
    transactions,
    algorithm: 'ES256',
    accessTokenTtlSeconds: 900,
    changeNotifications: opened.database.notifications,
    events: bus,
    clock,
  });
  await keys.open({ current: Buffer.alloc(32, 7), previous: null });
  const passwordsModule = createPasswordsModule({
    // On one processor, too: a test may hash while it holds a hash.
    hashingConcurrency: 2,
    transactions,
    peppers: keys.peppers,
    bcryptCost: options.bcryptCost ?? 4,
    minLength: 15,
    ...(options.bcrypt === undefined ? {} : { bcrypt: options.bcrypt }),
  });
  const { roles = cordonRoles } = options;
  const mail = createCapturedMail(keys.sealing('mail'), clock, options.mailEnabled ?? false);
  const tokens = createTokensModule({
    roles,
    signingKeys: keys.signingKeys,
    issuer,
    audience: issuer,
    accessTokenTtlSeconds: 900,
    events: bus,
    clock,
  });
  const shared = {
    roles,
    transactions,
    clock,
    events: bus,
    passwords: passwordsModule.passwords,
    credentials: passwordsModule.credentials,
    history: passwordsModule.history,
    oneTimeTokens: tokens.oneTimeTokens,
    links,
    mailer: mail.mailer,
    pages: mail.pages,
    changeNotifications: opened.database.notifications,
  };
  const limits = createRateLimitModule({
    transactions,
    clock,
    keyedHash: keys.keyedHash('rate-limits'),
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    ...(options.loginThrottlePolicy === undefined
      ? {}
      : { loginThrottlePolicy: options.loginThrottlePolicy }),
  });
  const usersModule = createUsersModule({
    ...shared,
    loginUnlocker: limits.loginUnlocker,
    keyedHash: keys.keyedHash('fingerprints'),
  });
  const sessionsModule = createSessionsModule({
    ...shared,
    accessTokens: tokens.accessTokens,
    owners: usersModule.sessionOwners,
    refreshLimit: limits.refreshLimit,
    cursorHash: keys.keyedHash('sessions'),
    idleTtlSeconds: 86_400,
    absoluteTtlSeconds: 864_000,
  });
  const passkeyVerification = {
    relyingParty: { id: 'localhost', origins: () => ['http://localhost:4000'] },
    keyedHash: keys.keyedHash('passkeys'),
    events: bus,
    clock,
  };
  const mfa = createMfaModule({
    ...shared,
    users: usersModule.users,
    sessions: sessionsModule.sessions,
    loginThrottle: limits.loginThrottle,
    keyedHash: keys.keyedHash,
    sealing: keys.sealing('mfa'),
    factors: [createPasskeySecondFactor(passkeyVerification)],
    issuer,
  });
  const passkeys = createPasskeysModule({
    ...shared,
    ...passkeyVerification,
    users: usersModule.users,
    sessions: sessionsModule.sessions,
    secondFactors: mfa.secondFactors,
  });
  const subscribers = [...(sessionsModule.subscribers ?? []), ...(mfa.subscribers ?? [])];
  for (const subscriber of subscribers) bus.subscribe(subscriber);
  bus.subscribe(async (_, event) => void events.push(event));
  const withEmailChanges = {
    ...shared,
    users: usersModule.users,
    emailChanges: usersModule.emailChanges,
    sessions: sessionsModule.sessions,
  };
  const email = createEmailModule({
    ...withEmailChanges,
    mode: options.emailVerification ?? 'off',
    mailLimits: limits.mailLimits,
  });
  const withUsers = { ...withEmailChanges, verification: email.verification, mfa };
  const invitations = createInvitationsModule({
    ...withUsers,
    lockFirstAdministrator: (transaction) => advisoryLock(transaction, 'first-administrator'),
  });
  const login = createLoginModule({
    ...withUsers,
    passkeys: passkeys.proofs,
    deleteOwnAccount: usersModule.administration.deleteOwnAccount,
    loginThrottle: limits.loginThrottle,
    addressFailures: limits.addressFailures,
    mailLimits: limits.mailLimits,
    keyedHash: keys.keyedHash('devices'),
    server: {
      version: '0.1.0',
      issuer,
      signUpEnabled: options.signUpEnabled ?? true,
      mailEnabled: options.mailEnabled ?? false,
      emailVerificationRequired: options.emailVerification === 'required',
      accessTokenTtlSeconds: 900,
      refreshTokenTtlSeconds: 86_400,
    },
    setupRequired: () => invitations.firstAdministrator.setupRequired(),
  });
  const oauth = createOauthModule({
    ...withUsers,
    login: login.passwordLogin,
    authenticators: [sessionsModule.authenticator],
    translateDatabaseError: translateDatabaseError,
    issuer,
    passwordGrantEnabled: options.passwordGrantEnabled ?? true,
  });
  const advance = (seconds: number): void => {
    now = addSeconds(now, seconds);
  };
  return {
    keys,
    tokens,
    login,
    email,
    mails: mail.mails,
    invitations,
    users: usersModule,
    sessions: sessionsModule,
    mfa,
    oauth,
    clock,
    events,
    subscribe: bus.subscribe,
    advance,
  };
}
