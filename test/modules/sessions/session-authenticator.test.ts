import { beforeEach, describe, expect, test } from '@jest/globals';
import { cordonRoles } from '../../../src/modules/access/index.js';
import { createSessionAuthenticator } from '../../../src/modules/sessions/session-authenticator.js';
import type { SessionFacts } from '../../../src/modules/sessions/session-facts.js';
import type { SigningKeys } from '../../../src/modules/tokens/index.js';
import { createTokensModule } from '../../../src/modules/tokens/index.js';
import { createEventBus, DomainError } from '../../../src/shared/index.js';
import {
  audience,
  createTestKey,
  createTestSigningKeys,
  issuer,
  subject,
} from '../../helpers/access-tokens.js';
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js';

const key = createTestKey();
let keys: SigningKeys;
let clock: FakeClock;
let facts: SessionFacts | null;
let cached: SessionFacts | null;
let reads: number;
/** Runs while the authenticator waits for pending notifications. */
let onCatchUp: () => void;

const past = new Date('2026-01-01T00:00:00.000Z');
const future = new Date('2027-01-01T00:00:00.000Z');
const good: SessionFacts = {
  userId: subject.userId,
  role: 'ADMIN',
  userEpoch: 3,
  disabledAt: null,
  disabledUntil: null,
  deletedAt: null,
  sessionEpoch: 3,
  authenticatedAt: past,
  authMethods: ['pwd', 'otp', 'mfa'],
  expiresAt: future,
  endedAt: null,
  userRow: {},
};

const createTokens = () =>
  createTokensModule({
    signingKeys: keys,
    issuer,
    audience,
    accessTokenTtlSeconds: 900,
    events: createEventBus(),
    clock,
  }).accessTokens;
const createAuthenticator = () =>
  createSessionAuthenticator({
    roles: cordonRoles,
    accessTokens: createTokens(),
    facts: {
      findCached: () => cached,
      find: async () => {
        reads++;
        return facts;
      },
    },
    changeNotifications: { catchUp: async () => onCatchUp() },
    clock,
  });
const token = (changes: Partial<typeof subject> = {}) =>
  createTokens().issueToken({ ...subject, ...changes }).token;

beforeEach(() => {
  clock = createFakeClock();
  facts = good;
  cached = null;
  reads = 0;
  keys = createTestSigningKeys(key);
  onCatchUp = () => {};
});

describe('a valid token of an active session', () => {
  test('authenticates the user with the role of the database, not that of the token', async () => {
    const authentication = await createAuthenticator().authenticate(token({ role: 'USER' }));

    expect(authentication).toEqual({
      user: {
        id: subject.userId,
        role: 'ADMIN',
        sessionId: subject.sessionId,
        scopes: null,
        authenticatedAt: past,
        assurance: 2,
        mustProveSecondFactor: false,
        expiresAt: new Date(clock.now().getTime() + 900_000),
      },
      failure: null,
      userRow: {},
    });
  });

  test('keeps its narrowed scopes', async () => {
    const authentication = await createAuthenticator().authenticate(token({ scope: ['account:read'] }));

    expect(authentication?.user?.scopes).toEqual(['account:read']);
  });
});

describe('a valid token is rejected', () => {
  const otherUserId = '018f3f3e-0000-7000-8000-00000000ffff' as typeof subject.userId;
  const everything = { deletedAt: null, disabledAt: past, endedAt: past, expiresAt: past, userEpoch: 4 };
  test.each<readonly [string, Partial<SessionFacts> | null, string | null]>([
    ['when its session does not exist', null, 'SESSION_REVOKED'],
    ['when its session belongs to another user', { userId: otherUserId }, 'TOKEN_INVALID'],
    ['when its user is deleted', { deletedAt: past }, 'SESSION_REVOKED'],
    ['when its user is disabled', { disabledAt: past }, 'ACCOUNT_DISABLED'],
    [
      'when its user is disabled until later',
      { disabledAt: past, disabledUntil: future },
      'ACCOUNT_DISABLED',
    ],
    ['no more after the disablement has expired', { disabledAt: past, disabledUntil: past }, null],
    ['when its session was ended', { endedAt: past }, 'SESSION_REVOKED'],
    ['when its session has expired', { expiresAt: past }, 'SESSION_EXPIRED'],
    ["when the user's epoch has moved on", { userEpoch: 4 }, 'EPOCH_STALE'],
    ["when the session's epoch is not the user's", { sessionEpoch: 2 }, 'EPOCH_STALE'],
    ['for the disablement first', everything, 'ACCOUNT_DISABLED'],
    ['for the end of the session before its expiry', { ...everything, disabledAt: null }, 'SESSION_REVOKED'],
    ['for expiry before the epoch', { ...everything, disabledAt: null, endedAt: null }, 'SESSION_EXPIRED'],
  ])('%s', async (_when, changes, failure) => {
    facts = changes === null ? null : { ...good, ...changes };

    expect((await createAuthenticator().authenticate(token()))?.failure).toBe(failure);
  });
});

