import type { EventActor, UserId } from '../../shared/index.js';
import { roleEscalation } from './access-errors.js';
import type { CurrentUser } from './current-user.js';
import type { Role, Roles } from './roles.js';

/** Who calls a service: a signed-in user, the operator on the command line, or the server itself. */
export type Actor =
  | { readonly type: 'USER'; readonly user: CurrentUser }
  | { readonly type: 'CLI' }
  | { readonly type: 'SYSTEM' };

type SignedInActor = Extract<Actor, { readonly type: 'USER' }>;

declare const judgedBrand: unique symbol;

/**
 * An actor who may change something in the transaction in progress. For a signed-in user only
 * `ActorTransactions.runAs` returns one: the status, the role, the security epoch and the session were read
 * in that transaction, after their locks.
 */
export type JudgedActor = Exclude<Actor, SignedInActor> | (SignedInActor & { readonly [judgedBrand]: true });

/** Marks a signed-in user as judged. Only for implementations of `ActorTransactions`. */
export function markJudged(user: CurrentUser): JudgedActor {
  // The brand exists only in the type system.
  return { type: 'USER', user } as JudgedActor;
}

/** The operator on the command line. */
export const cliActor: JudgedActor = { type: 'CLI' };

/** The part of a request context that names the caller. */
interface CallerContext {
  readonly currentUser: CurrentUser | null;
}

/** Returns the caller of a field with @auth. Throws a plain Error without one: the field lacks its guard. */
export function callerOf({ currentUser }: CallerContext): CurrentUser {
  if (currentUser === null) throw new Error('a resolver behind @auth ran without a current user');
  return currentUser;
}

/** Returns the caller of a field with @auth as an actor; throws as `callerOf` does. */
export function actorOf(context: CallerContext): Actor {
  return { type: 'USER', user: callerOf(context) };
}

/** Returns the actor in the form of an event. */
export function eventActor(actor: JudgedActor): EventActor {
  return actor.type === 'USER' ? { type: 'USER', id: actor.user.id } : { type: actor.type };
}

/** Returns true when the actor is this user. */
export function isSelf(actor: Actor, userId: UserId): boolean {
  return actor.type === 'USER' && actor.user.id === userId;
}

/**
 * Throws ROLE_ESCALATION when a user acts on a user with a role, or assigns a role, that their own role does
 * not include. A role that is not declared counts as the highest.
 */
export function refuseEscalation(roles: Roles, actor: Actor, role: Role): void {
  if (actor.type !== 'USER') return;
  if (!roles.isAtLeast(actor.user.role, roles.parse(role) ?? 'ADMIN')) throw roleEscalation();
}
