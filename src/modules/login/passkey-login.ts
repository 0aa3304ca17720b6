import { type ClientInfo, DomainError, type Transaction, type UserId } from '../../shared/index.js';
import { type ActorTransactions, accountDisabled, type DeviceCookie, type Roles } from '../access/index.js';
import { type EmailVerification, emailNotVerified } from '../email/index.js';
import { authMethodsOf, type PasskeyProof, type PasskeyProofs, passkeyRefused } from '../passkeys/index.js';
import type { PasswordCredentials } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { OneTimeTokens } from '../tokens/index.js';
import type { Users } from '../users/index.js';
import { parseDeviceName } from './device-name.js';
import type { FailedAttempts } from './failed-attempts.js';
import type { KnownDevices } from './known-devices.js';
import { narrowScope } from './narrow-scope.js';
import { type LoginOutcome, requirePasswordChange, signIn } from './password-login.js';

/** The input of a sign-in with a passkey. */
export interface PasskeyLoginRequest extends PasskeyProof {
  /** The scopes to limit the token to; null requests all scopes of the role. */
  readonly scope: readonly string[] | null;
  readonly deviceName: string | null;
  readonly client: ClientInfo;
  /** The device cookie; null where cookies are not available. */
  readonly device: DeviceCookie | null;
}

/**
 * Signs in with a passkey alone, without a username. Throws INVALID_CREDENTIALS, always with the same
 * message, for everything that is wrong with the challenge, the passkey or the signature. Throws
 * ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED and SCOPE_NOT_ALLOWED only after the signature was verified. Of two
 * concurrent calls with one response one succeeds.
 */
export type PasskeyLogin = (request: PasskeyLoginRequest) => Promise<LoginOutcome>;

export interface PasskeyLoginDependencies {
  readonly roles: Roles;
  readonly transactions: ActorTransactions;
  readonly passkeys: PasskeyProofs;
  readonly users: Users;
  readonly credentials: Pick<PasswordCredentials, 'find'>;
  readonly sessions: Sessions;
  readonly oneTimeTokens: OneTimeTokens;
  readonly verification: EmailVerification;
  readonly devices: KnownDevices;
  readonly failedAttempts: FailedAttempts;
}

/** A refusal before the user was proven is returned, not thrown, so that the used challenge is committed. */
type Attempt =
  | { readonly failure: null; readonly outcome: LoginOutcome; readonly passwordChangedAt: Date }
  | { readonly failure: string };

export function createPasskeyLogin(dependencies: PasskeyLoginDependencies): PasskeyLogin {
  const { transactions, passkeys, devices, failedAttempts } = dependencies;
  return async (request) => {
    const deviceName = parseDeviceName(request.deviceName);
    const userId = await passkeys.findClaimedUser(transactions.reader, request.response);
    const fail = (reason: string): Promise<void> =>
      failedAttempts.recordFailedAttempt({ subjectId: userId, caller: null, reason });
    const attempt =
      userId === null
        ? ({ failure: 'UNKNOWN_PASSKEY' } as const)
        : await attemptLogin(dependencies, userId, { ...request, deviceName }, fail);
    if (attempt.failure !== null) {
      await fail(attempt.failure);
      throw passkeyRefused();
    }
    const { outcome, passwordChangedAt } = attempt;
    const { device } = request;
    if (outcome.status === 'COMPLETE') {
      const owner = { userId: outcome.user.id, passwordChangedAt };
      device?.store(devices.issueDeviceCookie(device.read(), owner));
    }
    return outcome;
  };
}

async function attemptLogin(
  dependencies: PasskeyLoginDependencies,
  userId: UserId,
  request: PasskeyLoginRequest,
  fail: (reason: string) => Promise<void>,
): Promise<Attempt> {
  const locks = { users: [userId] };
  try {
    return await dependencies.transactions.runAs({ type: 'SYSTEM' }, locks, (transaction) =>
      verifyAndSignIn(dependencies, transaction, userId, request),
    );
  } catch (error) {
    // The passkey was right, but the user is disabled or requested too much.
    if (error instanceof DomainError && error.reason !== 'SERVICE_UNAVAILABLE') await fail(error.reason);
    throw error;
  }
}

/** Runs with the user's row locked, and reads everything again. */
async function verifyAndSignIn(
  dependencies: PasskeyLoginDependencies,
  transaction: Transaction,
  userId: UserId,
  request: PasskeyLoginRequest,
): Promise<Attempt> {
  const { roles, passkeys, users, credentials, devices, oneTimeTokens, verification } = dependencies;
  const proven = await passkeys.verifyProof(transaction, 'LOGIN', userId, request);
  if (proven.failure !== null) return proven;
  const user = await users.find(transaction, userId);
  if (user === null || user.status === 'DELETED') return { failure: 'UNKNOWN_PASSKEY' };
  if (user.disabled) throw accountDisabled();
  if (verification.isMissing(user)) throw new DomainError(emailNotVerified);
  const credential = await credentials.find(transaction, userId);
  const passwordChangedAt = credential?.changedAt ?? new Date(0);
  if (credential?.mustChange === true) {
    const outcome = await requirePasswordChange(oneTimeTokens, transaction, userId);
    return { failure: null, outcome, passwordChangedAt };
  }
  const { client, device, deviceName } = request;
  const owner = { userId, passwordChangedAt };
  const outcome = await signIn(dependencies, transaction, {
    user,
    client,
    deviceName,
    scope: narrowScope(roles, user.role, request.scope),
    isKnownDevice: devices.identifyDevice(device?.read() ?? null, owner) !== null,
    authMethods: authMethodsOf(proven.passkey, proven.userVerified),
  });
  return { failure: null, outcome, passwordChangedAt };
}
