import type { AuthenticationFailure, CurrentUser } from '../access/index.js';
import type { ClientInfo, DomainError } from '../kernel/index.js';

/** What is true of one request and of nothing else. Services reach resolvers by argument, never through here. */
export interface RequestContext {
  /** The person behind the credential that was sent; null for a stranger and for a credential that was refused. */
  readonly currentUser: CurrentUser | null;
  /** Why there is nobody; null when there is somebody. Public fields answer all the same. */
  readonly authenticationFailure: AuthenticationFailure | null;
  readonly requestId: string;
  readonly client: ClientInfo;
  /** Set when a credential could not be judged because the database was out of reach: for the edge alone, which then answers 503 in place of 401. */
  readonly unavailable?: DomainError;
}
