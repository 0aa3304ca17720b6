import type { UserId } from '../../shared/index.js';
import type { Role } from '../access/index.js';

/** Where a user stands. The schema's `UserStatus` has the same names. */
export const userStatuses = ['ACTIVE', 'INVITED', 'DISABLED', 'DELETED'] as const;

/** One of the states above. */
export type UserStatus = (typeof userStatuses)[number];

/** Facts that a host keeps about a user: a JSON object. */
export type Metadata = Readonly<Record<string, unknown>>;

/** A user, as every module may know them. Holds no secret: credentials live apart, in the passwords module. */
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
  /** True while a disable is in force, whatever else they are. */
  readonly disabled: boolean;
  readonly disabledReason: string | null;
  readonly disabledUntil: Date | null;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Grows by one at each change that the API shows; a login is no change. */
  readonly version: number;
  /** Stands in every access token as `sev`; raising it makes all of them worthless. */
  readonly securityEpoch: number;
}

/** What is stored of a user. Only this module sees it. */
export interface UserRecord {
  readonly id: UserId;
  readonly username: string;
  readonly usernameKey: string;
  readonly email: string;
  readonly emailKey: string;
  readonly emailVerified: boolean;
  readonly fullName: string | null;
  readonly fullNameKey: string | null;
  readonly locale: string | null;
  readonly metadata: Metadata | null;
  readonly role: Role;
  /** Null until the user has chosen a password. */
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

/** The user that a record tells of at an instant: a disable whose end has come is over, with its reason. */
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

/** True while a disable is in force. */
export function isDisabled(record: UserRecord, now: Date): boolean {
  if (record.disabledAt === null) return false;
  return record.disabledUntil === null || record.disabledUntil.getTime() > now.getTime();
}

function statusOf(record: UserRecord, disabled: boolean): UserStatus {
  if (record.deletedAt !== null) return 'DELETED';
  if (disabled) return 'DISABLED';
  return record.activatedAt === null ? 'INVITED' : 'ACTIVE';
}
