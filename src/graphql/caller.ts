import { type CurrentUser, type Role, scopesOf } from '../access/index.js';
import type { Caller } from '../auth-directive/index.js';
import type { RequestContext } from './request-context.js';

/** What `@auth` asks first: who calls. A refused credential makes a stranger who knows why. */
export function callerOf(context: Pick<RequestContext, 'currentUser' | 'authenticationFailure'>): Caller {
  const { currentUser, authenticationFailure } = context;
  if (currentUser !== null) return principal(currentUser);
  return authenticationFailure === null
    ? { kind: 'anonymous' }
    : { kind: 'anonymous', reason: authenticationFailure };
}

function principal(user: CurrentUser): Caller {
  return {
    kind: 'principal',
    id: user.id,
    role: user.role,
    authenticatedAt: user.authenticatedAt,
    expiresAt: user.expiresAt,
    ...(user.scopes === null ? {} : { scopes: user.scopes }),
  };
}

/** The part of an elevating mutation's payload that says who has just signed in. */
interface SignedInPayload {
  readonly user?: { readonly id: string; readonly role: Role } | null;
  readonly tokens?: { readonly scope: readonly string[]; readonly expiresAt: Date } | null;
}

/**
 * The caller that `login`, `signUp` and `acceptInvitation` have just created, read from their payload; nobody unless both the person and
 * the tokens are there. A token narrowed to fewer scopes than the role has narrows what follows in the same selection too.
 */
export function elevatedCaller(payload: SignedInPayload | null | undefined, now: Date): Caller | undefined {
  const user = payload?.user ?? null;
  const tokens = payload?.tokens ?? null;
  if (user === null || tokens === null) return undefined;
  const isNarrowed = scopesOf(user.role).some((scope) => !tokens.scope.includes(scope));
  return {
    kind: 'principal',
    id: user.id,
    role: user.role,
    authenticatedAt: now,
    expiresAt: tokens.expiresAt,
    ...(isNarrowed ? { scopes: tokens.scope } : {}),
  };
}
