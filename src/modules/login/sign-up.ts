import { type ClientInfo, type Clock, refuseAll, type Transactions } from '../../shared/index.js';
import type { DeviceCookie } from '../access/index.js';
import type { PasswordCredentials, Passwords } from '../passwords/index.js';
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

export interface SignedUp {
  readonly user: User;
  readonly tokens: IssuedTokens;
}

/**
 * Creates a user of role USER and signs them in; the email address stays unverified. Throws SIGNUP_DISABLED,
 * or all errors of the names and the password together, then USERNAME_TAKEN or EMAIL_TAKEN.
 */
export type SignUp = (request: SignUpRequest) => Promise<SignedUp>;

export interface SignUpDependencies {
  readonly enabled: boolean;
  readonly devices: KnownDevices;
  readonly transactions: Transactions;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly credentials: PasswordCredentials;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

export function createSignUp(dependencies: SignUpDependencies): SignUp {
  const { enabled, devices, transactions, users, passwords, credentials, sessions, clock } = dependencies;
  return async ({ username, email, password, fullName, locale, client, device }) => {
    if (!enabled) throw signUpDisabled();
    const names = { username, email, fullName, locale };
    refuseAll([
      ...users.examineNames(names),
      ...passwords.examine(password, { username, email, fullName }, ['input', 'password']),
    ]);
    const hash = await passwords.hash(password);
    const passwordChangedAt = clock.now();
    const signedUp = await transactions.run(async (transaction) => {
      const user = await users.create(
        transaction,
        { ...names, role: 'USER', emailVerified: false, activated: true },
        { type: 'SYSTEM' },
      );
      await credentials.save(transaction, user.id, { hash, mustChange: false, changedAt: passwordChangedAt });
      await users.markLoggedIn(transaction, user.id);
      const tokens = await sessions.startSession(transaction, {
        user,
        client,
        deviceName: null,
        scope: null,
      });
      // Read again: markLoggedIn has changed the row.
      return { user: (await users.find(transaction, user.id)) ?? user, tokens };
    });
    device?.store(devices.issueDeviceCookie(device.read(), { userId: signedUp.user.id, passwordChangedAt }));
    return signedUp;
  };
}
