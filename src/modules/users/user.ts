import type { UserId } from '../../shared/index.js';
import { isDisabled, type Role } from '../access/index.js';

/** The statuses of a user, with the names of the schema's `UserStatus`. */
export const userStatuses = ['ACTIVE', 'INVITED', 'PENDING_VERIFICATION', 'DISABLED', 'DELETED'] as const;

/** The status of a user; see `toUser` for how it is derived. */
export type UserStatus = (typeof userStatuses)[number];

/** Custom data that the host application stores with a user: a JSON object. */
export type Metadata = Readonly<Record<string, unknown>>;

/** A user as other modules see it. Contains no secret: credentials are stored in the passwords module. */
export interface User {
  readonly id: UserId;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly fullName: string | null;
  readonly locale: string | null;
  readonly metadata: Metadata | null;
  readonly role: Role;
  readonly status: UserStatus;
  /** True while the user is disabled, regardless of the status. */
  readonly disabled: boolean;
  readonly disabledReason: string | null;
  readonly disabledUntil: Date | null;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Incremented with each change that the API exposes. A login is not a change. */
  readonly version: number;
  /** The `sev` claim of access tokens. Incrementing it invalidates all of them. */
  readonly securityEpoch: number;
}

/** A row of the table `users`. Used only inside this module. */
export interface UserRecord {
  readonly id: UserId;
  readonly username: string;
  readonly usernameKey: string;
  readonly email: string;
  readonly emailKey: string;
  readonly emailVerified: boolean;
  /**
   * True for a user who signed up and has never verified the address. Such a user does not own the address:
   * somebody else may have it, or get it.
   */
  readonly verificationPending: boolean;
  readonly fullName: string | null;
  readonly fullNameKey: string | null;
  readonly locale: string | null;
  readonly metadata: Metadata | null;
  readonly role: Role;
  readonly activatedAt: Date | null;
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
  readonly disabledUntil: Date | null;
  readonly deletedAt: Date | null;
  readonly securityEpoch: number;
  readonly lastLoginAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A column of the table `users`. */
export type UserColumn = keyof UserRecord;

/**
 * Returns the user that a record represents at a given time. An expired disable is omitted, with its reason.
 */
export function toUser(record: UserRecord, now: Date): User {
  const disabled = isDisabled(record, now);
  return {
    id: record.id,
    username: record.username,
    email: record.email,
    emailVerified: record.emailVerified,
    fullName: record.fullName,
    locale: record.locale,
    metadata: record.metadata,
    role: record.role,
    status: statusOf(record, disabled),
    disabled,
    disabledReason: disabled ? record.disabledReason : null,
    disabledUntil: disabled ? record.disabledUntil : null,
    lastLoginAt: record.lastLoginAt,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    version: record.version,
    securityEpoch: record.securityEpoch,
  };
}

function statusOf(record: UserRecord, disabled: boolean): UserStatus {
  if (record.deletedAt !== null) return 'DELETED';
  if (disabled) return 'DISABLED';
  if (record.verificationPending) return 'PENDING_VERIFICATION';
  return record.activatedAt === null ? 'INVITED' : 'ACTIVE';
}
