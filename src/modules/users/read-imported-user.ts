import { z } from 'zod';
import {
  type InputRecord,
  parseInstant,
  parseUserId,
  type Refusal,
  type UserId,
} from '../../shared/index.js';
import type { Role, Roles } from '../access/index.js';
import type { ImportHash, PasswordHash } from '../passwords/index.js';
import { readReason } from './text-fields.js';
import type { Metadata } from './user.js';
import { readUserFields } from './user-fields.js';

/** A user of another system or of an export. */
export interface ImportedUser {
  readonly id: UserId | null;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly fullName: string | null;
  readonly locale: string | null;
  readonly metadata: Metadata | null;
  readonly role: Role;
  /** Null for a user who has to choose a password; their status is INVITED. */
  readonly passwordHash: PasswordHash | null;
  readonly mustChangePassword: boolean;
  readonly disabled: boolean;
  readonly disabledReason: string | null;
  readonly disabledUntil: Date | null;
  readonly createdAt: Date | null;
  readonly lastLoginAt: Date | null;
}

/** A user, or why the record is rejected. */
export type ReadImportedUser =
  | { readonly user: ImportedUser; readonly refusals: null }
  | { readonly refusals: readonly Refusal[] };

const text = z.string('must be text');
// Cells of CSV are text.
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')], {
  error: 'must be true or false',
});
const json = z.preprocess(
  (value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON object' });
      return z.NEVER;
    }
  },
  z.record(z.string(), z.unknown(), 'must be a JSON object'),
);

function parsed<T>(parse: (value: string) => T | null, message: string): z.ZodType<T, string> {
  return text.transform((value, context) => {
    const result = parse(value);
    if (result !== null) return result;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

const instant = parsed(parseInstant, 'must be a time with its offset from UTC, such as 2030-01-31T12:00:00Z');
const recordSchema = z.strictObject({
  id: parsed(parseUserId, 'must be a UUID').nullish(),
  username: z.string('is required'),
  email: z.string('is required'),
  emailVerified: flag.nullish(),
  fullName: text.nullish(),
  locale: text.nullish(),
  metadata: json.nullish(),
  role: text.nullish(),
  passwordHash: text.nullish(),
  mustChangePassword: flag.nullish(),
  disabled: flag.nullish(),
  disabledReason: parsed(readReason, 'must be one line of printable text').nullish(),
  disabledUntil: instant.nullish(),
  createdAt: instant.nullish(),
  lastLoginAt: instant.nullish(),
});

/** Reads one record. Returns all errors of its fields at once; they never repeat a value. */
export function readImportedUser(
  { values }: InputRecord,
  { importHash, roles }: { readonly importHash: ImportHash; readonly roles: Roles },
): ReadImportedUser {
  if (values === null) return refused(['record'], 'The line is not a JSON object.');
  const { data: record, error } = recordSchema.safeParse(values);
  if (record === undefined) {
    return { refusals: error.issues.flatMap(describeIssue) };
  }
  const { passwordHash = null, id = null, ...fields } = record;
  const role = roles.parse((fields.role ?? 'USER').toUpperCase());
  const stored = passwordHash === null ? null : importHash(passwordHash);
  const user: ImportedUser = {
    id,
    username: fields.username,
    email: fields.email,
    emailVerified: fields.emailVerified ?? false,
    fullName: fields.fullName ?? null,
    locale: fields.locale ?? null,
    metadata: fields.metadata ?? null,
    role: role ?? 'USER',
    passwordHash: stored,
    mustChangePassword: fields.mustChangePassword ?? false,
    disabled: fields.disabled ?? false,
    disabledReason: fields.disabledReason ?? null,
    disabledUntil: fields.disabledUntil ?? null,
    createdAt: fields.createdAt ?? null,
    lastLoginAt: fields.lastLoginAt ?? null,
  };
  const { username, email, emailVerified, fullName, locale, metadata } = user;
  const { refusals } = readUserFields({ username, email, emailVerified, fullName, locale, metadata });
  const hashRefusals = passwordHash !== null && stored === null ? [unsupportedHash] : [];
  const all = [...refusals, ...(role === null ? [unknownRole(roles)] : []), ...hashRefusals];
  return all.length === 0 ? { user, refusals: null } : { refusals: all };
}

function unknownRole({ names }: Roles): Refusal {
  return { reason: 'INVALID_INPUT', message: `role must be one of ${names.join(', ')}.`, field: ['role'] };
}

const unsupportedHash: Refusal = {
  reason: 'INVALID_INPUT',
  message:
    'passwordHash must be a hash of bcrypt, argon2, scrypt or PBKDF2 with SHA-256 of a supported cost. At most three different parameters of the last three can be imported.',
  field: ['passwordHash'],
};

const unknownFieldMessage = `The record has a field other than ${Object.keys(recordSchema.shape).join(', ')}.`;

function describeIssue(issue: z.core.$ZodIssue): readonly Refusal[] {
  // The names of unknown fields stay out of the message: without a header line of CSV, they are values.
  if (issue.code === 'unrecognized_keys')
    return [{ reason: 'INVALID_INPUT', message: unknownFieldMessage, field: issue.keys }];
  const field = issue.path.slice(0, 1).map(String);
  return [{ reason: 'INVALID_INPUT', message: `${field.join('')} ${issue.message}.`, field }];
}

function refused(field: readonly string[], message: string): ReadImportedUser {
  return { refusals: [{ reason: 'INVALID_INPUT', message, field }] };
}
