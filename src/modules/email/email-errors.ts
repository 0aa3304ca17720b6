import { DomainError, type Refusal } from '../../shared/index.js';

/** Mail is off: in production, without an SMTP server. */
export function mailOff(field?: readonly string[]): DomainError {
  const refusal = { reason: 'ILLEGAL_STATE', message: 'This server does not send mail.' } as const;
  return new DomainError(field === undefined ? refusal : { ...refusal, field });
}

/** The caller named a landing page that is not configured. */
export function targetUnknown(): DomainError {
  return new DomainError({
    reason: 'INVALID_INPUT',
    message: 'The target is not the key of a configured landing page.',
    field: ['input', 'target'],
  });
}

/** Only for callers who have proven who they are. */
export const emailNotVerified: Refusal = {
  reason: 'EMAIL_NOT_VERIFIED',
  message: 'The email address has to be verified before signing in. See requestEmailVerification.',
};

/** Names the argument of a mutation that takes a token without an input object. */
export async function withTokenArgument<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const [first] = error.refusals;
    throw first.field === undefined ? error : new DomainError({ ...first, field: ['token'] });
  }
}
