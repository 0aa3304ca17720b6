import type { Refusal } from '../../shared/index.js';
import { readEmail } from './email-addresses.js';
import { nameKey } from './name-key.js';
import { hasExactNumbers, isMetadata, readFullName, readLocale } from './text-fields.js';
import type { Metadata, UserRecord } from './user.js';
import { readUsername } from './usernames.js';
import {
  emailInvalid,
  emailVerifiedInvalid,
  fullNameInvalid,
  localeInvalid,
  metadataInvalid,
  metadataNumberInvalid,
  usernameInvalid,
} from './users-errors.js';

/** Profile fields given by a caller. Omitted fields are unchanged; null clears a field that may be empty. */
export interface UserFieldsInput {
  readonly username?: string | null;
  readonly email?: string | null;
  readonly emailVerified?: boolean | null;
  readonly fullName?: string | null;
  readonly locale?: string | null;
  readonly metadata?: Metadata | null;
}

/**
 * The columns that a UserFieldsInput can set. The role, the status and the security epoch are not among them.
 */
export type UserFieldColumns = Pick<
  UserRecord,
  | 'username'
  | 'usernameKey'
  | 'email'
  | 'emailKey'
  | 'emailVerified'
  | 'fullName'
  | 'fullNameKey'
  | 'locale'
  | 'metadata'
>;

/** The columns to set, and all errors in the order of the fields. */
export interface ReadUserFields {
  readonly columns: Partial<UserFieldColumns>;
  readonly refusals: readonly Refusal[];
}

type Reading = Partial<UserFieldColumns> | Refusal;

/** Parses all given fields. Never throws. */
export function readUserFields(input: UserFieldsInput): ReadUserFields {
  const readings: readonly Reading[] = [
    input.username === undefined ? {} : (input.username && readUsername(input.username)) || usernameInvalid,
    input.email === undefined ? {} : (input.email && readEmail(input.email)) || emailInvalid,
    readEmailVerified(input.emailVerified),
    readFullNameColumns(input.fullName),
    readLocaleColumn(input.locale),
    readMetadataColumn(input.metadata),
  ];
  return {
    columns: Object.assign({}, ...readings.filter((reading) => !isRefused(reading))),
    refusals: readings.filter(isRefused),
  };
}

function isRefused(reading: Reading): reading is Refusal {
  return 'reason' in reading;
}

function readEmailVerified(value: boolean | null | undefined): Reading {
  if (value === undefined) return {};
  return value === null ? emailVerifiedInvalid : { emailVerified: value };
}

function readFullNameColumns(value: string | null | undefined): Reading {
  if (value === undefined) return {};
  if (value === null) return { fullName: null, fullNameKey: null };
  const fullName = readFullName(value);
  return fullName === null ? fullNameInvalid : { fullName, fullNameKey: nameKey(fullName) };
}

function readLocaleColumn(value: string | null | undefined): Reading {
  if (value === undefined) return {};
  if (value === null) return { locale: null };
  const locale = readLocale(value);
  return locale === null ? localeInvalid : { locale };
}

function readMetadataColumn(value: Metadata | null | undefined): Reading {
  if (value === undefined || value === null) return value === null ? { metadata: null } : {};
  if (!isMetadata(value)) return metadataInvalid;
  return hasExactNumbers(value) ? { metadata: value } : metadataNumberInvalid;
}
