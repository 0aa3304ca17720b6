import type {
  AuthenticationFailure,
  CurrentUser,
  DeviceCookie,
  RefreshCookie,
} from '../../modules/access/index.js';
import type { ClientInfo, DomainError } from '../../shared/index.js';

/** What is true of one request and of nothing else. Services reach resolvers by argument, never through here. */
export interface RequestContext {
  /** The user behind the credential that was sent; null for a stranger and for a credential that was refused. */
  readonly currentUser: CurrentUser | null;
  /** Why there is nobody; null when there is somebody. Public fields answer all the same. */
  readonly authenticationFailure: AuthenticationFailure | null;
  readonly requestId: string;
  readonly client: ClientInfo;
  /** The browser's keeper of its refresh token; left out where cookies may not be used, and for callers inside the process. */
  readonly refreshCookie?: RefreshCookie;
  /** The browser's proof that it is a known device; left out likewise. */
  readonly deviceCookie?: DeviceCookie;
  /** Set when a credential could not be judged because the database was out of reach: for the edge alone, which then answers 503 in place of 401. */
  readonly unavailable?: DomainError | undefined;
  /** Asks anew who calls, before each event of a subscription; left out for requests that are answered once. */
  readonly askAgain?: () => Promise<Pick<RequestContext, 'currentUser' | 'authenticationFailure'>>;
}
