/**
 * Who may do what: roles, scopes, the current user, and the port through which a credential becomes one.
 * It decides nothing by itself: fields are guarded by `@auth`, rules about users live in their modules.
 */

export { accountDisabled, userNotFound } from './access-errors.js';
export { type Actor, actorOf, callerOf, cliActor, eventActor, isSelf, refuseEscalation } from './actor.js';
export { authenticateBearer, type BearerHeader } from './bearer.js';
export {
  type Authentication,
  type AuthenticationFailure,
  type Authenticator,
  authenticationFailures,
  type CurrentUser,
} from './current-user.js';
export type { DeviceCookie } from './device-cookie.js';
export { type DisabledPeriod, isDisabled } from './disabled.js';
export type { RefreshCookie } from './refresh-cookie.js';
export { isAtLeast, parseRole, type Role, roles } from './roles.js';
export { type Scope, scopes, scopesOf } from './scopes.js';
