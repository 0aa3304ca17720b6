import {
  type ClientInfo,
  DomainError,
  type Refusal,
  type Transaction,
  type Transactions,
  type UserId,
} from '../../shared/index.js';
import { accountDisabled, type DeviceCookie, type Roles } from '../access/index.js';
import { type EmailVerification, emailNotVerified } from '../email/index.js';
import type { Challenges, IssuedChallenge, PreparedChallenge, SecondFactors } from '../mfa/index.js';
import { assuranceOf, type IssuedTokens, type SessionStart, type Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { User, Users } from '../users/index.js';
import { parseDeviceName } from './device-name.js';
import type { KnownDevices } from './known-devices.js';
import { invalidCredentials, passwordChangeRequired } from './login-errors.js';
import { narrowScope } from './narrow-scope.js';
import type { LockedUser, PasswordVerifier } from './password-verifier.js';

/** The input of a login. */
export interface LoginRequest {
  /** A username or an email address, as entered. */
  readonly identifier: string;
  readonly password: string;
  /** The scopes to limit the token to; null requests all scopes of the role. */
  readonly scope: readonly string[] | null;
  readonly deviceName: string | null;
  readonly client: ClientInfo;
  /** The device cookie; null where cookies are not available. */
  readonly device: DeviceCookie | null;
}

/** A session that has started, and what was proven in it. */
export interface SignedIn {
  readonly status: 'COMPLETE';
  readonly user: User;
  readonly tokens: IssuedTokens;
  readonly assurance: number;
}

/** The outcome of a login with the right password. */
export type LoginOutcome =
  | SignedIn
  /** There is no session yet: the answer to the challenge starts one. */
  | { readonly status: 'MFA_REQUIRED'; readonly mfaChallenge: IssuedChallenge }
  | {
      readonly status: 'PASSWORD_CHANGE_REQUIRED';
      /** Accepted by resetPassword once, for one hour. */
      readonly passwordChangeToken: string;
      readonly refusals: readonly [Refusal];
    };

/**
 * Signs in with a password: the implementation of GraphQL's `login` and of the password grant of RFC 6749
 * 4.3. Throws TOO_MANY_ATTEMPTS for the identifier, whether it exists or not, and then RATE_LIMITED for the
 * address; both before any hashing, for a right password too. Throws INVALID_CREDENTIALS for an unknown name,
 * a missing password and a wrong one, after the same work and with the same message. Throws ACCOUNT_DISABLED,
 * EMAIL_NOT_VERIFIED and SCOPE_NOT_ALLOWED only after the password was verified.
 */
export type PasswordLogin = (request: LoginRequest) => Promise<LoginOutcome>;

export interface PasswordLoginDependencies {
  readonly roles: Roles;
  readonly passwordVerifier: PasswordVerifier;
  readonly transactions: Transactions;
  readonly users: Users;
  readonly devices: KnownDevices;
  readonly sessions: Sessions;
  readonly oneTimeTokens: OneTimeTokens;
  readonly challenges: Challenges;
  readonly secondFactors: Pick<SecondFactors, 'prepareChallenge'>;
  readonly verification: EmailVerification;
}

const passwordChangeTtlSeconds = 60 * 60;

export function createPasswordLogin(dependencies: PasswordLoginDependencies): PasswordLogin {
  const { passwordVerifier, transactions, users, devices, secondFactors } = dependencies;
  return async (request) => {
    const deviceName = parseDeviceName(request.deviceName);
    const { identifier, device } = request;
    let passwordChangedAt = new Date(0);
    const outcome = await passwordVerifier.withVerifiedPassword(
      {
        find: () => users.findNamedAccount(transactions.reader, identifier),
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
        readLocked: (transaction, userId) => secondFactors.prepareChallenge(transaction, userId),
        run: (transaction, lockedUser, _, prepared) => {
          passwordChangedAt = lockedUser.changedAt;
          const details = { ...request, deviceName, prepared };
          return completeLogin(dependencies, transaction, lockedUser, details);
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
  dependencies: PasswordLoginDependencies,
  transaction: Transaction,
  { user, mustChange, changedAt }: LockedUser,
  request: LoginRequest & { readonly prepared: PreparedChallenge | undefined },
): Promise<LoginOutcome> {
  const { roles, oneTimeTokens, challenges, devices, verification } = dependencies;
  if (user.disabled) throw accountDisabled();
  if (verification.isMissing(user)) throw new DomainError(emailNotVerified);
  if (mustChange) return requirePasswordChange(oneTimeTokens, transaction, user.id);
  const scope = narrowScope(roles, user.role, request.scope);
  const { client, deviceName } = request;
  const { id: userId, securityEpoch } = user;
  const login = { userId, securityEpoch, passwordChangedAt: changedAt, scope: request.scope, deviceName };
  const mfaChallenge = await challenges.issue(transaction, login, client, request.prepared);
  if (mfaChallenge !== null) return { status: 'MFA_REQUIRED', mfaChallenge };
  const isKnownDevice = devices.identifyDevice(request.device?.read() ?? null, login) !== null;
  const start = { user, client, deviceName, scope, isKnownDevice };
  return signIn(dependencies, transaction, { ...start, authMethods: ['pwd'] });
}

/** Starts the session of a completed login. */
export async function signIn(
  { users, sessions }: Pick<PasswordLoginDependencies, 'users' | 'sessions'>,
  transaction: Transaction,
  start: SessionStart & { readonly user: User; readonly authMethods: readonly string[] },
): Promise<SignedIn> {
  const { user } = start;
  const current = users.markLoggedIn(transaction, user);
  const tokens = await sessions.startSession(transaction, start);
  return { status: 'COMPLETE', user: current, tokens, assurance: assuranceOf(start) };
}

/** Returns an outcome instead of throwing: the token must be committed. */
export async function requirePasswordChange(
  oneTimeTokens: OneTimeTokens,
  transaction: Transaction,
  userId: UserId,
): Promise<LoginOutcome> {
  const passwordChangeToken = await oneTimeTokens.issue(transaction, {
    purpose: 'PASSWORD_CHANGE',
    userId,
    ttlSeconds: passwordChangeTtlSeconds,
    // The password was right, so the user is the actor.
    actor: { type: 'USER', id: userId },
  });
  return { status: 'PASSWORD_CHANGE_REQUIRED', passwordChangeToken, refusals: [passwordChangeRequired] };
}
