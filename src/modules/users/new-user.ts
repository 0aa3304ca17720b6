import { v7 as uuidv7 } from 'uuid';
import { refuseAll, type UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import type { Metadata, UserRecord } from './user.js';
import { readUserFields, type UserFieldColumns } from './user-fields.js';

/** A user to be. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly fullName?: string | null;
  readonly locale?: string | null;
  readonly metadata?: Metadata | null;
  readonly role: Role;
  readonly emailVerified: boolean;
  /** False for a user who has yet to choose a password: they are INVITED. */
  readonly activated: boolean;
  /** Only for who has given the id away before; made here otherwise. */
  readonly id?: UserId;
}

/** The record of a user to be. Refuses with everything that is wrong with what was fields, at once. */
export function createUserRecord(user: NewUser, now: Date): UserRecord {
  const { id, role, activated, ...fields } = user;
  const { columns, refusals } = readUserFields(fields);
  refuseAll(refusals);
  return {
    ...emptyFields,
    ...columns,
    id: id ?? newUserId(),
    role,
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

/** Names are always fields of a new user, so these empty ones are always replaced. */
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

/** A new id (UUID version 7). */
export function newUserId(): UserId {
  // The package answers nothing but well-formed UUIDs in lower case.
  return uuidv7() as UserId;
}
