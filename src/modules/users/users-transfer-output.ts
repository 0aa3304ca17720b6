import { type CommandOutput, NegativeResult } from '../../shared/index.js';
import type { ExportedUsers } from './export-users.js';
import type { ImportProgress, RejectedRecord } from './import-users.js';
import type { UserRecord } from './user.js';

/** The option that continues an import or an export; set by the output before, never by the operator. */
export const continuation = 'continuation';

/** Returns the rejected records of one batch. */
export function importOutput({ importId, rejected }: ImportProgress): CommandOutput {
  return {
    data: { rejected: rejected.flatMap(describeRejection) },
    text: rejected
      .flatMap(describeRejection)
      .map(({ line, code, message }) => `line ${line}: ${code}: ${message}`)
      .join('\n'),
    next: { [continuation]: importId },
  };
}

/** Returns the totals. Throws them as a NegativeResult when a record was rejected. */
export function importSummary({ importedTotal, rejectedTotal, isDryRun }: ImportProgress): CommandOutput {
  const verb = isDryRun ? 'can be imported' : 'imported';
  const output = {
    data: { imported: importedTotal, rejected: rejectedTotal, dryRun: isDryRun },
    text: `Users ${verb}: ${importedTotal}. Records rejected: ${rejectedTotal}.`,
  };
  if (rejectedTotal > 0) throw new NegativeResult(output);
  return output;
}

interface Rejection {
  readonly line: number;
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
}

function describeRejection({ line, refusals }: RejectedRecord): readonly Rejection[] {
  return refusals.map(({ reason, message, field }) => ({
    line,
    code: reason,
    field: field?.at(-1) ?? null,
    message,
  }));
}

/** Returns one JSON line for each user. */
export function exportOutput({ users, next }: ExportedUsers): CommandOutput {
  const records = users.map(toExportedUser);
  return {
    data: records,
    text: records.map((record) => JSON.stringify(record)).join('\n'),
    ...(next === null ? {} : { next: { [continuation]: next } }),
  };
}

/** The fields that `users import` reads; those without a value are left out. */
function toExportedUser(user: UserRecord): Readonly<Record<string, unknown>> {
  const { id, username, email, emailVerified, fullName, locale, metadata, role } = user;
  const { disabledAt, disabledReason, disabledUntil, createdAt, lastLoginAt } = user;
  const fields = {
    ...{ id, username, email, emailVerified, fullName, locale, metadata, role },
    ...(disabledAt === null ? {} : { disabled: true, disabledReason, disabledUntil }),
    ...{ createdAt, lastLoginAt },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
