import { invitationTtlSeconds, passwordResetTtlSeconds, type User } from '../users/index.js';
import { type LinkDecision, type LinkRequestDependencies, requestLink } from './request-link.js';

/** The input of requestPasswordReset. */
export interface PasswordResetRequest {
  readonly email: string;
  /** The key of a landing page. */
  readonly target: string;
}

/**
 * Sends a link for choosing a new password to the owner of the address, or the invitation again to a user who
 * never had one. Never reveals whether there is such a user. Throws ILLEGAL_STATE and INVALID_INPUT.
 */
export type RequestPasswordReset = (request: PasswordResetRequest) => Promise<void>;

export function createRequestPasswordReset(dependencies: LinkRequestDependencies): RequestPasswordReset {
  return (request) => requestLink(dependencies, request, decideReset);
}

const resetLink = {
  purpose: 'MAILED_PASSWORD_RESET',
  ttlSeconds: passwordResetTtlSeconds,
  template: 'password-reset',
  page: 'reset',
} as const;

const invitationLink = {
  purpose: 'MAILED_INVITATION',
  ttlSeconds: invitationTtlSeconds,
  template: 'invitation',
  page: 'invitation',
} as const;

function decideReset(user: User | null): LinkDecision {
  const link = resetLink;
  if (user === null || user.status === 'DELETED') return { link, refusal: 'UNKNOWN_ADDRESS' };
  if (user.disabled) return { link, refusal: 'ACCOUNT_DISABLED' };
  // The address may belong to somebody else.
  if (user.status === 'PENDING_VERIFICATION') return { link, refusal: 'NOT_VERIFIED' };
  return { link: user.status === 'INVITED' ? invitationLink : resetLink, refusal: null };
}
