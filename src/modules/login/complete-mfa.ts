import {
  type AddressFailures,
  type LoginThrottle,
  refundUnlessWrong,
} from '../../platform/rate-limit/index.js';
import {
  type ClientInfo,
  type Clock,
  DomainError,
  type EventPublisher,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import { accountDisabled, type DeviceCookie, type Roles } from '../access/index.js';
import { type EmailVerification, emailNotVerified } from '../email/index.js';
import {
  type ChallengeAnswer,
  type ChallengedLogin,
  type Challenges,
  challengeExpired,
  codeInvalid,
  type MfaMethod,
  type OpenChallenge,
} from '../mfa/index.js';
import { passkeyProofInvalid } from '../passkeys/index.js';
import type { PasswordCredential, PasswordCredentials } from '../passwords/index.js';
import type { Sessions } from '../sessions/index.js';
import type { User, Users } from '../users/index.js';
import { chargeSubject } from './charge-attempt.js';
import type { FailedAttempts } from './failed-attempts.js';
import type { KnownDevices } from './known-devices.js';
import { narrowScope } from './narrow-scope.js';
import { type SignedIn, signIn } from './password-login.js';

/** The answer to a challenge of `login`. */
export interface CompleteMfaRequest extends ChallengeAnswer {
  readonly client: ClientInfo;
  /** The device cookie; null where cookies are not available. */
  readonly device: DeviceCookie | null;
}

/**
 * Completes a login with a second factor. Throws MFA_CHALLENGE_EXPIRED for a challenge that is not open for
 * this client, or whose user or password has changed since; TOO_MANY_ATTEMPTS for the account and then
 * RATE_LIMITED for the address, before the answer is compared; MFA_CODE_INVALID, MFA_NOT_ENROLLED,
 * ACCOUNT_DISABLED and SCOPE_NOT_ALLOWED.
 */
export type CompleteMfa = (request: CompleteMfaRequest) => Promise<SignedIn>;

export interface CompleteMfaDependencies {
  readonly roles: Roles;
  readonly transactions: Transactions;
  readonly users: Users;
  readonly credentials: Pick<PasswordCredentials, 'find'>;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  readonly verification: EmailVerification;
  readonly devices: KnownDevices;
  readonly loginThrottle: Pick<LoginThrottle, 'chargeAttemptFrom'>;
  readonly addressFailures: AddressFailures;
  readonly failedAttempts: FailedAttempts;
  readonly events: EventPublisher;
  readonly clock: Clock;
}

export function createCompleteMfa(dependencies: CompleteMfaDependencies): CompleteMfa {
  const { transactions, challenges, devices } = dependencies;
  return async (request) => {
    const { challengeId, client, device, method } = request;
    const login = await chargeRefusal(dependencies, client, () =>
      challenges.find(transactions.reader, challengeId, client),
    );
    const { userId: account } = login;
    const charged = await chargeSubject(dependencies, client, {
      // As a failure of the account, whichever challenge the attempt answers.
      subject: {
        by: 'SECOND_FACTOR',
        account,
        device: devices.identifyDevice(device?.read() ?? null, login),
      },
      subjectId: account,
      caller: null,
      countedOn: `second factor ${account}`,
    });
    const signedIn = await chargeRefusal(dependencies, client, () =>
      refundUnlessWrong(charged, (startRefund) =>
        transactions.run((transaction) =>
          answerChallenge(dependencies, transaction, login, request, startRefund),
        ),
      ),
    );
    if (signedIn === null) throw invalidAnswer(method);
    device?.store(devices.issueDeviceCookie(device.read(), login));
    return signedIn;
  };
}

/** An answer that is refused before it is compared is a failure of the address, not of the account. */
async function chargeRefusal<T>(
  { addressFailures }: CompleteMfaDependencies,
  { ipAddress }: ClientInfo,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError && error.reason !== 'SERVICE_UNAVAILABLE')
      await addressFailures.chargeAddress(ipAddress);
    throw error;
  }
}

/** Returns null for a wrong answer, whose count must be committed. */
async function answerChallenge(
  dependencies: CompleteMfaDependencies,
  transaction: Transaction,
  expected: OpenChallenge,
  { client, device, ...answer }: CompleteMfaRequest,
  startRefund: () => void,
): Promise<SignedIn | null> {
  const { roles, users, credentials, challenges, devices, verification } = dependencies;
  const { userId } = expected;
  // Sent together, the lock first, which protects the factors, too: each statement sees what was committed
  // before it started.
  const [found, credential, verifyAnswer] = await Promise.all([
    users.lock(transaction, userId),
    credentials.find(transaction, userId),
    challenges.prepareAnswer(transaction, expected, answer, client),
  ]);
  const user = requireUnchanged(expected, found, credential);
  if (user.disabled) throw accountDisabled();
  // An administrator changed the address since the password was right.
  if (verification.isMissing(user)) throw new DomainError(emailNotVerified);
  const authMethods = await verifyAnswer();
  if (authMethods === null) {
    await publishFailure(dependencies, transaction, user, answer.method);
    return null;
  }
  startRefund();
  return signIn(dependencies, transaction, {
    user,
    client,
    deviceName: expected.deviceName,
    scope: narrowScope(roles, user.role, expected.scope),
    isKnownDevice: devices.identifyDevice(device?.read() ?? null, expected) !== null,
    authMethods: ['pwd', ...authMethods],
  });
}

/** The password must still be the one that was verified, and nothing may have ended the user's sessions. */
function requireUnchanged(
  { securityEpoch, passwordChangedAt }: ChallengedLogin,
  user: User | null,
  credential: PasswordCredential | null,
): User {
  if (user === null || user.status === 'DELETED') throw challengeExpired();
  if (user.securityEpoch !== securityEpoch) throw challengeExpired();
  if (credential?.changedAt.getTime() !== passwordChangedAt.getTime()) throw challengeExpired();
  return user;
}

function publishFailure(
  { events, clock }: CompleteMfaDependencies,
  transaction: Transaction,
  { id }: User,
  method: MfaMethod,
): Promise<void> {
  return events.publishEvent(transaction, {
    type: 'mfa.failed',
    occurredAt: clock.now(),
    actor: { type: 'ANONYMOUS' },
    subjectId: id,
    outcome: 'FAILURE',
    reason: 'MFA_CODE_INVALID',
    changes: { method: { from: null, to: method } },
  });
}

function invalidAnswer(method: MfaMethod): DomainError {
  return method === 'PASSKEY'
    ? passkeyProofInvalid(['input', 'passkeyResponse'])
    : codeInvalid(['input', 'code']);
}
