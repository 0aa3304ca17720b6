import type { Caller, Principal, Revalidation } from '@cordon/auth-directive';
import type { CurrentUser, Role, Roles } from '../../modules/access/index.js';
import type { RequestContext } from './request-context.js';

/**
 * Returns the caller of a request for `@auth`. A rejected credential makes an anonymous caller with the
 * reason.
 */
export function toCaller(
  context: Pick<RequestContext, 'currentUser' | 'authenticationFailure' | 'askAgain'>,
): Caller {
  const { currentUser, authenticationFailure, askAgain } = context;
  // A subscription lives as long as the session, which is read before each event, not as long as the token.
  if (currentUser !== null) return principal(currentUser, askAgain === undefined);
  return authenticationFailure === null
    ? { kind: 'anonymous' }
    : { kind: 'anonymous', reason: authenticationFailure };
}

function principal(user: CurrentUser, expires: boolean): Caller {
  return {
    kind: 'principal',
    id: user.id,
    role: user.role,
    authenticatedAt: user.authenticatedAt,
    assurance: user.assurance,
    ...(expires ? { expiresAt: user.expiresAt } : {}),
    ...(user.scopes === null ? {} : { scopes: user.scopes }),
  };
}

/**
 * Checks before an event of a subscription that its subscriber is still signed in, with a role that includes
 * the one at the start. Returns true, or the reason why not; false when the request cannot be authenticated
 * again.
 */
export async function revalidateCaller(
  roles: Roles,
  caller: Principal,
  { askAgain }: Pick<RequestContext, 'askAgain'>,
): Promise<Revalidation> {
  if (askAgain === undefined) return false;
  const { currentUser, authenticationFailure } = await askAgain();
  if (currentUser === null) return authenticationFailure ?? false;
  if (currentUser.mustProveSecondFactor) return 'SECOND_FACTOR_REQUIRED';
  const { role } = caller;
  return role !== undefined && roles.isAtLeast(currentUser.role, role) ? true : 'EPOCH_STALE';
}

/** The part of an elevating mutation's payload that names the user who has just signed in. */
interface SignedInPayload {
  readonly user?: { readonly id: string; readonly role: Role } | null;
  readonly tokens?: { readonly scope: readonly string[]; readonly expiresAt: Date } | null;
  /** What was proven for it. Default: a password. */
  readonly assurance?: number;
}

/**
 * Returns the caller for the payload of `login`, `signUp` and `acceptInvitation` (elevation: the payload is
 * judged as the user it has just signed in); undefined unless it has both the user and the tokens. A token
 * with fewer scopes than the role also limits the rest of the selection.
 */
export function elevatedCaller(
  roles: Roles,
  payload: SignedInPayload | null | undefined,
  now: Date,
): Caller | undefined {
  const user = payload?.user ?? null;
  const tokens = payload?.tokens ?? null;
  if (user === null || tokens === null) return undefined;
  const isNarrowed = roles.scopesOf(user.role).some((scope) => !tokens.scope.includes(scope));
  return {
    kind: 'principal',
    id: user.id,
    role: user.role,
    authenticatedAt: now,
    assurance: payload?.assurance ?? 1,
    expiresAt: tokens.expiresAt,
    ...(isNarrowed ? { scopes: tokens.scope } : {}),
  };
}
