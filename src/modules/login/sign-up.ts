import type { MailLimits } from '../../platform/rate-limit/index.js';
import {
  type ClientInfo,
  type Clock,
  refuseAll,
  type Transaction,
  type Transactions,
} from '../../shared/index.js';
import type { DeviceCookie } from '../access/index.js';
import type { EmailVerification } from '../email/index.js';
import type { PasswordCredentials, PasswordHash, Passwords } from '../passwords/index.js';
import type { IssuedTokens, Sessions } from '../sessions/index.js';
import type { User, Users } from '../users/index.js';
import type { KnownDevices } from './known-devices.js';
import { signUpDisabled } from './login-errors.js';

/** The input of signUp. It has no role and no other member that only administrators may set. */
export interface SignUpRequest {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly fullName: string | null;
  readonly locale: string | null;
  readonly client: ClientInfo;
  /** The device cookie; null where cookies are not available. */
  readonly device: DeviceCookie | null;
}

/** The new user, signed in; or a mail on its way, or none, to anyone who has the address. */
export type SignUpOutcome =
  | { readonly verificationRequired: false; readonly user: User; readonly tokens: IssuedTokens }
  | { readonly verificationRequired: true };

/**
 * Creates a user of role USER. Without verification of addresses it signs them in. With it, it mails a link,
 * and the address is theirs only after they used it; when somebody else has the address, they get a mail that
 * says so, and the work and the answer are the same. Throws SIGNUP_DISABLED, or all errors of the names and
 * the password together, then USERNAME_TAKEN; EMAIL_TAKEN only without verification.
 */
export type SignUp = (request: SignUpRequest) => Promise<SignUpOutcome>;

export interface SignUpDependencies {
  readonly enabled: boolean;
  readonly devices: KnownDevices;
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly sessions: Sessions;
  readonly verification: EmailVerification;
  readonly mailLimits: MailLimits;
  readonly clock: Clock;
}

/** A request whose names and password are acceptable. */
interface AcceptedSignUp extends SignUpRequest {
  readonly hash: PasswordHash;
  readonly changedAt: Date;
}

export function createSignUp(dependencies: SignUpDependencies): SignUp {
  const { enabled, users, passwords, verification, clock } = dependencies;
  return async (request) => {
    if (!enabled) throw signUpDisabled();
    const { username, email, password, fullName, locale } = request;
    refuseAll([
      ...users.examineNames({ username, email, fullName, locale }),
      ...passwords.examine(password, { username, email, fullName }, ['input', 'password']),
    ]);
    const accepted = { ...request, hash: await passwords.hash(password), changedAt: clock.now() };
    return verification.mode === 'off'
      ? signUpAndIn(dependencies, accepted)
      : signUpForVerification(dependencies, accepted);
  };
}

async function signUpAndIn(
  dependencies: SignUpDependencies,
  accepted: AcceptedSignUp,
): Promise<SignUpOutcome> {
  const { devices, transactions, users, sessions } = dependencies;
  const { client, device, changedAt } = accepted;
  const signedUp = await transactions.run(async (transaction) => {
    const user = await createUser(dependencies, transaction, accepted, false);
    const current = users.markLoggedIn(transaction, user);
    const tokens = await sessions.startSession(transaction, {
      user,
      client,
      deviceName: null,
      scope: null,
    });
    return { user: current, tokens };
  });
  const owner = { userId: signedUp.user.id, passwordChangedAt: changedAt };
  device?.store(devices.issueDeviceCookie(device.read(), owner));
  return { verificationRequired: false, ...signedUp };
}

async function signUpForVerification(
  dependencies: SignUpDependencies,
  accepted: AcceptedSignUp,
): Promise<SignUpOutcome> {
  const { transactions, users, verification, mailLimits } = dependencies;
  const isDelivered = await mailLimits.chargeMail({ to: users.identifierKey(accepted.email), account: null });
  await transactions.run(async (transaction) => {
    const owner = await users.findByIdentifier(transaction, accepted.email);
    // Also when the address has an owner: a username that stayed free, or a password that did not work, would
    // reveal it.
    const user = await createUser(dependencies, transaction, accepted, true);
    await verification.sendFirstLink(transaction, { user, owner, isDelivered });
  });
  return { verificationRequired: true };
}

async function createUser(
  { users, credentials }: SignUpDependencies,
  transaction: Transaction,
  { username, email, fullName, locale, hash, changedAt }: AcceptedSignUp,
  verificationPending: boolean,
): Promise<User> {
  const newUser = { username, email, fullName, locale, role: 'USER', emailVerified: false } as const;
  const user = await users.create(
    transaction,
    { ...newUser, activated: true, verificationPending },
    { type: 'SYSTEM' },
  );
  await credentials.save(transaction, user.id, { hash, mustChange: false, changedAt });
  return user;
}
