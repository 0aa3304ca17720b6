import { createInvitationsRoom } from '../../src/modules/invitations/index.js';
import { createKeysRoom } from '../../src/modules/keys/index.js';
import { createLoginRoom } from '../../src/modules/login/index.js';
import { createOauthRoom } from '../../src/modules/oauth/index.js';
import { type Bcrypt, createPasswordsRoom } from '../../src/modules/passwords/index.js';
import { createSessionsRoom } from '../../src/modules/sessions/index.js';
import { createTokensRoom } from '../../src/modules/tokens/index.js';
import { createUsersRoom } from '../../src/modules/users/index.js';
import { advisoryLock, databaseRefusal } from '../../src/platform/database/index.js';
import {
  createLimitsRoom,
  type GuessPolicy,
  type LimitsDependencies,
} from '../../src/platform/rate-limit/index.js';
import { addSeconds, type Clock, createEventBus, type DomainEvent } from '../../src/shared/index.js';
import type { TestDatabase } from './test-database.js';

/** What a test may set otherwise. */
export interface SigningInOptions {
  readonly signUpEnabled?: boolean;
  readonly passwordGrantEnabled?: boolean;
  readonly quotas?: LimitsDependencies['quotas'];
  readonly guessPolicy?: GuessPolicy;
  readonly bcrypt?: Bcrypt;
  readonly bcryptCost?: number;
  readonly issuer?: string;
  /** When the test begins; a fixed day otherwise. */
  readonly startAt?: Date;
}

/** The links of the tests: `<kind>:<token>`. */
const links = {
  setup: (token: string) => `setup:${token}`,
  invitation: (token: string) => `invitation:${token}`,
  passwordReset: (token: string) => `reset:${token}`,
};

/** Builds the rooms on an open database as `app.ts` does, with a clock that the test moves and every event that was told. */
export async function buildSigningInRooms(opened: TestDatabase, options: SigningInOptions) {
  const { transactions } = opened.database;
  let now = options.startAt ?? new Date('2026-03-01T09:30:00.000Z');
  const clock: Clock = { now: () => now };
  const bus = createEventBus();
  const events: DomainEvent[] = [];
  const issuer = options.issuer ?? 'http://localhost:4000';
  const keys = createKeysRoom({
    transactions,
    masterKey: () => Buffer.alloc(32, 7),
    algorithm: 'ES256',
    events: bus,
    clock,
  });
  await keys.open();
  const passwordsRoom = createPasswordsRoom({
    transactions,
    peppers: keys.peppers,
    bcryptCost: options.bcryptCost ?? 4,
    minLength: 15,
    ...(options.bcrypt === undefined ? {} : { bcrypt: options.bcrypt }),
  });
  const tokens = createTokensRoom({
    signingKeys: keys.signingKeys,
    issuer,
    audience: issuer,
    accessTokenTtlSeconds: 900,
    events: bus,
    clock,
  });
  const shared = {
    transactions,
    clock,
    events: bus,
    passwords: passwordsRoom.passwords,
    credentials: passwordsRoom.credentials,
    history: passwordsRoom.history,
    oneTimeTokens: tokens.oneTimeTokens,
    links,
    notices: opened.database.notifications,
  };
  const limits = createLimitsRoom({
    transactions,
    clock,
    hmacKey: () => keys.deriveKey('rate-limits'),
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
    ...(options.guessPolicy === undefined ? {} : { guessPolicy: options.guessPolicy }),
  });
  const usersRoom = createUsersRoom({
    ...shared,
    unlocking: limits.unlocking,
    fingerprintKey: () => keys.deriveKey('fingerprints'),
  });
  const sessionsRoom = createSessionsRoom({
    ...shared,
    accessTokens: tokens.accessTokens,
    owners: usersRoom.sessionOwners,
    refreshLimit: limits.refreshes,
    idleTtlSeconds: 86_400,
    absoluteTtlSeconds: 864_000,
  });
  for (const subscriber of sessionsRoom.subscribers ?? []) bus.subscribe(subscriber);
  bus.subscribe(async (_, event) => void events.push(event));
  const people = { ...shared, users: usersRoom.users, sessions: sessionsRoom.sessions };
  const invitations = createInvitationsRoom({
    ...people,
    lockFirstAdministrator: (transaction) => advisoryLock(transaction, 'first-administrator'),
  });
  const login = createLoginRoom({
    ...people,
    guesses: limits.guesses,
    addressFailures: limits.addressFailures,
    deviceKey: () => keys.deriveKey('devices'),
    server: {
      version: '0.1.0',
      issuer,
      signUpEnabled: options.signUpEnabled ?? true,
      accessTokenTtlSeconds: 900,
      refreshTokenTtlSeconds: 86_400,
    },
    setupRequired: () => invitations.firstAdministrator.setupRequired(),
  });
  const oauth = createOauthRoom({
    ...people,
    login: login.passwordLogin,
    authenticators: [sessionsRoom.authenticator],
    explain: databaseRefusal,
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
    invitations,
    users: usersRoom,
    sessions: sessionsRoom,
    oauth,
    clock,
    events,
    subscribe: bus.subscribe,
    advance,
  };
}
