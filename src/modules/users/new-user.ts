import { v7 as uuidv7 } from 'uuid';
import { refuseAll, type UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';
import type { Metadata, UserRecord } from './user.js';
import { type PersonColumns, readPerson } from './user-fields.js';

/** A person to be. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly fullName?: string | null;
  readonly locale?: string | null;
  readonly metadata?: Metadata | null;
  readonly role: Role;
  readonly emailVerified: boolean;
  /** False for a person who has yet to choose a password: they are INVITED. */
  readonly activated: boolean;
  /** Only for who has given the id away before; made here otherwise. */
  readonly id?: UserId;
}

/** The record of a person to be. Refuses with everything that is wrong with what was said, at once. */
export function recordOf(person: NewUser, now: Date): UserRecord {
  const { id, role, activated, ...said } = person;
  const { columns, refusals } = readPerson(said);
  refuseAll(refusals);
  return {
    ...nothingSaid,
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

/** Names are always said of a new person, so these empty ones are always replaced. */
const nothingSaid: PersonColumns = {
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
