import { DomainError, parseUserId, type Transaction } from '../../shared/index.js';
import { type Actor, isSelf, type Roles, refuseEscalation, userNotFound } from '../access/index.js';
import { readReason } from './text-fields.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { type Field, reasonInvalid, selfTarget, versionConflict } from './users-errors.js';

/** The path of the target's id in mutations with an input object. */
export const inputId: Field = ['input', 'id'];

/** Locks the row of a user, deleted or not. Throws USER_NOT_FOUND, also for text that is not a valid id. */
export async function lockUser(
  repository: UserRepository,
  transaction: Transaction,
  id: string,
  field?: Field,
): Promise<UserRecord> {
  const userId = parseUserId(id);
  const record = userId === null ? null : await repository.lock(transaction, userId);
  if (record === null) throw userNotFound(field);
  return record;
}

/** Like lockUser, but treats deleted users as not found. */
export async function lockNotDeleted(
  repository: UserRepository,
  transaction: Transaction,
  id: string,
  field?: Field,
): Promise<UserRecord> {
  const record = await lockUser(repository, transaction, id, field);
  if (record.deletedAt !== null) throw userNotFound(field);
  return record;
}

/**
 * Throws SELF_TARGET_FORBIDDEN when the actor is the target, then ROLE_ESCALATION when the actor's role does
 * not include the target's.
 */
export function refuseSelfAndHigherRoles(roles: Roles, actor: Actor, record: UserRecord): void {
  if (isSelf(actor, record.id)) throw selfTarget(inputId);
  refuseEscalation(roles, actor, record.role);
}

/** Throws VERSION_CONFLICT when an expected version is given and is not the current one. */
export function refuseVersionConflict(record: UserRecord, expectedVersion: number | null | undefined): void {
  if (expectedVersion === null || expectedVersion === undefined) return;
  if (record.version !== expectedVersion) throw versionConflict(record.version);
}

const inputReason: Field = ['input', 'reason'];

/** Returns the administrator's reason, normalized. Throws INVALID_INPUT. */
export function requireReason(text: string, field: Field = inputReason): string {
  const reason = readReason(text);
  if (reason === null) throw new DomainError({ ...reasonInvalid, field });
  return reason;
}
