import type { Refusal } from '../core/refusal.js';

/** The HTTP status of an operation that is refused before execution, and its challenge. */
export interface Challenge {
  readonly status: 401 | 403;
  readonly challenge: string | undefined;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  TOKEN_MALFORMED: 'The access token is malformed',
  TOKEN_EXPIRED: 'The access token expired',
  ACCOUNT_DISABLED: 'The account is disabled',
  SESSION_REVOKED: 'The session was revoked',
  SESSION_EXPIRED: 'The session expired',
  EPOCH_STALE: 'The access token was superseded',
};

/**
 * Returns the status and the challenge: 401 when a refusal needs authentication, else 403, else 401 for a
 * step-up. The challenge has no parameters when no token was sent. Otherwise it states why the token was
 * refused (RFC 6750, section 3.1), which scopes are missing, or what a step-up must provide (RFC 9470,
 * section 3).
 */
export function challengeOf(refusals: readonly Refusal[]): Challenge {
  const unauthenticated = refusals.find(({ code }) => code === 'UNAUTHENTICATED');
  if (unauthenticated) return { status: 401, challenge: tokenChallenge(unauthenticated.reason) };
  const forbidden = refusals.filter(({ code }) => code === 'FORBIDDEN');
  if (forbidden.length > 0) return { status: 403, challenge: scopeChallenge(forbidden) };
  return { status: 401, challenge: stepUpChallenge(refusals) };
}

function tokenChallenge(reason: string | undefined): string {
  if (reason === undefined || reason === 'TOKEN_MISSING') return 'Bearer';
  // Only constant texts: a reason that the host application chose never reaches a header.
  const described = Object.hasOwn(DESCRIPTIONS, reason) ? DESCRIPTIONS[reason] : undefined;
  return `Bearer error="invalid_token", error_description="${described ?? 'The access token is not valid'}"`;
}

function scopeChallenge(refusals: readonly Refusal[]): string | undefined {
  const scopes = new Set<string>();
  for (const { missingScopes } of refusals) {
    if (missingScopes === undefined) return undefined;
    for (const scope of missingScopes) scopes.add(scope);
  }
  return `Bearer error="insufficient_scope", scope="${[...scopes].join(' ')}"`;
}

function stepUpChallenge(refusals: readonly Refusal[]): string {
  const windows = refusals.flatMap(({ freshWithin }) => freshWithin ?? []);
  const levels = refusals.flatMap(({ assurance }) => assurance ?? []);
  const parts = [
    'error="insufficient_user_authentication"',
    'error_description="Step-up authentication is required"',
  ];
  if (levels.length > 0) parts.push(`acr_values="${Math.max(...levels)}"`);
  if (windows.length > 0) parts.push(`max_age="${Math.min(...windows)}"`);
  return `Bearer ${parts.join(', ')}`;
}
