import type { Caller, Principal, Revalidation } from '@cordon/auth-directive';
import { type CurrentUser, isAtLeast, parseRole, type Role, scopesOf } from '../../modules/access/index.js';
import type { RequestContext } from './request-context.js';

/** What `@auth` asks first: who calls. A refused credential makes a stranger who knows why. */
export function toCaller(context: Pick<RequestContext, 'currentUser' | 'authenticationFailure'>): Caller {
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

/**
 * Asks before an event whether its subscriber is still who they were: signed in, and in a role at least as high. Answers why not, if not;
 * and no for whoever cannot be asked about.
 */
export async function revalidateCaller(
  caller: Principal,
  { askAgain }: Pick<RequestContext, 'askAgain'>,
): Promise<Revalidation> {
  if (askAgain === undefined) return false;
  const { currentUser, authenticationFailure } = await askAgain();
  if (currentUser === null) return authenticationFailure ?? false;
  const role = parseRole(caller.role);
  return role !== null && isAtLeast(currentUser.role, role) ? true : 'EPOCH_STALE';
}

/** The part of an elevating mutation's payload that says who has just signed in. */
interface SignedInPayload {
  readonly user?: { readonly id: string; readonly role: Role } | null;
  readonly tokens?: { readonly scope: readonly string[]; readonly expiresAt: Date } | null;
}

/**
 * The caller that `login`, `signUp` and `acceptInvitation` have just created, read from their payload; nobody unless both the user and
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
