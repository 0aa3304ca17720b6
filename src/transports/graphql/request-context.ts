import type {
  AuthenticationFailure,
  CurrentUser,
  DeviceCookie,
  RefreshCookie,
  UserRow,
} from '../../modules/access/index.js';
import type { ClientInfo, DomainError } from '../../shared/index.js';

/**
 * The GraphQL context: the data of one request. Services reach resolvers as arguments, never through the
 * context.
 */
export interface RequestContext {
  /** The authenticated user; null without a credential and for a rejected one. */
  readonly currentUser: CurrentUser | null;
  /** Why the credential was rejected; null when there is a user. Public fields are answered in both cases. */
  readonly authenticationFailure: AuthenticationFailure | null;
  /** The row of the user, read with the session; undefined for callers inside the process. For `me` alone. */
  readonly userRow?: UserRow | undefined;
  readonly requestId: string;
  readonly client: ClientInfo;
  /**
   * The browser's refresh token cookie; undefined where cookies may not be used, and for callers inside the
   * process.
   */
  readonly refreshCookie?: RefreshCookie | undefined;
  /** The cookie that proves a known device; undefined in the same cases. */
  readonly deviceCookie?: DeviceCookie | undefined;
  /**
   * Set when a credential could not be checked because the database was unreachable. Used only by the GraphQL
   * server, which then responds with 503 instead of 401.
   */
  readonly unavailable?: DomainError | undefined;
  /**
   * Authenticates the caller again: before each event of a subscription, and before further root fields of a
   * mutation. Undefined for callers inside the process.
   */
  readonly askAgain?: () => Promise<Pick<RequestContext, 'currentUser' | 'authenticationFailure'>>;
}

/** Returns what a project's resolvers find in the context besides the members of `RequestContext`. */
export type ProjectContext = (client: ClientInfo) => Readonly<Record<string, unknown>>;
