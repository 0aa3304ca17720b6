import type { Refusal } from '../core/refusal.js';

/** The status of an operation refused before execution, and the challenge that goes with it. */
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
 * The first present of 401, 403 and step-up. The challenge says nothing when no token was sent, else why it was
 * refused (RFC 6750 3.1), which scopes fell short, or what a step-up must bring (RFC 9470 3).
 */
export function challengeOf(refusals: readonly Refusal[]): Challenge {
  const unknown = refusals.find(({ code }) => code === 'UNAUTHENTICATED');
  if (unknown) return { status: 401, challenge: tokenChallenge(unknown.reason) };
  const forbidden = refusals.filter(({ code }) => code === 'FORBIDDEN');
  if (forbidden.length > 0) return { status: 403, challenge: scopeChallenge(forbidden) };
  return { status: 401, challenge: stepUpChallenge(refusals) };
}

function tokenChallenge(reason: string | undefined): string {
  if (reason === undefined || reason === 'TOKEN_MISSING') return 'Bearer';
  // Only sentences of ours: a reason that the host made up never reaches a header.
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
  const parts = ['error="insufficient_user_authentication"', 'error_description="A new sign-in is needed"'];
  if (levels.length > 0) parts.push(`acr_values="${Math.max(...levels)}"`);
  if (windows.length > 0) parts.push(`max_age="${Math.min(...windows)}"`);
  return `Bearer ${parts.join(', ')}`;
}
