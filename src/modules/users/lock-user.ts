import { parseUserId, type Transaction } from '../../shared/index.js';
import { type Actor, isSelf, refuseEscalation } from '../access/index.js';
import type { UserRecord } from './user.js';
import type { UserRepository } from './user-repository.js';
import { type Field, selfTarget, userNotFound, versionConflict } from './users-errors.js';

/** Where mutations with an input object name their target. */
export const inputId: Field = ['input', 'id'];

/** Holds the row of whoever has the id, deleted or not. Refuses with USER_NOT_FOUND, also for text that can be nobody's id. */
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

/** As lockUser, but the dead are not found. */
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

/** Refuses with SELF_TARGET_FORBIDDEN, then ROLE_ESCALATION: nobody acts on themselves or on anyone above their own role. */
export function refuseSelfAndHigherRoles(actor: Actor, record: UserRecord): void {
  if (isSelf(actor, record.id)) throw selfTarget(inputId);
  refuseEscalation(actor, record.role);
}

/** Refuses with VERSION_CONFLICT when the caller names another version than the one that stands. */
export function refuseVersionConflict(record: UserRecord, expectedVersion: number | null | undefined): void {
  if (expectedVersion === null || expectedVersion === undefined) return;
  if (record.version !== expectedVersion) throw versionConflict(record.version);
}
