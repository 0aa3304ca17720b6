import { type Authenticator, authenticateBearer, type BearerHeader } from '../../modules/access/index.js';
import { DomainError, isRefusal } from '../../shared/index.js';
import type { EdgeLog } from './edge-log.js';
import type { RequestContext } from './request-context.js';

/** What is asked, and who is told of faults. */
export interface AuthenticationDependencies {
  /** Asked in turn for a bearer credential. */
  readonly authenticators: readonly Authenticator[];
  /** Recognises what a database driver throws; null for anything else. */
  readonly translateDatabaseError: (error: unknown) => DomainError | null;
  readonly log: EdgeLog;
}

/** Who calls, as the request context says it. */
export type RequestAuthentication = Pick<
  RequestContext,
  'currentUser' | 'authenticationFailure' | 'unavailable'
>;

/** Tells who sends a credential; never throws. When nobody could be asked there is nobody, and `unavailable` says why. */
export async function authenticateRequest(
  credential: BearerHeader,
  requestId: string,
  { authenticators, translateDatabaseError, log }: AuthenticationDependencies,
): Promise<RequestAuthentication> {
  try {
    const { user, failure } = await authenticateBearer(authenticators, credential);
    return { currentUser: user, authenticationFailure: failure };
  } catch (error) {
    // Public fields answer although nobody could be asked who calls; everything else stays shut.
    const unavailable = isRefusal(error, 'SERVICE_UNAVAILABLE') ? error : translateDatabaseError(error);
    if (unavailable === null) log.error({ requestId, err: error }, 'an authenticator failed');
    return {
      currentUser: null,
      authenticationFailure: null,
      unavailable: unavailable ?? authenticationUnavailable,
    };
  }
}

const authenticationUnavailable = new DomainError({
  reason: 'SERVICE_UNAVAILABLE',
  message: 'The server cannot check credentials at the moment.',
  retryAfterSeconds: 5,
});
