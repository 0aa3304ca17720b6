import type { EventSubscriber } from '../../shared/index.js';
import type { AuditRepository } from './audit-repository.js';

/** Erases what names a user from the log, in the transaction that erases the user. */
export function eraseOnEvents(repository: Pick<AuditRepository, 'erasePersonal'>): EventSubscriber {
  return async (transaction, { type, subjectId }) => {
    if (type === 'user.erased' && subjectId !== null) await repository.erasePersonal(transaction, subjectId);
  };
}
