import type { ClientInfo, Refusal, Transaction, Transactions, UserId } from '../../shared/index.js';
import type { DeviceCookie } from '../access/index.js';
import type { IssuedTokens, Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { User, Users } from '../users/index.js';
import { parseDeviceName } from './device-name.js';
import type { KnownDevices } from './known-devices.js';
import { accountDisabled, invalidCredentials, passwordChangeRequired } from './login-errors.js';
import { narrowScope } from './narrow-scope.js';
import type { LockedUser, PasswordVerifier } from './password-verifier.js';

/** A login as either door hands it in. */
export interface LoginRequest {
  /** A username or an email address, as typed. */
  readonly identifier: string;
  readonly password: string;
  /** Scopes to narrow the token to; null asks for the whole role. */
  readonly scope: readonly string[] | null;
  readonly deviceName: string | null;
  readonly client: ClientInfo;
  /** Where the device is remembered; null at doors without cookies. */
  readonly device: DeviceCookie | null;
}

/** What became of a login with a right password. */
export type LoginOutcome =
  | { readonly status: 'COMPLETE'; readonly user: User; readonly tokens: IssuedTokens }
  | {
      readonly status: 'PASSWORD_CHANGE_REQUIRED';
      /** Good for resetPassword, once, for an hour. */
      readonly passwordChangeToken: string;
      readonly refusals: readonly [Refusal];
    };

/**
 * Signs in with a password: the one path behind GraphQL's `login` and the password grant of RFC 6749 4.3.
 * Refuses with TOO_MANY_ATTEMPTS for what was typed, existing or not, and then with RATE_LIMITED for the address, before any hashing and for a right
 * password too; with INVALID_CREDENTIALS for an unknown name, no password and a wrong one, in the same time
 * and the same words; and only after a right password ACCOUNT_DISABLED or SCOPE_NOT_ALLOWED.
 */
export type PasswordLogin = (request: LoginRequest) => Promise<LoginOutcome>;

/** What the login is built from. */
export interface PasswordLoginDependencies {
  readonly passwordVerifier: PasswordVerifier;
  readonly transactions: Transactions;
  readonly users: Users;
  readonly devices: KnownDevices;
  readonly sessions: Sessions;
  readonly oneTimeTokens: OneTimeTokens;
}

const passwordChangeTtlSeconds = 60 * 60;

/** Makes the login. */
export function createPasswordLogin(dependencies: PasswordLoginDependencies): PasswordLogin {
  const { passwordVerifier, transactions, users, devices } = dependencies;
  return async (request) => {
    const deviceName = parseDeviceName(request.deviceName);
    const { identifier, device } = request;
    let passwordChangedAt = new Date(0);
    const outcome = await passwordVerifier.withVerifiedPassword(
      {
        find: () => users.findByIdentifier(transactions.reader, identifier),
        password: request.password,
        client: request.client,
        claimedIdentity: {
          by: 'NAME',
          identifier: users.identifierKey(identifier),
          device: device?.read() ?? null,
        },
      },
      {
        prepare: async () => null,
        run: (transaction, lockedUser) => {
          passwordChangedAt = lockedUser.changedAt;
          return completeLogin(dependencies, transaction, lockedUser, { ...request, deviceName });
        },
      },
    );
    if (outcome === null) throw invalidCredentials();
    const { result } = outcome;
    if (result.status === 'COMPLETE') {
      device?.store(devices.issueDeviceCookie(device.read(), { userId: result.user.id, passwordChangedAt }));
    }
    return result;
  };
}

async function completeLogin(
  { users, sessions, oneTimeTokens }: PasswordLoginDependencies,
  transaction: Transaction,
  { user, mustChange }: LockedUser,
  request: LoginRequest,
): Promise<LoginOutcome> {
  if (user.disabled) throw accountDisabled();
  if (mustChange) return requirePasswordChange(oneTimeTokens, transaction, user.id);
  const scope = narrowScope(user.role, request.scope);
  const { client, deviceName } = request;
  await users.markLoggedIn(transaction, user.id);
  const tokens = await sessions.start(transaction, { user, client, deviceName, scope });
  // Read again: the login has just become their last one.
  return { status: 'COMPLETE', user: (await users.find(transaction, user.id)) ?? user, tokens };
}

/** Answers instead of throwing: the token must be committed. */
async function requirePasswordChange(
  oneTimeTokens: OneTimeTokens,
  transaction: Transaction,
  userId: UserId,
): Promise<LoginOutcome> {
  const passwordChangeToken = await oneTimeTokens.issue(transaction, {
    purpose: 'PASSWORD_CHANGE',
    userId,
    ttlSeconds: passwordChangeTtlSeconds,
    // Their password was right; it is they who may choose another.
    actor: { type: 'USER', id: userId },
  });
  return { status: 'PASSWORD_CHANGE_REQUIRED', passwordChangeToken, refusals: [passwordChangeRequired] };
}
