import { v7 as uuidv7 } from 'uuid';
import { refuseAll, type UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import type { Metadata, UserRecord } from './user.js';
import { readUserFields, type UserFieldColumns } from './user-fields.js';

/** The input of `Users.create`. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly fullName?: string | null;
  readonly locale?: string | null;
  readonly metadata?: Metadata | null;
  readonly role: Role;
  readonly emailVerified: boolean;
  /** False for a user who has not chosen a password yet; their status is INVITED. */
  readonly activated: boolean;
  /** True for a user who has to prove the address first, and does not own it until then. Default: false. */
  readonly verificationPending?: boolean;
  /** Given when the id was already used, for example under an idempotency key; generated otherwise. */
  readonly id?: UserId;
}

/** Returns the record of a new user. Throws all errors of the fields at once. */
export function createUserRecord(user: NewUser, now: Date): UserRecord {
  const { id, role, activated, verificationPending = false, ...fields } = user;
  const { columns, refusals } = readUserFields(fields);
  refuseAll(refusals);
  return {
    ...emptyFields,
    ...columns,
    id: id ?? newUserId(),
    role,
    verificationPending,
    activatedAt: activated ? now : null,
    disabledAt: null,
    disabledReason: null,
    disabledUntil: null,
    deletedAt: null,
    securityEpoch: 1,
    lastLoginAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** Names are required for a new user, so these empty values are always replaced. */
const emptyFields: UserFieldColumns = {
  username: '',
  usernameKey: '',
  email: '',
  emailKey: '',
  emailVerified: false,
  fullName: null,
  fullNameKey: null,
  locale: null,
  metadata: null,
};

/** Returns a new id (UUID version 7). */
export function newUserId(): UserId {
  // The package returns only well-formed lower-case UUIDs.
  return uuidv7() as UserId;
}
