/**
 * Roles, scopes, the current user, and the authentication of bearer credentials. Access decisions are made
 * elsewhere: `@auth` guards fields, and the modules contain the rules about users.
 */

export {
  accountDisabled,
  forbidden,
  stepUpRequired,
  unauthenticated,
  userNotFound,
} from './access-errors.js';
export {
  type Actor,
  actorOf,
  callerOf,
  cliActor,
  eventActor,
  isSelf,
  type JudgedActor,
  markJudged,
  refuseEscalation,
} from './actor.js';
export type { ActorTransactions, WriteLocks } from './actor-transactions.js';
export { authenticateBearer, type BearerChallenge, type BearerHeader, bearerChallenge } from './bearer.js';
export type { DeviceCookie, RefreshCookie } from './cookies.js';
export {
  type Authentication,
  type AuthenticationFailure,
  type Authenticator,
  authenticationFailures,
  type CurrentUser,
  type UserRow,
} from './current-user.js';
export { type DisabledPeriod, isDisabled } from './disabled.js';
export type { RoleDeclaration, RoleDeclarations } from './role-declarations.js';
export { cordonRoles, createRoles, type Role, type Roles } from './roles.js';