test.each(['', 'null', 'a.b.c', `cordon_refresh_${'A'.repeat(43)}`])(
  'text that is not a token (%p) is rejected without reading the database',
  async (credential) => {
    expect(await createAuthenticator().authenticate(credential)).toEqual({
      user: null,
      failure: 'TOKEN_MALFORMED',
    });
    expect(reads).toBe(0);
  },
);

test('an expired token is rejected without reading the database', async () => {
  const old = token();
  clock.moveBy(900);

  expect((await createAuthenticator().authenticate(old))?.failure).toBe('TOKEN_EXPIRED');
  expect(reads).toBe(0);
});

test('a token that was valid when it was received is evaluated by its session alone', async () => {
  const old = token();
  const receivedAt = clock.now();
  clock.moveBy(900);

  expect((await createAuthenticator().authenticate(old, receivedAt))?.failure).toBeNull();
  facts = { ...good, endedAt: past };
  expect((await createAuthenticator().authenticate(old, receivedAt))?.failure).toBe('SESSION_REVOKED');
});

test('no token is accepted when the database cannot be read', async () => {
  const unavailable = new DomainError({ reason: 'SERVICE_UNAVAILABLE', message: 'Not now.' });
  const authenticator = createSessionAuthenticator({
    roles: cordonRoles,
    accessTokens: createTokens(),
    facts: { findCached: () => null, find: () => Promise.reject(unavailable) },
    changeNotifications: { catchUp: async () => {} },
    clock,
  });

  await expect(authenticator.authenticate(token())).rejects.toBe(unavailable);
});

describe('cached session facts', () => {
  test('accept a token without reading the database', async () => {
    cached = good;

    const authentication = await createAuthenticator().authenticate(token());

    expect([authentication?.user?.role, reads]).toEqual(['ADMIN', 0]);
  });

  test('are used only after pending notifications have been received', async () => {
    cached = good;
    facts = { ...good, endedAt: past };
    onCatchUp = () => {
      cached = null;
    };

    expect((await createAuthenticator().authenticate(token()))?.failure).toBe('SESSION_REVOKED');
  });

  test('are used only with keys that are up to date, too', async () => {
    cached = good;
    const issued = token();
    const { find } = keys;
    let isRevoked = false;
    keys = { ...keys, find: (kid) => (isRevoked ? null : find(kid)) };
    onCatchUp = () => {
      isRevoked = true;
    };

    expect((await createAuthenticator().authenticate(issued))?.failure).toBe('TOKEN_INVALID');
  });

  test.each<readonly [string, Partial<SessionFacts>]>([
    ['an expiry, which a refresh may have moved', { expiresAt: past }],
    ['a disablement, which may have been lifted', { disabledAt: past }],
    ['an epoch', { userEpoch: 2 }],
  ])('never reject a token for %s without reading the database', async (_what, changes) => {
    cached = { ...good, ...changes };

    const authentication = await createAuthenticator().authenticate(token());

    expect([authentication?.failure, reads]).toEqual([null, 1]);
  });

  test('are compared with the clock each time', async () => {
    cached = { ...good, expiresAt: new Date(clock.now().getTime() + 60_000) };
    facts = cached;
    const issued = token();
    expect((await createAuthenticator().authenticate(issued))?.failure).toBeNull();

    clock.moveBy(60);

    expect((await createAuthenticator().authenticate(issued))?.failure).toBe('SESSION_EXPIRED');
  });
});
