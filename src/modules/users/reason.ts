import { DomainError } from '../../shared/index.js';
import { readReason } from './text-fields.js';
import { reasonInvalid } from './users-errors.js';

/** The administrator's reason, cleaned; refuses with INVALID_INPUT. */
export function readReasonOrRefuse(text: string): string {
  const reason = readReason(text);
  if (reason === null) throw new DomainError(reasonInvalid);
  return reason;
}
