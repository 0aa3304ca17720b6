import { type ClientInfo, type Clock, refuseAll, type Transactions } from '../../shared/index.js';
import type { DeviceCookie } from '../access/index.js';
import type { PasswordCredentials, Passwords } from '../passwords/index.js';
import type { IssuedTokens, Sessions } from '../sessions/index.js';
import type { User, Users } from '../users/index.js';
import type { KnownDevices } from './known-devices.js';
import { signUpDisabled } from './login-errors.js';

/** A user as they describe themselves. There is no role among it, and nothing else that only others may decide. */
export interface SignUpRequest {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly fullName: string | null;
  readonly locale: string | null;
  readonly client: ClientInfo;
  /** Where this device is remembered; null without cookies. */
  readonly device: DeviceCookie | null;
}

/** A new user, signed in. */
export interface SignedUp {
  readonly user: User;
  readonly tokens: IssuedTokens;
}

/**
 * Opens an account of role USER and signs its owner in; the email stays unverified. Refuses with SIGNUP_DISABLED, or with everything that
 * is wrong with the names and the password at once, then with USERNAME_TAKEN or EMAIL_TAKEN.
 */
export type SignUp = (request: SignUpRequest) => Promise<SignedUp>;

/** What it is built from. */
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

/** Makes the service. */
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
      const tokens = await sessions.start(transaction, { user, client, deviceName: null, scope: null });
      // Read again: the login has just become their last one.
      return { user: (await users.find(transaction, user.id)) ?? user, tokens };
    });
    device?.store(devices.issueDeviceCookie(device.read(), { userId: signedUp.user.id, passwordChangedAt }));
    return signedUp;
  };
}
