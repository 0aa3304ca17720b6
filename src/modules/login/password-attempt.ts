import type { ClientInfo } from '../../shared/index.js';
import type { CurrentUser } from '../access/index.js';
import type { User } from '../users/index.js';

/** Somebody says: I am this user, here is my password. */
export interface PasswordAttempt {
  /** Finds the living user that was named; null when there is none. */
  readonly find: () => Promise<User | null>;
  readonly password: string;
  readonly client: ClientInfo;
  readonly claimedIdentity: ClaimedIdentity;
}

/** Who tries. */
export type ClaimedIdentity =
  | {
      readonly by: 'NAME';
      /** What was typed, as `users.identifierKey` has it. */
      readonly identifier: string;
      /** What the device's cookie says; not proven. */
      readonly device: string | null;
    }
  | { readonly by: 'SESSION'; readonly caller: CurrentUser };
